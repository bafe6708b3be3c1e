"""How the text of a report is asked for whose own page holds no word of it, as data: learned from two pages that a browser showed.

The numbers and names with digits in the address of such a page are its holes: `{1}` is the first of them, wherever the request for
the text has it.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from archive.urls import canonicalize
from crawler.page.list_request import join
from crawler.page.recipe import Asked, RecipeError, check, known_members, typed

MOST_HOLES = 9
_TOKEN = re.compile(r"([A-Za-z0-9]+)")
_HOLE = re.compile(r"\{([1-9])\}")
_HEAD = re.compile(r"https?://[^/]*")


@dataclass(frozen=True, slots=True)
class BodyRecipe:
    """The texts of the reports at one kind of address. The address of the request is relative to the page where it is on its host."""

    page: str
    """Canonical address of such a page, with its holes."""
    url: str
    body: str | None = None
    """None asks by GET."""
    headers: tuple[tuple[str, str], ...] = ()
    text: tuple[str, ...] = ()
    """Where the text stands in the answer; empty where the answer is the text."""

    @property
    def list(self) -> str:
        """What tells it from other recipes of its portal, as the address of its list tells one of a list."""
        return self.page

    def request(self, page: str) -> Asked | None:
        """The request for the text of a page; None for a page of another kind.

        :raises RecipeError: the template makes no address.
        """
        template, values = page_template(page)
        if template != self.page:
            return None

        def filled(text: str) -> str:
            return _HOLE.sub(
                lambda hole: values[int(hole[1]) - 1] if int(hole[1]) <= len(values) else hole[0], text
            )

        url = join(page, filled(self.url))
        if url is None:
            raise RecipeError(f"url {self.url!r} is no address")
        body = None if self.body is None else filled(self.body)
        return Asked(url, body, {name: filled(value) for name, value in self.headers})

    def to_json(self) -> dict[str, Any]:
        """Plain types, without what says nothing."""
        return {name: value for name, value in asdict(self).items() if value}


def page_template(url: str) -> tuple[str, list[str]]:
    """The canonical address of a page with a hole for each part that has a digit, and what stands in these; of an address with
    more such parts than there are holes the later ones stay."""
    address = canonicalize(url)
    head = _HEAD.match(address)
    begin = head.end() if head else 0
    values: list[str] = []

    def opened(part: re.Match[str]) -> str:
        if len(values) == MOST_HOLES or not any(map(str.isdigit, part[1])):
            return part[1]
        values.append(part[1])
        return f"{{{len(values)}}}"

    return address[:begin] + _TOKEN.sub(opened, address[begin:]), values


def of_json(said: Any) -> BodyRecipe:
    """A recipe as `to_json` writes it; whoever wrote it, it is checked.

    :raises RecipeError: it is none.
    """
    known = known_members(said, BodyRecipe)
    if not known.get("page") or not known.get("url"):
        raise RecipeError("a recipe of texts needs page and url")
    recipe = BodyRecipe(**typed(known))
    if not _HOLE.search(recipe.page):
        raise RecipeError("page has no hole: {1} and the following")
    if not any(
        _HOLE.search(part) for part in (recipe.url, recipe.body or "", *(v for _, v in recipe.headers))
    ):
        raise RecipeError("nothing of the request depends on the page")
    check(recipe)
    return recipe
