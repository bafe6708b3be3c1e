"""Which mixed lists are worth following further: those of bodies of which years are missing that others have."""

from __future__ import annotations

from archive import Archive
from archive.crawl import frontier
from archive.crawl.frontier import Entry
from archive.crawl.runs import Visit
from crawler.page import vocabulary as words
from parsers.lexicon.titles import year_in

MOST_PAGES, A_REPORT = 120, 3
"""Further pages of mixed lists that are asked for in a visit, and as many more for each report that they showed."""
ENOUGH = 0.8
"""Share of the portal's report years that a body has to show until its list is left alone."""


class OpenBooks:
    """`left`: entries that are not asked for in this visit."""

    def __init__(self, archive: Archive, visit: Visit) -> None:
        self._archive, self._visit = archive, visit
        self._followed = 0
        self.left: set[int] = set()
        self._begun_with = visit.new_reports

    def may_follow(self, entry: Entry) -> bool:
        """Whether an entry is to be asked for; of mixed lists those whose books are open, as far as the bound goes."""
        if not words.is_unproven(entry.kind, entry.score):
            return True
        found = self._visit.new_reports - self._begun_with
        if self._followed >= MOST_PAGES + A_REPORT * found or not self._open(words.line(entry.anchor or "")):
            self.left.add(entry.id)
            return False
        self._followed += 1
        return True

    def _open(self, name: str) -> bool:
        said = frontier.report_names(self._archive, self._visit.portal_id)
        years = {year for text in said if (year := year_in(text))}
        if words.MIXED_NAME.search(name):
            return True
        own = {year for text in said if name in text and (year := year_in(text))}
        return len(own) < ENOUGH * max(1, len(years))
