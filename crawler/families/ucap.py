"""UCAP (开普): columns `/c100026/zfxxgk_list.shtml`, articles `/c100026/202203/<32 hex>.shtml`.

Diary - Static columns page as `<name>_2.shtml`, counted from 1, by links or by the script `createPageHTML` (the module
`trs` reads it). - Others are filled from a search, `/common/search/<32 hex>?_isAgg=true&_isJson=true&_pageSize=20&…&page=1`
(also `/search/…`, `/searchList/…`), whose address the page's script prints, whole or in pieces. - The answer is JSON:
`data.results` with `title` and `url`, `data.total`. - Some builds add a token that a browser makes: then nothing is
printed that could be asked, and the list stays unread.
"""

from __future__ import annotations

from collections.abc import Iterator

from crawler.listdata import rows
from crawler.listdata.js_requests import requests
from crawler.page.page import Found, Page

NAME = "ucap"
ORDER = 40


def marks(page: Page) -> bool:
    return answers(page) or "_isJson=true" in page.source


def answers(page: Page) -> bool:
    return "_isJson=true" in page.url and page.ask.number is not None


def links(page: Page) -> list[Found]:
    return list(_of_answer(page) if answers(page) else _of_column(page))


def _of_column(page: Page) -> Iterator[Found]:
    asks = [ask for ask in requests(page.text, page.url) if "_isJson" in ask.parameters]
    if page.rows_as:
        yield from (Found(ask.url, page.entry.anchor or "", kind=page.rows_as) for ask in asks)


def _of_answer(page: Page) -> Iterator[Found]:
    found = rows.rows(page)
    yield from found
    size = page.ask.parameters.get("_pageSize", "")
    following = rows.further(page.ask, page, len(found), int(size) if size.isdecimal() else 0)
    if following:
        yield page.next(following)
