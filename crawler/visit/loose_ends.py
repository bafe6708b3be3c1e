"""Which loose ends of a page the rest of the portal explains: they stand in the frame of every page, or were asked or found elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import get_args
from urllib.parse import parse_qsl, unquote

from archive.crawl.books import LooseEnd, Page, Sign
from archive.grades import NOT_THERE
from archive.urls import canonicalize
from crawler.page import vocabulary as words
from crawler.page.list_request import counts_pages
from parsers.lexicon.titles import read_title

FEWEST_YEARS = 2
"""With fewer a list is that of a year, and says nothing of the others."""
LONGEST_OF_PART = 3
"""Characters of a month, a letter or an arrow: the same in every index."""
MOST_SAID = 3
"""Loose ends that a reason names."""
_ORDER = {sign: place for place, sign in enumerate(get_args(Sign))}
_OF_DIRECTORIES: tuple[Sign, ...] = ("name", "title", "link", "part")
"""What counts on a page too that led to no report."""
_END, _NO_LETTER = r"(?![\w.-])", r"(?![A-Za-z])"
"""What stands behind an address that is all of what was sent, its query aside; behind one that is its beginning."""
_YEAR = re.compile(r"^(20\d\d)")


class Explained:
    """All pages of a portal, and what they know. `home`: canonical address of its home page.

    A drawing that was opened claims nothing more: what its page links is asked, or is that page's own loose end."""

    def __init__(self, pages: Iterable[Page], home: str) -> None:
        pages = list(pages)
        asked = [page for page in pages if page.state != "queued"]
        self._furniture = {end for page in pages if page.address == home for end in page.claims.loose}
        self._asked = {page.address for page in asked}
        self._names = {_squeezed(page.anchor) for page in asked}
        self._sent = _sent(asked)
        said = _said(filter(_is_report, asked))
        self._titles = "\n".join(map(_squeezed, said))
        self._papers = set(map(paper_of, said))
        self._drawn = {report for text in _said(asked) if (report := words.drawn(words.line(text)))}
        self._led = _led(asked)

    def left(
        self, page: Page, *, leads: bool, whole: bool, knows: Callable[[int], bool] | None = None
    ) -> list[LooseEnd]:
        """The loose ends of a page that nothing explains, the most telling first. `leads`: it is a list of reports, or led to
        one; `whole`: its list says how long it is, and was read to its end; `knows`: of a list of reports, whether the reports
        of its bodies for a year are known."""
        found = [
            end
            for end in page.claims.loose
            if (leads or end.sign in _OF_DIRECTORIES)
            and not (
                whole and (end.sign in ("pager", "place", "control", "template") or _asks_for_a_page(end))
            )
            and end not in self._furniture
            and not self._is_known(end, page, knows)
        ]
        return sorted(found, key=lambda end: _ORDER[end.sign])

    def is_named(self, text: str) -> bool:
        """Whether another link of the same words was asked: what it led to tells what this one leads to, unless the words are a part's."""
        return len(text) > LONGEST_OF_PART and _squeezed(text) in self._names

    def _is_known(self, end: LooseEnd, page: Page, knows: Callable[[int], bool] | None) -> bool:
        if end.sign in ("frame", "link"):
            return _address(end.words) in self._asked
        if end.sign in ("address", "request"):
            return self._was_sent(end.words, page)
        if end.sign == "title":
            return self._is_known_title(end.words, page.address)
        if end.sign == "name":
            year = _YEAR.match(end.words)
            if year and knows:
                return knows(int(year[1]))
            return (year[1] if year else end.words) in self._titles or end.words in self._names
        return False

    def _was_sent(self, printed: str, page: Page) -> bool:
        """Whether an address that a page prints was asked for, or is the beginning of one that was. The page's own address tells that
        only of all of it: what prints the base of a list stands on the list itself."""
        head, hole, _ = printed.partition("…")
        head = head.lstrip("./")
        if hole or head.endswith("="):
            return head in self._sent
        whole, begun = (re.compile(re.escape(head) + end) for end in (_END, _NO_LETTER))
        return bool(whole.search(self._sent)) or len(begun.findall(self._sent)) > len(
            begun.findall(_sent([page]))
        )

    def _is_known_title(self, title: str, at: str) -> bool:
        """Whether a report of this title was asked, or a drawing of it opened. A title that names no body is everyone's: then
        only what the same page led to counts."""
        paper = paper_of(title)
        if paper is None:
            return title in self._led.get(at, ())
        return title in self._titles or paper in self._papers or title in self._drawn


def _led(asked: Iterable[Page]) -> dict[str, set[str]]:
    """Address of a page -> the titles of what it led to."""
    found: dict[str, set[str]] = {}
    for page in asked:
        for at in (page.parent or "", *page.lists):
            found.setdefault(at, set()).update(_titles_of(page))
    return found


def _sent(asked: Iterable[Page]) -> str:
    """What was sent. An address where nothing is was put together wrongly, perhaps: it tells nothing of what a script asks for."""
    there = (page for page in asked if page.grade not in NOT_THERE)
    return "\n".join(unquote(f"{page.url} {page.form or ''}") for page in there)


def _is_report(page: Page) -> bool:
    """Whether an address was asked as that of a report, and is not gone."""
    return page.kind == "report" and page.grade not in NOT_THERE


def _titles_of(page: Page) -> Iterator[str]:
    """What a report is called, or the report that a drawing shows."""
    if page.kind == "report" and not _is_report(page):
        return
    for text in _said([page]):
        yield _squeezed(text) if page.kind == "report" else words.drawn(words.line(text))


def _said(pages: Iterable[Page]) -> list[str]:
    """Titles of pages, and the words of the links that led to them."""
    return [text for page in pages for text in (page.title, page.anchor) if text]


def paper_of(title: str) -> tuple[int, str] | None:
    """Year and body of a report, however its title is worded, the county being its government; None where it does not say both."""
    facts = read_title(title)
    body = (facts.head or "").removesuffix("人民政府")
    return (facts.year, body) if facts.year and body else None


def named_first(ends: list[LooseEnd]) -> list[str]:
    """The first loose ends of the most telling sign, by name."""
    return [end.words for end in ends if end.sign == ends[0].sign][:MOST_SAID]


def has_older(listed: Iterable[str], others: Iterable[str]) -> bool:
    """Whether a body of a list of several years, by the titles in it, has an older report among others."""
    inside = [read_title(title) for title in listed]
    years, bodies = {facts.year for facts in inside if facts.year}, {facts.head for facts in inside}
    if len(years) < FEWEST_YEARS:
        return False
    older = (facts for title in others if (facts := read_title(title)).year and facts.year < min(years))
    return any(facts.head in bodies for facts in older)


def _asks_for_a_page(end: LooseEnd) -> bool:
    """Whether it is the address of a page of a list, by the number that it carries."""
    if end.sign != "address":
        return False
    query = end.words.replace("&amp;", "&").partition("?")[2]
    return any(counts_pages(name) and value.isdecimal() for name, value in parse_qsl(query))


def _squeezed(text: str | None) -> str:
    return "".join((text or "").split())


def _address(url: str) -> str | None:
    try:
        return canonicalize(url)
    except ValueError:
        return None
