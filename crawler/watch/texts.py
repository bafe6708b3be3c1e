"""From two reports whose text only a script shows, to how it is asked for: induced from what both pages asked, proven without them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

import parsers
from crawler.listdata.recipe_rows import at
from crawler.page.body_recipe import BodyRecipe, page_template
from crawler.page.recipe import Asked, may_send
from crawler.watch.answers import Path, squeezed, walk
from crawler.watch.seen import Exchange, Seen
from crawler.watch.templates import relative
from parsers.model import Context

MOST_TRIED = 3
"""Recipes that are asked for."""
SHORTEST, SHORTEST_PIECE, SHOWN = 200, 6, 0.9
"""Characters of a text, and of a piece of it; share of its pieces that the page has to show."""
_SAME_IN_BOTH = 4
"""Characters of a value of both addresses that is no chance in a request."""
_TOKEN = re.compile(r"([A-Za-z0-9]+)")
_TAGS, _CODE = re.compile(r"<[^<>]*>"), re.compile(r"</?(?:script|style)\b[^<>]*>", re.I)
Ask = Callable[[Asked], str | None]


@dataclass(frozen=True, slots=True)
class Shown:
    """A report that a browser showed: its address, the words of the link to it, and what was seen."""

    url: str
    anchor: str
    seen: Seen


def proven(first: Shown, second: Shown, ask: Ask) -> BodyRecipe | None:
    """The recipe by which the text of the second page is got without the browser, and read as a report."""
    tried: dict[BodyRecipe, None] = dict.fromkeys(_recipes(first, second))
    for recipe in list(tried)[:MOST_TRIED]:
        asked = recipe.request(second.url)
        answer = None if asked is None else ask(asked)
        if (
            answer is not None
            and _is_shown(at(recipe.text, answer), second.seen)
            and _is_read(answer, second)
        ):
            return recipe
    return None


def _recipes(first: Shown, second: Shown) -> Iterator[BodyRecipe]:
    template, values = page_template(first.url)
    others = page_template(second.url)[1]
    for exchange in first.seen.exchanges:
        path = _place(exchange.text, first.seen)
        if path is None or exchange.url.partition("#")[0] == first.url.partition("#")[0]:
            continue
        for other in second.seen.exchanges:
            made = _like(exchange, other, values, others)
            if made is not None:
                url, body, headers = made
                yield BodyRecipe(template, relative(url, first.url), body, headers, path)


def _place(text: str, seen: Seen) -> Path | None:
    """Where in an answer the text stands that the page shows: the longest, and of those within one another the innermost."""
    found = [
        (len(squeezed(value)), len(path), path)
        for path, value in walk(text)
        if isinstance(value, str) and _is_shown(value, seen)
    ]
    most = max((size for size, _, _ in found), default=0)
    inner = [(depth, path) for size, depth, path in found if size >= most / 2]
    return max(inner)[1] if inner else None


def _is_shown(value: object, seen: Seen) -> bool:
    """Whether the page shows a text, piece by piece."""
    if not isinstance(value, str) or len(value) < SHORTEST:
        return False
    outside = "<p>".join(_CODE.split(value)[::2])  # what opens and closes code stands by turns
    pieces = [squeezed(piece) for piece in _TAGS.split(outside)]
    long = [piece for piece in pieces if len(piece) >= SHORTEST_PIECE and "&" not in piece]
    shown = squeezed(seen.text)
    return sum(map(len, long)) >= SHORTEST / 2 and sum(p in shown for p in long) >= SHOWN * len(long)


def _is_read(answer: str, page: Shown) -> bool:
    """Whether the answer is a report to the parsers: what is asked for must be readable where it stands."""
    try:
        return parsers.parse_report(answer, context=Context(url=page.url, anchor=page.anchor)).is_report
    except parsers.Unreadable:
        return False


class _Request(NamedTuple):
    """A request as texts: its address without the host, its body, and headers that a script set."""

    head: str
    path: str
    body: str | None
    headers: dict[str, str]

    @classmethod
    def of(cls, exchange: Exchange) -> _Request:
        parts = urlsplit(exchange.url)
        head = f"{parts.scheme}://{parts.netloc}"
        headers = {n: v for n, v in (exchange.headers or {}).items() if may_send(n) and v.isascii()}
        return cls(head, exchange.url.removeprefix(head), exchange.body, headers)


def _like(
    first: Exchange, second: Exchange, values: Sequence[str], others: Sequence[str]
) -> tuple[str, str | None, tuple[tuple[str, str], ...]] | None:
    """The request of the first page with the parts of its address left open; None where the second page's is another one, or where it
    depends on neither."""
    ours, theirs = _Request.of(first), _Request.of(second)
    if ours.head != theirs.head or (ours.body is None) != (theirs.body is None):
        return None
    path = _opened(ours.path, theirs.path, values, others)
    body = _opened(ours.body or "", theirs.body or "", values, others)
    if path is None or body is None:
        return None
    headers = {n: _opened(v, theirs.headers.get(n, ""), values, others) or v for n, v in ours.headers.items()}
    if not any(map(_has_hole, (path, body, *headers.values()))):
        return None
    return ours.head + path, None if ours.body is None else body, tuple(headers.items())


def _opened(first: str, second: str, values: Sequence[str], others: Sequence[str]) -> str | None:
    """A text with holes where two texts have what the addresses of their pages have; None where they are not built alike."""
    ours, theirs = _TOKEN.split(first), _TOKEN.split(second)
    if len(ours) != len(theirs) or ours[::2] != theirs[::2] or _has_hole(first):
        return None
    return "".join(
        part if n % 2 == 0 else _hole(part, theirs[n], values, others) for n, part in enumerate(ours)
    )


def _has_hole(text: str) -> bool:
    return re.search(r"\{[1-9]\}", text) is not None


def _hole(part: str, other: str, values: Sequence[str], others: Sequence[str]) -> str:
    """The hole that a part of a request is; the part itself where it is none."""
    for number, (mine, yours) in enumerate(zip(values, others, strict=False), 1):
        if (part, other) == (mine, yours) and (mine != yours or len(mine) >= _SAME_IN_BOTH):
            return f"{{{number}}}"
    return part
