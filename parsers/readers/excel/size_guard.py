"""How large the sheets of a workbook are, looked up before a library makes a cell of every slot of them.

Two cells in the far corners of a sheet make seventeen billion slots, which no library survives.
"""

from __future__ import annotations

import re
import struct

from parsers.model import Unreadable
from parsers.readers.limits import entry_bytes, open_zip
from parsers.readers.ole import open_ole

MAX_SHEET_SLOTS = 2_000_000
"""Slots of one sheet, blank ones included."""
_WHAT = "the workbook"
_CELL = re.compile(rb"""<(?:\w+:)?c\s[^<>]*?\br=["']([A-Z]{1,4})(\d{1,8})["']""")
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s""")
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^<>]*?\br=["'](\d{1,8})["']""")
_MAX_MERGED = 50_000
# Records of a BIFF stream that hold a cell: row and column are their first two numbers.
_CELLS = frozenset({0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E})
_BEGIN = 0x0809


def check_zip(raw: bytes) -> None:
    """Refuse an XLSX file that no library should open.

    :raises Unreadable: it is a bomb, declares entities, or has a sheet too large to be a report's.
    """
    box = open_zip(raw, _WHAT)
    for name in box.namelist():
        if name.startswith("xl/worksheets/") and name.endswith((".xml", ".XML")):
            data = entry_bytes(box, name, _WHAT)
            _refuse_entities(data)
            columns = rows = 0
            for match in _CELL.finditer(data):
                columns = max(columns, _column(match[1]))
                rows = max(rows, int(match[2]))
            rows = max([rows, *(int(m[1]) for m in _ROW.finditer(data))]) if columns else 0
            _check(rows, columns)
            if sum(1 for _ in _MERGED.finditer(data)) > _MAX_MERGED:
                raise Unreadable(f"{_WHAT} merges more cells than are read")
        elif name.endswith((".xml", ".rels")):
            _refuse_entities(entry_bytes(box, name, _WHAT)[:4096])


def _refuse_entities(data: bytes) -> None:
    if b"<!ENTITY" in data[:4096] or b"<!DOCTYPE" in data[:4096]:
        raise Unreadable(f"{_WHAT} declares XML entities, which no such file does; it is not read")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def check_ole(raw: bytes) -> None:
    """Refuse an XLS or ET file that no library should open.

    :raises Unreadable: it has no sheets, or one too large to be a report's.
    """
    with open_ole(raw, "a workbook (XLS, XLSX, ET)") as ole:
        name = next((n for n in ("Workbook", "Book") if ole.exists(n)), None)
        if name is None:
            raise Unreadable("the file is an old Office file without text or sheets")
        data = ole.openstream(name).read()
    at = rows = columns = 0
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        at += 4
        if kind == _BEGIN:
            rows = columns = 0
        elif kind in _CELLS and size >= 4:
            row, column = struct.unpack_from("<HH", data, at) if at + 4 <= len(data) else (0, 0)
            last = (
                struct.unpack_from("<H", data, at + size - 2)[0]
                if kind in (0x00BD, 0x00BE) and at + size <= len(data)
                else column
            )
            rows, columns = max(rows, row + 1), max(columns, column + 1, last + 1)
            _check(rows, columns)
        at += size


def _check(rows: int, columns: int) -> None:
    if rows * columns > MAX_SHEET_SLOTS:
        raise Unreadable(f"{_WHAT} has a sheet of {rows} rows and {columns} columns, more than are read")
