"""Lonsun (安徽龙讯): an organ's columns `/public/column/<organ>?type=3`, articles `/public/<organ>/<id>.html`.

Diary - `type` says what the column holds: 1 rules, 2 guide, 3 annual reports, 4 directory, 5 requests. - Rows come as a
piece of HTML from a label, `/site/label/8888?labelName=publicInfoList&organId=…&pageIndex=1`. The script prints the address
whole (`.load("…")`) or as an object (`Ls.ajax({url, data: {…}})`). - The piece prints its counts (`pagecount`, `total`). -
Other labels of a page (search, counters) have no page number and are left alone; so is a search that waits for words.
"""

from __future__ import annotations

from collections.abc import Iterator

from crawler.listdata import rows
from crawler.listdata.js_requests import requests
from crawler.page.page import Found, Page

NAME = "lonsun"
ORDER = 50
_LABEL = "/site/label/"


def marks(page: Page) -> bool:
    return answers(page) or _LABEL in page.source


def answers(page: Page) -> bool:
    return _LABEL in page.url and page.ask.number is not None


def links(page: Page) -> list[Found]:
    return list(_of_answer(page) if answers(page) else _of_column(page))


def _of_column(page: Page) -> Iterator[Found]:
    if page.rows_as is None:
        return
    for ask in requests(page.text, page.url):
        if _LABEL in ask.url and "keywords" not in ask.parameters:
            yield Found(ask.url, page.entry.anchor or "", kind=page.rows_as, form=ask.form)


def _of_answer(page: Page) -> Iterator[Found]:
    found = rows.rows(page)
    yield from found
    size = page.ask.parameters.get("pageSize", "")
    following = rows.further(page.ask, page, len(found), int(size) if size.isdecimal() else 0)
    if following:
        yield page.next(following)
