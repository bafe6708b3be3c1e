"""Which of the requests that a page's scripts make are asked: few kinds, but many of one kind, as a list may be cut into a file
for each year or column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from urllib.parse import urlsplit

from crawler.page.list_request import ListRequest

MOST_KINDS, MOST_OF_KIND = 3, 40
"""A page asks for its list, perhaps for that of another part, seldom for more; of one kind it may ask as often as there are years
or bodies."""
_DIGITS = re.compile(r"\d+")
_FILE = re.compile(r"(?:.*\.(?:json|xml|txt|s?html?|js)|\d+)$", re.I)
"""The last part of an address that names a file or a year, not what a server does."""
Kind = tuple[str, str, int, str, bool, frozenset[str]]


def kind_of(ask: ListRequest) -> Kind:
    """What requests have in common that differ in a year or a column alone: the host, the first folder, how deep they lie, what
    the server does, and the names of what they send."""
    parts = urlsplit(ask.url)
    folders = parts.path.lower().split("/")
    first = _DIGITS.sub("#", folders[1]) if len(folders) > 2 else ""
    does = folders[-1].rpartition(".")[2] if _FILE.match(folders[-1]) else folders[-1]
    does = "" if does.isdecimal() else does
    return parts.netloc, first, len(folders), does, ask.form is None, frozenset(ask.parameters)


def bounded(found: Iterable[ListRequest]) -> tuple[list[ListRequest], list[ListRequest]]:
    """Those that are asked, and those that are left out."""
    kinds: dict[Kind, list[ListRequest]] = {}
    for ask in dict.fromkeys(found):
        kinds.setdefault(kind_of(ask), []).append(ask)
    chosen = {ask for asks in islice(kinds.values(), MOST_KINDS) for ask in islice(asks, MOST_OF_KIND)}
    every = [ask for asks in kinds.values() for ask in asks]
    return [ask for ask in every if ask in chosen], [ask for ask in every if ask not in chosen]


def together(printed: list[ListRequest], worked_out: list[ListRequest]) -> list[ListRequest]:
    """What stands printed, and what the values of the scripts come to beside it.

    One request is often read both ways, and spelt a little differently: of an address that is printed no other spelling
    is asked, unless the scripts ask it again and again, each time for something else."""
    kinds, paths = {kind_of(ask) for ask in printed}, {_path(ask) for ask in printed}
    sent = {(ask.url, ask.form) for ask in printed}
    worked_out = [ask for ask in worked_out if (ask.url, ask.form) not in sent]
    times: dict[tuple[str, Kind], int] = {}
    for ask in worked_out:
        place = _path(ask), kind_of(ask)
        times[place] = times.get(place, 0) + 1
    more = (
        ask
        for ask in worked_out
        if kind_of(ask) in kinds and (_path(ask) not in paths or times[_path(ask), kind_of(ask)] > 1)
    )
    return list(dict.fromkeys([*printed, *more]))


def _path(ask: ListRequest) -> str:
    return ask.url.partition("?")[0]
