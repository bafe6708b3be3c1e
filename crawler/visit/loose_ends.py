"""Which loose ends of a page the rest of the portal explains: they stand in the frame of every page, or were asked or found elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import get_args
from urllib.parse import unquote

from archive.crawl.books import LooseEnd, Page, Sign
from archive.urls import canonicalize

MOST_SAID = 3
"""Loose ends that a reason names."""
_ORDER = {sign: place for place, sign in enumerate(get_args(Sign))}
_OF_DIRECTORIES: tuple[Sign, ...] = ("name", "title", "link")
"""What counts on a page too that led to no report."""
_YEAR = re.compile(r"^(20\d\d)")


class Explained:
    """All pages of a portal, and what they know. `home`: canonical address of its home page."""

    def __init__(self, pages: Iterable[Page], home: str) -> None:
        pages = list(pages)
        asked = [page for page in pages if page.state != "queued"]
        self._furniture = {end for page in pages if page.address == home for end in page.claims.loose}
        self._asked = {page.address for page in asked}
        self._sent = "\n".join(unquote(f"{page.url} {page.form or ''}") for page in asked)
        reports = [page for page in asked if page.kind == "report"]
        self._titles = "\n".join(
            "".join(f"{page.title or ''} {page.anchor or ''}".split()) for page in reports
        )
        self._names = {"".join((page.anchor or "").split()) for page in asked}

    def left(self, page: Page, *, leads: bool, whole: bool) -> list[LooseEnd]:
        """The loose ends of a page that nothing explains, the most telling first. `leads`: it is a list of reports, or led to
        one; `whole`: its list says how long it is, and was read to its end."""
        found = [
            end
            for end in page.claims.loose
            if (leads or end.sign in _OF_DIRECTORIES)
            and not (whole and end.sign in ("pager", "place", "control", "template"))
            and end not in self._furniture
            and not self._is_known(end, page)
        ]
        return sorted(found, key=lambda end: _ORDER[end.sign])

    def _is_known(self, end: LooseEnd, page: Page) -> bool:
        if end.sign in ("frame", "link"):
            return _address(end.words) in self._asked
        if end.sign in ("address", "request"):
            return end.words.partition("…")[0].lstrip("./") in self._sent
        if end.sign == "title":
            return end.words in self._titles
        if end.sign == "name":
            year = _YEAR.match(end.words)
            return (year[1] if year else end.words) in self._titles or end.words in self._names
        return False


def named_first(ends: list[LooseEnd]) -> list[str]:
    """The first loose ends of the most telling sign, by name."""
    return [end.words for end in ends if end.sign == ends[0].sign][:MOST_SAID]


def _address(url: str) -> str | None:
    try:
        return canonicalize(url)
    except ValueError:
        return None
