"""A workbook for people: what it is, what the columns mean, and the rows, numbers as numbers and texts as texts.

XlsxWriter in its constant memory writes row by row; openpyxl's write-only mode takes twice the time and does not close a text to formulas.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from archive.exchange.codebook import COLUMNS, About, columns
from archive.exchange.tables import Table

MOST_ROWS = 1_048_575
"""Of a sheet, below its heading; what goes beyond stands on a sheet more."""
LONGEST = 32_767
"""Characters of a cell."""
CUT = "…（已截断，全文见 CSV / cut, whole in CSV）"
OPTIONS = {
    "constant_memory": True,
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": True,
}
WIDTH = {"publisher": 24, "zh": 40, "en": 40, "title": 40, "url": 40, "report": 12, "field": 24}


def write_xlsx(tables: Iterable[Table], told: list[About], path: Path) -> int:
    """Returns the number of rows of the first table, which is the one that is open."""
    found = tuple(tables)
    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        bold = book.add_format({"bold": True})
        counts = [_sheets(book, table, bold, first=at == 0) for at, table in enumerate(found)]
        rows: list[tuple[object, ...]] = [(line.zh, line.en, line.value) for line in told]
        rows += [(f"行数：{t.name}", f"rows of {t.name}", n) for t, n in zip(found, counts, strict=True)]
        _plain(book.add_worksheet("about"), ("说明", "about", ""), rows, bold)
        _plain(book.add_worksheet("codebook"), COLUMNS, columns(found), bold)
    return counts[0]


def _sheets(book: xlsxwriter.Workbook, table: Table, bold: object, *, first: bool) -> int:
    """The rows of a table, on as many sheets as they need."""
    sheet, at, count = None, 0, 0
    for row in table.rows():
        if sheet is None or at > MOST_ROWS:
            sheet, at = _headed(book, table, count // MOST_ROWS + 1, bold), 1
            if first and not count:
                sheet.activate()
        for column, value in enumerate(row):
            _write(sheet, at, column, value)
        at += 1
        count += 1
    if sheet is None:
        _headed(book, table, 1, bold)
    return count


def _headed(book: xlsxwriter.Workbook, table: Table, number: int, bold: object) -> Worksheet:
    sheet: Worksheet = book.add_worksheet(table.name if number == 1 else f"{table.name} {number}")
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, WIDTH.get(column.name, 12))
        sheet.write_string(0, at, column.name, bold)
    sheet.freeze_panes(1, 0)
    return sheet


def _plain(sheet: Worksheet, head: tuple[str, ...], rows: Iterable[tuple[object, ...]], bold: object) -> None:
    for at, name in enumerate(head):
        sheet.set_column(at, at, 28)
        sheet.write_string(0, at, name, bold)
    for number, row in enumerate(rows, 1):
        for at, value in enumerate(row):
            _write(sheet, number, at, value)


def _write(sheet: Worksheet, row: int, column: int, value: object) -> None:
    """A text stays text whatever it begins with; nothing is written where nothing is known."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    else:
        text = str(value)
        sheet.write_string(row, column, text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT)
