"""Which pages are worth asking for as long as the books are open: mixed lists, and the sites of bodies, of which years are missing.

Reports are due each year since 2008. A portal that shows those of its last years alone may keep the others among papers of
another kind, so that every list of dated papers that its disclosure pages lead to is followed there, and more of them are guessed.
"""

from __future__ import annotations

from collections.abc import Iterable

from archive import Archive
from archive.crawl import frontier
from archive.crawl.frontier import Entry
from archive.crawl.runs import Visit
from crawler.page import vocabulary as words
from crawler.visit.loose_ends import paper_of
from parsers.lexicon.titles import year_in

MOST_PAGES, A_REPORT = 120, 3
"""Further pages of mixed lists that are asked for in a visit, and as many more for each report that they showed."""
ENOUGH = 0.8
"""Share of the portal's report years that a body has to show until its list is left alone."""
MOST_YOUNG = 3
"""Years of reports up to which a portal is looked through for older ones."""


def is_young(titles: Iterable[str]) -> bool:
    """Whether reports are those of the last years alone, by their titles; where there is none, nothing is said."""
    years = {year for text in titles if (year := year_in(text))}
    return 0 < len(years) <= MOST_YOUNG


class OpenBooks:
    """`left`: entries that are not asked for in this visit."""

    def __init__(self, archive: Archive, visit: Visit) -> None:
        self._archive, self._visit = archive, visit
        self._followed = 0
        self.left: set[int] = set()
        self._begun_with = visit.new_reports

    @property
    def young(self) -> bool:
        """Whether the reports that are known are those of the last years alone."""
        return is_young(frontier.report_names(self._archive, self._visit.portal_id))

    def may_follow(self, entry: Entry) -> bool:
        """Whether an entry is to be asked for; of mixed lists those whose books are open, as far as the bound goes, of the
        sites of bodies and of drawings of reports those of which no report is known."""
        name = words.line(entry.anchor or "")
        if words.is_site_of_body(entry.kind, entry.score):
            return entry.known or self._follows(entry, not self._reports(words.body_of(name) or name))
        if entry.kind == "page" and (report := words.drawn(words.line(entry.title or entry.anchor or ""))):
            return entry.known or self._follows(entry, not self._has(report))
        if not words.is_unproven(entry.kind, entry.score):
            return True
        found = self._visit.new_reports - self._begun_with
        may = self._followed < MOST_PAGES + A_REPORT * found and self._open(name)
        self._followed += may
        return self._follows(entry, may)

    def _follows(self, entry: Entry, may: bool) -> bool:
        if not may:
            self.left.add(entry.id)
        return may

    def _reports(self, name: str) -> list[str]:
        """What the reports of a body are called; of all, where nothing is its name."""
        return [said for said in frontier.report_names(self._archive, self._visit.portal_id) if name in said]

    def _has(self, title: str) -> bool:
        """Whether a report of the same body and year is known; a title that names no body is everyone's."""
        paper = paper_of(title)
        return paper is not None and paper in map(paper_of, self._reports(""))

    def _open(self, name: str) -> bool:
        if words.MIXED_NAME.search(name):
            return True
        if not words.names_body(name):
            return self.young
        years = {year for text in self._reports("") if (year := year_in(text))}
        own = {year for text in self._reports(name) if (year := year_in(text))}
        return len(own) < ENOUGH * max(1, len(years))
