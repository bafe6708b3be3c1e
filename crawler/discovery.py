"""Which links of a page are worth asking for, and how soon: pure functions over words and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from archive.address import canonical, host
from archive.frontier import Candidate, Kind
from crawler import vocabulary as words
from crawler.families import Family
from crawler.page import Found, Page
from crawler.paging import further_pages, onward
from parsers.titles import read_title

MAX_DEPTH = 8
_BLANKS = re.compile(r"[\s\u3000\u00a0\u200b]+")
_CUT = re.compile(r"(?:…|\.{3,}|。{3,})$")
_CUT_TITLE = re.compile(r"20\d\d年.{0,8}(?:政府|政务)?信息公开|信息公开.{0,8}年度?(?:工作)?报?")
_FILE = re.compile(r"\.(?:jpe?g|png|gif|css|js|ico|mp[34]|zip|rar|exe|apk|xml|rss)$", re.I)


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a page led to. `reports`: how many of the candidates name a report."""

    candidates: list[Candidate]
    reports: int
    family: str
    spelling: str | None = None
    """Where a page without text sends its reader, if that is this page's own address written otherwise (/ and
    /index.html).
    """


NOTHING = Discovery([], 0, "generic")


def discover(page: Page, portal_host: str, families: Iterable[Family]) -> Discovery:
    """The candidates of a believed page, best score for each address, none outside the portal."""
    family = next((f for f in families if f.marks(page)), None)
    found = [Found(x.url, x.text, x.title) for x in page.outline.links]
    further = further_pages(page)
    if family is not None:
        extra = family.links(page)
        found += [f for f in extra if not f.pager]
        further += [f for f in extra if f.pager]
    best: dict[str, Candidate] = {}
    for candidate in _candidates(page, found, further):
        address = inside(candidate.url, portal_host)
        if address and (address not in best or candidate.score > best[address].score):
            best[address] = candidate
    own = best.pop(canonical(page.url), None)
    shell = own is not None and own.url != page.url and any(own.url == f.url for f in onward(page))
    chosen = list(best.values())
    reports = sum(c.kind == "report" for c in chosen)
    name = family.NAME if family else "generic"
    return Discovery(chosen, reports, name, own.url if own is not None and shell else None)


def _candidates(page: Page, found: list[Found], further: list[Found]) -> Iterable[Candidate]:
    reports = 0
    for link in found:
        kind, score = score_link(page, link)
        reports += kind == "report"
        yield from _candidate(page, link, kind, score)
    for link in further:
        if page.is_column:
            yield from _candidate(page, link, "more", max(page.entry.score - 1, words.SLUG_COLUMN_SCORE))
        elif reports:
            yield from _candidate(page, link, "page", words.MIXED_LIST)
    for link in onward(page):
        yield from _candidate(page, link, page.entry.kind, page.entry.score)
    for attachment in page.outline.attachments:
        if attachment.role == "report":
            link = Found(attachment.url, attachment.name)
            yield from _candidate(page, link, "attachment", words.ATTACHMENT)


def _candidate(page: Page, link: Found, kind: Kind, score: float) -> Iterable[Candidate]:
    depth = page.entry.depth + (not link.pager)
    if score >= words.WORTH_ASKING and depth <= MAX_DEPTH:
        anchor = page.entry.anchor if link.pager else link.title or link.text
        yield Candidate(link.url, kind, score - 0.1 * depth, depth, page.url, anchor, link.title)


def score_link(page: Page, link: Found) -> tuple[Kind, float]:
    """What a link of this page leads to, as its words and its address tell, and how much it is worth."""
    disclosing = page.entry.kind == "page" and page.entry.score >= words.DISCLOSURE
    return _score(link.text, link.title or "", urlsplit(link.url).path, page.is_column, disclosing)


@lru_cache(maxsize=20_000)
def _score(text: str, title: str, path: str, in_column: bool, disclosing: bool) -> tuple[Kind, float]:
    """`in_column`: the page is a column of reports; `disclosing`: one of the disclosure pages that lead
    there.

    Remembered, because the menus of a portal stand on each of its pages.
    """
    if _FILE.search(path):
        return "page", 0.0
    text, title = _BLANKS.sub("", text), _BLANKS.sub("", title)
    report = _report(title, text)
    if report:
        return "report", report
    column = _column(text, path, in_column)
    if column:
        return "list", column
    return "page", _way(text, path, disclosing)


def _report(title: str, text: str) -> float:
    """The score of a report's title with its year; without a year it may as well be the name of a column."""
    for words_of_link in filter(None, (title, text)):
        facts = read_title(words_of_link)
        if facts.year and (facts.is_report or (facts.is_report is None and facts.head)):
            return words.REPORT if facts.is_report else words.REPORT_WRAPPED
    return words.REPORT_CUT if not title and _CUT.search(text) and _CUT_TITLE.search(text) else 0.0


def _column(text: str, path: str, in_column: bool) -> float:
    """The score of a column of annual reports, 0 for anything else."""
    if words.NOT_COLUMNS.search(text) or len(text) > 24:
        return 0.0
    score = _match(words.COLUMNS, text)
    if words.SLUG_COLUMN.search(path):
        score = max(score, words.SLUG_COLUMN_SCORE)
    if in_column and words.YEAR_CHILD.match(text):
        score = max(score, words.YEAR_CHILD_SCORE)
    if in_column and words.KIND_CHILD.match(text):
        score = max(score, words.KIND_CHILD_SCORE)
    return score


def _way(text: str, path: str, disclosing: bool) -> float:
    """The score of a page on the way to such a column."""
    score = _match(words.ENTRIES, text)
    if words.SLUG_ENTRY.search(path):
        score = max(score, words.SLUG_ENTRY_SCORE)
    if disclosing and words.ORGAN.match(text):
        score = max(score, words.ORGAN_SCORE)
    return score


def _match(rules: words.Rules, text: str) -> float:
    return max((score for pattern, score in rules if pattern.search(text)), default=0.0)


def inside(url: str, portal_host: str) -> str | None:
    """The canonical address if the link stays on the portal's host or below it, else None."""
    try:
        address = canonical(url)
    except ValueError:
        return None
    name = host(url)
    return address if name == portal_host or name.endswith("." + portal_host) else None
