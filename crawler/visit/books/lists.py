"""Lists in which reports stand, or should: how long they say that they are, and whether they were read to their end."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from archive.crawl.books import Claim, Kind, Page
from archive.grades import NOT_THERE
from archive.reasons import said
from crawler.discovery.unread_lists import FILLED, LEFT, UNSEEN
from crawler.page import vocabulary as words
from crawler.page.list_request import is_turned
from crawler.page.recipe import recipe_page
from crawler.visit.books.pages import Pages, called, claim, is_news, is_sound, unanswered
from crawler.visit.open_books import is_young
from crawler.visit.vain import asks_the_same

NEIGHBOURS = 2
"""Years beside that of a page which led to reports, from which on a menu of years is known."""
REPORTS = 3
"""Reports that make a column of a list whose rows they mostly are."""


class Lists:
    """Those of the pages of a portal."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def claims(self) -> Iterator[Claim]:
        for page in self._pages.all.values():
            if (
                not page.further
                and page.address not in self._vain
                and self.counts(page)
                and not (self._is_misspelt(page) or self._is_to_come(page))
            ):
                yield from self._list(page)

    def counts(self, page: Page) -> bool:
        """Whether reports stand in a page, or should: a column of them, or a mixed list that names some which no column
        does."""
        if page.kind == "list" and (
            is_sound(page)
            or _is_named(page)
            or page.address in self._pages.fruitful
            or self._is_of_directory(page)
        ):
            return True
        if page.unread == UNSEEN and page.kind in ("home", "page"):
            return True
        if self.young and page.kind in ("page", "guess") and self._is_left(page):
            return True
        return any(
            called(report) not in self._in_columns for report in self._pages.listing.get(page.address, ())
        )

    def is_column(self, page: Page) -> bool:
        """Whether reports stand in a page by its name, or because most of its rows are reports, whatever it is called."""
        listed = len(self._pages.listing.get(page.address, ()))
        return page.kind == "list" or (listed >= REPORTS and 2 * listed >= page.claims.rows > 0)

    def parts(self, page: Page) -> list[Page]:
        own = [p for p in self._pages.members.get(page.address, ()) if p.address not in self._vain]
        above = self._pages.above(page) if page.claims.answer and not own else None
        beside = () if above is None else self._pages.members.get(above.address, ())
        return [
            page,
            *own,
            *(p for p in beside if p.claims.answer and is_turned(page.url, page.form, p.url, p.form)),
        ]

    def rows(self, page: Page) -> int:
        """Rows that a list showed, in its pages and in the answers that fill it, each of them once."""
        return page.claims.rows if page.claims.whole else sum(p.claims.rows for p in self._showing(page))

    def _showing(self, page: Page) -> list[Page]:
        """The pages and answers that show something of a list."""
        filled = [] if page.claims.answer else self._pages.below.get(page.address, ())
        firsts = [page, *(p for p in filled if p.claims.answer and not p.further)]
        parts = {part.address: part for first in firsts for part in self.parts(first)}
        return [part for part in parts.values() if is_news(part)]

    def why_open(self, page: Page, parts: list[Page]) -> str | None:
        """Why a list is not read to its end; None where it is, or where nothing stands there any more."""
        if not is_sound(page):
            return unanswered(page)
        forbidden = next((part for part in parts if part.state == "refused" and unanswered(part)), None)
        if forbidden and not page.claims.whole:
            return said("further", url=forbidden.url, why=unanswered(forbidden))
        unread = next((part.unread for part in parts if part.unread and not self._is_filled(part)), None)
        barren = page.claims.column and self._is_barren(page)
        return unread or self._why_short(page, parts) or (said("no_row") if barren else None)

    def is_whole(self, page: Page) -> bool:
        """Whether a list says how long it is, and all of it was seen."""
        parts = self.parts(page)
        claimed, total = _pages(parts), max(part.claims.total for part in parts)
        return bool(claimed or total) and self._why_short(page, parts) is None

    @cached_property
    def young(self) -> bool:
        """Whether the reports are those of the last years alone, so that older ones may stand among other papers."""
        return is_young(report.title or report.anchor or "" for report in self._pages.reports)

    def _list(self, page: Page) -> Iterator[Claim]:
        """The row of a list, and before it those of the numbers that it says."""
        parts = self.parts(page)
        seen_pages = _pages(parts) if page.claims.whole else sum(map(is_news, parts))
        why, rows = self.why_open(page, parts), self.rows(page)
        numbers: tuple[tuple[Kind, int, int], ...] = (
            ("pages", _pages(parts), seen_pages),
            ("rows", max(part.claims.total for part in parts), rows),
        )
        for kind, claimed, seen in numbers:
            if claimed:
                short = why if seen < claimed else None
                yield claim(kind, page, claimed, seen, short)
        if why or is_sound(page):
            yield claim("list", page, None, rows, why)

    def _why_short(self, page: Page, parts: list[Page]) -> str | None:
        """Which of its own numbers a list does not meet, or which further page gave no answer."""
        claimed, seen = _pages(parts), sum(map(is_news, parts))
        total, rows = max(part.claims.total for part in parts), self.rows(page)
        if page.claims.whole:
            return (
                None if rows >= total or _may_hold([page], total) else said("rows", seen=rows, claimed=total)
            )
        if seen < claimed:
            return said("pages", seen=seen, claimed=claimed)
        if (lost := _first_lost(parts, told=bool(claimed or total), short=rows < total)) is not None:
            return said("further", url=lost.url, why=unanswered(lost) or lost.why or said("no_answer"))
        has_rows = bool(rows if claimed else page.claims.rows or page.claims.asks)
        return self._why_few(self._showing(page), rows, total) if has_rows else None

    def _why_few(self, showing: list[Page], rows: int, total: int) -> str | None:
        """Why a list that says how many rows it has did not show them: not where all that it says fit on the pages that were seen,
        though not all are like its reports."""
        return None if rows >= total or _may_hold(showing, total) else said("rows", seen=rows, claimed=total)

    def _is_misspelt(self, page: Page) -> bool:
        """Whether nothing stands at an address that is, but for its last slash, that of a list which was read."""
        other = self._pages.all.get(page.address.rstrip("/")) or self._pages.all.get(f"{page.address}/")
        return page.grade in NOT_THERE and other is not None and other is not page and is_sound(other)

    def _is_to_come(self, page: Page) -> bool:
        """Whether nothing stands yet at the address of a year behind all those beside it that led to reports: a menu of years may be
        counted up to the clock."""
        year, above = _year_named(page), self._pages.above(page)
        if page.grade not in NOT_THERE or not year or above is None:
            return False
        beside = [p for p in self._pages.below[above.address] if p.address in self._pages.fruitful]
        years = [said for said in map(_year_named, beside) if said]
        return len(years) >= NEIGHBOURS and year > max(years)

    def _is_of_directory(self, page: Page) -> bool:
        """Whether a page is that of a body in a column of reports, which names bodies in place of rows or of which another body's
        page led to reports."""
        above = self._pages.above(page)
        if above is None or not words.body_of(words.line(page.anchor or "")):
            return False
        beside = (p for p in self._pages.below[above.address] if p.kind == "list" and p is not page)
        return above.claims.column or any(
            p.address in self._pages.fruitful and words.body_of(words.line(p.anchor or "")) for p in beside
        )

    def _is_left(self, page: Page) -> bool:
        """Whether a list of other papers was left before its end."""
        parts = self.parts(page)
        return any(part.unread == LEFT or part.state == "queued" for part in parts)

    @cached_property
    def _vain(self) -> set[str]:
        """Answers without a row to guesses at a request that a recipe makes as the page's script does."""
        pages = self._pages.all.values()
        recipes = [p for p in pages if recipe_page(p.title) == 1 and p.claims.rows and is_sound(p)]
        empty = [p for p in pages if p.claims.answer and not p.claims.rows and is_sound(p)] if recipes else ()
        return {
            page.address
            for page in empty
            if recipe_page(page.title) is None
            and any(
                page.parent == r.parent and asks_the_same(page.url, page.form, r.url, r.form) for r in recipes
            )
        }

    @cached_property
    def _in_columns(self) -> set[str]:
        """What reports are called that stand in columns."""
        columns = filter(self.is_column, self._pages.all.values())
        return {called(report) for page in columns for report in self._pages.listing.get(page.address, ())}

    def _is_filled(self, page: Page) -> bool:
        """Whether a page that a script would fill led to reports all the same."""
        return page.unread == FILLED and page.address in self._pages.fruitful

    def _is_barren(self, page: Page) -> bool:
        """Whether a column led neither to a report nor to another list."""
        below = self._pages.below.get(page.address, ())
        return page.address not in self._pages.fruitful and not any(p.kind in ("list", "more") for p in below)


def _year_named(page: Page) -> int:
    """The year that the words which led to a page name, as a tab does; else 0."""
    name = words.line(page.anchor or "")
    return int(name[:4]) if words.YEAR_CHILD.match(name) else 0


def _is_named(page: Page) -> bool:
    """Whether the words that led to a page name a column of reports, or a part of one."""
    name = words.line(page.anchor or "")
    return bool(words.column_name(name) or words.YEAR_CHILD.match(name) or words.KIND_CHILD.match(name))


def _pages(parts: list[Page]) -> int:
    """How many pages a list says that it has. One answer may hold several; where a list says its rows, these count."""
    if any(part.claims.answer or part.claims.asks for part in parts):
        return 0 if any(part.claims.total for part in parts) else max(_said(part) for part in parts)
    return max(part.claims.pages for part in parts)


def _said(part: Page) -> int:
    return 0 if part.claims.asks else part.claims.pages


def _may_hold(showing: list[Page], total: int) -> bool:
    """Whether so many rows fit on pages of a list: on each as many as on the fullest. One that shows none holds none."""
    sound = [part.claims for part in showing if part.claims.rows or part.claims.lines]
    return len(sound) * max((max(claims.rows, claims.lines) for claims in sound), default=0) >= total


def _first_lost(parts: list[Page], *, told: bool, short: bool) -> Page | None:
    """The first page of a list that is missing. `told`: the list says how long it is; `short`: it says more rows than were seen."""
    for at, part in enumerate(parts):
        ended = part.grade in NOT_THERE and _is_behind(parts[:at], parts[at + 1 :])
        if _is_lost(part, whole=(told or ended) and not short):
            return part
    return None


def _is_behind(before: list[Page], later: list[Page]) -> bool:
    """Whether a page would be the file behind the last one of a list of data."""
    answered = any(part.claims.answer and is_sound(part) for part in before)
    return answered and not any(map(is_sound, later))


def _is_lost(page: Page, *, whole: bool) -> bool:
    """Whether a page of a list is missing: one that is gone is not where the list shows all that it says (`whole`), nor is a
    further page with nothing in it, for the list was over before."""
    if is_sound(page) or (page.further and page.grade == "empty"):
        return False
    return bool(unanswered(page)) or not whole
