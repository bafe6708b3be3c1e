"""The dates beside the links of a list."""

from __future__ import annotations

import re
from datetime import date

from parsers.lexicon.urls import Base
from parsers.page.tree import Element

_DATE = re.compile(r"(20\d\d)\s{0,3}[-/.年]\s{0,3}(\d{1,2})\s{0,3}[-/.月]\s{0,3}(\d{1,2})")
_LONGEST_ROW = 400
_MOST_UP = 3
_MOST_LINKS = 3
"""Links of a row; what holds more of them is no row."""


def row_dates(root: Element, url: str) -> dict[str, date]:
    """Address of a link -> the date that its row prints outside of the link's own words."""
    base = Base(url)
    found: dict[str, date] = {}
    for link in root.iter("a"):
        address = base.join(link.get("href") or "")
        said = _beside(link) if address else None
        if address and said:
            found.setdefault(address, said)
    return found


def _beside(link: Element) -> date | None:
    """The date in the smallest element around a link that prints one."""
    own = "".join(link.itertext())
    around = link.getparent()
    for _ in range(_MOST_UP):
        if around is None or around.tag in ("body", "html", "ul", "table", "tbody"):
            return None
        text = "".join(around.itertext())
        if len(text) > _LONGEST_ROW + len(own):
            return None
        if len(list(around.iter("a"))) > _MOST_LINKS:
            return None
        found = _read(text.replace(own, " ", 1)) or None
        if found:
            return found
        around = around.getparent()
    return _read(own)


def _read(text: str) -> date | None:
    match = _DATE.search(text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None
