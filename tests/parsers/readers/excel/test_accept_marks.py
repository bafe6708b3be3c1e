"""What is struck, hidden, faint, raised or formatted reads the same in every kind that LibreOffice makes of one workbook."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill

from tests.parsers.producers.files import OFFICE
from tests.parsers.readers.small import HEADER, LINES, ROWS, figure_of

pytestmark = pytest.mark.accept
Put = Callable[[Any, Any], None]
"""What is put into the cell under test of a sheet."""
RED = PatternFill("solid", fgColor="FFC00000")


def in_font(value: object, form: str = "General", fill: PatternFill | None = None, **font: Any) -> Put:
    def put(sheet: Any, cell: Any) -> None:
        cell.value, cell.number_format, cell.font = value, form, Font(**font)
        if fill:
            cell.fill = fill

    return put


def rich(first: str, second: str, on_second: bool = False, **font: Any) -> Put:
    def put(sheet: Any, cell: Any) -> None:
        parts = [first, second]
        parts[on_second] = TextBlock(InlineFont(**font), parts[on_second])
        cell.value = CellRichText(*parts)

    return put


def hidden(what: str) -> Put:
    def put(sheet: Any, cell: Any) -> None:
        cell.value = 12
        if what == "row":
            sheet.row_dimensions[cell.row].hidden = True
        else:
            sheet.column_dimensions[cell.column_letter].hidden = True

    return put


CASES: dict[str, tuple[Put, set[tuple[str | None, float | None]]]] = {
    "plain": (in_font(12), {("value", 12)}),
    "struck": (in_font(12, strike=True), {("unreadable", None)}),
    "white": (in_font(12, color="FFFFFFFF"), {("unreadable", None)}),
    "tiny": (in_font(12, sz=1), {("unreadable", None)}),
    "white-on-red": (in_font(12, fill=RED, color="FFFFFFFF"), {("value", 12)}),
    "shows-nothing": (in_font(12, ";;;"), {("unreadable", None)}),
    "in-thousands": (in_font(12000, "0,"), {("unreadable", None), ("value", 12)}),
    "with-commas": (in_font(1200, "#,##0"), {("value", 1200)}),
    "rounded": (in_font(12.4, "0"), {("unreadable", None), ("value", 12)}),
    "a-day": (in_font(12, "yyyy-mm-dd"), {("unreadable", None)}),
    "part-struck": (rich("9", "12", strike=True), {("value", 12)}),
    "part-white": (rich("9", "12", color="FFFFFFFF"), {("value", 12)}),
    "part-tiny": (rich("9", "12", sz=1), {("value", 12)}),
    "note": (rich("12", "1", on_second=True, vertAlign="superscript"), {("value", 12)}),
    "row": (hidden("row"), {(None, None)}),
    "column": (hidden("column"), {(None, None)}),
}
"""Name -> what is put into a cell, and what may be read of it; no state: no figure is read."""


def workbook(put: Put) -> Any:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in LINES:
        sheet.append([line])
    for row in (HEADER, *ROWS):
        sheet.append([text or None for text in row])
        for column, text in enumerate(row, 1):
            if not text:
                put(sheet, sheet.cell(sheet.max_row, column))
    return book


def read(data: bytes) -> tuple[str | None, float | None]:
    try:
        figure = figure_of(data)
    except AssertionError:
        return None, None
    return figure.state, None if figure.value is None else float(figure.value)


def test_every_kind_reads_the_same(tmp_path: Path) -> None:
    assert OFFICE, "LibreOffice is not installed: scripts/need-libreoffice"
    for name, (put, _) in CASES.items():
        workbook(put).save(tmp_path / f"{name}.xlsx")
    wrong = []
    for kind in ("xlsx", "xls", "ods"):
        if kind != "xlsx":
            command = [
                OFFICE,
                "--headless",
                f"-env:UserInstallation=file://{tmp_path}/profile",
                "--convert-to",
                kind,
            ]
            files = map(str, tmp_path.glob("*.xlsx"))
            subprocess.run(
                [*command, "--outdir", str(tmp_path), *files], check=True, capture_output=True, timeout=300
            )
        for name, (_, allowed) in CASES.items():
            found = read((tmp_path / f"{name}.{kind}").read_bytes())
            if found not in allowed:
                wrong.append((name, kind, *found))
    assert wrong == []
