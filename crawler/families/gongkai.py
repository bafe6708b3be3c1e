"""Shandong gongkai channels: `/gongkai/channel_<id>/`, articles `doc_<24 hex>.html`.

Diary - The list is filled by a script. The first page may stand in the HTML; the element that is filled
names its data endpoint (`data-url`), the channel, the page size and the total, and the script names the
parameters. - The endpoint answers JSON: rows with `title` and `url`, and the number of pages. Only what
the page prints is asked; no parameter is guessed. - Articles are static HTML. The same document id
under two channels is a republication.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlencode

from crawler.listdata import rows
from crawler.page.list_request import join
from crawler.page.page import Found, Page

NAME = "gongkai"
ORDER = 60
_ATTRIBUTE = re.compile(r"data-(url|channel-id|page-size|total)\s*=\s*[\"']([^\"']+)[\"']")
_PARAMETERS = re.compile(r"params\s{0,9}:\s{0,9}\{([^{}]+)\}")
_NAME = re.compile(r"(?<!\w)(\w+)\s*:")
_DOCUMENT = re.compile(r"/doc_[0-9a-f]{24}\.html")
_ROLES = {
    "channel": re.compile("channel", re.I),
    "size": re.compile("size", re.I),
    "page": re.compile("page", re.I),
}


def marks(page: Page) -> bool:
    return answers(page) or ("data-channel-id" in page.source and "data-url" in page.source)


def answers(page: Page) -> bool:
    return "/gongkai/" in page.url and rows.as_json(page.text) is not None


def links(page: Page) -> list[Found]:
    return list(_of_answer(page) if answers(page) else _of_shell(page))


def _of_shell(page: Page) -> Iterator[Found]:
    """The first page of the list that does not stand in the HTML, asked as the page's own script asks for it."""
    printed = {name: unescape(value) for name, value in _ATTRIBUTE.findall(page.source)}
    call = _PARAMETERS.search(page.source)
    if not call or not {"url", "channel-id", "page-size", "total"} <= printed.keys():
        return
    size, total = printed["page-size"], printed["total"]
    shown = any(_DOCUMENT.search(link.url) for link in page.outline.links)
    if not (size.isdecimal() and total.isdecimal()) or (shown and int(total) <= int(size)):
        return
    values = {"channel": printed["channel-id"], "size": size, "page": "2" if shown else "1"}
    url = join(page.url, f"{printed['url']}?{_query(call[1], values)}")
    if url is None:
        return
    if shown:
        yield Found(url, "2", pagination=True)
    elif page.rows_as:
        yield Found(url, page.entry.anchor or "", kind=page.rows_as)


def _query(call: str, values: dict[str, str]) -> str:
    """The parameters that the script names, each with the value of its role."""
    return urlencode([(name, values[role]) for name in _NAME.findall(call) if (role := _role(name))])


def _role(parameter: str) -> str | None:
    return next((role for role, pattern in _ROLES.items() if pattern.search(parameter)), None)


def _of_answer(page: Page) -> Iterator[Found]:
    found, ask = rows.rows(page), page.ask
    yield from found
    number = next((v for k, v in ask.parameters.items() if _role(k) == "page" and v.isdecimal()), "")
    size = next((v for k, v in ask.parameters.items() if _role(k) == "size" and v.isdecimal()), "0")
    if number and rows.further(ask, page, len(found), int(size), int(number)):
        names = [k for k in ask.parameters if _role(k) == "page"]
        yield page.next(ask.replace(dict.fromkeys(names, str(int(number) + 1))))
