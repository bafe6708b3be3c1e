"""Struck and raised text, hidden sheets, rows and columns, and what stands over a cell of a workbook."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.drawing.image import Image
from openpyxl.styles import Font, PatternFill

from parsers import parse_report
from parsers.model import Grid
from parsers.readers.excel.number_formats import shown_by
from parsers.readers.excel.reader import read_sheets
from tests.parsers.expectations import lost_locators
from tests.parsers.readers.small import HEADER, LINES, ROWS, figure_of

Change = Callable[[Any], None]
CELL = "B7"


def sheet_of(sheet: Any) -> None:
    for row in (*((line,) for line in LINES), HEADER, *ROWS):
        sheet.append([int(text) if text.isdecimal() else text for text in row])


def bytes_of(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xlsx_of(change: Change) -> bytes:
    book = openpyxl.Workbook()
    sheet_of(book.active)
    change(book.active)
    return bytes_of(book)


def rich(*parts: Any) -> Change:
    def change(sheet: Any) -> None:
        sheet[CELL] = CellRichText(*parts)

    return change


def shared(data: bytes) -> bytes:
    """The same workbook with its rich text in the shared strings, as Excel writes it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as box, zipfile.ZipFile(stream, "w") as out:
        for name in box.namelist():
            content = box.read(name)
            if name == "xl/worksheets/sheet1.xml":
                head, _, rest = content.partition(b'<c r="B7" t="inlineStr"><is>')
                text, _, tail = rest.partition(b"</is>")
                content = head + b'<c r="B7" t="s"><v>0</v>' + tail
            elif name == "xl/sharedStrings.xml":
                continue
            out.writestr(name, content)
        out.writestr(
            "xl/sharedStrings.xml",
            b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si>'
            + text
            + b"</si></sst>",
        )
    return stream.getvalue()


STRUCK, RAISED = InlineFont(strike=True), InlineFont(vertAlign="superscript")


@pytest.mark.parametrize("parts", [(TextBlock(STRUCK, "9"), "12"), ("12", TextBlock(STRUCK, "9"))])
@pytest.mark.parametrize("stored", [lambda data: data, shared])
def test_struck_text_is_not_read(parts: tuple[Any, ...], stored: Callable[[bytes], bytes]) -> None:
    figure = figure_of(stored(xlsx_of(rich(*parts))))
    assert (figure.value, figure.raw) == (12, "12")


@pytest.mark.parametrize("stored", [lambda data: data, shared])
def test_a_raised_number_is_a_note(stored: Callable[[bytes], bytes]) -> None:
    figure = figure_of(stored(xlsx_of(rich("12", TextBlock(RAISED, "1")))))
    assert (figure.value, figure.raw, figure.note) == (12, "12¹", "¹")


def struck_cell(sheet: Any) -> None:
    sheet[CELL] = 9
    sheet[CELL].font = Font(strike=True)


def formula(sheet: Any) -> None:
    sheet[CELL] = "=3*4"


def picture(sheet: Any) -> None:
    pil = pytest.importorskip("PIL.Image")
    stream = io.BytesIO()
    pil.new("RGB", (8, 8)).save(stream, "PNG")
    sheet.add_image(Image(stream), CELL)


@pytest.mark.parametrize(
    ("change", "holds"),
    [
        (struck_cell, "struck text"),
        (formula, "a formula without a value"),
        (picture, "a picture"),
        (lambda _: None, None),
    ],
)
def test_what_a_cell_without_text_holds(change: Change, holds: str | None) -> None:
    (grid,) = (b for b in read_sheets(xlsx_of(change)).blocks if isinstance(b, Grid))
    cell = grid.rows[-1][1]
    assert (cell.text, cell.holds) == ("", holds)


@pytest.mark.parametrize(
    ("code", "value", "raw"),
    [
        ("0", 12, "12"), ("#,##0_ ;[Red]\\-#,##0 ", 12, "12"), ('0"件"', 12, "12件"), ("General", 12, "12"), ("@", 12, "12"),
        ('_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', 12, "12"), ("0%", None, "1200%"), ("0,", None, ""), ("0!.0,", None, ""),
        (";;;", None, ""), ('"9"0', None, ""), ("0.0E+00", None, ""), ("# ?/?", None, ""),
    ],
)  # fmt: skip
def test_a_number_format_that_shows_another_number_is_unreadable(
    code: str, value: int | None, raw: str
) -> None:
    def change(sheet: Any) -> None:
        sheet[CELL] = 12
        sheet[CELL].number_format = code

    figure = figure_of(xlsx_of(change))
    assert (figure.value, figure.raw) == (value, raw)
    assert figure.state == ("unreadable" if value is None else "value")


@pytest.mark.parametrize(
    ("code", "stored", "shown"),
    [
        ("0.00", "657.8791", "657.88"), ("0", "463.7273", "464"), ("#,##0.0", "1234.05", "1234.1"), ("0.0000", "657.8791", None),
        ("0.00", "0.30000000000000004", None), ("General", "657.8791", None), ("0.00_ ", "12", None), ('0.0"万元"', "1.25", "1.3万元"),
        ("-0", "31", "-31"), ("-#,##0;-#,##0", "31", "-31"), ('"-"0', "31", "-31"), ('"约"0.0', "3.14", "约3.1"), ("0;-0", "-31", None),
        ('0"件";-0"件"', "-31", "-31件"), ("#,##0_);\\(#,##0\\)", "-31", None), ("0;[Red]0", "-31", ""), ('"共"0', "-31", "-共31"),
        ("#", "0", ""), ("#,###", "0", ""), ("?", "0", ""), ("#.##", "0.001", ""), ("#", "7", None), ("#,##0", "0", None),
        ("#,##0.00", "0", None), ('0"."0', "31", ""), ("[White]0", "31", ""), ("[Red]0", "31", None), ("$#,##0", "31", None),
        ('[=0]"";0', "31", None), ('[=0]"";0', "0", ""), ('[<50]"少";0', "31", ""), ("[>100]0;0", "31", None), ("(0)", "31", "(31)"),
        ('yyyy"年"m"月"', "45000", None), ("yyyy-m-d", "45000", None), ("0", "1e999", None), ("0", "NaN", None), ("+0", "31", "+31"),
    ],
)  # fmt: skip
def test_a_number_that_its_format_rounds_is_what_is_shown(code: str, stored: str, shown: str | None) -> None:
    assert shown_by(code, stored) == shown


def test_the_title_of_a_sheet_may_have_a_neighbour() -> None:
    def change(sheet: Any) -> None:
        sheet["H1"] = 5

    assert parse_report(xlsx_of(change)).title == LINES[0]


def test_a_zero_that_its_format_hides_is_no_zero() -> None:
    def change(sheet: Any) -> None:
        sheet[CELL] = 0
        sheet[CELL].number_format = "0;-0;;@"

    assert figure_of(xlsx_of(change)).state == "unreadable"


@pytest.mark.parametrize("ink", ["FF000000", "FFC00000", "FFFFC000"])
def test_ink_of_the_colour_of_its_ground_is_not_read(ink: str) -> None:
    def change(sheet: Any) -> None:
        sheet[CELL] = 12
        sheet[CELL].font = Font(color=ink)
        sheet[CELL].fill = PatternFill("solid", fgColor="FFC00000")

    assert figure_of(xlsx_of(change)).state == ("unreadable" if ink == "FFC00000" else "value")


@pytest.mark.parametrize("ground", [None, "FFFFFFFF", "FFC00000"])
def test_white_on_white_is_not_read(ground: str | None) -> None:
    def change(sheet: Any) -> None:
        sheet[CELL] = 12
        sheet[CELL].font = Font(color="FFFFFFFF")
        if ground:
            sheet[CELL].fill = PatternFill("solid", fgColor=ground)

    figure = figure_of(xlsx_of(change))
    assert figure.state == ("value" if ground == "FFC00000" else "unreadable")


def test_an_error_is_no_blank() -> None:
    def error(sheet: Any) -> None:
        sheet[CELL] = "#REF!"

    figure = figure_of(xlsx_of(error))
    assert (figure.state, figure.raw) == ("unreadable", "#REF!")


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_not_read_and_named(state: str) -> None:
    book = openpyxl.Workbook()
    first = book.active
    sheet_of(first)
    first[CELL] = 99
    first.title, first.sheet_state = "底稿", state
    second = book.create_sheet("年报")
    sheet_of(second)
    second[CELL] = 12
    book.active = 1
    data = bytes_of(book)
    assert figure_of(data).value == 12
    (issue,) = (i for i in parse_report(data).issues if i.code == "hidden_part")
    assert "底稿" in issue.message


def hide_row(sheet: Any) -> None:
    sheet.insert_rows(7)
    for x, value in enumerate(("行政规范性文件", 99, 99, 99), 1):
        sheet.cell(7, x, value)
    sheet.row_dimensions[7].hidden = True
    sheet["B8"] = 12


def hide_column(sheet: Any) -> None:
    sheet.insert_cols(2)
    for y, value in enumerate(("本年制发件数", 99, 99), 5):
        sheet.cell(y, 2, value)
    sheet.column_dimensions["B"].hidden = True
    sheet["C7"] = 12


@pytest.mark.parametrize("change", [hide_row, hide_column])
def test_hidden_rows_and_columns_are_not_read_and_named(change: Change) -> None:
    data = xlsx_of(change)
    assert figure_of(data).value == 12
    assert "hidden_part" in {i.code for i in parse_report(data).issues}


def test_a_merged_range_whose_origin_is_hidden_shows_its_text() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["编号", "信息内容", "本年制发件数", "本年废止件数"])
    sheet.append(["1", "规章", 1, 2])
    sheet.merge_cells("A2:B2")
    sheet["A2"] = "规章"
    sheet.column_dimensions["A"].hidden = True
    (grid,) = (b for b in read_sheets(bytes_of(book)).blocks if isinstance(b, Grid))
    assert [c.text for c in grid.rows[1]] == ["规章", "1", "2"]
    assert grid.rows[1][0].locator.endswith("R2C1")


def test_hidden_parts_that_are_none_of_the_form_are_not_named() -> None:
    def notes(sheet: Any) -> None:
        sheet[CELL] = 12
        sheet["J1"] = "填报人"
        sheet.column_dimensions["J"].hidden = True

    data = xlsx_of(notes)
    reading = parse_report(data)
    assert [i.code for i in reading.issues if i.code == "hidden_part"] == []
    assert list(lost_locators(reading, data)) == []
