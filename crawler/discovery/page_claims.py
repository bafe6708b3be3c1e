"""What a page claims of its portal's reports: how long its list is, which bodies and years there are, columns elsewhere.

Read in any wording, in the HTML and in scripts; what is done about a claim shows at the end of a visit (`crawler.visit.books`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from archive.crawl.books import LooseEnd, PageClaims
from archive.urls import canonicalize
from crawler.discovery.attachments import unjoined
from crawler.discovery.loose.ends import loose_ends
from crawler.listdata import rows, script_pagers, years_beside
from crawler.listdata.js_requests import scripts
from crawler.page import vocabulary as words
from crawler.page.page import Found, Page
from crawler.page.pager_numbers import TAGS, counted
from parsers.lexicon.titles import read_title

MOST_BODIES, MOST_PAGES, MOST_CUT = 400, 2_000, 40
FEWEST_BODIES, FEWEST_CLICKED, FEWEST_YEARS = 3, 2, 2
"""Fewer names do not make a directory, or one of boxes to click, fewer years no row of tabs."""
FEWEST_COLUMNS = 2
"""Other columns that a column links, from which on it is a page of columns; one may stand in the menu of every page."""
_TITLE = 8
"""Characters from which on a link may be a title."""
# Several patterns, as one that begins with one of a few characters is found many times as quick as one that may begin otherwise.
_SAID_PAGES = (
    re.compile(r"[共分总]计?\s{0,9}(\d{1,4})\s{0,9}页"),
    re.compile(r"\d\s{0,9}/\s{0,9}(\d{1,4})\s{0,9}页"),
    re.compile(r"页[次码]\W{0,9}\d{1,4}\s{0,9}/\s{0,9}(\d{1,4})"),
    re.compile(r"总页数\W{0,9}(\d{1,4})"),
    re.compile(r"[上下]一页\W{0,20}\b\d{1,3}\s{0,9}/\s{0,9}(\d{1,3})\b"),
    re.compile(r"\d(?<!\w\w)\d{0,2}\s{0,9}/\s{0,9}(\d{1,3})\s{1,20}[上下]一页"),
)
_SAID_ROWS = (
    re.compile(r"[共总]计?有?\s{0,9}(\d{1,6})\s{0,9}(?:条|篇|则|份|个(?:文件|信息|结果)|项)"),
    re.compile(r"(?:记录|信息|文章)总?数\W{0,9}(\d{1,6})"),
    re.compile(r"(\d(?<![\d-]\d)\d{0,5})\s{0,9}条(?:记录|信息|数据|结果|文件)"),
)
_SCRIPTED_PAGES = re.compile(
    r"\b(?:count_?pages?|(?:total|all|max|sum)[-_]?pages?(?:_?(?:count|num))?|pages?[-_]?(?:count|total|sum|all)|createPage\w{0,20}\()"
    r"[\"']?\s{0,9}[:=]?\s{0,9}(?:[\"'][\w-]{0,40}[\"']\s{0,9},\s{0,9})?[\"']?(\d{1,4})\b",
    re.I,
)
_SCRIPTED_ROWS = re.compile(
    r"\b(?:total_?(?:records?|counts?|rows?|num\w{0,4}|items?)|(?:records?|rows?|items?)_?(?:count|total)|total)"
    r"[\"']?\s{0,9}[:=]\s{0,9}[\"']?(\d{1,6})\b",
    re.I,
)
_PAGER = re.compile(r"[上下前后]一?页|[尾末]页|pag(?:e|ing|ination)", re.I)
_CALLED = re.compile(
    r"<(?:a|span|li|button)\b[^<>]{0,400}?\b[A-Za-z_$][\w$]{0,40}\(\s{0,9}[\"']?(\d{1,3})[\"']?\s{0,9}[,)][^<>]{0,400}>\s{0,20}下一?页"
)
_NEXT = re.compile(r"下一?页")
_POSTED_BACK = re.compile(r"__doPostBack\([^<>]{0,200}>\s{0,20}(?:<[^<>]{0,200}>\s{0,20})?下一?页")
"""A server of ASP.NET takes the address from this link on the last page."""
_TAGGED = r"((?:<\w[^<>]{0,400}>\s{0,20}){1,4})"
"""The tags around some words, up to four of them."""
_ONLY_A_YEAR = r"(20[012]\d)\s{0,9}年?度?(?:年报|年度报告|报告)?\s{0,20}</"
_YEAR_ALONE, _YEAR_TAB = re.compile(r">\s{0,20}" + _ONLY_A_YEAR), re.compile(_TAGGED + _ONLY_A_YEAR)
_CLICKED = re.compile(
    r"\bonclick\s*=|\bdata-[\w-]{1,30}\s*=|\bhref\s*=\s*[\"']?(?:javascript|#|[\"'\s>]|$)", re.I
)
_QUOTED = re.compile(r"[\"']([\u4e00-\u9fff（）()、]{2,24})[\"']")
_CLICKED_NAME = re.compile(_TAGGED + r"([\u4e00-\u9fff（）()、]{2,24})\s{0,20}</")
_NUMBER = re.compile(r"\b([A-Za-z_$][\w$]{0,40})\s{0,9}=\s{0,9}(\d{1,6})\s{0,9}(?=[,;\n)}]|//)")
_SUMMED_PAGES = re.compile(r"共[\"']\s{0,9}\+\s{0,9}([\w$]{1,40})\s{0,9}\+\s{0,9}[\"']\s{0,9}页")
_MORE_THAN_ONE = re.compile(r"\b([A-Za-z_$][\w$]{0,40})\s{0,9}>\s{0,9}1\b")
_LOOP = re.compile(
    r"for\s{0,9}\(\s{0,9}(?:var\s|let\s)?\s{0,9}([\w$]{1,40})\s{0,9}=\s{0,9}\d\s{0,9};\s{0,9}\1\s{0,9}<=?\s{0,9}([^;\n]{1,80});"
)
_CEILING = re.compile(r"ceil\(\s{0,9}([\w$]{1,40})\s{0,9}/\s{0,9}([\w$]{1,40})\s{0,9}\)")
_LOOPED = 600
"""Characters behind the head of a loop in which it writes its links."""
_COUNT = re.compile(r"^([^()（）]{2,24})[(（]([1-9]\d?)[)）]$", re.A)
"""A name and the number of its reports; more than two digits count other papers."""
_YEAR = re.compile(r"20[012]\d")
_CUT = re.compile(r"(?:政府信?|信息公?开?)(?:…|\.{3,}|。{3,})$")
_DIGITS = re.compile(r"\d|[〇一二三四五六七八九]{4}")
_ABOVE = re.compile(r"省|国务院|全国|中央|上级|自治区|州政府|^市|中国政府网")


@dataclass(frozen=True, slots=True)
class Shown:
    """What discovery saw on a page. `rows`: links; `listed`: addresses of the rows of its list of reports, as far as it is
    one; `away`: links that lead out of the portal; `answer`: the page fills a list that is shown elsewhere; `asks`: its
    script would make requests for its rows; `chosen`: addresses that are asked for."""

    rows: list[Found]
    further: list[Found]
    listed: Collection[str]
    away: list[Found]
    asks: bool
    answer: bool
    chosen: Collection[str]


def claims_of(page: Page, shown: Shown) -> PageClaims:
    """What a believed page claims."""
    if page.entry.kind == "home":
        return PageClaims(elsewhere=tuple(_elsewhere(page, shown)), loose=_loose(page, shown))
    if page.outline.kind == "report":
        return PageClaims(loose=(*years_beside.unled(page, shown.rows), *unjoined(page, shown.further)))
    if shown.answer:
        pages, total = rows.counts(page.text, len(shown.rows))
        return PageClaims(rows=len(shown.rows), pages=pages or 0, total=total or 0, answer=True)
    found = _of_list(page, shown)
    if page.is_column or page.is_disclosure:
        code = scripts(page.text)
        return replace(
            found,
            bodies=tuple(_bodies(page, shown, code))[:MOST_BODIES],
            years=_years(page, shown.rows),
            elsewhere=tuple(_elsewhere(page, shown)),
            loose=_loose(page, shown),
        )
    return replace(found, loose=_loose(page, shown)) if page.names_reports else found


def _of_list(page: Page, shown: Shown) -> PageClaims:
    """What a page claims as a list: how long it is, and titles that it cuts short."""
    plain = TAGS.sub(" ", page.text)
    code = scripts(page.text)
    total = _most(plain, *_SAID_ROWS) or _most(code, _SCRIPTED_ROWS) or _said_by_tree(page, shown)
    return PageClaims(
        rows=len(shown.listed),
        pages=_pages(page, plain, code, shown),
        lines=len({link.url for link in shown.rows if len(words.line(link.text)) >= _TITLE}) if total else 0,
        total=total,
        column=_empty_column(page, shown),
        asks=shown.asks,
        cut=tuple(_cut(shown))[:MOST_CUT],
    )


def _said_by_tree(page: Page, shown: Shown) -> int:
    """How many rows the link that led here says that a body or a year has: 财政局(9). A tree may count papers of every kind, so
    that it counts only for a list that is mostly reports."""
    said = _COUNT.match(words.line(page.entry.anchor or ""))
    if said is None or page.entry.further or not words.is_choice(said[1]):
        return 0
    titles = {text for link in shown.rows if len(text := words.line(link.title or link.text)) >= _TITLE}
    reports = sum(read_title(text).is_report is True for text in titles)
    return int(said[2]) if reports and 2 * reports >= len(titles) else 0


def _loose(page: Page, shown: Shown) -> tuple[LooseEnd, ...]:
    return loose_ends(
        page, shown.rows, shown.further, asks=shown.asks, listed=set(shown.listed), chosen=set(shown.chosen)
    )


def _pages(page: Page, plain: str, code: str, shown: Shown) -> int:
    numbers = [int(link.text) for link in shown.further if link.text.strip().isdecimal()]
    called = [] if page.entry.further else list(_called(page.text))
    if not page.entry.further and _POSTED_BACK.search(page.text):
        called.append(2)
    said = _most(plain, *_SAID_PAGES), _most(code, _SCRIPTED_PAGES)
    plugged = [] if page.entry.further else [pages for pages, _ in script_pagers.plugins(code)]
    return max([*said, *numbers, *called, *plugged, _counted(page, shown), _written(code)])


def _called(text: str) -> Iterator[int]:
    """The numbers of the pages that 下一页 calls for. The tag before these words is looked at, not every tag."""
    for words_of_next in _NEXT.finditer(text):
        if found := _CALLED.match(text, max(0, text.rfind("<", 0, words_of_next.start()))):
            yield int(found[1])


def _written(code: str) -> int:
    """How many pages a script says that writes a pager, whatever its names are."""
    known = {name: int(number) for name, number in _NUMBER.findall(code)}
    named = set(_SUMMED_PAGES.findall(code))
    if _PAGER.search(code) and "href" in code:
        named.update(_MORE_THAN_ONE.findall(code))
    pages = [known.get(name, 0) for name in named]
    for loop in _LOOP.finditer(code):
        body = code[loop.end() : loop.end() + _LOOPED]
        if "<a" in body and re.search(rf"\+\s*(?:\(\s*)?{re.escape(loop[1])}\b", body):
            pages.append(_bound(loop[2].strip(), known))
    return max((number for number in pages if number <= MOST_PAGES), default=0)


def _bound(said: str, known: dict[str, int]) -> int:
    """The number behind which a loop ends; 0 where it is not printed."""
    ceiling = _CEILING.search(said)
    if ceiling:
        total, size = (int(x) if x.isdecimal() else known.get(x, 0) for x in ceiling.groups())
        return -(-total // size) if size else 0
    return int(said) if said.isdecimal() else known.get(said, 0)


def _most(text: str, *patterns: re.Pattern[str]) -> int:
    """The greatest number that patterns find."""
    found = (match[1] for pattern in patterns for match in pattern.finditer(text))
    return max(map(int, found), default=0)


def _counted(page: Page, shown: Shown) -> int:
    """How many pages the numbers of a pager print; 0 where each but the page's own is a link that is asked as a list of its own,
    and on such a list."""
    pages = 0 if (page.entry.anchor or "").strip().isdecimal() else counted(page.text)
    chosen = set(shown.chosen) - {link.url for link in shown.further}
    asked = {link.text.strip() for link in shown.rows if link.url in chosen}
    return pages if sum(str(number + 1) in asked for number in range(pages)) < pages - 1 else 0


def _empty_column(page: Page, shown: Shown) -> bool:
    """A column of annual reports, by the words that led here, that shows no row and does not say that there is none.

    One that links several other columns of reports leads to them, whoever linked them first.
    """
    name = words.line(page.entry.anchor or "")
    named = words.column_name(name) > 0 and not _DIGITS.search(name)
    if page.entry.kind != "list" or not named or shown.listed or rows.says_none(page.text):
        return False
    others = {text for text in (words.line(link.text) for link in shown.rows) if words.column_name(text) > 0}
    return len(others - {name}) < FEWEST_COLUMNS


def _bodies(page: Page, shown: Shown, code: str) -> Iterator[tuple[str, str | None]]:
    """The bodies of a directory, linked or drawn by a script; those on other hosts are somebody else's."""
    linked = {words.line(link.text): link.url for link in shown.rows}
    away = {link.url for link in shown.away}
    bodies: dict[str, str | None] = {
        words.body_of(name): url for name, url in linked.items() if words.body_of(name) and url not in away
    }
    for drawn, fewest in ((_clicked(page.text), FEWEST_CLICKED), (set(_QUOTED.findall(code)), FEWEST_BODIES)):
        names = {name for name in drawn if _is_body(name) and name not in linked}
        if len(names) >= fewest:
            bodies |= dict.fromkeys(sorted(names))
    if len(bodies) >= FEWEST_BODIES or None in bodies.values():
        yield from ((name, url and _address(url)) for name, url in bodies.items())


def _clicked(text: str) -> set[str]:
    """Words in boxes that lead somewhere, but by no address of their own."""
    return {name for tags, name in _CLICKED_NAME.findall(text) if _CLICKED.search(tags)}


def _is_body(name: str) -> bool:
    return bool(words.ORGAN.match(name)) and not words.NOT_ORGANS.search(name)


def _address(url: str) -> str | None:
    try:
        return canonicalize(url)
    except ValueError:
        return None


def _years(page: Page, found: Iterable[Found]) -> tuple[int, ...]:
    """Years in a row of tabs, of which no link says the same."""
    linked = {year for link in found for year in re.findall(r"20[012]\d", link.text)}
    if len(_YEAR_ALONE.findall(page.text)) < FEWEST_YEARS:
        return ()
    tabs = {year for attributes, year in _YEAR_TAB.findall(page.text) if _CLICKED.search(attributes)}
    years = sorted(int(year) for year in tabs - linked)
    return tuple(years) if len(years) >= FEWEST_YEARS else ()


def _cut(shown: Shown) -> Iterator[tuple[str, str]]:
    """Lines with a year that end within 政府信息公开, where nothing says what follows."""
    away = {link.url for link in shown.away}
    for link in shown.rows:
        name = words.line(link.text)
        if not link.title and link.url not in away and _YEAR.search(name) and _CUT.search(name):
            address = _address(link.url)
            if address:
                yield name, address


def _elsewhere(page: Page, shown: Shown) -> Iterator[tuple[str, str]]:
    """Columns of annual reports, and the old site, that the page links on a host that is not the portal's, or on another port of it."""
    own = urlsplit(page.url).port
    beside = (link for link in shown.rows if _port(link.url) not in (None, 80, 443, own))
    for link in (*shown.away, *beside):
        name = words.line(link.text)
        if (words.column_name(name) or words.OLD_SITE.match(name)) and not _ABOVE.search(name):
            yield name, link.url


def _port(url: str) -> int | None:
    try:
        return urlsplit(url).port
    except ValueError:
        return None
