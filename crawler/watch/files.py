"""Recipes in files: `recipes/<host>.json` below `portals.d`, a list for each portal, so that one person's learning is everybody's."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from archive.urls import host
from crawler.page.any_recipe import AnyRecipe, of_json
from crawler.page.recipe import RecipeError

FOLDER = "recipes"
LONGEST = 1_000_000
"""Bytes of a file."""


def load(own: Path) -> dict[str, tuple[AnyRecipe, ...]]:
    """Host of a portal -> its recipes. `own`: the directory `portals.d`.

    :raises RecipeError: what is wrong, with the file.
    """
    return {path.stem: tuple(_read(path)) for path in sorted((own / FOLDER).glob("[!.]*.json"))}


def save(own: Path, portal: str, recipes: Iterable[AnyRecipe]) -> Path:
    """Write recipes of a portal into its file, in place of those of the same lists; returns the file.

    :raises RecipeError: the file is wrong already.
    :raises OSError: it cannot be written.
    """
    path = own / FOLDER / f"{portal}.json"
    known = {recipe.list: recipe for recipe in (_read(path) if path.exists() else ())}
    known |= {recipe.list: recipe for recipe in recipes}
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    said = [known[address].to_json() for address in sorted(known)]
    draft.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(path)
    return path


def _read(path: Path) -> list[AnyRecipe]:
    try:
        if path.stat().st_size > LONGEST:
            raise RecipeError(f"it has more than {LONGEST:,} bytes")
        said = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(said, list):
            raise RecipeError("a file is a list of recipes")
        found = [of_json(one) for one in said]
        if wrong := next((r for r in found if not _is_of(r, path.stem)), None):
            raise RecipeError(f"{wrong.list} is no list of {path.stem}")
        return found
    except (OSError, RecursionError, ValueError) as error:
        raise RecipeError(f"{path}: {error}") from None


def _is_of(recipe: AnyRecipe, portal: str) -> bool:
    name = host(recipe.list)
    return name == portal or name.endswith("." + portal)
