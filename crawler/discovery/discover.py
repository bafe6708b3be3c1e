"""Which links of a page are worth asking for, and how soon: pure functions over words and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from archive.crawl.frontier import Candidate, Kind
from archive.urls import canonicalize, host
from crawler.discovery.attachments import attachments
from crawler.discovery.pagination import below, frames, further_pages, onward
from crawler.discovery.script_pagination import scripted_pages
from crawler.discovery.unread_lists import unread
from crawler.families import Family
from crawler.page import vocabulary as words
from crawler.page.page import Found, Page
from parsers.lexicon.titles import read_title

MAX_DEPTH = 8
_CUT = re.compile(r"(?:…|\.{3,}|。{3,})$")
_CUT_TITLE = re.compile(r"20\d\d年.{0,8}(?:政府|政务)?信息公开|信息公开.{0,8}年度?(?:工作)?报?")
_NUMBERS = re.compile(r"[0-9a-f]*\d[0-9a-f]*", re.I)
_FEWEST, _MOST = 2, 0.6
"""Entries of a column without titles: at least so many, and so large a share of the links of their shape."""
_LONGEST_MENU = 10
_FILE = re.compile(r"\.(?:jpe?g|png|gif|css|js|ico|mp[34]|zip|rar|exe|apk|xml|rss)$", re.I)


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a page led to. `reports`: how many of the candidates name a report, or stand where reports stand."""

    candidates: list[Candidate]
    reports: int
    family: str
    spelling: str | None = None
    """Where a page without text sends its reader, if that is this page's own address written otherwise (/ and
    /index.html).
    """
    answer: bool = False
    """It fills a list that is shown elsewhere."""
    unread: str | None = None
    """Why the list of the page is not read, or not whole."""
    shown: int = 0
    """The same for two pages that list the same, their pagers aside."""
    away: str | None = None
    """Where a page without text sends its reader, if that is out of the portal."""


NOTHING = Discovery([], 0, "generic")


def discover(page: Page, portal_host: str, families: Iterable[Family]) -> Discovery:
    """The candidates of a believed page, best score for each address, none outside the portal."""
    family = next((f for f in families if f.marks(page)), None)
    answer = family is not None and family.answers(page)
    found = [] if answer else [Found(x.url, x.text, x.title) for x in page.outline.links]
    further = [] if answer else further_pages(page) or scripted_pages(page)
    extra = family.links(page) if family is not None else []
    found += [f for f in extra if not f.pager]
    further += [f for f in extra if f.pager]
    best: dict[str, Candidate] = {}
    entries = entries_of(page, [f for f in found if f.kind is None])
    for candidate in _candidates(page, found, further, entries):
        if inside(candidate.url, portal_host):
            known = best.get(candidate.address)
            if known is None or candidate.score > known.score:
                best[candidate.address] = candidate
    own = best.pop(canonicalize(page.url), None)
    targets = [f.url for f in onward(page)]
    shell = own is not None and own.url != page.url and own.url in targets
    away = next((url for url in targets if inside(url, portal_host) is None), None)
    chosen = list(best.values())
    reports = sum(c.kind == "report" or c.url in entries for c in chosen)
    name = family.NAME if family else "generic"
    spelling = own.url if own is not None and shell else None
    shown = hash(frozenset(f.url for f in found) - {f.url for f in further})
    missed = unread(
        page,
        answer=answer,
        asks=any(f.kind is not None for f in extra),
        shown=len(found),
        listed=_listed(found, chosen, entries),
        pagers=len(further),
    )
    return Discovery(chosen, reports, name, spelling, answer, missed, shown, away)


def _listed(found: list[Found], chosen: list[Candidate], entries: set[str]) -> int:
    """How many links have an address like one of a report: the rows of the list that it stands in."""
    shapes = {_shape(c.url) for c in chosen if c.kind == "report" or c.url in entries}
    return len({f.url for f in found if f.kind is None and _shape(f.url) in shapes}) if shapes else 0


def _candidates(
    page: Page, found: list[Found], further: list[Found], entries: set[str]
) -> Iterable[Candidate]:
    reports = 0
    files = list(attachments(page))
    yield from files
    of_files = {file.url for file in files}
    for link in found:
        if link.url in of_files:
            continue
        if link.kind is not None:
            least = words.FILLED_LIST if link.kind == "list" else 0.0
            yield from _candidate(page, link, link.kind, max(page.entry.score, least))
            continue
        kind, score = score_link(page, link)
        reports += kind == "report"
        if kind != "report" and link.url in entries:
            kind, score = "list", max(score, words.COLUMN_ENTRY_SCORE)
        if score < words.WORTH_ASKING:
            kind, score = "guess", _guess(page, link)
        yield from _candidate(page, link, kind, score)
    for address in page.outline.cited:
        yield from _candidate(page, Found(address, page.outline.title or ""), "list", words.CITED)
    for link in further:
        if page.is_column:
            yield from _candidate(page, link, "more", max(page.entry.score - 1, words.SLUG_COLUMN_SCORE))
        elif reports:
            yield from _candidate(page, link, "page", words.MIXED_LIST)
        elif page.outline.kind == "list" and words.NOTICES.search(page.entry.anchor or ""):
            yield from _candidate(page, link, "guess", words.UNTOLD_SCORE + 5)
    for link in frames(page) if page.is_column and page.entry.kind != "more" else ():
        yield from _candidate(page, link, "list", page.entry.score - 1)
    for link in onward(page):
        yield from _candidate(page, link, page.entry.kind, page.entry.score)


def _candidate(page: Page, link: Found, kind: Kind, score: float) -> Iterable[Candidate]:
    depth = page.entry.depth + (not link.pager)
    if score > 0 and depth <= MAX_DEPTH:
        words_of_link = link.text if link.kind else link.title or link.text
        anchor = page.entry.anchor if link.pager else words_of_link
        parent = link.parent or page.url
        yield Candidate(link.url, kind, score - 0.1 * depth, depth, parent, anchor, link.title, link.form)


def score_link(page: Page, link: Found) -> tuple[Kind, float]:
    """What a link of this page leads to, as its words and its address tell, and how much it is worth."""
    if page.is_column and words.MORE.match(link.text.strip()) and below(page.url, link.url):
        return "list", words.MORE_SCORE
    if page.outline.kind == "report" and _other_year(page, link):
        return "list", words.YEAR_CHILD_SCORE
    disclosing = page.entry.kind == "page" and page.entry.score >= words.DISCLOSURE
    return _score(link.text, link.title or "", urlsplit(link.url).path, page.is_column, disclosing)


def _other_year(page: Page, link: Found) -> bool:
    """The same page of another year: a column may show a report itself, and the other years in its menu."""
    return bool(words.YEAR_CHILD.match(words.line(link.text))) and _shape(link.url) == _shape(page.url)


@lru_cache(maxsize=20_000)
def _score(text: str, title: str, path: str, in_column: bool, disclosing: bool) -> tuple[Kind, float]:
    """`in_column`: the page is a column of reports; `disclosing`: one of the disclosure pages that lead
    there.

    Remembered, because the menus of a portal stand on each of its pages.
    """
    if _FILE.search(path):
        return "page", 0.0
    text, title = words.line(text), words.line(title)
    report = _report(title, text)
    if report:
        return "report", report
    column = _column(text, path, in_column)
    if column:
        return "list", column
    way = _way(text, path, disclosing or in_column)
    return "list" if in_column and way == words.ORGAN_SCORE else "page", way


def _report(title: str, text: str) -> float:
    """The score of a report's title with its year; without a year it may as well be the name of a column."""
    for words_of_link in filter(None, (title, text)):
        facts = read_title(words_of_link)
        if facts.year and (facts.is_report or (facts.is_report is None and facts.head)):
            return words.REPORT if facts.is_report else words.REPORT_WRAPPED
    return words.REPORT_CUT if not title and _CUT.search(text) and _CUT_TITLE.search(text) else 0.0


def _column(text: str, path: str, in_column: bool) -> float:
    """The score of a column of annual reports, 0 for anything else."""
    if words.NOT_COLUMNS.search(text) or len(text) > words.LONGEST_NAME:
        return 0.0
    score = words.score(words.COLUMNS, text)
    if words.SLUG_COLUMN.search(path):
        score = max(score, words.SLUG_COLUMN_SCORE)
    if in_column and words.YEAR_CHILD.match(text):
        score = max(score, words.YEAR_CHILD_SCORE)
    if in_column and words.KIND_CHILD.match(text):
        score = max(score, words.KIND_CHILD_SCORE)
    return score


def _way(text: str, path: str, disclosing: bool) -> float:
    """The score of a page on the way to such a column."""
    score = words.score(words.ENTRIES, text)
    if words.SLUG_ENTRY.search(path):
        score = max(score, words.SLUG_ENTRY_SCORE)
    if disclosing and words.ORGAN.match(text) and not words.NOT_ORGANS.search(text):
        score = max(score, words.ORGAN_SCORE)
    return score


def _guess(page: Page, link: Found) -> float:
    """The score of a menu word that says neither yes nor no; the nearer to a disclosure page, the sooner."""
    text = words.line(link.text)
    if page.outline.kind == "report" or not 2 <= len(text) <= _LONGEST_MENU or words.UNTOLD.search(text):
        return 0.0
    if words.NEXT.match(text):
        return 0.0
    if _FILE.search(urlsplit(link.url).path) or text.isascii():
        return 0.0
    if words.NOT_COLUMNS.search(text):
        # 年报及工作总结: on some portals reports of every kind share one column.
        return words.UNTOLD_SCORE + 8 if words.ANNUAL.search(text) else 0.0
    if page.is_column:
        return words.UNTOLD_SCORE + 10
    return words.UNTOLD_SCORE + (
        6 if page.entry.score >= words.DISCLOSURE and page.entry.kind == "page" else 0
    )


def entries_of(page: Page, found: list[Found]) -> set[str]:
    """Links of a column of reports whose words name only an organ, a year or nothing (财政局, 2023, 查看): addresses of
    one shape are its entries if most of those without a title are so named."""
    if not page.is_column:
        return set()
    groups: dict[str, list[Found]] = {}
    for link in found:
        groups.setdefault(_shape(link.url), []).append(link)
    chosen: set[str] = set()
    for links in groups.values():
        texts = {link.url: words.line(link.title or link.text) for link in links}
        bare = {url for url, text in texts.items() if _says_little(text)}
        untold = sum(len(text) <= _LONGEST_MENU for url, text in texts.items() if url not in bare)
        if len(bare) >= max(_FEWEST, _MOST * (len(bare) + untold)):
            chosen |= bare
    return chosen


def _says_little(text: str) -> bool:
    if words.BARE.match(text):
        return True
    if words.NOT_COLUMNS.search(text) or len(text) > words.LONGEST_NAME:
        return False
    organ = words.ORGAN.match(text) and not words.NOT_ORGANS.search(text)
    return bool(organ or words.DATED_SHORT.search(text))


@lru_cache(maxsize=20_000)
def _shape(url: str) -> str:
    """An address with its numbers and hashes taken out."""
    return _NUMBERS.sub("#", f"{host(url)}{urlsplit(url).path}?{urlsplit(url).query}")


def inside(url: str, portal_host: str) -> str | None:
    """The canonical address if the link stays on the portal's host or below it, else None."""
    try:
        address = canonicalize(url)
    except ValueError:
        return None
    name = host(url)
    return address if name == portal_host or name.endswith("." + portal_host) else None
