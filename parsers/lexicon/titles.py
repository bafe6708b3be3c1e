"""Titles: is it an annual report's, of which year, by whom.

The rule is anchored at the end of the title: a report is called …信息公开…年度报告, and what only speaks about one
(a notice, an interpretation, a guide) ends otherwise. Sources: 条例 (2019) Art. 49–50 for the name of the report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from parsers.lexicon.normalize import squeeze, tidy

_PHRASE = (
    r"(?:政府|政务)?信息(?:主动)?公开(?:工作)?(?:20\d\d年?)?(?:开展)?(?:情况)?(?:的)?(?:年度)?(?:工作)?(?:情况)?(?:的)?(?:年度)?"
    r"(?:报告|年报)"
)
_TAIL = r"(?:全文|正文|书|(?:更正|补正|修订|修改|补充)[版稿])?(?:\([^()]*\)|\[[^\[\]]*\])*(?:[—―]{2}[\u4e00-\u9fff]{2,30})?(?:\.(?:pdf|docx?|wps|ofd|html?|xlsx?))?"
_BODY = r"[\u4e00-\u9fff]{2,30}(?:政府|办公[室厅]|局|委|委员会|管委会|办事处|街道|镇|乡|中心|学校|[大中小]学|医院)"
# A body behind the phrase: …年度报告（栾川县审计局). Behind a single dash stands the site's name as often.
_BEHIND = re.compile(rf"\(({_BODY})\)|[—―]{{2}}({_BODY})$")
_BARE_REGION = re.compile(r"[\u4e00-\u9fff]{1,12}(?:省|市|县|区|旗|州|盟)")
# A title that names two papers: the report is the second.
_SUMMARY_AND = re.compile(r"(?:政务公开|政府信息公开)?(?:年度)?工作总结(?:暨|及|和|与)$")
# The same report where it is called after 政务公开, as other papers are too: its body decides.
_OPENNESS = re.compile(r"(?P<head>.*?)政务公开(?:工作)?(?:情况)?的?(?:年报|年度(?:工作)?报告)$")
# A summary of the year, or a report with the name of its table: the form itself where the body prints the whole of it.
_SUMMARY = re.compile(
    rf"(?P<head>.*?)(?:(?:政府|政务)信息公开(?:工作)?(?:年度)?(?:情况)?总结(?:[暨及和与](?:年度)?(?:工作)?报告)?|{_PHRASE}[及和与、](?:统计|附)表)$"
)
_REPORT = re.compile(rf"(?P<head>.*?)(?P<phrase>{_PHRASE})[》”\"]?(?P<tail>{_TAIL})$", re.I)
_ANYWHERE = re.compile(r"(?:政府|政务)?信息公开.{0,8}(?:报告|年报)")
# What speaks about a report, or is another body's report under another regime.
_ABOUT = re.compile(
    r"解读|图解|一图|读懂|评议|漫画|动漫|企事业单位|(?:国有|市属|县属|区属)企业|发布.{0,30}年度报告|(?:通知|通报|指南|制度|格式|办法)"
)
_NEWS_HEAD = re.compile(r"(?:发布|公布|出炉|公开了|晒出)$")
_MENU = re.compile(r"首页|栏目|搜索|登录")
_LAST_WORDS = re.compile(r"(?:关于|的|年度)+$")
_LONGEST = 500
"""Characters that are read of a title."""
_LONGEST_HEAD = 50
_WRAPPER = re.compile(
    r"^关于(?:公布|公开|发布|转发|印发).*(?:公告|函|公示)$|关于(?:公布|公开|发布|转发|印发)《?.*(?:报告|年报)[》”\"]?的?通知$|(?:报告|年报)[》”\"]?(?:全文)?的?(?:公告|公示)$"
)
_WRAPPING = re.compile(r"^(?P<by>.{0,30}?)关于(?:公布|公开|发布|转发|印发)《?")
_OTHER_REPORT = re.compile(
    r"法治政府|网站工作|网站监管|预算|决算|绩效|审计报告|工作总结|工作要点|报表|统计表"
)
# Schools, hospitals and utilities report under another regime (信息公开); some use the form all the same.
_OTHER_REGIME = re.compile(r"(?:学校|学院|大学|中学|小学|高中|幼儿园|医院|卫生院|公司|学年)$")
_ARABIC_YEAR = re.compile(r"(?<!\d)(2[0OoО〇○][\dOo〇○]{2})(?!\d)(?=\s*年|年?度)")
_BARE_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_CHINESE_YEAR = re.compile(r"(二[〇○零Oo0][〇○零一二三四五六七八九Oo0]{2})年?度?")
_SIGNING_DATE = re.compile(r"[(]?20\d\d年\d{1,2}月\d{1,2}日(?:(?:发布|公布|印发)?[)])?")
# The number of an official paper before its title: 青水〔2024〕3号.
_PAPER_NUMBER = re.compile(r"^[\u4e00-\u9fff]{1,12}[〔【\[(]20\d\d[〕】\])]第?\d{1,4}号")
_OUTER = '《》<>“”"~·•-—_|│★☆●■◆▲ '
_TAG = re.compile(r"^[【\[][^】\]]{1,8}[】\]]")
_DIGITS = str.maketrans("〇○零一二三四五六七八九OoО", "0001234567890" + "00")
_YEAR_WORDS = re.compile(
    r"(?<!\d)(?:2[0OoО〇○][\dOo〇○]{2}|二[〇○零Oo0][〇○零一二三四五六七八九Oo0]{2})(?:年度|年|度)?"
)


@dataclass(frozen=True, slots=True)
class TitleFacts:
    """What a title says. `is_report` None: the title cannot decide. `head`: the title without year and phrase. `form_decides`: it is
    the title of another paper, but of one under which the whole form may stand: schools, hospitals and companies disclose by rules of
    their own, a summary of the year's work is none, and some fill in the form all the same."""

    is_report: bool | None
    year: int | None
    head: str | None
    form_decides: bool = False


def read_title(title: str) -> TitleFacts:
    """Read one title, with or without line breaks in it."""
    return _read(title[:_LONGEST])


@lru_cache(maxsize=5_000)
def _read(title: str) -> TitleFacts:
    """What the beginning of a title says; the lines of a page are asked for it several times."""
    text = _PAPER_NUMBER.sub("", _SIGNING_DATE.sub("", squeeze(title)).strip(_OUTER))
    year = year_in(text)
    if _WRAPPER.search(text) and _ANYWHERE.search(text):
        return TitleFacts(None, year, _wrapped_head(text))
    match = _REPORT.fullmatch(text)
    return _without_phrase(text, year) if match is None else _with_phrase(match, year)


def _without_phrase(text: str, year: int | None) -> TitleFacts:
    """Of a title that is not, as a whole, the name of a report."""
    if year and (other := _OPENNESS.fullmatch(text)):
        return TitleFacts(None, year, _clean_head(other["head"]))
    if _ABOUT.search(text):
        return TitleFacts(False, None, None)
    if not _OTHER_REPORT.search(text):
        return TitleFacts(None, year, None)
    if year and (summary := _SUMMARY.fullmatch(text)):
        return TitleFacts(False, year, _clean_head(summary["head"]), form_decides=True)
    return TitleFacts(False, None, None)


def _with_phrase(match: re.Match[str], year: int | None) -> TitleFacts:
    """Of a title that ends in the phrase by which reports are called: what stands before it may still refuse."""
    head, tail, phrase = _SUMMARY_AND.sub("", match["head"]), match["tail"], match["phrase"]
    # 2024年…2023年度…报告: the year nearest to the phrase is the report's.
    year = year_in(head, last=True) or year
    body = _YEAR_WORDS.sub("", head)
    if _ABOUT.search(head) or _ABOUT.search(tail) or _OTHER_REPORT.search(head) or _NEWS_HEAD.search(body):
        return TitleFacts(False, None, None)
    named = _clean_head(head)
    if _OTHER_REGIME.search(body):
        return (
            TitleFacts(None, year, named)
            if phrase.startswith("政府")
            else TitleFacts(False, year, named, True)
        )
    if len(head) > _LONGEST_HEAD or _MENU.search(head):
        return TitleFacts(None, None, None)
    if year is None and (phrase.endswith("年报") or not named):
        # 政府信息公开年报 is what the column of all reports is called.
        return TitleFacts(None, None, named)
    return TitleFacts(True, year, _with_body_behind(named, tail))


def _with_body_behind(named: str | None, tail: str) -> str | None:
    """The body of a title: that before the phrase; that behind it where nothing or a bare region stands before."""
    found = _BEHIND.search(tail)
    if found is None:
        return named
    behind = found[1] or found[2]
    if named is None or behind.startswith(named):
        return behind
    return named + behind if _BARE_REGION.fullmatch(named) else named


def year_in(text: str, *, last: bool = False) -> int | None:
    """The year that a title names, the first or the last; Chinese numerals and the letter O for 0 count."""
    squeezed = _SIGNING_DATE.sub("", squeeze(text))
    for pattern in (_ARABIC_YEAR, _CHINESE_YEAR, _BARE_YEAR):
        years = [int(said.translate(_DIGITS)) for said in pattern.findall(squeezed)]
        years = [year for year in years if 2000 <= year <= 2099]
        if years:
            return years[-1 if last else 0]
    return None


def _wrapped_head(text: str) -> str | None:
    """The body in the title of a paper that carries a report: that of the report, else that of the paper."""
    wrapping = _WRAPPING.match(text)
    inner = _head(text[wrapping.end() :] if wrapping else text)
    return inner or (wrapping["by"] or None if wrapping else None)


def _head(text: str) -> str | None:
    match = re.search(_PHRASE, text)
    return _clean_head(text[: match.start()]) if match else None


def _clean_head(head: str) -> str | None:
    """The publisher as the title prints it: without years, quotes and the words that only join."""
    bare = _YEAR_WORDS.sub("", _TAG.sub("", head))
    bare = re.sub(r"^(?:关于|附件\d*[::]?|\d+[.、])", "", bare.strip('《》<>“”"[]【】'))
    bare = _LAST_WORDS.sub("", bare)
    bare = bare.strip("《》-—_:·|│")
    return (bare[1:-1] if re.fullmatch(r"\([^()]*\)", bare) else bare) or None


def printed(title: str) -> str:
    """A title as printed: line breaks and blanks between Chinese characters removed."""
    return tidy(title)
