"""Pieces of HTML that fill a list: what leads on in one is told by the page that asked for it."""

from __future__ import annotations

from itertools import islice

from crawler.page import vocabulary as words
from crawler.page.list_request import ListRequest, join
from crawler.page.page import Page
from parsers.lexicon.normalize import tidy

_MOST, _SHORTEST, _LONGEST = 2_000, 4, 300


def following(page: Page) -> ListRequest | None:
    """The next piece, whose address an attribute of 下一页 prints; None where none does."""
    for element in islice(page.root.iter(), _MOST) if page.root is not None else ():
        if not isinstance(element.tag, str) or not words.NEXT.match(
            tidy("".join(islice(element.itertext(), 5)))
        ):
            continue
        for name, value in element.attrib.items():
            is_address = (
                "/" in value and _SHORTEST < len(value) <= _LONGEST and not value.startswith("javascript:")
            )
            url = (
                join(page.shown_at, value.strip()) if is_address and name not in ("class", "style") else None
            )
            if url and url != page.url:
                return ListRequest(url, None, page.ask.counter)
    return None
