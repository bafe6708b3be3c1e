"""Rows that stand as JSON in an attribute, from which a component of the browser draws them: of any element, under any names.

A tree of the page drops attributes that begin with a colon; so they are found in its text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from itertools import islice

from crawler.listdata import data_rows
from crawler.page.list_request import join
from crawler.page.page import Found, Page

_MOST = 60
_VALUE = re.compile(r"=\s{0,9}(?:\"\s{0,9}([\[{][^\"<>]{20,2000000})\"|'\s{0,9}([\[{][^'<>]{20,2000000})')")
_NEXT = re.compile(
    r"[\s:-](?:next|more)(?:[-_]?(?:page|url|href|src))?\s{0,9}=\s{0,9}[\"']((?:https?:/)?/[^\"'<>\s]{2,300})[\"']",
    re.I,
)


def links(page: Page) -> list[Found]:
    """The rows of a column."""
    values = islice(_VALUE.finditer(page.text), _MOST) if page.is_column else ()
    return [row for value in values for row in data_rows.of_value(_read(value[1] or value[2]), page.base)]


def further(page: Page) -> Iterator[Found]:
    """The next page of a column, by an attribute that is called so."""
    for match in islice(_NEXT.finditer(page.text), 1) if page.is_column else ():
        if (url := join(page.base, unescape(match[1]))) and url != page.url:
            yield Found(url, "", pagination=True)


def _read(text: str) -> object:
    try:
        return json.loads(unescape(text))
    except (ValueError, RecursionError):
        return None
