"""From what a page asked and showed, on its first pages, to recipes that may ask the same: the likeliest first, none proven."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any
from urllib.parse import quote

from archive.urls import canonicalize
from crawler.listdata.recipe_rows import at, flat
from crawler.page.recipe import TOKEN, Recipe, Token, may_send
from crawler.watch.answers import FEWEST_SHOWN, Place, counted, places, squeezed, walk
from crawler.watch.answers import Path as Steps
from crawler.watch.seen import Exchange, Seen
from crawler.watch.templates import Numbered, address_template, numbered, relative

MOST = 4
"""Recipes that are worth being asked for."""
_SHORTEST_TOKEN, _LONGEST_TOKEN = 8, 2_000


def recipes(base: str, pages: Sequence[Seen]) -> list[Recipe]:
    """What may be asked for the list of the page at `base`. `pages`: what was seen at its first page, after a step of its pager,
    and so on."""
    found = sorted(_found(base, pages), key=lambda pair: pair[0], reverse=True)
    best: dict[Recipe, None] = dict.fromkeys(recipe for _, recipe in found)
    return list(islice(best, MOST))


Rank = tuple[int, bool, int, int]


def _found(base: str, pages: Sequence[Seen]) -> Iterator[tuple[Rank, Recipe]]:
    for number, seen in enumerate(pages):
        for asked in seen.exchanges:
            for template in _templates(base, asked, pages, number):
                for place in places(asked.text, seen, base, whole=template is None and len(pages) > 1):
                    recipe = _recipe(base, pages, asked, place, template)
                    if recipe is not None:
                        rank = (
                            place.score[0],
                            recipe.is_paged,
                            -(template.loose if template else 0),
                            place.score[1],
                        )
                        yield rank, recipe


def _templates(base: str, asked: Exchange, pages: Sequence[Seen], number: int) -> Iterator[Numbered | None]:
    """What counts the pages in a request, by each request like it that a later page made; None where there is none such: one answer
    may hold all rows, but that the page itself holds them is no news."""
    found = False
    for later in range(number + 1, len(pages)):
        for other in pages[later].exchanges:
            template = numbered((asked.url, asked.body), (other.url, other.body), number, later - number)
            if template is not None:
                found = True
                yield template
    if not found and number == 0 and asked.url.partition("#")[0] != base.partition("#")[0]:
        yield None


def _recipe(
    base: str, pages: Sequence[Seen], asked: Exchange, place: Place, template: Numbered | None
) -> Recipe | None:
    address = _address(base, pages, place) if place.title else ""
    if address is None:
        return None
    headers = tuple((n, v) for n, v in (asked.headers or {}).items() if may_send(n) and v.isascii())
    on_pages, total = counted(asked.text, len(place.rows))
    recipe = Recipe(
        list=canonicalize(base),
        url=template.url if template else asked.url,
        body=template.body if template else asked.body,
        headers=headers,
        rows=place.path,
        title=place.title,
        address=address,
        date=place.date,
        pages=on_pages if template else (),
        total=total if template else (),
        size=len(place.rows) if template else 0,
    )
    recipe = _with_token(recipe, [one for seen in pages for one in seen.exchanges], asked)
    token = recipe.token and replace(recipe.token, url=relative(recipe.token.url, base))
    return replace(recipe, url=relative(recipe.url, base), token=token)


def _address(base: str, pages: Sequence[Seen], place: Place) -> str | None:
    """How the address of a row is made: by the links of the rows, or by where a click on one led."""
    pairs = [(row, link.url) for row, link in zip(place.rows, place.links, strict=True) if link]
    if len(pairs) < FEWEST_SHOWN * len(place.rows):
        opened = {squeezed(words): url for seen in pages for words, url in seen.opened}
        clicked = ((row, opened.get(squeezed(str(row.get(place.title))))) for row in _like(place, pages))
        pairs = [(row, url) for row, url in clicked if url]
    if not pairs:
        return None
    rows, urls = [row for row, _ in pairs], [url for _, url in pairs]
    template = address_template(rows, urls, base)
    return None if template is None else relative(template, base)


def _like(place: Place, pages: Sequence[Seen]) -> Iterator[dict[str, Any]]:
    """The rows at the same place of any answer: it may be one of a later page that was clicked."""
    for seen in pages:
        for asked in seen.exchanges:
            value = at(place.path, asked.text)
            yield from (
                (flat(row) for row in value if isinstance(row, dict)) if isinstance(value, list) else ()
            )


def _with_token(recipe: Recipe, exchanges: Sequence[Exchange], asked: Exchange) -> Recipe:
    """The recipe with a hole for what an answer before its request gave, where it carries such a value."""
    sent = "\n".join([recipe.url, recipe.body or "", *(value for _, value in recipe.headers)])
    before = exchanges[: exchanges.index(asked)]
    for other in before:
        for path, value in walk(other.text):
            if isinstance(value, str) and _SHORTEST_TOKEN <= len(value.strip()) <= _LONGEST_TOKEN:
                spelled = next((s for s in (value.strip(), quote(value.strip(), safe="")) if s in sent), None)
                if spelled and "{" not in spelled and "\n" not in spelled:
                    return _opened(recipe, other, path, spelled)
    return recipe


def _opened(recipe: Recipe, asked: Exchange, path: Steps, value: str) -> Recipe:
    headers = tuple((n, v) for n, v in (asked.headers or {}).items() if may_send(n) and v.isascii())
    return replace(
        recipe,
        url=recipe.url.replace(value, TOKEN),
        body=None if recipe.body is None else recipe.body.replace(value, TOKEN),
        headers=tuple((name, text.replace(value, TOKEN)) for name, text in recipe.headers),
        token=Token(asked.url, asked.body, headers, path),
    )
