"""DOC, WPS and RTF to a Document: the text with its marks, cells by these marks, columns by the rows' definitions.

A locator is `doc:cp` START `-` END: positions of characters in the main text, as Word counts them; of an RTF file
`rtf:cp` START `-` END, in the text that its orders leave.
"""

from __future__ import annotations

import re

from parsers.lexicon.normalize import raised, tidy
from parsers.model import Block, Cell, Document, Grid, Issue, Line, Unreadable
from parsers.readers.build import document_of
from parsers.readers.limits import MAX_SLOTS
from parsers.readers.media_type import DOC, RTF
from parsers.readers.ole import open_ole
from parsers.readers.ruled.lattice import at_edge, edges_of
from parsers.readers.word.doc_binary import Paragraph, TableCell, WordFile
from parsers.readers.word.rtf_text import RtfFile

PREFIX, RTF_PREFIX = "doc:", "rtf:"
_AT = re.compile(r"cp(\d{1,9})-(\d{1,9})")
_ENDS = re.compile("[\r\x07\x0c]")
_CELL = "\x07"
# Marks of fields, pictures, notes and breaks; what is not here and below the blank prints nothing.
_PRINTS = {"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\t": "\t", "\n": "\n", "\x1e": "-"}
_CONTROL = re.compile("[\x00-\x1f\ufffc]")
_FIELD = re.compile("[\x13\x14\x15]")
_HAIR = 45
"""Twips that two edges may be apart and still be one: 2.25 points."""

Open = list[tuple[int, int]]
Reach = dict[int, tuple[int, int]]
_Slotted = tuple[int, int, TableCell]
"""First slot, the slot behind the last, and the definition of a cell."""


def read_doc(raw: bytes) -> Document:
    """The Document of a DOC or WPS file.

    :raises Unreadable: it is damaged, encrypted or older than Word 97, or the extra [office] is missing.
    """
    return _Reader(_Text(_word_file(raw)), PREFIX).read(DOC)


def read_rtf(raw: bytes) -> Document:
    """The Document of an RTF file.

    :raises Unreadable: it has more orders, or groups in one another, than are read.
    """
    return _Reader(_Text(RtfFile(raw)), RTF_PREFIX).read(RTF)


class _Text:
    """The file and what of its text is printed."""

    def __init__(self, file: WordFile | RtfFile) -> None:
        self.file = file
        self.marks = file.text
        shown = list(self.marks)
        for start, end in file.raised():
            shown[start:end] = [raised("".join(shown[start:end])), *[""] * (end - start - 1)]
        self._fields = _field_codes(self.marks)
        for start, end in [*self._fields, *self.file.unseen()]:
            # Marks of cells stay marks, printed or not.
            shown[start:end] = [""] * (end - start)
        self._shown = shown

    def printed(self, start: int, end: int) -> str:
        """The text between two positions as it is printed."""
        text = "".join(self._shown[start:end])
        return _CONTROL.sub(lambda m: _PRINTS.get(m[0], ""), text).strip()

    def held(self, start: int, end: int) -> str | None:
        """What stands between two positions that is no printed text."""
        ordered = any(start <= first and last <= end for first, last in self._fields)
        return self.file.held(start, end) or ("field without a value" if ordered else None)


def _word_file(raw: bytes) -> WordFile:
    with open_ole(raw, "a DOC file") as ole:
        if not ole.exists("WordDocument"):
            raise Unreadable("the file is an old Office file without text or sheets")
        streams = {
            name: ole.openstream(name).read() if ole.exists(name) else b""
            for name in ("WordDocument", "0Table", "1Table", "Data")
        }
    return WordFile(streams["WordDocument"], streams, streams["Data"])


def _field_codes(text: str) -> list[tuple[int, int]]:
    """The stretches between the begin of a field and its result: orders to Word, printed nowhere."""
    found, opened = [], []
    for match in _FIELD.finditer(text):
        if match[0] == "\x13":
            opened.append(match.start())
        elif opened and (match[0] == "\x14" or opened[-1] >= 0):
            if opened[-1] >= 0:
                found.append((opened[-1], match.end()))
            opened[-1] = -1
        if match[0] == "\x15" and opened:
            opened.pop()
    return found


class _Reader:
    """One walk over the marks: paragraphs, cells, rows, tables."""

    def __init__(self, text: _Text, prefix: str) -> None:
        self._text = text
        self._prefix = prefix
        self._blocks: list[Block] = []
        self._issues: list[Issue] = []
        self._cells: Open = []
        self._rows: list[tuple[Open, tuple[TableCell, ...]]] = []

    def read(self, media_type: str) -> Document:
        start = 0
        text = self._text
        for match in _ENDS.finditer(text.marks):
            at = match.start()
            paragraph = text.file.paragraph(at)
            if match[0] == _CELL:
                self._mark(start, at, paragraph)
            elif paragraph.in_table and match[0] == "\r":
                continue
            else:
                self._close()
                self._line(start, at)
            start = at + 1
        self._close()
        self._line(start, len(text.marks))
        return document_of(self._blocks, media_type, self._issues)

    def _mark(self, start: int, at: int, paragraph: Paragraph) -> None:
        if not paragraph.row_end:
            self._cells.append((start, at))
            return
        self._rows.append((self._cells, paragraph.cells))
        self._cells = []

    def _line(self, start: int, end: int) -> None:
        printed = tidy(self._text.printed(start, end))
        if printed:
            self._blocks.append(Line(printed, f"{self._prefix}cp{start}-{end}"))

    def _close(self) -> None:
        """Make a grid of the rows that were collected. Cells without the end of their row are a row cut off."""
        if self._cells:
            self._rows.append((self._cells, ()))
            self._issues.append(
                Issue(
                    "row_unread",
                    "a row of a table has no end",
                    f"{self._prefix}cp{self._cells[0][0]}-{self._cells[-1][1]}",
                )
            )
        if self._rows:
            self._blocks.append(self._grid())
        self._rows, self._cells = [], []

    def _grid(self) -> Grid:
        known = [c for cells, definition in self._rows for c in definition[: len(cells)]]
        edges = edges_of((x for cell in known for x in (cell.left, cell.right)), _HAIR)
        rows: list[list[Cell]] = []
        above: Reach = {}
        slots = 0
        for spans, definition in self._rows:
            above = self._add_row(rows, above, spans, _slotted(definition, len(spans), edges))
            slots += len(rows[-1])
            if slots > MAX_SLOTS:
                message = "the table has more cells than this reader reads; it was cut"
                where = rows[-1][0].locator if rows[-1] else None
                self._issues.append(Issue("table_too_large", message, where))
                break
        width = max((c.col + c.colspan for row in rows for c in row), default=1)
        first = next((c.locator for row in rows for c in row), f"{self._prefix}cp0-0")
        placed = all(len(definition) == len(spans) for spans, definition in self._rows)
        return Grid(tuple(tuple(row) for row in rows), width, first, "slots" if placed else "rows")

    def _add_row(self, rows: list[list[Cell]], above: Reach, spans: Open, slotted: list[_Slotted]) -> Reach:
        """Add a row to those before it; returns the cells, by their left edge, that a next row may go on with."""
        row: list[Cell] = []
        reaching: Reach = {}
        for (start, end), (left, right, cell) in zip(spans, slotted, strict=True):
            if cell.goes_on_left and row:
                row[-1] = _wider(row[-1], right)
                continue
            text = self._text.printed(start, end)
            if cell.goes_on_above and left in above and not text:
                y, x = reaching[left] = above[left]
                rows[y][x] = _taller(rows[y][x], len(rows))
                continue
            reaching[left] = (len(rows), len(row))
            row.append(
                Cell(
                    text,
                    len(rows),
                    left,
                    1,
                    max(1, right - left),
                    f"{self._prefix}cp{start}-{end}",
                    None if text else self._text.held(start, end),
                    parted="\n" in text,
                )
            )
        rows.append(row)
        return reaching


def _slotted(definition: tuple[TableCell, ...], count: int, edges: list[float]) -> list[_Slotted]:
    """The slots of the cells of a row; a row whose definition does not fit its cells is read by their order."""
    if len(definition) != count:
        return [(i, i + 1, TableCell(i, i + 1, False, False, False)) for i in range(count)]
    return [(at_edge(edges, c.left, _HAIR), at_edge(edges, c.right, _HAIR), c) for c in definition]


def _wider(cell: Cell, right: int) -> Cell:
    return Cell(cell.text, cell.row, cell.col, cell.rowspan, max(1, right - cell.col), cell.locator)


def _taller(cell: Cell, row: int) -> Cell:
    return Cell(cell.text, cell.row, cell.col, row - cell.row + 1, cell.colspan, cell.locator)


class DocResolver:
    """Reads the text at a locator again; the pieces are put together once."""

    def __init__(self, raw: bytes) -> None:
        self._text = _Text(self._file(raw))

    def _file(self, raw: bytes) -> WordFile | RtfFile:
        return _word_file(raw)

    def text(self, locator: str) -> str | None:
        """The text at a locator of this file; None where nothing is there."""
        match = _AT.fullmatch(locator.partition(":")[2])
        if match is None or int(match[2]) > len(self._text.marks):
            return None
        return self._text.printed(int(match[1]), int(match[2]))


class RtfResolver(DocResolver):
    """The same for an RTF file."""

    def _file(self, raw: bytes) -> WordFile | RtfFile:
        return RtfFile(raw)
