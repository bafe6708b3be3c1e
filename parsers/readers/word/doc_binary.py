"""The binary Word format as far as text and tables need it: pieces, paragraph and character properties.

Source: [MS-DOC], Word (.doc) Binary File Format: 2.5 Fib, 2.8.35 PlcPcd, 2.9.178 PapxInFkp, 2.9.319 TDefTableOperand.
"""

from __future__ import annotations

import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.model import Unreadable
from parsers.readers.word.doc_marks import DELETED, OFF_LINE, Setting, Styles, how_set, is_ground
from parsers.readers.word.doc_orders import TABLE_DEFINITION, orders

_WORD = 0xA5EC
_WORD_97 = 0x00C1
_ENCRYPTED = 0x0100
_TABLE_STREAM = 0x0200
_PAGE = 512
MAX_TEXT = 5_000_000
"""Characters of one file."""
_IN_TABLE, _ROW_END = 0x2416, 0x2417
_ELSEWHERE = (0x6646, 0x646B)
_MARKS = "".join(map(chr, range(33)))
"""What ends cells and paragraphs, and blanks."""
_DAMAGED = "the DOC file is damaged or cut off: "


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell as the row's definition has it: its edges in twips and whether it goes on with a neighbour."""

    left: int
    right: int
    goes_on_left: bool
    goes_on_above: bool
    starts_below: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What a paragraph's properties say of tables."""

    in_table: bool = False
    row_end: bool = False
    cells: tuple[TableCell, ...] = ()


class WordFile:
    """The streams of a DOC or WPS file, read by position.

    `text` is the main text, one character a position, control characters included.
    """

    def __init__(self, main: bytes, tables: dict[str, bytes], data: bytes) -> None:
        if len(main) < 0x200 or struct.unpack_from("<H", main)[0] != _WORD:
            raise Unreadable(_DAMAGED + "it does not begin as Word files do")
        version, flags = struct.unpack_from("<H", main, 2)[0], struct.unpack_from("<H", main, 10)[0]
        if version < _WORD_97:
            raise Unreadable("the DOC file is of Word 95 or older, which is not read; save it as DOCX")
        if flags & _ENCRYPTED:
            raise Unreadable("the DOC file is encrypted: it opens with a password only")
        self._main, self._data = main, data
        self._table = tables.get("1Table" if flags & _TABLE_STREAM else "0Table", b"")
        length = struct.unpack_from("<i", main, 0x4C)[0]
        if not 0 <= length <= MAX_TEXT:
            raise Unreadable(_DAMAGED + f"it claims {length} characters")
        self._pieces: list[tuple[int, int, bool]] = []
        self.text = self._read_text(length)
        self._starts = [start for start, _, _ in self._pieces]
        self._paragraphs = sorted(self._runs(0x0102, 13))
        self._paragraph_starts = [start for start, _, _ in self._paragraphs]
        self._set = sorted(self._settings())
        self._set_at = [start for start, _, _ in self._set]

    def _stretch(self, at: int) -> bytes:
        """A part of the table stream that the head of the file names."""
        place, size = struct.unpack_from("<II", self._main, at)
        if place + size > len(self._table):
            raise Unreadable(_DAMAGED + "its tables of contents end early")
        return self._table[place : place + size]

    def _read_text(self, length: int) -> str:
        clx = self._stretch(0x01A2)
        at = 0
        while at + 3 <= len(clx) and clx[at] == 1:
            at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
        if at + 5 > len(clx) or clx[at] != 2:
            raise Unreadable(_DAMAGED + "it has no table of pieces")
        plc = clx[at + 5 : at + 5 + struct.unpack_from("<I", clx, at + 1)[0]]
        count = (len(plc) - 4) // 12
        bounds = struct.unpack_from(f"<{count + 1}i", plc)
        out: list[str] = []
        for index in range(count):
            start, end = bounds[index], min(bounds[index + 1], length)
            if end <= start:
                continue
            (place,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * index + 2)
            narrow = bool(place & 0x4000_0000)
            place = (place & 0x3FFF_FFFF) // 2 if narrow else place & 0x3FFF_FFFF
            size = (end - start) * (1 if narrow else 2)
            if place + size > len(self._main):
                raise Unreadable(_DAMAGED + "its text ends early")
            raw = self._main[place : place + size]
            # One character a position, whatever the bytes are: a lone surrogate must not shift the rest.
            text = (
                raw.decode("cp1252", "replace")
                if narrow
                else "".join(map(chr, struct.unpack(f"<{end - start}H", raw)))
            )
            self._pieces.append((start, place, narrow))
            out.append(text)
        text = "".join(out)
        if len(text) < length - 1:
            raise Unreadable(_DAMAGED + "its text ends early")
        return text

    def _place(self, position: int) -> int:
        """Where a character's bytes stand in the main stream."""
        start, place, narrow = self._pieces[bisect_right(self._starts, position) - 1]
        return place + (position - start) * (1 if narrow else 2)

    def _runs(self, at: int, entry: int) -> Iterator[tuple[int, int, bytes]]:
        """Stretches of the main stream and their properties: paragraphs (entries of 13 bytes) or characters (1)."""
        plc = self._stretch(at)
        count = (len(plc) - 4) // 8
        for index in range(max(count, 0)):
            (number,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 4 * index)
            page = self._main[(number & 0x3F_FFFF) * _PAGE :][:_PAGE]
            if len(page) < _PAGE:
                raise Unreadable(_DAMAGED + "its properties end early")
            runs = page[-1]
            if 4 * (runs + 1) + entry * runs > _PAGE:
                continue
            bounds = struct.unpack_from(f"<{runs + 1}I", page)
            for run in range(runs):
                offset = 2 * page[4 * (runs + 1) + entry * run]
                yield bounds[run], bounds[run + 1], _properties(page, offset, entry) if offset else b""

    def unseen(self) -> Iterator[tuple[int, int]]:
        """Positions of text that is deleted under tracked changes, hidden, struck out, or too small to be read."""
        return ((start, end) for start, end, how in self._set if how != OFF_LINE)

    def raised(self) -> Iterator[tuple[int, int]]:
        """Positions of text that is set off its line."""
        return ((start, end) for start, end, how in self._set if how == OFF_LINE)

    def held(self, start: int, end: int) -> str | None:
        """What stands between two positions that is no printed text; what is deleted under tracked changes is nothing."""
        for index in range(max(0, bisect_right(self._set_at, start) - 1), bisect_left(self._set_at, end)):
            first, last, how = self._set[index]
            found = how not in (OFF_LINE, DELETED) and last > start
            if found and self.text[max(first, start) : min(last, end)].strip(_MARKS):
                return f"{how} text"
        return None

    def _marked_runs(self) -> Iterator[tuple[int, int, str]]:
        """The same by places in the main stream. A run may reach over paragraphs of several styles."""
        styles = Styles(self._stretch(0x00A2))
        shaded = any(is_ground(*order) for _, _, said in self._paragraphs for order in orders(said[2:]))
        paragraphs = [
            (a, b, styles.of(int.from_bytes(said[:2], "little"))) for a, b, said in self._paragraphs
        ]
        of_style = [found for found in paragraphs if found[2]]
        begins = [start for start, _, _ in of_style]
        for start, end, grpprl in self._runs(0x00FA, 1):
            within = of_style[max(0, bisect_right(begins, start) - 1) : bisect_left(begins, end)]
            for first, last, below in _parts(start, end, within):
                how = how_set(grpprl, below, styles, shaded=shaded)
                if how:
                    yield first, last, how

    def _settings(self) -> Iterator[tuple[int, int, str]]:
        """Positions of text that is not seen, or not on its line, and why."""
        marked = sorted(self._marked_runs())
        for index, (start, place, narrow) in enumerate(self._pieces):
            last = self._pieces[index + 1][0] if index + 1 < len(self._pieces) else len(self.text)
            size = 1 if narrow else 2
            for low, high, how in marked:
                first = start + max(0, low - place) // size
                end = start + (high - place) // size
                if high > place and first < min(end, last):
                    yield first, min(end, last), how

    def paragraph(self, position: int) -> Paragraph:
        """The properties of the paragraph whose mark stands at a position."""
        place = self._place(position)
        index = bisect_right(self._paragraph_starts, place) - 1
        if index < 0 or place >= self._paragraphs[index][1]:
            return Paragraph()
        in_table = row_end = False
        cells: tuple[TableCell, ...] = ()
        todo = [self._paragraphs[index][2][2:]]
        while todo:
            for code, operand in orders(todo.pop()):
                if code == _IN_TABLE:
                    in_table = operand == b"\x01"
                elif code == _ROW_END:
                    row_end = operand == b"\x01"
                elif code == TABLE_DEFINITION:
                    cells = _definition(operand)
                elif code in _ELSEWHERE and len(todo) < 2:
                    (at,) = struct.unpack("<I", operand)
                    if at + 2 <= len(self._data):
                        size = struct.unpack_from("<H", self._data, at)[0]
                        # An order that leads to itself would never end.
                        inner = self._data[at + 2 : at + 2 + size]
                        todo += [inner] if not any(c in _ELSEWHERE for c, _ in orders(inner)) else []
        return Paragraph(in_table, row_end, cells)


def _properties(page: bytes, offset: int, entry: int) -> bytes:
    """The orders of one run on a page of properties; a paragraph's begin with the number of its style."""
    if offset >= _PAGE - 2:
        return b""
    if entry == 1:
        return page[offset + 1 : offset + 1 + page[offset]]
    if page[offset] == 0:
        return page[offset + 2 : offset + 2 + 2 * page[offset + 1]]
    return page[offset + 1 : offset + 2 * page[offset]]


def _parts(
    start: int, end: int, within: list[tuple[int, int, Setting]]
) -> Iterator[tuple[int, int, Setting]]:
    """A stretch in the parts that lie in these stretches and between them, each with what is said of it."""
    for low, high, said in within:
        if high > start and low < end:
            if start < low:
                yield start, low, {}
            yield max(start, low), min(end, high), said
            start = min(end, high)
    if start < end:
        yield start, end, {}


def _definition(operand: bytes) -> tuple[TableCell, ...]:
    """The cells of a row: their edges, and 20 bytes each that say what is merged."""
    count = operand[0] if operand else 0
    if len(operand) < 1 + 2 * (count + 1):
        return ()
    edges = struct.unpack_from(f"<{count + 1}h", operand, 1)
    cells = []
    for index in range(count):
        at = 1 + 2 * (count + 1) + 20 * index
        flags = struct.unpack_from("<H", operand, at)[0] if at + 2 <= len(operand) else 0
        going_on = bool(flags & 0x20) and not flags & 0x40
        cells.append(TableCell(edges[index], edges[index + 1], bool(flags & 2), going_on, bool(flags & 0x40)))
    return tuple(cells)
