"""Pagers written by a script: TRS WCM (拓尔思) and UCAP (开普), which have a function of one name.

Diary - No link to the next page stands in the HTML, only `createPageHTML(pages, current, "index", "html")`; some builds
put the id of an element first. - TRS counts `current` from 0 and calls its pages `index.html`, `index_1.html`, …; articles are
`t20220128_1547520.html`. - UCAP counts from 1, calls them `list.shtml`, `list_2.shtml`, …, and puts the number of rows last. - Some TRS
portals begin with `index_2` all the same. So the page's own address decides where it has a number, what the script says of
the first page where it has none; a list that answers with nothing new ends the walk.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from crawler.page.page import Found, Page

NAME = "trs"
ORDER = 80
_PAGER = re.compile(
    r"createPageHTML\(\s*(?:[\"'][^\"']*[\"']\s*,\s*)?(\d{1,6})\s*,\s*(\d{1,6})\s*,\s*[\"']([\w\-]+)[\"']\s*,\s*"
    r"[\"'](\w+)[\"']\s*(,\s*\d+)?"
)


def marks(page: Page) -> bool:
    return "createPageHTML(" in page.source


def answers(page: Page) -> bool:
    return False


def links(page: Page) -> list[Found]:
    match = _PAGER.search(page.source)
    if not match:
        return []
    pages, current, name, extension, total = int(match[1]), int(match[2]), match[3], match[4], match[5]
    own = re.search(rf"/{re.escape(name)}_(\d{{1,6}})\.{extension}$", urlsplit(page.url).path)
    # The second page is 1 where the first is 0, and 2 where it is 1; with a total behind, the first is 1.
    first = 1 if total or (own is None and current == 1) else 0
    number = int(own[1]) if own else current
    if current - first + 1 >= pages:
        return []
    return [Found(urljoin(page.base, f"{name}_{number + 1}.{extension}"), str(number + 1), pagination=True)]
