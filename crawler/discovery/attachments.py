"""Which files of a report page are worth asking for: the report itself as a file, tables the page lacks, and its further pages.

A report that its portal cuts into pages prints its later tables on the second one. What the article's own pager leads to, and never
the article beside it, is asked for as a file of the report, so that it is kept with it and filed under it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

from archive.crawl.books import LooseEnd
from archive.crawl.frontier import Candidate
from crawler.discovery.unread_lists import SCRIPT_PAGER
from crawler.page import vocabulary as words
from crawler.page.list_request import counts_pages
from crawler.page.page import Found, Page
from parsers.lexicon.titles import read_title
from parsers.model import Attachment

MOST = 60
"""Files of one page."""
_TABLES = re.compile(r"附表|统计表|情况表|附件\d*[:：]?表")
"""Names of files that hold the tables of a report; alone they are no report's name."""
MOST_PAGES = 8
"""Further pages of one report that are asked for."""
_LAST_NUMBER = MOST_PAGES + 1
_NUMBERED = re.compile(r"[_-](\d{1,2})$")
"""What a further page bears behind the name of the first."""
_EXTENSION = re.compile(r"\.\w{2,6}$")


def attachments(page: Page) -> Iterator[Candidate]:
    """The files of a report page, best first. Each carries the page's own title, for files that say nothing.

    A file that is called a report is asked for in any case; anything else, pictures too, only where the page prints
    no statistics tables, and never what is called something else (a guide, an interpretation, another year's report).
    """
    if page.outline.kind != "report":
        return
    wanted = [a for a in page.outline.attachments if _wanted(a, page)]
    wanted.sort(key=lambda a: ("report", "file", "table_image").index(a.role))
    for attachment in islice(wanted, MOST):
        yield Candidate(
            attachment.url,
            "attachment",
            words.ATTACHMENT - 0.1 * page.entry.depth,
            page.entry.depth + 1,
            page.url,
            attachment.name,
            page.outline.title,
        )


def _wanted(attachment: Attachment, page: Page) -> bool:
    facts, year = read_title(attachment.name), page.outline.report_year
    if facts.year and year and facts.year != year:
        return False
    if attachment.role == "report":
        return True
    refused = facts.is_report is False and not _TABLES.search(attachment.name)
    return page.outline.tables == 0 and not refused


def pages_of_report(page: Page, further: Iterable[Found]) -> Iterator[Candidate]:
    """The further pages of a report, among the links of the page's pager. All of them are files of the first page, whichever
    of them names the next."""
    first = _first(page)
    if first is None:
        return
    for url in islice(_parts(first, page, further), MOST_PAGES):
        title = page.entry.title if first != page.url else page.outline.title
        depth = page.entry.depth + (first == page.url)
        score = words.ATTACHMENT - 0.1 * depth
        yield Candidate(url, "attachment", score, depth, first, title or page.entry.anchor, title)


def unjoined(page: Page, further: Collection[Found]) -> Iterator[LooseEnd]:
    """What is said of a report of several pages, once, on the first of them: a reading is that of one page, so that the tables of
    the others are not among the report's."""
    first = _first(page)
    if first != page.url:
        return
    parts = list(_parts(first, page, further))
    yield from (LooseEnd("part", url) for url in islice(parts, MOST_PAGES))
    said = None if further else SCRIPT_PAGER.search(page.source)
    if said and int(said[1]) > 1:
        yield LooseEnd("link", f"{page.url} 2/{said[1]}")


def _first(page: Page) -> str | None:
    """The address of the first page of the report of which a page is one; None for a page that is no part of one."""
    entry = page.entry
    if entry.kind == "attachment" and entry.parent and _number(entry.parent, page.url):
        return entry.parent
    return (
        page.url
        if page.outline.kind == "report" and entry.kind != "attachment" and not page.is_column
        else None
    )


def _parts(first: str, page: Page, further: Iterable[Found]) -> Iterator[str]:
    found = (link.url for link in further if link.form is None and link.url != page.url)
    yield from dict.fromkeys(url for url in found if 0 < _number(first, url) <= _LAST_NUMBER)


def _number(first: str, other: str) -> int:
    """The number that the address of a further page bears and that of the first page lacks; 0 where more than this tells
    them apart, for then it is another article."""
    own, its = urlsplit(first), urlsplit(other)
    if own.netloc != its.netloc:
        return 0
    if own.path == its.path:
        return _counted(own.query, its.query)
    own_end, its_end = _EXTENSION.search(own.path), _EXTENSION.search(its.path)
    if own.query != its.query or (own_end and own_end[0]) != (its_end and its_end[0]):
        return 0
    stem, name = _EXTENSION.sub("", own.path), _EXTENSION.sub("", its.path)
    numbered = _NUMBERED.fullmatch(name[len(stem) :]) if stem and name.startswith(stem) else None
    return int(numbered[1]) if numbered else 0


def _counted(own: str, its: str) -> int:
    """The number of a page that a query says, where it says nothing else that the other does not."""
    mine, theirs = parse_qsl(own, keep_blank_values=True), parse_qsl(its, keep_blank_values=True)
    counters = [value for name, value in theirs if counts_pages(name) and (name, value) not in mine]
    rest = [[pair for pair in pairs if not counts_pages(pair[0])] for pairs in (mine, theirs)]
    same = sorted(rest[0]) == sorted(rest[1]) and len(counters) == 1
    return int(counters[0]) if same and re.fullmatch(r"\d{1,3}", counters[0], re.A) else 0
