"""Proving a recipe: it is asked without the browser, and has to give what the page showed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from crawler.listdata.recipe_rows import Row, rows_of, token_of
from crawler.page.recipe import TOKEN, Asked, Recipe
from crawler.watch.answers import FEWEST_SHOWN, Shown, squeezed
from crawler.watch.seen import Seen
from crawler.watch.templates import canonical

Ask = Callable[[Asked], str | None]
"""Asks and gives the text of the answer; None where there is none to believe."""


@dataclass(frozen=True, slots=True)
class Proof:
    """`recipe` as it holds, None where it does not, for the reason `why`; `rows` of each page that was asked, first page first."""

    recipe: Recipe | None
    rows: tuple[tuple[Row, ...], ...] = ()
    why: str = ""


def prove(recipe: Recipe, base: str, pages: Sequence[Seen], ask: Ask, most: int = 2) -> Proof:
    """Ask for the first `most` pages that were seen, or for the one answer that holds them all."""
    token = _token(recipe, base, ask)
    if token is None:
        return Proof(None, why="the request that should give its token gave none")
    asked = _Asking(recipe, base, ask, token)
    if not recipe.is_paged:
        return _prove_whole(asked, pages)
    if len(pages) < 2:
        return Proof(None, why="its second page was not seen")
    first = asked.page(1)
    if first and not _are_shown(first, pages[0]):
        return Proof(None, why="its first page holds other rows than the page shows")
    found = [first] if first else []  # else what is asked for begins behind what stands in the page
    for number in range(2, max(most, 2) + 1):
        rows = asked.page(number)
        if number <= len(pages) and not (rows and _are_shown(rows, pages[number - 1])):
            return Proof(None, why=f"its page {number} does not hold the rows that the page shows")
        if found and rows == found[-1]:
            return Proof(None, why=f"its page {number} is the one before")
        if not rows:
            break
        found.append(rows)
    return Proof(recipe if first else replace(recipe, begin=2), tuple(map(tuple, found)))


class _Asking:
    def __init__(self, recipe: Recipe, base: str, ask: Ask, token: str) -> None:
        self.recipe, self.base = recipe, base
        self._ask, self._token = ask, token

    def page(self, number: int) -> list[Row]:
        text = self._ask(self.recipe.request(self.base, number, self._token))
        return [] if text is None else rows_of(self.recipe, text, self.base)


def _token(recipe: Recipe, base: str, ask: Ask) -> str | None:
    """The token; a text that stands in no template where none is needed."""
    asked = recipe.ask_token(base)
    if asked is None or recipe.token is None:
        return TOKEN
    text = ask(asked)
    return None if text is None else token_of(recipe.token.path, text) or None


def _prove_whole(asked: _Asking, pages: Sequence[Seen]) -> Proof:
    """One answer holds all rows, which the page shows by parts."""
    rows = asked.page(1)
    mine, first = {canonical(row.url) for row in rows}, {canonical(link.url) for link in pages[0].links}
    later = {canonical(link.url) for seen in pages[1:] for link in seen.links} - first
    if not rows or not (len(pages) > 1 or _are_shown(rows, pages[0])):
        return Proof(None, why="its answer holds other rows than the page shows")
    if len(pages) > 1 and not (mine & first and later and len(later & mine) >= FEWEST_SHOWN * len(later)):
        return Proof(None, why="its one answer does not hold what the page shows after a step of its pager")
    return Proof(asked.recipe, (tuple(rows),))


def _are_shown(rows: Iterable[Row], seen: Seen) -> bool:
    """Whether rows stand on a page: by their addresses, or where they are no links by their words and where a click led."""
    links, shown = {canonical(link.url) for link in seen.links}, Shown(seen)
    opened = {canonical(url) for _, url in seen.opened}
    all_rows = list(rows)
    linked = sum(canonical(row.url) in links for row in all_rows)
    if linked >= FEWEST_SHOWN * len(all_rows):
        return True
    said = all(shown.has(squeezed(row.title)) for row in all_rows)
    return said and not linked and (not opened or any(canonical(row.url) in opened for row in all_rows))
