"""What a link leads to and how soon it is worth asking for: pure functions over its words and its address."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from urllib.parse import urlsplit

from archive.crawl.frontier import Kind
from archive.urls import host
from crawler.discovery.pagination import below
from crawler.page import vocabulary as words
from crawler.page.page import Found, Page
from parsers.lexicon.titles import read_title, year_in

_CUT = re.compile(
    r"(?:…|\.{2}|。{2})$|年度?[\u4e00-\u9fff]{0,30}?(?:政府信息?公?|信息公开?(?:工作?)?(?:年度?)?)$|年度?(?:政|政府)$"
)
"""A line that the list cut short, with a mark or within the name of a report."""
_CUT_TITLE = re.compile(r"20\d\d年.{0,8}(?:政府|政务)?信息公开|信息公开.{0,8}年度?(?:工作)?报?")
_NAMES_A_BODY = re.compile(r"^[\u4e00-\u9fff]{2,}.{2,6}年|年度?[\u4e00-\u9fff]{3,}")
_DISCLOSES = re.compile(r"^[\u4e00-\u9fff]{4,}政府信息公?开?")
_CUT_OTHER = re.compile(
    r"关于|预算|决算|法治|工作(?:总结|要点|计划)|网站|(?:统计|审计)(?!局)|绩效|招聘|采购|公示|公告|通知|项目|方案|规划|补贴|名单"
)
"""What a cut line may name that is no report."""
_OTHER_PAPER = re.compile(
    r"法治|法制|预算|决算|网站|绩效|年鉴|解读|图解|一图|读懂|指南|制度|办法|要点|方案|计划|规划|监测|考核|培训|会议|审计报告|财政(?!局)|普法|企业|统计报表|通知$|格式|目录|评估"
)
"""What a row of a column of reports may name that is another paper."""
_ABOUT = re.compile(
    r"关于(?=[\u4e00-\u9fff]{2,20}(?:局|政府|办|委|中心|镇|乡|街道|院|会|20)|(?:20|二)[\d〇○零一二三四五六七八九]{2,3}年)"
)
"""A title of a report may say 关于 before the name of a body, or before the year."""
_MONTH = re.compile(r"(\d{1,2})月?份?$")
SEASON = range(1, 5)
"""Months in which reports are published."""
_NUMBERS = re.compile(r"(?<![0-9a-f])[0-9a-f]*\d[0-9a-f]*", re.I)
_FEWEST, _MOST = 2, 0.6
"""Entries of a column without titles: at least so many, and so large a share of the links of their shape."""
_LONGEST_MENU = 10
_COUNT = re.compile(r"(?<=\D)[(（]\d{1,5}[)）]$")
"""How many papers a tree says that a body or a year has."""
_FILE = re.compile(r"\.(?:jpe?g|png|gif|css|js|ico|mp[34]|zip|rar|exe|apk|rss)$", re.I)
_DATA = re.compile(r"\.xml$", re.I)
"""A file that may be a list of reports where it is called so, and that nothing speaks for otherwise."""


def score_link(page: Page, link: Found) -> tuple[Kind, float]:
    """What a link of this page leads to, as its words and its address tell, and how much it is worth."""
    if page.is_column and words.MORE.match(link.text.strip()) and below(page.url, link.url):
        return "list", words.MORE_SCORE
    if page.outline.kind == "report" and _other_year(page, link):
        return "list", words.YEAR_CHILD_SCORE
    if not link.title and _is_cut_entry(page, link):
        return "report", words.REPORT_CUT
    kind, score = _score(link.text, link.title or "", _path(link.url), page.is_column, page.is_disclosure)
    if score < words.WORTH_ASKING:
        return _score_unproven(page, link) or (kind, score)
    if kind != "report" and words.drawn(words.line(link.title or link.text)):
        return "page", words.DRAWN_SCORE
    return kind, score


def _score_unproven(page: Page, link: Found) -> tuple[Kind, float] | None:
    """What a link leads to that no rule for names and addresses speaks for; None where nothing else does."""
    if page.entry.kind in ("home", "guess") and words.body_of(words.line(link.text)):
        return "page", words.SITE_OF_BODY_SCORE
    if words.drawn(words.line(link.title or link.text)):
        return "page", words.DRAWN_SCORE
    if page.is_column and _is_worded_otherwise(link):
        return "page", words.REPORT_WRAPPED
    return None


def _is_worded_otherwise(link: Found) -> bool:
    """A row of a column of reports that speaks of a year's report in words that are no report's title, and of no other paper."""
    text = words.line(link.title or link.text)
    if len(text) <= _LONGEST_MENU or year_in(text) is None or _OTHER_PAPER.search(text):
        return False
    if _is_file(_path(link.url)):
        return False
    return "信息公开" in text or bool(words.ANNUAL.search(text))


@lru_cache(maxsize=8192)
def _path(url: str) -> str:
    return urlsplit(url).path


def _is_cut_entry(page: Page, link: Found) -> bool:
    """A cut line that names a body and a year, or a body and what it discloses: in a column of reports, or dated as a
    report is due, of that year if it is said."""
    text = words.line(link.text)
    if not _CUT.search(text) or _CUT_OTHER.search(_ABOUT.sub("", text)):
        return False
    year = year_in(text)
    if not (_NAMES_A_BODY.search(text) if year else _DISCLOSES.search(text)):
        return False
    if page.is_column:
        return True
    said = page.row_dates.get(link.url)
    return said is not None and said.month in SEASON and (year is None or said.year == year + 1)


def _other_year(page: Page, link: Found) -> bool:
    """The same page of another year: a column may show a report itself, and the other years in its menu, or beside the report."""
    if not words.YEAR_CHILD.match(words.line(link.text)) or link.url == page.url:
        return False
    return shape(link.url) == shape(page.url) or _years_linked(page) >= _FEWEST


def _years_linked(page: Page) -> int:
    """How many years the links of a page name; remembered with it."""
    known: int | None = page.__dict__.get("_years_linked")
    if known is None:
        said = {words.line(link.text) for link in page.outline.links if len(link.text) <= _LONGEST_MENU}
        known = sum(bool(words.YEAR_CHILD.match(text)) for text in said)
        page.__dict__["_years_linked"] = known
    return known


@lru_cache(maxsize=20_000)
def _score(text: str, title: str, path: str, in_column: bool, disclosing: bool) -> tuple[Kind, float]:
    """`in_column`: the page is a column of reports; `disclosing`: one of the disclosure pages that lead there.

    Remembered, because the menus of a portal stand on each of its pages.
    """
    if _FILE.search(path):
        return "page", 0.0
    title = words.line(title)
    text = words.line(text) or title
    if words.COLLECTED.search(text) and not words.NOT_COLUMNS.search(text):
        return "list", words.COLLECTED_SCORE
    report = _report(title, text)
    if report:
        return "report", report
    if _is_summary(title) or _is_summary(text):
        return "page", words.REPORT_WRAPPED
    name = _COUNT.sub("", text)
    column = _column(name, path, in_column)
    if column:
        return "list", column
    way = _way(name, path, disclosing or in_column)
    return "list" if in_column and way == words.ORGAN_SCORE else "page", way


def _report(title: str, text: str) -> float:
    """The score of a report's title with its year; without a year it may as well be the name of a column."""
    for words_of_link in filter(None, (title, text)):
        facts = read_title(words_of_link)
        if facts.year and (facts.is_report or (facts.is_report is None and facts.head)):
            return words.REPORT if facts.is_report else words.REPORT_WRAPPED
    return (
        words.REPORT_CUT
        if not title and _CUT.search(text) and _CUT_TITLE.search(text) and year_in(text)
        else 0.0
    )


def _is_summary(said: str) -> bool:
    """Whether a paper is called the summary of a year's work in disclosure: some bodies print their report under that name."""
    return "总结" in said and read_title(said).form_decides


def _column(text: str, path: str, in_column: bool) -> float:
    """The score of a column of annual reports, 0 for anything else."""
    if words.NOT_COLUMNS.search(text) or len(text) > words.LONGEST_NAME:
        return 0.0
    score = words.score(words.COLUMNS, text)
    if words.SLUG_COLUMN.search(path):
        score = max(score, words.SLUG_COLUMN_SCORE)
    if in_column and words.YEAR_CHILD.match(text):
        score = max(score, words.YEAR_CHILD_SCORE)
    if in_column and words.OLDER_CHILD.match(text):
        score = max(score, words.YEAR_CHILD_SCORE)
    if in_column and words.KIND_CHILD.match(text):
        score = max(score, words.KIND_CHILD_SCORE)
    return score


def _way(text: str, path: str, disclosing: bool) -> float:
    """The score of a page on the way to such a column."""
    score = words.score(words.ENTRIES, text)
    if words.SLUG_ENTRY.search(path):
        score = max(score, words.SLUG_ENTRY_SCORE)
    if disclosing and words.body_of(text):
        score = max(score, words.ORGAN_SCORE)
    return score


def score_guess(page: Page, link: Found) -> float:
    """The score of a menu word that says neither yes nor no; the nearer to a disclosure page, the sooner."""
    text = words.line(link.text)
    if page.outline.kind == "report" or not _is_menu_word(text) or _is_file(urlsplit(link.url).path):
        return 0.0
    if words.TOPICS.search(text):
        return words.TOPICS_SCORE
    if words.MIXED_NAME.search(text):
        return words.UNTOLD_SCORE + 9
    if words.NOT_COLUMNS.search(text):
        # 年报及工作总结: on some portals reports of every kind share one column.
        return words.UNTOLD_SCORE + 8 if words.ANNUAL.search(text) else 0.0
    if page.is_column:
        return words.UNTOLD_SCORE + 10
    return words.UNTOLD_SCORE + (6 if page.is_disclosure else 0)


def _is_file(path: str) -> bool:
    return bool(_FILE.search(path) or _DATA.search(path))


def rate_part(page: Page, link: Found) -> tuple[Kind, float]:
    """What another part of an index leads to, and how soon it is asked: what its page is, the months of reports first."""
    said = words.line(link.text)
    month = _MONTH.match(said)
    in_season = int(month[1]) in SEASON if month else said.isascii() and said.isalpha()
    if page.is_column or page.is_disclosure:
        return "page", max(words.DISCLOSURE + 1, page.entry.score - (1 if in_season else 2))
    return "guess", words.UNTOLD_SCORE + (8 if in_season else 1)


def is_part_beside(url: str, text: str, other_url: str, other_text: str) -> bool:
    """Whether the second link is a part of the index of which the first one is another, or names a year or a body as it does."""
    said, other = words.line(text), words.line(other_text)
    if any(is_one(said) and is_one(other) for is_one in (words.YEAR_CHILD.match, words.names_body)):
        return True
    if not words.NAMELESS.match(words.line(text)):
        return False
    return bool(words.NAMELESS.match(words.line(other_text))) or shape(url) == shape(other_url)


def _is_menu_word(text: str) -> bool:
    if not 2 <= len(text) <= _LONGEST_MENU or text.isascii():
        return False
    return not (words.UNTOLD.search(text) or words.NEXT.match(text))


def entries_of(page: Page, found: list[Found]) -> set[str]:
    """Links of a column of reports whose words name only an organ, a year or nothing (财政局, 2023, 查看): addresses of
    one shape are its entries if most of those without a title are so named."""
    if not page.is_column:
        return set()
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    for link in found:
        groups[shape(link.url)][link.url] = words.line(link.title or link.text)
    return set().union(*map(_bare_entries, groups.values()))


def _bare_entries(texts: dict[str, str]) -> set[str]:
    """Of links of one shape (address -> words) those that say little, where they are most of those without a title."""
    bare = {url for url, text in texts.items() if _says_little(text)}
    untold = sum(len(text) <= _LONGEST_MENU for url, text in texts.items() if url not in bare)
    return bare if len(bare) >= max(_FEWEST, _MOST * (len(bare) + untold)) else set()


def _says_little(text: str) -> bool:
    if words.BARE.match(text):
        return True
    if words.NOT_COLUMNS.search(text) or len(text) > words.LONGEST_NAME:
        return False
    return bool(words.names_body(text) or words.DATED_SHORT.search(text))


@lru_cache(maxsize=20_000)
def shape(url: str) -> str:
    """An address with its numbers and hashes taken out."""
    return _NUMBERS.sub("#", f"{host(url)}{urlsplit(url).path}?{urlsplit(url).query}")
