"""Epoint WebBuilder (新点): `/govxxgk/<organ>/…`, articles `/govxxgk/<organ>/2022-01-28/<uuid>.html`.

Diary - A column is a shell, `openSubPage.html?righttitle=信息公开年度报告&specialurl=/govxxgk/<organ>/govlist.html`: its script puts
the address in the parameter `specialurl` into an empty frame. The list behind it is plain HTML on some portals. - On
others it is filled in turn by a POST: `scripted` reads it where the page prints all of it, else it is unread. - Articles may be shells too
(`showinfo.html?infoGuid=…`).
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from crawler.page.list_request import join
from crawler.page.page import Found, Page

NAME = "epoint"
ORDER = 70


def marks(page: Page) -> bool:
    return bool(_targets(page))


def answers(page: Page) -> bool:
    return False


def links(page: Page) -> list[Found]:
    return [
        Found(url, page.entry.anchor or "", kind="list" if page.is_column else None) for url in _targets(page)
    ]


def _targets(page: Page) -> list[str]:
    """Addresses in parameters of the page's own address that the page's script reads by their names."""
    read = [
        value.strip()
        for name, value in parse_qsl(urlsplit(page.url).query)
        if name.lower().endswith("url") and name in page.source and "iframe" in page.source
    ]
    found = (join(page.url, value) for value in read)
    return [url for url in found if url is not None and url != page.url]
