"""What of a portal's lists nobody followed or understood, and no other page explains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, partial

from archive.crawl.books import Claim, LooseEnd, Page
from archive.reasons import said
from crawler.page import vocabulary as words
from crawler.visit.books.lists import REPORTS, Lists
from crawler.visit.books.pages import Pages, called, claim, is_sound
from crawler.visit.loose_ends import Explained, has_older, named_first, paper_of
from parsers.lexicon.titles import read_title

PAGE_SIZES = (10, 12, 15, 16, 18, 20, 24, 25, 30, 40, 50, 60, 80, 100)
"""Rows at which lists end a page."""


class Loose:
    """Those of the pages of a portal. `unasked`: links that nobody asked, by the page on which they stand."""

    def __init__(self, pages: Pages, lists: Lists, unasked: Mapping[str, list[str]]) -> None:
        self._pages, self._lists, self._unasked = pages, lists, unasked

    def claims(self) -> Iterator[Claim]:
        """What of the lists nobody followed or understood, and no other page explains."""
        explained = Explained(self._pages.all.values(), self._pages.home)
        for page in filter(is_sound, self._pages.all.values()):
            first = self._pages.all.get(page.list or "", page) if page.further else page
            leads = self._lists.counts(first) or first.address in self._pages.fruitful
            knows = partial(self._knows, first) if self._is_of_many(first) else None
            left = explained.left(page, leads=leads, whole=self._lists.is_whole(first), knows=knows)
            left += [end for end in self._not_asked(page) if leads and not explained.is_named(end.words)]
            left += [LooseEnd("capped", str(page.claims.rows))] if self._is_capped(page) else []
            left += self._not_turned(page)
            if left:
                why = said(f"loose_{left[0].sign}", names="、".join(named_first(left)))
                yield claim("loose", page, None, 0, why, [end.words for end in left])

    def _is_of_many(self, page: Page) -> bool:
        """Whether a page is a column of the reports of several bodies, so that one year's are many."""
        return self._lists.is_column(page) and len(self._bodies_of(page)) >= REPORTS

    def _bodies_of(self, page: Page) -> set[str]:
        listed = self._pages.listing.get(page.address, ())
        return {paper[1] for report in listed if (paper := paper_of(called(report)))}

    def _knows(self, page: Page, year: int) -> bool:
        """Whether a list of reports led to one of a year, or those of its bodies for that year are known, most of them."""
        led = (
            r for r in self._pages.reports if page.address in r.lists or page.address in self._pages.ways(r)
        )
        if any(str(year) in f"{r.title or ''} {r.anchor or ''}" for r in led):
            return True
        bodies = self._bodies_of(page)
        return 2 * sum((year, body) in self._papers for body in bodies) >= len(bodies)

    @cached_property
    def _papers(self) -> set[tuple[int, str] | None]:
        """Year and body of each report."""
        return {paper_of(called(report)) for report in self._pages.reports}

    def _not_asked(self, page: Page) -> list[LooseEnd]:
        """Links of a column that stand on no page before it, and parts of an index and years, that nobody asked."""
        found = self._unasked.get(page.url, ())
        column = page.kind in ("list", "more") or (self._lists.young and page.kind == "page")
        asked_for = (text for text in found if column or _names_a_part(words.line(text)))
        return [LooseEnd("link", text) for text in asked_for if read_title(text).is_report is not False]

    def _is_capped(self, page: Page) -> bool:
        """Whether a list of one page ends at a round number, and a body of it has an older report that stands in no list."""
        listed = self._pages.listing.get(page.address, ())
        alone = not (
            page.further or page.address in self._pages.members or page.claims.pages or page.claims.total
        )
        if not alone or page.claims.rows not in PAGE_SIZES or len(listed) < REPORTS:
            return False
        return has_older(map(called, listed), (called(r) for r in self._pages.reports if self._is_stray(r)))

    def _not_turned(self, page: Page) -> list[LooseEnd]:
        """The pager of a list that may go on, and of which every further page showed the first one again."""
        further = [part for part in self._pages.members.get(page.address, ()) if is_sound(part)]
        told = page.claims.pages or page.claims.total or page.claims.rows not in PAGE_SIZES
        if told or not further or not all(part.claims.again for part in further):
            return []
        return [LooseEnd("pager", further[0].url)]

    def _is_stray(self, report: Page) -> bool:
        """Whether a report stands in no list, but inside another or on the home page."""
        named_by = filter(None, map(self._pages.all.get, report.lists))
        return all(page.kind in ("report", "home") for page in named_by)


def _names_a_part(said: str) -> bool:
    """Whether words name a part of what a page shows: a letter, a month, a year."""
    return bool(words.NAMELESS.match(said) or words.YEAR_CHILD.match(said))
