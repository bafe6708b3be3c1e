"""Lists and pieces of lists whose 下一页 is no link: an attribute of it prints the address, which a script takes."""

from __future__ import annotations

import re
from itertools import islice

from crawler.listdata.data_rows import is_address
from crawler.page import vocabulary as words
from crawler.page.list_request import ListRequest, join
from crawler.page.page import Page
from parsers.lexicon.normalize import tidy

_MOST = 2_000
_WHOLE = re.compile(r"<(?:html|body)\b", re.I)
"""What a page has and a piece of one has not: the addresses of a piece are relative to the page that shows it."""
_HEAD = 4_000


def following(page: Page) -> ListRequest | None:
    """The next piece, whose address an attribute of 下一页 prints; None where none does."""
    base = page.url if _WHOLE.search(page.text[:_HEAD]) else page.shown_at
    for element in islice(page.root.iter(), _MOST) if page.root is not None else ():
        if not isinstance(element.tag, str) or not words.NEXT.match(
            tidy("".join(islice(element.itertext(), 5)))
        ):
            continue
        for name, value in element.attrib.items():
            is_place = "/" in value and is_address(value) and name not in ("class", "style")
            url = join(base, value.strip()) if is_place else None
            if url and url != page.url:
                return ListRequest(url, None, page.ask.counter)
    return None
