"""Lists that we know to be there and cannot read: evidence on the page that a script fills or pages them.

A column without a report may just be empty. It is unread only where the page shows a place that is to be filled, and a
script that would fill it; and a list is cut short only where the page says that there is more.
"""

from __future__ import annotations

import re

from archive.reasons import said
from crawler.listdata import rows, script_links, script_pagers
from crawler.listdata.js_requests import scripts
from crawler.page.list_request import SIZE
from crawler.page.page import Page
from parsers.lexicon.titles import year_in

MOST_PROSE = 400
"""Characters beside those of links that a page may have around a report that a script is to fill in."""
FILLED = said("filled")
CUT_SHORT = said("cut_short")
LEFT = said("left")
EXHAUSTED = said("exhausted")
UNANSWERED = said("unanswered")
UNSEEN = said("unseen")

_ASKS = re.compile(
    r"\$\.(?:get|post|ajax|getJSON)\s*\(|\.(?:load|jpage|\w*ajax\w*)\s*\(|\baxios\b|\bfetch\s*\(|XMLHttpRequest|new\s+Vue\b"
    r"|createApp\s*\(|\bv-for=|\bng-repeat=|_CONFIG\s*=|\bid\s*=\s*[\"']?(?:app|root)\b|\bquerydata\s*=|\bdata-url\s*=|\.src\s*=",
    re.I,
)
"""A script, or an element for one, that asks for data."""
_LOADS = re.compile(r"<script\b[^<>]{0,400}?\bsrc\s*=", re.I)
"""A script that stands elsewhere may do so."""
_TREE = re.compile(
    r"\bnew\s{1,9}\w{0,20}tree\w{0,20}\s{0,9}\(|\bz?tree\.(?:init|render)\s{0,9}\(|\.(?:js)?tree\s{0,9}\(\s{0,9}\{",
    re.I,
)
"""A script that draws a tree of bodies or columns."""
_APP = re.compile(r"<div\b[^<>]*\bid\s*=\s*[\"']?(?:app|root)\b", re.I)
"""Where a program puts all that a page shows."""
_LOADING = re.compile(
    r">\s*(?:数据|正在|页面|内容|列表)*加载(?:数据)?中?\W{0,6}<|>\s*loading\W{0,6}<|\{\{\s*\w+\.\w+\s*\}\}",
    re.I,
)
_EMPTY_LIST = re.compile(r"<(ul|ol|dl|tbody)\b[^<>]*>\s*</\1>", re.I)
_EMPTY_BOX = re.compile(
    r"<(div|section|ul|ol|table|tbody|dl)\b[^<>]{0,400}?\b(?:id|class)\s*=\s*[\"']?([\w\-]+)[^<>]{0,400}>\s*</\1>",
    re.I,
)
_EMPTY_FRAME = re.compile(r"<iframe\b(?![^<>]{0,400}\bsrc\s*=\s*[\"']?[^\"'\s>])", re.I)
_NONE = re.compile(r"暂无|没有(?:找到|相关|数据|记录)|敬请期待")
SCRIPT_PAGER = re.compile(r"createPageHTML\(\D{0,40}?(\d{1,6})\s*,")
_PAGES = (
    re.compile(r"共\s*(?:<[^<>]*>\s*)?(\d{1,4})\s*(?:<[^<>]*>\s*)?页"),
    re.compile(r"\d\s*/\s*(\d{1,4})\s*页"),
)
"""Two, as a pattern that can begin in one way only is found many times as quick."""
_ROWS = re.compile(r"共\s*(?:有\s*)?(?:<[^<>]*>\s*)?(\d{1,6})\s*(?:<[^<>]*>\s*)?[条篇]")
_MORE = re.compile(
    r"<(?:a|div|span|p|button)\b(?![^<>]*\bhref\s*=\s*[\"']?[^\"'\s#j])[^<>]*>\s*(?:点击)?加载更多", re.I
)
"""A button without an address."""
_LONG = 300
"""Characters of a paper; a column says less about itself."""
_SIZE = re.compile(r"[pP](?<!\w\w)(?i:er[_-]?page|age[_-]?size)[\"']?\s*[:=]\s*[\"']?(\d{1,4})\b")


def why_unread(
    page: Page, *, answer: bool, asks: bool, shown: int, listed: int, further: int, left: bool
) -> str | None:
    """Why the list of a page is not read, or not to its end; None where it is, or where there is none.

    `answer`: the page fills a list shown elsewhere; `asks`: its script would make requests for its rows; `shown`,
    `listed` and `further`: how many links there are in all, of those that are like a report's, and to further pages;
    `left`: it is a mixed list whose further pages are not asked for.
    """
    if asks:
        return None
    if page.entry.kind == "more":
        return UNANSWERED if not shown and _is_in_vain(page, answer) else None
    if answer:
        return (
            UNANSWERED
            if _is_bare(page, shown)
            else _cut_short(page, shown, ends=bool(listed) and not further)
        )
    if page.outline.kind in ("report", "not_html"):
        return None
    if left:
        return LEFT
    if listed:
        cut = page.is_column and not further and (_goes_on(page.text, listed) or script_pagers.is_stuck(page))
        return CUT_SHORT if cut else None
    return _why_empty(page)


def is_hollow(page: Page) -> bool:
    """Whether a page that was linked as a report holds no word of it, and a place that a script would fill."""
    if page.entry.kind != "report" or page.entry.form is not None:
        return False
    if page.outline.kind not in ("page", "list") or page.names_reports:
        return False
    prose = page.outline.text_length - sum(len(link.text) for link in page.outline.links)
    return prose < MOST_PROSE and _to_be_filled(page.text)


def _is_in_vain(page: Page, answer: bool) -> bool:
    """Whether a further page of a list without a link holds a list of objects, or neither rows nor that there are none."""
    if answer:
        return rows.holds_objects(rows.value_of(page.text))
    return page.outline.kind == "not_html" and _is_bare(page, 0)


def _is_bare(page: Page, shown: int) -> bool:
    """Whether an answer holds nothing, and does not say that there is nothing."""
    return not shown and not rows.says_none(page.text)


def _cut_short(page: Page, shown: int, *, ends: bool) -> str | None:
    """Why an answer is not the whole list, behind which nothing is asked (`ends`): it says that more is left, or it is as long
    as it was to be at the most and does not say how much there is."""
    if not ends:
        return None
    more = rows.says_more(page.text)
    if more is None:
        asked = (v for name, v in page.ask.parameters.items() if SIZE.match(name) and v.isdecimal())
        more = shown == int(next(asked, "0")) and rows.counts(page.text) == (None, None)
    return CUT_SHORT if more else None


def _why_empty(page: Page) -> str | None:
    """Why a page that lists nothing may have a list all the same."""
    if _filled_by_script(page) or _draws_a_tree_in_vain(page):
        return FILLED
    return EXHAUSTED if page.is_column and page.reading.exhausted else None


def _draws_a_tree_in_vain(page: Page) -> bool:
    """Whether a page that leads to columns draws a tree of which no node became a link."""
    if not (page.is_column or page.is_disclosure) or "tree" not in page.text.lower():
        return False
    if not _TREE.search(page.text):
        return False
    return not script_links.links(page)


def _filled_by_script(page: Page) -> bool:
    """Whether a page that lists nothing is a column, or a way to one, whose list a script would fill."""
    if page.entry.kind == "home":
        return not page.outline.text_length and bool(_APP.search(page.text))
    if page.outline.text_length > _LONG and year_in(page.entry.anchor or ""):
        return False  # the paper itself: an empty place is that of the page's frame
    return (page.is_column or page.is_disclosure) and _to_be_filled(page.text)


def _to_be_filled(text: str) -> bool:
    if _NONE.search(text) or not has_empty_place(text):
        return False
    return bool(_LOADS.search(text) or _ASKS.search(text))


def has_empty_place(text: str) -> bool:
    """Whether a page shows a place that a script is to fill."""
    return bool(
        _LOADING.search(text) or _EMPTY_LIST.search(text) or _EMPTY_FRAME.search(text) or _has_named_box(text)
    )


def _has_named_box(text: str) -> bool:
    """Whether an empty box stands there that a script of the page names."""
    code = scripts(text, heads=True)
    return any(name in code for _, name in _EMPTY_BOX.findall(text))


def _says_more(text: str, listed: int) -> bool:
    """Whether the page tells its reader of more pages, or of twice the rows that it shows."""
    pages, total = [found for said in _PAGES if (found := said.search(text))], _ROWS.search(text)
    return any(int(found[1]) > 1 for found in pages) or bool(total and int(total[1]) >= 2 * listed)


def _goes_on(text: str, listed: int) -> bool:
    """Whether the page says that its list has more pages, or more rows than a page and than it shows."""
    pager = SCRIPT_PAGER.search(text)
    if pager:
        return int(pager[1]) > 1
    if ("加载更多" in text and _MORE.search(text)) or _says_more(text, listed):
        return True
    pages, total = rows.counts(text)
    size = _SIZE.search(text)
    more_rows = total is not None and size is not None and total > max(int(size[1]), listed)
    return (pages or 0) > 1 or more_rows
