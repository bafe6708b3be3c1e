"""TRS WCM (拓尔思): directories with `index.html`, articles `t20220128_1547520.html`.

Diary - The pager is a script call, `createPageHTML(pages, current, "index", "html")`, with `current`
from 0; no link to the next page stands in the HTML. - Page k (from 0) is `index_{k}.html` beside
`index.html`. Some portals count from `index_2`: what the script says of the current page decides, and a
list that answers with nothing new ends the walk. - A second form of the call has the id of an element
first: `createPageHTML('page_div', pages, current, …)`.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin

from crawler.page import Found, Page

NAME = "trs"
_PAGER = re.compile(
    r"createPageHTML\(\s*(?:[\"'][^\"']*[\"']\s*,\s*)?(\d+)\s*,\s*(\d+)\s*,\s*[\"']([\w\-]+)[\"']\s*,\s*"
    r"[\"'](\w+)[\"']"
)


def marks(page: Page) -> bool:
    return "createPageHTML(" in page.source


def links(page: Page) -> list[Found]:
    match = _PAGER.search(page.source)
    if not match:
        return []
    pages, current, name, extension = int(match[1]), int(match[2]), match[3], match[4]
    # UCAP's script of the same name counts from 1 where TRS counts from 0; only the name of its lists tells.
    last = pages if extension == "shtml" and name != "index" else pages - 1
    if current >= last:
        return []
    return [Found(urljoin(page.url, f"{name}_{current + 1}.{extension}"), str(current + 2), pager=True)]
