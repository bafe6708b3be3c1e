"""The dates beside the links of a list."""

from __future__ import annotations

import re
from datetime import date
from itertools import islice

from parsers.lexicon.urls import Base
from parsers.page.tree import Element

_DATE = re.compile(r"(20\d\d)\s{0,3}[-/.年]\s{0,3}(\d{1,2})\s{0,3}[-/.月]\s{0,3}(\d{1,2})")
_LONGEST_ROW = 600
_NO_ROW = frozenset(("body", "html", "ul", "ol", "table", "tbody"))
_MOST_UP = 3
_MOST_LINKS = 3
"""Links of a row; what holds more of them is no row."""


def row_dates(root: Element, base: Base) -> dict[str, date]:
    """Address of a link -> the date that its row prints outside of the link's own words."""
    found: dict[str, date] = {}
    for link in root.iter("a"):
        address = base.join(link.get("href") or "")
        said = _beside(link) if address else None
        if address and said:
            found.setdefault(address, said)
    return found


def _beside(link: Element) -> date | None:
    """The date in the smallest element around a link that prints one."""
    own = _text(link) or ""
    around = link.getparent()
    for _ in range(_MOST_UP):
        if around is None or around.tag in _NO_ROW or _holds_many(around):
            return None
        text = _text(around)
        if text is None:
            return None
        found = _read(text.replace(own, " ", 1))
        if found:
            return found
        around = around.getparent()
    return _read(own)


def _holds_many(element: Element) -> bool:
    return len(list(islice(element.iter("a"), _MOST_LINKS + 1))) > _MOST_LINKS


def _text(element: Element) -> str | None:
    """The words of an element; None where they are longer than a row."""
    found, size = [], 0
    for text in element.itertext():
        size += len(text)
        if size > _LONGEST_ROW:
            return None
        found.append(text)
    return "".join(found)


def _read(text: str) -> date | None:
    match = _DATE.search(text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None
