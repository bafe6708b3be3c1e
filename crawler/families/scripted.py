"""Any software whose column prints, in a script, the request that fills it: the last one to be asked.

Diary - TRS 海云 (`/igs/front/search/list.html?index=…&pageNumber=1&pageSize=10`) and home-made systems alike. - The request has a
parameter that counts pages, no value that the page does not print, and is no search that waits for words. - The answer is
JSON or a piece of HTML; what looks like a row is one. - Only a column whose HTML names no report itself is asked for so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.families import rows
from crawler.families.printed import requests
from crawler.page import Found, Page

NAME = "scripted"
_SIZE = re.compile(r"^(?:page_?)?(?:size|rows|limit)$|^per_?page$", re.I)
_SEARCH = re.compile(r"key_?words?|search_?(?:word|key|text)|^q$", re.I)
_WHOLE = re.compile(rb"<(?:html|head|body|title|meta|link|frameset)\b", re.I)


def marks(page: Page) -> bool:
    return answers(page) or (bool(page.rows_as) and not page.names_reports and bool(_requests(page)))


def answers(page: Page) -> bool:
    return (
        page.entry.kind in ("list", "more", "page")
        and page.ask.number is not None
        and not _WHOLE.search(page.body)
    )


def links(page: Page) -> list[Found]:
    if answers(page):
        return list(_of_answer(page))
    return _requests(page)


def _requests(page: Page) -> list[Found]:
    return [
        Found(ask.url, page.entry.anchor or "", kind=page.rows_as, form=ask.form)
        for ask in requests(page.text, page.url)
        if not any(_SEARCH.search(name) for name in ask.parameters)
    ]


def _of_answer(page: Page) -> Iterator[Found]:
    found = rows.rows(page)
    yield from found
    sizes = (v for name, v in page.ask.parameters.items() if _SIZE.match(name) and v.isdecimal())
    following = rows.further(page.ask, page, len(found), int(next(sizes, "0")))
    if following:
        yield page.next(following)
