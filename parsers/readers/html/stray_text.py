"""Numbers that a page's source prints between the cells of a table, in none of them.

The standard puts such text above the table, where nobody sees to which cell it belongs; what stands in a comment or a
style sheet that is never closed is not shown at all. The source alone still says where it stood. Rows behind the end of
their table, which the standard drops to bare text, are put into a table of their own (`ROWS`). One pass over the tags.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from parsers.lexicon.normalize import ascii_lower

_TAG = re.compile(
    r"<(?:!--(?:-?>)?|(/?)(t(?:[dhr]|able|body|head|foot|extarea|itle)|s(?:cript|tyle|elect)|caption|xmp|plaintext)(?=[\s/>])[^>]*>?)",
    re.I,
)
_COMMENT_END = re.compile(r"--!?>")
_PART = re.compile(r"<t(?:[dhr]|able|body|head|foot)(?=[\s/>])", re.I)
"""Without one of these a page has no table to be beside."""
_TABLE_TAG = re.compile(r"<(/?)table(?=[\s/>])", re.I)
# Looked for in small letters, which is much quicker than without regard to letters.
_HIDES = re.compile(r"<(?:!--|(script|style|textarea|select|title|xmp|plaintext)(?=[\s/>]))")
_SMALL_TABLE_TAG = re.compile(r"<(/?)table(?=[\s/>])")
_CELL_TAG = re.compile(r"<(/?)t[dh]\b")
_ANY_PART = re.compile(r"</?t(?:[dhr]|body|head|foot)(?=[\s/>])")
_FIRST_PART = re.compile(r"</?(?:t(?:[dhr]|able|body|head|foot)|col(?:group)?|caption)(?=[\s/>])")
"""Before it nothing can be in a table, or beside one."""
_INSIDE = r"(?:t(?:[dhr]|body|head|foot|able)|col(?:group)?)(?=[\s/>])"
_BESIDE = re.compile(
    rf"<(?:/t(?:[dhr]|body|head|foot)|/colgroup|t(?:able|r|body|head|foot)|col(?:group)?)(?=[\s/>])(?![^<>]*>\s*</?{_INSIDE})"
)
"""A tag in a table, but no begin of a cell, behind which something else stands than the next one."""
ROWS = "nianbao-rows"
"""Element around a table that is made for rows that stand in none."""
_MARKUP = re.compile(r"<[^>]*>?")
_RAW = frozenset(["script", "style", "textarea", "select", "title", "xmp", "plaintext"])
"""Elements whose text is not the page's."""
_ENDING_CHOICES = frozenset(
    ["select", "textarea", "caption", "table", "tbody", "thead", "tfoot", "tr", "td", "th"]
)
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
    """What is stray in a page, how many tables and cells its source opens, and what is to be put into it at which places so
    that rows in no table get one."""

    found: list[Stray] = field(default_factory=list)
    tables: int = 0
    cells: int = 0
    put_in: list[tuple[int, str]] = field(default_factory=list)

    def repaired(self, text: str) -> str:
        """The page with a table around the rows that stand in none."""
        pieces: list[str] = []
        done = 0
        for at, piece in self.put_in:
            pieces += text[done:at], piece
            done = at
        return "".join([*pieces, text[done:]])


def strays_of(text: str, *, numbers: bool = True, low: str | None = None) -> Strays:
    """The numbers between the cells of a page's tables, and the rows in no table; the rows alone without `numbers`.

    :param low: the text in small letters, where it is at hand.
    """
    if _PART.search(text) is None:
        return Strays()
    if _is_orderly(ascii_lower(text) if low is None else low) if numbers else not _has_loose_rows(text):
        return Strays()
    return _Scan(text).strays


def _is_orderly(low: str) -> bool:
    """Whether nothing can be stray: tables stand one behind the other, their parts in them, every cell is closed, nothing stands
    between the cells, and all that hides a text ends. Three times as quick as a scan, and most pages are so."""
    first = _FIRST_PART.search(low)
    begin = done = first.start() if first else len(low)
    cells = _CELL_TAG.findall(low, begin)
    if len(cells) != 2 * cells.count("/") or low.find("<caption", begin) >= 0 or _hides_parts(low):
        return False
    opened = False
    for tag in _SMALL_TABLE_TAG.finditer(low, begin):
        closes = bool(tag[1])
        if closes != opened or (not opened and _ANY_PART.search(low, done, tag.start())):
            return False
        opened, done = not closes, tag.end()
    return not opened and not _ANY_PART.search(low, done) and not _BESIDE.search(low, begin)


def _hides_parts(low: str) -> bool:
    """Whether a comment or an element whose text is not the page's holds a part of a table, or does not end."""
    at = 0
    while hides := _HIDES.search(low, at):
        at = low.find(f"</{hides[1]}>" if hides[1] else "-->", hides.end())
        if at < 0 or _ANY_PART.search(low, hides.end(), at) or "<table" in low[hides.end() : at]:
            return True
    return False


def _has_loose_rows(text: str) -> bool:
    """Whether rows may stand in no table: not where every part of one stands between the begin and the end of tables that
    stand one behind the other. Seven times as quick as a scan, and nearly all pages are so."""
    opened, done = False, 0
    for tag in _TABLE_TAG.finditer(text):
        closes = bool(tag[1])
        if closes != opened or (not opened and _PART.search(text, done, tag.start())):
            return True
        opened, done = not closes, tag.end()
    return opened or _PART.search(text, done) is not None


@dataclass(slots=True)
class _Table:
    number: int
    in_cell: bool = False
    cell: int | None = None
    rows_end: int | None = None
    """Of a table that is put around rows: where the last of them ends."""


def _end_of(hidden: str, text: str, at: int, in_table: bool) -> int | None:
    """Where what is hidden ends that begins at a place: a comment, or an element whose text is not the page's. A list of
    choices in a table ends with the next tag of the table too."""
    if hidden == "-->":
        end = _COMMENT_END.search(text, at)
        return end and end.end()
    if hidden == "select" and in_table:
        inside = (tag for tag in _TAG.finditer(text, at) if tag[2] and tag[2].lower() in _ENDING_CHOICES)
        return next((tag.end() if tag[2].lower() == "select" else tag.start() for tag in inside), None)
    closing = (tag for tag in _TAG.finditer(text, at) if tag[1] and tag[2].lower() == hidden)
    return None if hidden == "plaintext" else next((tag.end() for tag in closing), None)


class _Scan:
    """The tables that are open at each tag, about as a browser sees them."""

    def __init__(self, text: str) -> None:
        self.strays = Strays()
        self._open: list[_Table] = []
        self._ended: _Table | None = None
        hidden, at = "", 0
        while tag := _TAG.search(text, at):
            name = (tag[2] or tag[0]).lower()
            self._before(text[at : tag.start()], name if tag[1] else "")
            at = tag.end()
            hidden = self._met(name, tag)
            if hidden:
                end = _end_of(hidden, text, at, bool(self._open))
                if end is None:
                    break
                hidden, at = "", end
        if self._open and (end := self._open[-1].rows_end):
            self.strays.put_in.append((end, f"</table></{ROWS}>"))
        if hidden in _NEVER_CLOSED or hidden == "-->":
            self._cut(text[at:])

    def _before(self, text: str, closed: str) -> None:
        """The text in front of a tag; `closed`: the name of the element that this tag ends."""
        if self._open and not self._open[-1].in_cell:
            self._between(text)
        if self._ended is not None:
            self._behind(text, closed)

    def _met(self, name: str, tag: re.Match[str]) -> str:
        """Take a tag; the name of what hides the text behind it, if it does."""
        if name == "<!--":
            return "-->"
        if name in _RAW:
            return "" if tag[1] else name
        if tag[2]:
            self._tag(name, tag)
        return ""

    def _between(self, text: str) -> None:
        """What stands in a table and in none of its cells: mostly a line end."""
        if _DIGIT.search(text) and _DIGIT.search(shown := unescape(_MARKUP.sub("", text)).strip()):
            self._add(shown[:_LONGEST])

    def _behind(self, text: str, closed: str) -> None:
        """The rest of a cell in which its table was closed: what stands before the end of that cell or row."""
        table, self._ended = self._ended, None
        shown = unescape(_MARKUP.sub("", text)).strip()
        if table and not self._open and closed in ("td", "th", "tr") and _DIGIT.search(shown[:_LONGEST]):
            self.strays.found.append(Stray(table.number, table.cell, shown[:_LONGEST]))

    def _cut(self, text: str) -> None:
        """What is hidden to the end of the page, where that begins inside a table."""
        if self._open:
            self._add(unescape(_MARKUP.sub(" ", text[: 10 * _LONGEST])).strip()[:_LONGEST], cut=True)

    def _add(self, text: str, cut: bool = False) -> None:
        table = self._open[-1]
        self.strays.found.append(Stray(table.number, table.cell, text, cut))

    def _tag(self, name: str, tag: re.Match[str]) -> None:
        closes = bool(tag[1])
        if name == "table":
            self._table(closes, tag)
            return
        if not self._open and not closes and name != "caption":
            self.strays.put_in.append((tag.start(), f"<{ROWS}><table>"))
            self._push(rows_end=tag.end())
        if self._open:
            table = self._open[-1]
            if table.rows_end is not None and name == "tr":
                table.rows_end = tag.end() if closes else max(table.rows_end, tag.start())
            cell = not closes and name in ("td", "th")
            table.in_cell = cell or (not closes and name == "caption" and table.cell is None)
            if cell:
                table.cell = self.strays.cells
                self.strays.cells += 1

    def _table(self, closes: bool, tag: re.Match[str]) -> None:
        """A table between the cells of another ends it."""
        ended = self._open.pop() if self._open and (closes or not self._open[-1].in_cell) else None
        if ended is not None and ended.rows_end is not None:
            end = (tag.end(), f"</{ROWS}>") if closes else (tag.start(), f"</table></{ROWS}>")
            self.strays.put_in.append(end)
        if not closes:
            self._push()
        elif ended is not None and ended.in_cell:
            self._ended = ended

    def _push(self, rows_end: int | None = None) -> None:
        self._open.append(_Table(self.strays.tables, rows_end=rows_end))
        self.strays.tables += 1
