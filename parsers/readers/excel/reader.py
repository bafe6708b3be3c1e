"""XLSX, XLS and ET to a Document: every sheet's lines and tables, merged ranges as spans.

A locator is `xls:` SHEET `!R` ROW `C` COLUMN, counted from 1; the sheet's name is percent-encoded.
"""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import quote, unquote

from parsers.lexicon.cells import is_blank
from parsers.lexicon.kinds import evidence, kind_of
from parsers.lexicon.normalize import tidy
from parsers.lexicon.sections import heading_key
from parsers.model import Block, Cell, Document, Grid, Line, Unreadable
from parsers.readers.build import document_of
from parsers.readers.excel.size_guard import check_ole, check_zip
from parsers.readers.limits import need
from parsers.readers.media_type import XLS, XLSX

PREFIX = "xls:"
MAX_SHEETS = 50
_WIDEST = 300
"""Columns of one merged range that are followed."""
_AT = re.compile(r"(.*)!R(\d{1,7})C(\d{1,5})", re.S)

Ranges = dict[tuple[int, int], tuple[int, int]]


def read_sheets(raw: bytes) -> Document:
    """The Document of a workbook.

    :raises Unreadable: it is damaged, encrypted or too large, or the extra [office] is missing.
    """
    blocks: list[Block] = []
    book = _book(raw)
    for name in book.sheet_names[:MAX_SHEETS]:
        rows, ranges = _sheet(book, name)
        blocks += _blocks(rows, ranges, f"{PREFIX}{quote(name)}!")
    return document_of(blocks, XLSX if raw.startswith(b"PK") else XLS)


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


def _blocks(rows: list[list[str]], ranges: Ranges, base: str) -> list[Block]:
    """Lines and tables of a sheet: a row with one text that is no label of the form is a line."""
    covered = _covered(ranges, len(rows))
    blocks: list[Block] = []
    table: list[list[Cell]] = []
    for y, row in enumerate(rows):
        filled = [x for x, text in enumerate(row) if not is_blank(text)]
        if not filled and not any((y, x) in covered for x in range(len(row))):
            continue
        if len(filled) == 1 and _is_line(row[filled[0]], ranges.get((y, filled[0]), (1, 1)), len(row)):
            _close(blocks, table, base)
            blocks.append(Line(tidy(row[filled[0]]), f"{base}R{y + 1}C{filled[0] + 1}"))
            continue
        cells = []
        for x, text in enumerate(row):
            if (y, x) not in covered:
                height, width = ranges.get((y, x), (1, 1))
                cells.append(Cell(text, len(table), x, height, width, f"{base}R{y + 1}C{x + 1}"))
        table.append(cells)
    _close(blocks, table, base)
    return blocks


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


def _close(blocks: list[Block], table: list[list[Cell]], base: str) -> None:
    """Make a grid of the rows, as wide as what it prints or merges: other tables of the sheet may be wider."""
    if not table:
        return
    width = max(
        (c.col + c.colspan for row in table for c in row if not is_blank(c.text) or c.colspan > 1), default=0
    )
    rows = tuple(tuple(c for c in row if c.col < width) for row in table)
    if any(rows):
        first = next(c for row in rows for c in row)
        blocks.append(Grid(rows, width, first.locator))
    table.clear()


class SheetResolver:
    """Reads the text at a locator again; a sheet is read once."""

    def __init__(self, raw: bytes) -> None:
        self._book = _book(raw)
        self._sheets: dict[str, list[list[str]]] = {}

    def text(self, locator: str) -> str | None:
        """The text at a locator of this file; None where nothing is there."""
        match = _AT.fullmatch(locator.removeprefix(PREFIX))
        name = unquote(match[1]) if match else ""
        if match is None or name not in self._book.sheet_names:
            return None
        if name not in self._sheets:
            self._sheets[name] = _sheet(self._book, name)[0]
        rows, y, x = self._sheets[name], int(match[2]) - 1, int(match[3]) - 1
        return rows[y][x] if 0 <= y < len(rows) and 0 <= x < len(rows[y]) else None
