"""Recipes as rows and files hold them: of a list, or of the texts of reports."""

from __future__ import annotations

from typing import Any

from crawler.page import body_recipe, recipe
from crawler.page.body_recipe import BodyRecipe
from crawler.page.recipe import Recipe

AnyRecipe = Recipe | BodyRecipe


def of_json(said: Any) -> AnyRecipe:
    """What was learned of a list, or of texts; whoever wrote it, it is checked.

    :raises RecipeError: it is neither.
    """
    is_of_texts = isinstance(said, dict) and "page" in said
    return body_recipe.of_json(said) if is_of_texts else recipe.of_json(said)
