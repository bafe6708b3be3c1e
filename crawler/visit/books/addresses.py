"""Single addresses that a portal names: columns on other hosts, titles cut short, mobile copies, reports and files."""

from __future__ import annotations

from collections.abc import Iterator

from archive.crawl.books import Claim, Kind, Page
from archive.crawl.texts import UNWATCHED
from archive.grades import WARNINGS
from archive.reasons import said
from archive.urls import host, is_mobile_copy
from crawler.discovery.unread_lists import FILLED
from crawler.page import vocabulary as words
from crawler.visit.books.pages import Pages, called, claim, is_sound, unanswered
from crawler.visit.loose_ends import paper_of
from parsers.lexicon.titles import read_title


class Addresses:
    """Those of the pages of a portal."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def elsewhere(self) -> Iterator[Claim]:
        for page in self._pages.all.values():
            for name, url in page.claims.elsewhere:
                if (there := self._pages.by_url.get(url)) is not None and is_sound(there):
                    continue  # on another port of the portal's host, and read
                why = said("elsewhere", url=url)
                yield Claim("elsewhere", url, url, name, None, 0, "open", why, (name,))

    def cut(self) -> Iterator[Claim]:
        """Titles cut short of which nobody asked what they are."""
        for page in self._pages.all.values():
            lost = [name for name, address in page.claims.cut if address not in self._pages.all]
            if lost:
                why = said("cut", names="、".join(lost[:2]))
                yield claim(
                    "reports", page, len(page.claims.cut), len(page.claims.cut) - len(lost), why, lost
                )

    def copies(self) -> Iterator[Claim]:
        """Pages of a mobile copy that gave no answer: nobody knows whether it holds more than the portal."""
        portal = host(self._pages.home)
        for page in self._pages.all.values():
            if page.kind == "page" and is_mobile_copy(page.url, portal) and (why := unanswered(page)):
                yield claim("list", page, None, 0, why)

    def links(self) -> Iterator[Claim]:
        """Reports and files that the portal links and that gave no answer. That a page is gone is an answer, and so is a
        wall: it is left alone, an issue names it, and the second one ends the visit."""
        for kind in ("report", "attachment"):
            linked = [page for page in self._pages.all.values() if page.kind == kind]
            lost = [page for page in linked if _why_lost(page) and page.grade not in WARNINGS]
            if kind == "report":
                hollow = list(self._called_reports())
                linked, lost = [*linked, *hollow], [*lost, *hollow]
            home = self._pages.all.get(self._pages.home)
            if lost and home:
                why = said("at", url=lost[0].url, why=_why_lost(lost[0]) or said("no_report"))
                names = tuple(page.title or page.anchor or page.url for page in lost)
                seen = len(linked) - len(lost)
                name: Kind = "reports" if kind == "report" else "files"
                yield Claim(name, self._pages.home, home.url, None, len(linked), seen, "open", why, names)

    def _called_reports(self) -> Iterator[Page]:
        """Rows of lists with the title of a report whose pages are none, lead nowhere and hold no file; the report itself may be
        known at another address."""
        known = {paper_of(called(report)) for report in self._pages.reports} - {None}
        for page in self._pages.all.values():
            if _is_called_report(page) and not self._leads(page) and paper_of(called(page)) not in known:
                yield page

    def _leads(self, page: Page) -> bool:
        """Whether a page names a report, or links a list, a report or a file that no page before it did."""
        below = self._pages.below.get(page.address, ())
        named = page.address in self._pages.fruitful or page.address in self._pages.listing
        return named or any(p.kind in ("list", "more", "report", "attachment") for p in below)


def _is_called_report(page: Page) -> bool:
    """Whether a page that was answered, and is no report and no list, stands in a list under the title of a report of a year."""
    if page.kind != "page" or not page.lists or not is_sound(page) or page.grade == "redirect":
        return False
    facts, claims = read_title(called(page)), page.claims
    is_titled = bool(facts.is_report and facts.year) and not words.drawn(words.line(called(page)))
    return is_titled and not (claims.rows or claims.bodies or claims.years)


def _why_lost(page: Page) -> str | None:
    """Why a report or a file is not at hand: it gave no answer, or one that holds no word of it."""
    is_hollow = page.unread == FILLED or (page.unread or "").startswith(UNWATCHED)
    return unanswered(page) or (page.unread if is_hollow else None)
