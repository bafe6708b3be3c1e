"""Any software whose column prints, in a script, the request that fills it: the last one to be asked.

Diary - TRS 海云 (`/igs/front/search/list.html?index=…&pageNumber=1&pageSize=10`) and home-made systems alike. - The request has a
parameter that counts pages, no value that the page does not print, and is no search that waits for words. - The answer is
JSON, XML or a piece of HTML; what looks like a row is one. - Only a column whose HTML names no report itself is asked for
so, and one that prints its first rows and a button for more of them. - Some put the whole list into a file (`list.json`).
- Epoint's REST lists are such requests: `…/getPageInfoListNew` with JSON in the field `params`, pages from 0, or
`…/getFullTextDataNew` with a body of JSON whose `pn` counts rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from crawler.listdata import (
    cursors,
    data_rows,
    next_pieces,
    numbered_files,
    rows,
    script_requests,
    xml_lists,
)
from crawler.listdata.js_requests import is_data
from crawler.listdata.row_urls import row_pattern
from crawler.page.list_request import NO_COUNTER, SIZE
from crawler.page.page import Found, Page
from parsers.lexicon.titles import read_title

NAME = "scripted"
ORDER = 90
MORE = (re.compile(r"(?:加载|查看|点击|显示)更多"), re.compile(r"[lL](?i:oad\s?more)"))
_PAGE = re.compile(rb"<(?:html|body)\b", re.I)
_WHOLE = re.compile(rb"<(?:html|head|body|title|meta|link|frameset)\b", re.I)


def marks(page: Page) -> bool:
    return answers(page) or (bool(page.rows_as) and bool(_requests(page)))


def answers(page: Page) -> bool:
    return (
        page.entry.kind in ("list", "more", "page")
        and not xml_lists.is_list(page)
        and (
            page.ask.number is not None
            or is_data(page.url)
            or page.ask.counter == NO_COUNTER
            or cursors.is_cursor(page)
        )
        and not (_PAGE if is_data(page.url) else _WHOLE).search(page.body)
    )


def links(page: Page) -> list[Found]:
    if answers(page):
        return list(_of_answer(page))
    return _requests(page)


def _rows(page: Page) -> list[Found]:
    """By the names of their members; by what these hold where so no title of a report is seen."""
    found = rows.rows(page)
    if any(read_title(link.text).is_report for link in found):
        return found
    joined = (page.entry.title or "").partition(" ")[0]
    others = data_rows.of_value(rows.value_of(page.text), page.shown_at, [joined] if joined else [])
    told = any(read_title(link.text).is_report for link in others)
    return (others if told or not found else found) or xml_lists.links(page, page.shown_at)[0]


def _requests(page: Page) -> list[Found]:
    """For the first page, or where that stands in the HTML for the second."""
    asks, _ = script_requests.requests(page)
    named, joined = page.entry.anchor or "", row_pattern(page) if asks else None
    if not page.names_reports:
        return [
            Found(a.url, named, script_requests.hint(page, a, joined), kind=page.rows_as, form=a.form)
            for a in asks
        ]
    if not any(more.search(page.text) for more in MORE):
        return []
    numbered = (ask.page(ask.number + 1) for ask in asks if ask.number is not None)
    return [
        Found(a.url, "", script_requests.hint(page, a, joined), pagination=True, form=a.form)
        for a in islice(numbered, 1)
    ]


def _of_answer(page: Page) -> Iterator[Found]:
    found = _rows(page)
    yield from found
    if cursors.is_cursor(page):
        yield from cursors.following(page)
        return
    sizes = (v for name, v in page.ask.parameters.items() if SIZE.match(name) and v.isdecimal())
    following = rows.further(page.ask, page, len(found), int(next(sizes, "0")))
    following = following or next_pieces.following(page)
    if not following and found and page.ask.number is None:
        following = numbered_files.following(page)
    if following:
        yield page.next(following)
