"""The books of a visit: each list, directory and column that its portal claims, against what was asked and answered.

What counts and what does not is told in `docs/portals.md`. Nothing is asked here: the books are made at the end of a visit
from what the frontier knows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, partial

from archive.crawl.books import Claim, Kind, LooseEnd, Page, State
from archive.crawl.texts import UNWATCHED
from archive.grades import NOT_THERE, READABLE, WARNINGS
from archive.reasons import said
from archive.urls import canonicalize, host, is_mobile_copy
from crawler.discovery.unread_lists import FILLED, LEFT, UNSEEN
from crawler.page import vocabulary as words
from crawler.page.list_request import is_turned
from crawler.visit.loose_ends import Explained, has_older, named_first, paper_of
from crawler.visit.open_books import is_young
from parsers.lexicon.titles import read_title

NEIGHBOURS = 2
"""Bodies of a directory of which reports are known, from which on the others are missed."""
REPORTS = 3
"""Reports that make a column of a list whose rows they mostly are."""
MOST_MISSED = 0.5
"""Share of a directory's bodies without a report beyond which it is no directory of those that report."""
NO_LINKS: Mapping[str, list[str]] = {}
PAGE_SIZES = (10, 12, 15, 16, 18, 20, 24, 25, 30, 40, 50, 60, 80, 100)
"""Rows at which lists end a page."""
_YEAR = re.compile(r"20[012]\d")
_DEEPEST = 300


class Books:
    """The pages of a portal, and what follows from them.

    :param home: canonical address of its home page.
    :param unasked: links that nobody asked, by the page on which they stand.
    """

    def __init__(self, pages: list[Page], home: str, unasked: Mapping[str, list[str]] = NO_LINKS) -> None:
        self._home, self._unasked = home, unasked
        self._pages = {page.address: page for page in pages}
        self._reports = [page for page in pages if page.kind == "report" and page.grade in _SOUND]

    def claims(self) -> list[Claim]:
        """All rows of the books, each kind and address once."""
        found = (
            *self._lists(),
            *self._bodies(),
            *self._years(),
            *self._elsewhere(),
            *self._links(),
            *self._cut(),
            *self._loose(),
            *self._copies(),
        )
        return list({(claim.kind, claim.address): claim for claim in found}.values())

    # -- where things stand

    @cached_property
    def _fruitful(self) -> set[str]:
        """Addresses of the pages that led to a report."""
        return {address for page in self._reports for address in self._ways(page)}

    def _ways(self, page: Page) -> Iterator[str]:
        """The addresses of the pages that led to a page, the nearest first."""
        seen: set[str] = set()
        at = page
        while len(seen) < _DEEPEST:
            above = self._above(at)
            if above is None or above.address in seen:
                return
            seen.add(above.address)
            yield above.address
            at = above

    def _above(self, page: Page) -> Page | None:
        """The page that led to a page; its address may be spelled otherwise there."""
        if not page.parent:
            return None
        return self._by_url.get(page.parent) or self._pages.get(canonicalize(page.parent))

    @cached_property
    def _by_url(self) -> dict[str, Page]:
        return {page.url: page for page in self._pages.values()}

    @cached_property
    def _members(self) -> dict[str, list[Page]]:
        """Address of the first page of a list -> its further pages."""
        found: dict[str, list[Page]] = defaultdict(list)
        for page in self._pages.values():
            if page.further and page.list:
                found[page.list].append(page)
        return found

    @cached_property
    def _listing(self) -> dict[str, list[Page]]:
        """Address of a list -> the reports that it names; one that several lists name is in each of them."""
        found: dict[str, list[Page]] = defaultdict(list)
        for page in self._pages.values():
            if page.kind == "report":
                for address in page.lists:
                    found[address].append(page)
        return found

    @cached_property
    def _below(self) -> dict[str, list[Page]]:
        """Address of a page -> the pages that it led to."""
        found: dict[str, list[Page]] = defaultdict(list)
        for page in self._pages.values():
            above = self._above(page)
            if above is not None:
                found[above.address].append(page)
        return found

    # -- lists

    def _lists(self) -> Iterator[Claim]:
        for page in self._pages.values():
            if (
                not page.further
                and self._counts(page)
                and not (self._is_misspelt(page) or self._is_to_come(page))
            ):
                yield from self._list(page)

    def _is_misspelt(self, page: Page) -> bool:
        """Whether nothing stands at an address that is, but for its last slash, that of a list which was read."""
        other = self._pages.get(page.address.rstrip("/")) or self._pages.get(f"{page.address}/")
        return page.grade in NOT_THERE and other is not None and other is not page and _is_sound(other)

    def _is_to_come(self, page: Page) -> bool:
        """Whether nothing stands yet at the address of a year behind all those beside it that led to reports: a menu of years may be
        counted up to the clock."""
        year, above = _year_named(page), self._above(page)
        if page.grade not in NOT_THERE or not year or above is None:
            return False
        beside = [p for p in self._below[above.address] if p.address in self._fruitful]
        years = [said for said in map(_year_named, beside) if said]
        return len(years) >= NEIGHBOURS and year > max(years)

    def _counts(self, page: Page) -> bool:
        """Whether reports stand in a page, or should: a column of them, or a mixed list that names some which no column
        does."""
        if page.kind == "list" and (_is_sound(page) or _is_named(page) or page.address in self._fruitful):
            return True
        if page.unread == UNSEEN and page.kind in ("home", "page"):
            return True
        if self._young and page.kind in ("page", "guess") and self._is_left(page):
            return True
        return any(_called(report) not in self._in_columns for report in self._listing.get(page.address, ()))

    @cached_property
    def _young(self) -> bool:
        """Whether the reports are those of the last years alone, so that older ones may stand among other papers."""
        return is_young(report.title or report.anchor or "" for report in self._reports)

    def _is_left(self, page: Page) -> bool:
        """Whether a list of other papers was left before its end."""
        parts = self._parts(page)
        return any(part.unread == LEFT or part.state == "queued" for part in parts)

    @cached_property
    def _in_columns(self) -> set[str]:
        """What reports are called that stand in columns."""
        columns = filter(self._is_column, self._pages.values())
        return {_called(report) for page in columns for report in self._listing.get(page.address, ())}

    def _is_column(self, page: Page) -> bool:
        """Whether reports stand in a page by its name, or because most of its rows are reports, whatever it is called."""
        listed = len(self._listing.get(page.address, ()))
        return page.kind == "list" or (listed >= REPORTS and 2 * listed >= page.claims.rows > 0)

    def _list(self, page: Page) -> Iterator[Claim]:
        """The row of a list, and before it those of the numbers that it says."""
        parts = self._parts(page)
        sound = [part for part in parts if _is_sound(part)]
        why, rows = self._why_open(page, parts), self._rows(page)
        numbers: tuple[tuple[Kind, int, int], ...] = (
            ("pages", _pages(parts), len(sound)),
            ("rows", max(part.claims.total for part in parts), rows),
        )
        for kind, claimed, seen in numbers:
            if claimed:
                short = why if seen < claimed else None
                yield _claim(kind, page, claimed, seen, short)
        if why or _is_sound(page):
            yield _claim("list", page, None, rows, why)

    def _parts(self, page: Page) -> list[Page]:
        own = self._members.get(page.address, ())
        above = self._above(page) if page.claims.answer and not own else None
        beside = () if above is None else self._members.get(above.address, ())
        return [
            page,
            *own,
            *(p for p in beside if p.claims.answer and is_turned(page.url, page.form, p.url, p.form)),
        ]

    def _rows(self, page: Page) -> int:
        """Rows that a list showed, in its pages and in the answers that fill it."""
        filled = [p for p in self._below.get(page.address, ()) if p.claims.answer and not p.further]
        own = sum(part.claims.rows for part in self._parts(page) if _is_news(part))
        return own + sum(self._rows(p) for p in filled if not page.claims.answer)

    def _why_open(self, page: Page, parts: list[Page]) -> str | None:
        """Why a list is not read to its end; None where it is, or where nothing stands there any more."""
        if not _is_sound(page):
            return _unanswered(page)
        unread = next((part.unread for part in parts if part.unread and not self._is_filled(part)), None)
        barren = page.claims.column and self._is_barren(page)
        return unread or self._why_short(page, parts) or (said("no_row") if barren else None)

    def _why_short(self, page: Page, parts: list[Page]) -> str | None:
        """Which of its own numbers a list does not meet, or which further page gave no answer."""
        claimed, seen = _pages(parts), sum(map(_is_news, parts))
        total, rows = max(part.claims.total for part in parts), self._rows(page)
        if seen < claimed:
            return said("pages", seen=seen, claimed=claimed)
        if (lost := _first_lost(parts, told=bool(claimed or total), short=rows < total)) is not None:
            return said("further", url=lost.url, why=_unanswered(lost) or lost.why or said("no_answer"))
        if claimed or rows >= total or not (page.claims.rows or page.claims.asks):
            return None
        return None if _may_hold(parts, total) else said("rows", seen=rows, claimed=total)

    def _is_filled(self, page: Page) -> bool:
        """Whether a page that a script would fill led to reports all the same."""
        return page.unread == FILLED and page.address in self._fruitful

    def _is_barren(self, page: Page) -> bool:
        """Whether a column led neither to a report nor to another list."""
        below = self._below.get(page.address, ())
        return page.address not in self._fruitful and not any(p.kind in ("list", "more") for p in below)

    # -- directories

    def _bodies(self) -> Iterator[Claim]:
        titles = "\n".join(f"{page.title or ''} {page.anchor or ''}" for page in self._reports)
        for page in self._pages.values():
            bodies = page.claims.bodies
            if bodies:
                missed = [body for body in bodies if body[1] not in self._fruitful and body[0] not in titles]
                lost = self._lost(len(bodies), missed)
                why = said("bodies", names="、".join(lost[:3])) if lost else None
                yield _claim("bodies", page, len(bodies), len(bodies) - len(missed), why, lost)

    def _lost(self, bodies: int, missed: list[tuple[str, str | None]]) -> list[str]:
        """Of the bodies without a report those that may have one: their pages are open, or their neighbours have one."""
        if bodies - len(missed) >= NEIGHBOURS and len(missed) <= MOST_MISSED * bodies:
            return [name for name, _ in missed]
        return [name for name, address in missed if address is None or self._is_open(address)]

    def _is_open(self, address: str) -> bool:
        """Whether a body's own pages were not read to their end."""
        waiting, seen = [address], {address}
        while waiting and len(seen) < _DEEPEST:
            page = self._pages.get(waiting.pop())
            if page is None:
                continue
            if not page.further and self._why_open(page, self._parts(page)):
                return True
            below = [p.address for p in self._below.get(page.address, ()) if p.address not in seen]
            seen.update(below)
            waiting += below
        return False

    # -- years, other hosts, single addresses

    def _years(self) -> Iterator[Claim]:
        for page in self._pages.values():
            years = page.claims.years
            if years:
                mine = [r for r in self._reports if page.address in r.lists or page.address in self._ways(r)]
                known = {int(y) for r in mine for y in _YEAR.findall(f"{r.title or ''} {r.anchor or ''}")}
                lost = [str(year) for year in years if year not in known]
                why = said("years", names=", ".join(lost)) if lost else None
                yield _claim("years", page, len(years), len(years) - len(lost), why, lost)

    def _elsewhere(self) -> Iterator[Claim]:
        for page in self._pages.values():
            for name, url in page.claims.elsewhere:
                if (there := self._by_url.get(url)) is not None and _is_sound(there):
                    continue  # on another port of the portal's host, and read
                why = said("elsewhere", url=url)
                yield Claim("elsewhere", url, url, name, None, 0, "open", why, (name,))

    def _cut(self) -> Iterator[Claim]:
        """Titles cut short of which nobody asked what they are."""
        for page in self._pages.values():
            lost = [name for name, address in page.claims.cut if address not in self._pages]
            if lost:
                why = said("cut", names="、".join(lost[:2]))
                yield _claim(
                    "reports", page, len(page.claims.cut), len(page.claims.cut) - len(lost), why, lost
                )

    def _loose(self) -> Iterator[Claim]:
        """What of the lists nobody followed or understood, and no other page explains."""
        explained = Explained(self._pages.values(), self._home)
        for page in filter(_is_sound, self._pages.values()):
            first = self._pages.get(page.list or "", page) if page.further else page
            leads = self._counts(first) or first.address in self._fruitful
            knows = partial(self._knows, first) if self._is_of_many(first) else None
            left = explained.left(page, leads=leads, whole=self._is_whole(first), knows=knows)
            left += [end for end in self._not_asked(page) if leads and not explained.is_named(end.words)]
            left += [LooseEnd("capped", str(page.claims.rows))] if self._is_capped(page) else []
            left += self._not_turned(page)
            if left:
                why = said(f"loose_{left[0].sign}", names="、".join(named_first(left)))
                yield _claim("loose", page, None, 0, why, [end.words for end in left])

    def _is_of_many(self, page: Page) -> bool:
        """Whether a page is a column of the reports of several bodies, so that one year's are many."""
        return self._is_column(page) and len(self._bodies_of(page)) >= REPORTS

    def _bodies_of(self, page: Page) -> set[str]:
        listed = self._listing.get(page.address, ())
        return {paper[1] for report in listed if (paper := paper_of(_called(report)))}

    def _knows(self, page: Page, year: int) -> bool:
        """Whether a list of reports led to one of a year, or those of its bodies for that year are known, most of them."""
        led = (r for r in self._reports if page.address in r.lists or page.address in self._ways(r))
        if any(str(year) in f"{r.title or ''} {r.anchor or ''}" for r in led):
            return True
        bodies = self._bodies_of(page)
        return 2 * sum((year, body) in self._papers for body in bodies) >= len(bodies)

    @cached_property
    def _papers(self) -> set[tuple[int, str] | None]:
        """Year and body of each report."""
        return {paper_of(_called(report)) for report in self._reports}

    def _copies(self) -> Iterator[Claim]:
        """Pages of a mobile copy that gave no answer: nobody knows whether it holds more than the portal."""
        portal = host(self._home)
        for page in self._pages.values():
            if page.kind == "page" and is_mobile_copy(page.url, portal) and (why := _unanswered(page)):
                yield _claim("list", page, None, 0, why)

    def _not_asked(self, page: Page) -> list[LooseEnd]:
        """Links of a column that stand on no page before it, and parts of an index and years, that nobody asked."""
        found = self._unasked.get(page.url, ())
        column = page.kind in ("list", "more") or (self._young and page.kind == "page")
        asked_for = (text for text in found if column or _names_a_part(words.line(text)))
        return [LooseEnd("link", text) for text in asked_for if read_title(text).is_report is not False]

    def _is_capped(self, page: Page) -> bool:
        """Whether a list of one page ends at a round number, and a body of it has an older report that stands in no list."""
        listed = self._listing.get(page.address, ())
        alone = not (page.further or page.address in self._members or page.claims.pages or page.claims.total)
        if not alone or page.claims.rows not in PAGE_SIZES or len(listed) < REPORTS:
            return False
        return has_older(map(_called, listed), (_called(r) for r in self._reports if self._is_stray(r)))

    def _not_turned(self, page: Page) -> list[LooseEnd]:
        """The pager of a list that may go on, and of which every further page showed the first one again."""
        further = [part for part in self._members.get(page.address, ()) if _is_sound(part)]
        told = page.claims.pages or page.claims.total or page.claims.rows not in PAGE_SIZES
        if told or not further or not all(part.claims.again for part in further):
            return []
        return [LooseEnd("pager", further[0].url)]

    def _is_stray(self, report: Page) -> bool:
        """Whether a report stands in no list, but inside another or on the home page."""
        named_by = filter(None, map(self._pages.get, report.lists))
        return all(page.kind in ("report", "home") for page in named_by)

    def _is_whole(self, page: Page) -> bool:
        """Whether a list says how long it is, and all of it was seen."""
        parts = self._parts(page)
        claimed, total = _pages(parts), max(part.claims.total for part in parts)
        return bool(claimed or total) and self._why_short(page, parts) is None

    def _links(self) -> Iterator[Claim]:
        """Reports and files that the portal links and that gave no answer. That a page is gone is an answer, and so is a
        wall: it is left alone, an issue names it, and the second one ends the visit."""
        for kind in ("report", "attachment"):
            linked = [page for page in self._pages.values() if page.kind == kind]
            lost = [page for page in linked if _why_lost(page) and page.grade not in WARNINGS]
            home = self._pages.get(self._home)
            if lost and home:
                why = said("at", url=lost[0].url, why=_why_lost(lost[0]))
                names = tuple(page.title or page.anchor or page.url for page in lost)
                seen = len(linked) - len(lost)
                name: Kind = "reports" if kind == "report" else "files"
                yield Claim(name, self._home, home.url, None, len(linked), seen, "open", why, names)


_SOUND = ("ok", "not_modified", "redirect")


def _why_lost(page: Page) -> str | None:
    """Why a report or a file is not at hand: it gave no answer, or one that holds no word of it."""
    is_hollow = page.unread == FILLED or (page.unread or "").startswith(UNWATCHED)
    return _unanswered(page) or (page.unread if is_hollow else None)


def _names_a_part(said: str) -> bool:
    """Whether words name a part of what a page shows: a letter, a month, a year."""
    return bool(words.NAMELESS.match(said) or words.YEAR_CHILD.match(said))


def _year_named(page: Page) -> int:
    """The year that the words which led to a page name, as a tab does; else 0."""
    name = words.line(page.anchor or "")
    return int(name[:4]) if words.YEAR_CHILD.match(name) else 0


def _claim(
    kind: Kind, page: Page, claimed: int | None, seen: int, why: str | None, named: Iterable[str] = ()
) -> Claim:
    """A row about a page; it is open where there is a reason."""
    state: State = "open" if why else "read" if page.asked else "known"
    return Claim(kind, page.address, page.url, page.anchor, claimed, seen, state, why, tuple(named))


def _called(page: Page) -> str:
    return "".join((page.title or page.anchor or page.address).split())


def _is_named(page: Page) -> bool:
    """Whether the words that led to a page name a column of reports, or a part of one."""
    name = words.line(page.anchor or "")
    return bool(words.column_name(name) or words.YEAR_CHILD.match(name) or words.KIND_CHILD.match(name))


def _is_sound(page: Page) -> bool:
    return page.state == "done" and page.grade in _SOUND


def _is_news(page: Page) -> bool:
    """Whether a page of a list shows something of it: one that shows the first page again turned nothing."""
    return _is_sound(page) and not page.claims.again


def _pages(parts: list[Page]) -> int:
    """How many pages a list says that it has. One answer may hold several; where a list says its rows, these count."""
    if any(part.claims.answer or part.claims.asks for part in parts):
        return 0 if any(part.claims.total for part in parts) else max(_said(part) for part in parts)
    return max(part.claims.pages for part in parts)


def _said(part: Page) -> int:
    return 0 if part.claims.asks else part.claims.pages


def _may_hold(parts: list[Page], total: int) -> bool:
    """Whether so many rows fit on the pages of a list that were seen, though not all are like its reports."""
    sound = [part.claims for part in parts if _is_news(part)]
    if len(sound) == 1:
        return sound[0].lines >= total
    return len(sound) * max(claims.rows for claims in sound) >= total


def _first_lost(parts: list[Page], *, told: bool, short: bool) -> Page | None:
    """The first page of a list that is missing. `told`: the list says how long it is; `short`: it says more rows than were seen."""
    for at, part in enumerate(parts):
        ended = part.grade in NOT_THERE and _is_behind(parts[:at], parts[at + 1 :])
        if _is_lost(part, whole=(told or ended) and not short):
            return part
    return None


def _is_behind(before: list[Page], later: list[Page]) -> bool:
    """Whether a page would be the file behind the last one of a list of data."""
    answered = any(part.claims.answer and _is_sound(part) for part in before)
    return answered and not any(map(_is_sound, later))


def _is_lost(page: Page, *, whole: bool) -> bool:
    """Whether a page of a list is missing: one that is gone is not where the list shows all that it says (`whole`), nor is a
    further page with nothing in it, for the list was over before."""
    if _is_sound(page) or (page.further and page.grade == "empty"):
        return False
    return bool(_unanswered(page)) or not whole


def _unanswered(page: Page) -> str | None:
    """Why an address gave no answer to believe; None where it did, or where it says that nothing stands there.

    A list that was never there is one that the portal claims; one that was there once was removed.
    """
    if page.state == "queued":
        return said("not_asked")
    if page.state == "done" or (page.state == "refused" and page.kind in READABLE and page.grade in _SOUND):
        return None  # what was taken down was answered once
    if page.state == "refused":
        return said("forbidden")
    if page.grade in NOT_THERE and (page.kind != "list" or page.once):
        return None
    return page.why or page.grade or said("no_answer")
