"""Lists in numbered files of data (`/rows/77/2.json`): where a script led from the first to the second, the next one is counted up until
nothing stands there.
"""

from __future__ import annotations

import re

from crawler.listdata.js_requests import is_data
from crawler.listdata.rows import MOST_PAGES
from crawler.page.list_request import ListRequest
from crawler.page.page import Page

_NUMBERED = re.compile(r"(?<=[^\d.])(\d{1,3})(?=\.\w{2,5}$)")


def following(page: Page) -> ListRequest | None:
    """The file behind a further page of a list that is one; None for any other."""
    number = _NUMBERED.search(page.url)
    if not (page.entry.further and is_data(page.url) and number and 1 < int(number[1]) < MOST_PAGES):
        return None
    url = f"{page.url[: number.start()]}{int(number[1]) + 1}{page.url[number.end() :]}"
    return ListRequest(url, None, page.ask.counter)
