"""XLSX, XLS, ET, ODS, SpreadsheetML and CSV to a Document: every sheet's lines and tables, merged ranges as spans.

A locator is `xls:` SHEET `!R` ROW `C` COLUMN, counted from 1; the sheet's name is percent-encoded (a CSV file's
only sheet has none).
"""

from __future__ import annotations

import io
import re
from bisect import bisect_left
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from parsers.lexicon.cells import is_blank, looks_like_value
from parsers.lexicon.kinds import evidence, kind_of
from parsers.lexicon.normalize import tidy
from parsers.lexicon.sections import heading_key
from parsers.model import Block, Cell, Document, Grid, Issue, Line, Unreadable
from parsers.readers.build import document_of
from parsers.readers.excel.ods import Ods
from parsers.readers.excel.overlay import Book, Overlay, Ranges
from parsers.readers.excel.separated import Separated
from parsers.readers.excel.sheet_biff import BookBiff
from parsers.readers.excel.sheet_xml import BookXml, book_xml
from parsers.readers.excel.size_guard import check_ole, check_zip
from parsers.readers.excel.spreadsheetml import SpreadsheetMl
from parsers.readers.limits import need
from parsers.readers.media_type import CSV, ODS, SPREADSHEETML, media_type

PREFIX = "xls:"
MAX_SHEETS = 50
_LABEL = 80
_BINARY = b"\xd0\xcf\x11\xe0"
_UNKNOWN = "how the texts of the workbook are set cannot be read: what is struck out or hidden in it may have been read"
_WIDEST = 300
"""Columns of one merged range that are followed."""
_AT = re.compile(r"(.*)!R(\d{1,7})C(\d{1,5})", re.S)


class _Slot(NamedTuple):
    """A slot that is shown. `row` and `column` count from 0 in the sheet as it is stored."""

    text: str
    row: int
    column: int
    holds: str | None = None


def read_sheets(raw: bytes) -> Document:
    """The Document of a workbook: what its sheets show.

    :raises Unreadable: it is damaged, encrypted or too large, or the extra [office] is missing.
    """
    blocks: list[Block] = []
    issues: list[Issue] = []
    book = book_of(raw)
    for name in book.names[:MAX_SHEETS]:
        base = f"{PREFIX}{quote(name)}!"
        values, ranges = book.sheet(name)
        if not book.is_shown(name):
            issues += _unshown(
                "sheet", [text for row in values for text in row], base, f"the sheet {name!r} is hidden"
            )
            continue
        overlay = book.overlay(name)
        rows, shown = _shown(values, ranges, overlay)
        issues += _hidden_parts(values, overlay, base)
        blocks += _blocks(rows, shown, base)
    if isinstance(book, _Book) and book.unknown:
        issues.append(Issue("hidden_part", f"{_UNKNOWN} ({tidy(book.unknown)[:_LABEL]})", PREFIX))
    return document_of(blocks, media_type(raw), issues)


def book_of(raw: bytes) -> Book:
    """The workbook in a file.

    :raises Unreadable: as `read_sheets`.
    """
    kind = media_type(raw)
    if kind == SPREADSHEETML:
        return SpreadsheetMl(raw)
    if kind == ODS:
        return Ods(raw)
    return Separated(raw) if kind == CSV else _Book(raw)


class _Book:
    """A workbook: its values by a library, and what its XML says beside them."""

    def __init__(self, raw: bytes) -> None:
        self._book = _book(raw)
        self._settings: BookXml | BookBiff | None = book_xml(raw)
        self.unknown = ""
        """Why it is not known how texts are set and what is hidden; empty where it is."""
        if raw.startswith(_BINARY):
            try:
                self._settings = BookBiff(raw)
            except ValueError as error:
                self.unknown = str(error)
        self._hidden = {
            m.name for m in self._book.sheets_metadata if str(m.visible).rpartition(".")[2] != "Visible"
        }
        self._overlays: dict[str, Overlay] = {}
        self.names: list[str] = list(self._book.sheet_names)

    def is_shown(self, name: str) -> bool:
        """Whether a sheet is shown; where all are hidden, none is."""
        return name not in self._hidden or self._hidden >= set(self.names)

    def overlay(self, name: str) -> Overlay:
        """What the XML says of a sheet."""
        if name not in self._overlays:
            self._overlays[name] = self._read(name)
        return self._overlays[name]

    def _read(self, name: str) -> Overlay:
        try:
            return self._settings.overlay(name) if self._settings else Overlay()
        except ValueError as error:
            self.unknown = str(error)
            return Overlay()

    def sheet(self, name: str) -> tuple[list[list[str]], Ranges]:
        """The cells of a sheet as text, as they are set, and its merged ranges."""
        rows, ranges = _sheet(self._book, name)
        for (y, x), text in self.overlay(name).texts.items():
            if y < len(rows) and x < len(rows[y]):
                rows[y][x] = text
        return rows, ranges


def _unshown(what: str, texts: list[str], locator: str, message: str) -> list[Issue]:
    """What is said of hidden parts of a workbook: nothing, unless they print the words of the form."""
    printed = sum(1 for text in texts if text and len(text) < _LABEL and evidence(text))
    if not printed:
        return []
    return [Issue("hidden_part", f"{message}; it has words of the form and was not read", f"{locator}R1C1")]


def _hidden_parts(rows: list[list[str]], overlay: Overlay, base: str) -> list[Issue]:
    texts = [
        text
        for y, row in enumerate(rows)
        for x, text in enumerate(row)
        if y in overlay.rows or x in overlay.columns
    ]
    return _unshown("rows", texts, base, "rows or columns of the sheet are hidden")


def _shown(rows: list[list[str]], ranges: Ranges, overlay: Overlay) -> tuple[list[list[_Slot]], Ranges]:
    """The slots that a sheet shows, without its hidden rows and columns, and its merged ranges among them. A range whose
    origin is hidden shows its text in the first slot that is left."""
    widest = max(map(len, rows), default=0)
    ys = [y for y in range(len(rows)) if y not in overlay.rows]
    xs = [x for x in range(widest) if x not in overlay.columns]
    slots = [[_slot(rows, overlay, y, x) for x in xs if x < len(rows[y])] for y in ys]
    if not overlay.rows and not overlay.columns:
        return slots, ranges
    shown: Ranges = {}
    for (y0, x0), (height, width) in ranges.items():
        down, right = _within(ys, y0, height), _within(xs, x0, min(width, _WIDEST))
        if not down or not right:
            continue
        top, left = down[0], right[0]
        shown[top, left] = (len(down), len(right))
        if left < len(slots[top]) and x0 < len(rows[y0]):
            slots[top][left] = _slot(rows, overlay, y0, x0)
    return slots, shown


def _within(shown: list[int], first: int, count: int) -> range:
    """Where the rows or columns of a range stand among those that are shown."""
    return range(bisect_left(shown, first), bisect_left(shown, first + count))


def _slot(rows: list[list[str]], overlay: Overlay, y: int, x: int) -> _Slot:
    return _Slot(rows[y][x], y, x, overlay.holds.get((y, x)))


def _book(raw: bytes) -> Any:
    calamine = need("python_calamine", "office", "a workbook (XLS, XLSX, ET)")
    (check_zip if raw.startswith(b"PK") else check_ole)(raw)
    return _guarded(lambda: calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw)))


def _guarded(read: Any) -> Any:
    """What a call of the library returns.

    :raises Unreadable: whatever the library raises, its own kinds of panic included.
    """
    try:
        return read()
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic of the library is no Exception
        if "password" in type(error).__name__.lower() or "password" in str(error).lower():
            raise Unreadable("the workbook is encrypted: it opens with a password only") from None
        raise Unreadable(f"the workbook is damaged: {type(error).__name__}") from None


def _sheet(book: Any, name: str) -> tuple[list[list[str]], Ranges]:
    """The cells of a sheet as text, from its first row and column on, and its merged ranges by their origin."""
    sheet = _guarded(lambda: book.get_sheet_by_name(name))
    values = _guarded(lambda: sheet.to_python(skip_empty_area=False))
    merged = _guarded(lambda: sheet.merged_cell_ranges) or []
    ranges = {(y0, x0): (y1 - y0 + 1, x1 - x0 + 1) for (y0, x0), (y1, x1) in merged}
    return [[_text(value) for value in row] for row in values], ranges


def _text(value: Any) -> str:
    """A cell's value as a sheet shows it: whole numbers without a point, others without the dust of binary."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
    return "" if value is None else str(value).strip()


def _blocks(rows: list[list[_Slot]], ranges: Ranges, base: str) -> list[Block]:
    """Lines and tables of a sheet: a row with one text that is no label of the form is a line."""
    covered = _covered(ranges, len(rows))
    blocks: list[Block] = []
    table: list[list[Cell]] = []
    widths: list[int] = []
    for y, row in enumerate(rows):
        filled = [x for x, slot in enumerate(row) if not is_blank(slot.text)]
        if not filled and not any((y, x) in covered for x in range(len(row))):
            continue
        if len(filled) == 1 and _is_line(row[filled[0]].text, ranges.get((y, filled[0]), (1, 1)), len(row)):
            _close(blocks, table, widths)
            only = row[filled[0]]
            blocks.append(Line(tidy(only.text), _locator(only, base)))
            continue
        widths.append(len(row))
        table.append(
            [
                _cell(slot, len(table), x, ranges.get((y, x), (1, 1)), base)
                for x, slot in enumerate(row)
                if (y, x) not in covered
            ]
        )
    _close(blocks, table, widths)
    return blocks


def _cell(slot: _Slot, y: int, x: int, span: tuple[int, int], base: str) -> Cell:
    holds = slot.holds if is_blank(slot.text) else None
    return Cell(slot.text, y, x, *span, _locator(slot, base), holds, "\n" in slot.text)


def _locator(slot: _Slot, base: str) -> str:
    return f"{base}R{slot.row + 1}C{slot.column + 1}"


def _covered(ranges: Ranges, height: int) -> set[tuple[int, int]]:
    """The slots that merged ranges cover beside their origins."""
    return {
        (y + down, x + right)
        for (y, x), (rows, columns) in ranges.items()
        for down in range(min(rows, height))
        for right in range(min(columns, _WIDEST))
        if down or right
    }


def _is_line(text: str, span: tuple[int, int], width: int) -> bool:
    """Whether the only text of a row is a line of the narrative rather than a label with blank figures."""
    if kind_of(text) != "label" or span[0] > 1:
        return False
    if heading_key(text) not in (None, "other") or (span[1] >= width > 1 and not evidence(text)):
        return True
    return not evidence(text)


def _close(blocks: list[Block], table: list[list[Cell]], widths: list[int]) -> None:
    """Make a grid of the rows, as wide as what it prints or merges: other tables of the sheet may be wider, or begin
    further left. A blank column that all rows have at their edge is no cell of theirs."""
    if not table:
        return
    ragged = _is_ragged(table, widths)
    if ragged:
        table[:] = [_without_gap(row) for row in table]
    left, right = _edges(table)
    rows = tuple(tuple(replace(c, col=c.col - left) for c in row if left <= c.col < right) for row in table)
    if any(rows):
        first = next(c for row in rows for c in row)
        blocks.append(Grid(rows, right - left, first.locator, "rows" if ragged else "slots"))
    table.clear()
    widths.clear()


def _edges(table: list[list[Cell]]) -> tuple[int, int]:
    """The first column of a table that prints or merges anything, and the one behind the last."""
    filled = [c for row in table for c in row if not is_blank(c.text) or c.colspan > 1 or c.holds]
    return min((c.col for c in filled), default=0), max((c.col + c.colspan for c in filled), default=0)


def _is_ragged(table: list[list[Cell]], widths: list[int]) -> bool:
    """Whether rows of figures have not all as many cells: one was lost or is too many, and no column is to be trusted."""
    return len({wide for row, wide in zip(table, widths, strict=True) if _figures(row) > 1}) > 1


def _figures(row: list[Cell]) -> int:
    return sum(1 for cell in row if looks_like_value(cell.text))


def _without_gap(row: list[Cell]) -> list[Cell]:
    """A row without the blank cells before its first figure: they are a label's."""
    first = next((n for n, cell in enumerate(row) if looks_like_value(cell.text)), 0)
    return [cell for n, cell in enumerate(row) if n >= first or not is_blank(cell.text)]


class SheetResolver:
    """Reads the text at a locator again; a sheet is read once."""

    def __init__(self, raw: bytes) -> None:
        self._book = book_of(raw)
        self._sheets: dict[str, list[list[str]]] = {}

    def text(self, locator: str) -> str | None:
        """The text at a locator of this file; None where nothing is there."""
        match = _AT.fullmatch(locator.removeprefix(PREFIX))
        name = unquote(match[1]) if match else ""
        if match is None or name not in self._book.names:
            return None
        if name not in self._sheets:
            self._sheets[name] = self._book.sheet(name)[0]
        rows, y, x = self._sheets[name], int(match[2]) - 1, int(match[3]) - 1
        return rows[y][x] if 0 <= y < len(rows) and 0 <= x < len(rows[y]) else None
