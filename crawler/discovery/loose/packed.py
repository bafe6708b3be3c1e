"""Packed files that a column links: the reports of a year in one file, that nobody opens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from archive.crawl.books import LooseEnd
from crawler.discovery.loose.view import LINKS_OF_ROW, View
from crawler.page import vocabulary as words
from parsers.lexicon.titles import read_title, year_in
from parsers.page.tree import Element

PACKED = re.compile(r"\.(?:zip|rar|7z|tar|t?gz)$", re.I)
_ENDING = re.compile(r"\.[a-z\d]{2,4}(?=$|[(（])", re.I)
_UP = 4
_ROWS = frozenset(("tr", "li", "dl", "p"))


def packed(view: View) -> Iterator[LooseEnd]:
    """Those that stand in its list, or whose words say a year or 年报: not beside a report whose appendix they may be."""
    if not view.page.is_column:
        return
    for link in view.rows:
        said = words.line(link.title or link.text)
        if PACKED.search(urlsplit(link.url).path) and _is_of_reports(view, link.url, said):
            yield LooseEnd("link", link.url)


def without_ending(said: str) -> str:
    """A title without the ending of a file, of whatever kind."""
    return _ENDING.sub("", said)


def _is_of_reports(view: View, url: str, said: str) -> bool:
    bare = without_ending(said)
    if read_title(bare).is_report is False or words.NOT_COLUMNS.search(bare):
        return False
    anchor = next((a for a, _ in view.page.anchors if view.base.join(a.get("href") or "") == url), None)
    if anchor is not None and _is_appendix(view, anchor):
        return False
    tells = year_in(bare) is not None or words.ANNUAL.search(bare)
    return bool(tells) or (anchor is not None and _is_row(view, anchor))


def _is_row(view: View, anchor: Element) -> bool:
    """Whether it stands where the rows of the list stand, or beside them."""
    return any(box in view.around[:2] for box in anchor.iterancestors())


def _is_appendix(view: View, anchor: Element) -> bool:
    """Whether a report is linked in the same row."""
    row = next((box for box in islice(anchor.iterancestors(), _UP) if box.tag in _ROWS), None)
    beside = [] if row is None else list(islice(row.iter("a"), LINKS_OF_ROW + 1))
    return len(beside) <= LINKS_OF_ROW and any(
        view.base.join(a.get("href") or "") in view.listed for a in beside if a is not anchor
    )
