"""Numbers that a page's source prints between the cells of a table, in none of them.

The standard puts such text above the table, where nobody sees to which cell it belongs; what stands in a comment or a
style sheet that is never closed is not shown at all. The source alone still says where it stood. One pass over the tags.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

_TAG = re.compile(
    r"<!--(?:-?>)?|--!?>|<(/?)(table|caption|t[dhr]|tbody|thead|tfoot|script|style|textarea|select|title|xmp|plaintext)(?=[\s/>])[^>]*>?",
    re.I,
)
_MARKUP = re.compile(r"<[^>]*>?")
_RAW = frozenset(["script", "style", "textarea", "select", "title", "xmp", "plaintext"])
"""Elements whose text is not the page's."""
_NEVER_CLOSED = _RAW - {"select"}
_DIGIT = re.compile(r"\d")
_LONGEST = 60


@dataclass(slots=True)
class Stray:
    """`text` stands behind the cell of this number (from 0; None: before the first) in the table of this number;
    `cut`: from here on nothing of the page is shown."""

    table: int
    cell: int | None
    text: str
    cut: bool = False


@dataclass(slots=True)
class Strays:
    """What is stray in a page, and how many tables and cells its source opens."""

    found: list[Stray] = field(default_factory=list)
    tables: int = 0
    cells: int = 0


def strays_of(text: str) -> Strays:
    """The numbers between the cells of a page's tables."""
    return _Scan(text).strays


@dataclass(slots=True)
class _Table:
    number: int
    in_cell: bool = False
    cell: int | None = None


def _ends(hidden: str, tag: re.Match[str]) -> bool:
    """Whether a tag ends what is hidden: a comment, or an element whose text is not the page's."""
    if hidden == "-->":
        return not tag[2] and tag[0].endswith(">")
    return bool(tag[1]) and tag[2].lower() == hidden != "plaintext"


class _Scan:
    """The tables that are open at each tag, about as a browser sees them."""

    def __init__(self, text: str) -> None:
        self.strays = Strays()
        self._open: list[_Table] = []
        hidden = ""
        at = 0
        for tag in _TAG.finditer(text):
            name = (tag[2] or tag[0]).lower()
            if hidden:
                if _ends(hidden, tag):
                    hidden, at = "", tag.end()
                continue
            self._text(text[at : tag.start()])
            at = tag.end()
            if name == "<!--":
                hidden = "-->"
            elif name in _RAW:
                hidden = "" if tag[1] else name
            elif tag[2]:
                self._tag(name, bool(tag[1]))
        if hidden in _NEVER_CLOSED or hidden == "-->":
            self._cut(text[at:])

    def _text(self, text: str) -> None:
        if not self._open or self._open[-1].in_cell or not _DIGIT.search(text):
            return
        shown = unescape(_MARKUP.sub("", text)).strip()
        if _DIGIT.search(shown):
            self._add(shown[:_LONGEST])

    def _cut(self, text: str) -> None:
        """What is hidden to the end of the page, where that begins inside a table."""
        if self._open:
            self._add(unescape(_MARKUP.sub(" ", text[: 10 * _LONGEST])).strip()[:_LONGEST], cut=True)

    def _add(self, text: str, cut: bool = False) -> None:
        table = self._open[-1]
        self.strays.found.append(Stray(table.number, table.cell, text, cut))

    def _tag(self, name: str, closes: bool) -> None:
        if name == "table":
            self._table(closes)
        elif self._open:
            table = self._open[-1]
            cell = not closes and name in ("td", "th")
            table.in_cell = cell or (not closes and name == "caption" and table.cell is None)
            if cell:
                table.cell = self.strays.cells
                self.strays.cells += 1

    def _table(self, closes: bool) -> None:
        """A table between the cells of another ends it."""
        if self._open and (closes or not self._open[-1].in_cell):
            self._open.pop()
        if not closes:
            self._open.append(_Table(self.strays.tables))
            self.strays.tables += 1
