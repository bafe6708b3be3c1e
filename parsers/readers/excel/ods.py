"""OpenDocument spreadsheets (ODS) as a book: names, texts as they are shown, merged ranges, what is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from parsers.model import Unreadable
from parsers.readers.excel.overlay import Overlay, Ranges, padded
from parsers.readers.excel.size_guard import MAX_SHEET_SLOTS
from parsers.readers.odf import body_of, cell_text, held_by, named_styles, number, odf_root, said, styles_of
from parsers.readers.xml import local_name

_WHAT = "the ODS workbook"
_CELLS = frozenset({"table-cell", "covered-table-cell"})
_GROUPS = frozenset({"table-row-group", "table-rows", "table-header-rows"})
_COLUMNS = frozenset({"table-column-group", "table-columns", "table-header-columns"})


@dataclass(slots=True)
class _Sheet:
    shown: bool = True
    rows: list[list[str]] = field(default_factory=list)
    ranges: Ranges = field(default_factory=dict)
    overlay: Overlay = field(default_factory=Overlay)


class Ods:
    """An OpenDocument spreadsheet.

    :raises Unreadable: it is damaged, encrypted, a bomb, or has a sheet too large to be a report's.
    """

    def __init__(self, raw: bytes) -> None:
        root = odf_root(raw, _WHAT)
        self._styles = styles_of(root, named_styles(raw, _WHAT))
        hidden = {
            said(style, "name")
            for style in root.iter("{*}style")
            if any(said(p, "display") == "false" for p in style.iterfind("{*}table-properties"))
        }
        self._sheets: dict[str, _Sheet] = {}
        body = body_of(root, "spreadsheet")
        for at, table in enumerate(body.iterfind("{*}table") if body is not None else (), 1):
            name = said(table, "name") or f"Sheet{at}"
            self._sheets.setdefault(name, self._sheet(table, said(table, "style-name") not in hidden))
        self.names = list(self._sheets)

    def is_shown(self, name: str) -> bool:
        """Whether a sheet is shown."""
        return self._sheets[name].shown

    def overlay(self, name: str) -> Overlay:
        """What is hidden of a sheet, and which of its cells hold something that is no text."""
        return self._sheets[name].overlay

    def sheet(self, name: str) -> tuple[list[list[str]], Ranges]:
        """The cells of a sheet as text, and its merged ranges."""
        return self._sheets[name].rows, self._sheets[name].ranges

    def _sheet(self, table: Any, shown: bool) -> _Sheet:
        found = _Sheet(shown)
        x = 0
        for column in _parts(table, "table-column", _COLUMNS):
            times = number(column, "number-columns-repeated")
            if _is_hidden(column):
                found.overlay.columns.update(range(x, x + times))
            x += times
        slots = 0
        for row in _parts(table, "table-row", _GROUPS):
            texts = self._row(row, len(found.rows), found)
            # Programs fill a sheet to its end with one row of blanks.
            times = number(row, "number-rows-repeated") if any(texts) else 1
            slots += times * len(texts)
            if slots > MAX_SHEET_SLOTS:
                raise Unreadable(f"{_WHAT} has a sheet too large to be a report's")
            if _is_hidden(row):
                found.overlay.rows.update(range(len(found.rows), len(found.rows) + times))
            found.rows += [list(texts) for _ in range(times)]
        found.rows = padded(found.rows, _WHAT)
        return found

    def _row(self, row: Any, y: int, found: _Sheet) -> list[str]:
        texts: list[str] = []
        for cell in row:
            if local_name(cell) not in _CELLS:
                continue
            x, text = len(texts), cell_text(cell, self._styles)
            span = number(cell, "number-rows-spanned"), number(cell, "number-columns-spanned")
            if span != (1, 1):
                found.ranges[y, x] = span
            if not text and (holds := held_by(cell)):
                found.overlay.holds[y, x] = holds
            texts += [text] * number(cell, "number-columns-repeated")
        while texts and not texts[-1]:
            texts.pop()
        return texts


def _parts(node: Any, name: str, groups: frozenset[str]) -> Iterator[Any]:
    """Rows or columns of a table, through their groups."""
    for child in node:
        if local_name(child) == name:
            yield child
        elif local_name(child) in groups:
            yield from _parts(child, name, groups)


def _is_hidden(node: Any) -> bool:
    return said(node, "visibility") in ("collapse", "filter")
