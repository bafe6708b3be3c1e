"""Directories of bodies and rows of years: which of them led to no report."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.crawl.books import Claim
from archive.reasons import said
from crawler.visit.books.lists import Lists
from crawler.visit.books.pages import Pages, claim

NEIGHBOURS = 2
"""Bodies of a directory of which reports are known, from which on the others are missed."""
MOST_MISSED = 0.5
"""Share of a directory's bodies without a report beyond which it is no directory of those that report."""
_YEAR = re.compile(r"20[012]\d")
_DEEPEST = 300


class Directories:
    """Those of the pages of a portal."""

    def __init__(self, pages: Pages, lists: Lists) -> None:
        self._pages, self._lists = pages, lists

    def bodies(self) -> Iterator[Claim]:
        titles = "\n".join(f"{page.title or ''} {page.anchor or ''}" for page in self._pages.reports)
        for page in self._pages.all.values():
            bodies = page.claims.bodies
            if bodies:
                missed = [
                    body for body in bodies if body[1] not in self._pages.fruitful and body[0] not in titles
                ]
                lost = self._lost(len(bodies), missed)
                why = said("bodies", names="、".join(lost[:3])) if lost else None
                yield claim("bodies", page, len(bodies), len(bodies) - len(missed), why, lost)

    def _lost(self, bodies: int, missed: list[tuple[str, str | None]]) -> list[str]:
        """Of the bodies without a report those that may have one: their pages are open, or their neighbours have one."""
        if bodies - len(missed) >= NEIGHBOURS and len(missed) <= MOST_MISSED * bodies:
            return [name for name, _ in missed]
        return [name for name, address in missed if address is None or self._is_open(address)]

    def _is_open(self, address: str) -> bool:
        """Whether a body's own pages were not read to their end."""
        waiting, seen = [address], {address}
        while waiting and len(seen) < _DEEPEST:
            page = self._pages.all.get(waiting.pop())
            if page is None:
                continue
            if not page.further and self._lists.why_open(page, self._lists.parts(page)):
                return True
            below = [p.address for p in self._pages.below.get(page.address, ()) if p.address not in seen]
            seen.update(below)
            waiting += below
        return False

    def years(self) -> Iterator[Claim]:
        for page in self._pages.all.values():
            years = page.claims.years
            if years:
                mine = [
                    r
                    for r in self._pages.reports
                    if page.address in r.lists or page.address in self._pages.ways(r)
                ]
                known = {int(y) for r in mine for y in _YEAR.findall(f"{r.title or ''} {r.anchor or ''}")}
                lost = [str(year) for year in years if year not in known]
                why = said("years", names=", ".join(lost)) if lost else None
                yield claim("years", page, len(years), len(years) - len(lost), why, lost)
