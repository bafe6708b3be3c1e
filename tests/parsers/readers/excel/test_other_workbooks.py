"""Workbooks in other clothes: XML of Excel 2003, and cells that commas or semicolons part."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from parsers import media_type, parse_report
from parsers.model import Grid
from parsers.readers import media_type as media
from parsers.readers.excel.reader import read_sheets
from tests.parsers.expectations import lost_locators, wrong_figures
from tests.parsers.producers.official import Report, balanced, invented, slots
from tests.parsers.readers.small import HEADER, LINES, ROWS, figure_of

_BOOK = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook '
    'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><Styles><Style ss:ID="s9"><Font ss:StrikeThrough="1"/></Style></Styles>'
    "{}</Workbook>"
)
_SHEET = '<Worksheet ss:Name="{}"><Table>{}</Table>{}</Worksheet>'
_HIDDEN = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"


def cell(text: str, attributes: str = "") -> str:
    kind = "Number" if text.isdecimal() else "String"
    return f'<Cell {attributes}><Data ss:Type="{kind}">{text}</Data></Cell>'


def table(under_test: str) -> str:
    lines = "".join(f"<Row>{cell(line)}</Row>" for line in LINES)
    rows = ("".join(cell(text) if text else under_test for text in row) for row in (HEADER, *ROWS))
    return lines + "".join(f"<Row>{row}</Row>" for row in rows)


def book_of(under_test: str) -> bytes:
    return _BOOK.format(_SHEET.format("年报", table(under_test), "")).encode()


RICH = '<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">{}</ss:Data></Cell>'


@pytest.mark.parametrize(
    "under_test", [cell("12"), cell("12.0").replace("String", "Number"), RICH.format("<S>9</S>12")]
)
def test_the_number_of_a_cell(under_test: str) -> None:
    assert media_type(book_of(under_test)) == media.SPREADSHEETML
    assert figure_of(book_of(under_test)).value == 12


def test_a_raised_number_is_a_note() -> None:
    figure = figure_of(book_of(RICH.format("12<Sup>1</Sup>")))
    assert (figure.value, figure.raw) == (12, "12¹")


@pytest.mark.parametrize(
    ("under_test", "holds"),
    [
        ('<Cell ss:Formula="=3*4"/>', "a formula without a value"),
        (cell("9", 'ss:StyleID="s9"'), "struck text"),
        ("<Cell/>", None),
    ],
)
def test_what_a_cell_without_text_holds(under_test: str, holds: str | None) -> None:
    (grid,) = (b for b in read_sheets(book_of(under_test)).blocks if isinstance(b, Grid))
    assert (grid.rows[-1][1].text, grid.rows[-1][1].holds) == ("", holds)


def test_a_hidden_sheet_and_a_hidden_row_are_not_read() -> None:
    hidden = _SHEET.format("底稿", table(cell("99")), _HIDDEN)
    row = f'<Row ss:Hidden="1">{"".join(map(cell, ("行政规范性文件", "99", "99", "99")))}</Row></Table>'
    shown = _SHEET.format("年报", table(cell("12")), "").replace("</Table>", row)
    data = _BOOK.format(hidden + shown).encode()
    assert figure_of(data).value == 12
    assert [i.code for i in parse_report(data).issues if i.code == "hidden_part"] == ["hidden_part"] * 2


def spreadsheetml(report: Report) -> bytes:
    rows = [f"<Row>{cell(report.title)}</Row>"]
    for block in report.blocks:
        if isinstance(block, str):
            rows.append(f"<Row>{cell(block)}</Row>")
            continue
        placed, height, _ = slots(block)
        for at in range(height):
            cells = (
                cell(
                    c.text, f'ss:Index="{x + 1}" ss:MergeAcross="{c.columns - 1}" ss:MergeDown="{c.rows - 1}"'
                )
                for y, x, c in placed
                if y == at
            )
            rows.append("<Row>" + "".join(cells) + "</Row>")
    return _BOOK.format(_SHEET.format("S", "".join(rows), "")).encode("utf-16")


def separated(mark: str) -> Callable[[Report], bytes]:
    def make(report: Report) -> bytes:
        lines = [report.title]
        for block in report.blocks:
            if isinstance(block, str):
                lines.append(block)
                continue
            placed, height, width = slots(block)
            rows = [[""] * width for _ in range(height)]
            for y, x, c in placed:
                rows[y][x] = f'"{c.text}"' if mark in c.text or "\n" in c.text else c.text
            lines += [mark.join(row) for row in rows]
        return "\r\n".join(lines).encode("gb18030")

    return make


@pytest.mark.parametrize("form", ["2021", "2019"])
@pytest.mark.parametrize("make", [spreadsheetml, separated(","), separated(";")])
def test_every_cell_of_a_whole_report(make: Callable[[Report], bytes], form: str) -> None:
    report = invented(form, 2)
    data = make(report)
    reading = parse_report(data)
    assert list(wrong_figures(reading, report.expected())) == []
    assert list(lost_locators(reading, data)) == []
    assert (reading.title, reading.report_year) == (report.title, report.year)


@pytest.mark.parametrize("shift", [1, 4])
def test_a_report_may_begin_right_of_the_first_column(shift: int) -> None:
    report = invented("2021", 1)
    text = spreadsheetml(report).decode("utf-16")
    moved = re.sub(r'ss:Index="(\d+)"', lambda m: f'ss:Index="{int(m[1]) + shift}"', text).encode("utf-16")
    reading = parse_report(moved)
    assert list(wrong_figures(reading, report.expected())) == []
    assert list(lost_locators(reading, moved)) == []
    assert not {i.code for i in reading.issues} & {"row_long", "row_unread", "unplaced_number"}


def test_a_line_that_lost_a_cell_is_not_read_by_its_columns() -> None:
    report = balanced("2021", seed=1)
    lines = separated(",")(report).decode("gb18030").split("\r\n")
    at = next(n for n, line in enumerate(lines) if line.startswith("一、本年新收"))
    whole = lines[at].split(",")
    for gone in (n for n, cell in enumerate(whole) if cell.isdecimal()):
        lines[at] = ",".join(whole[:gone] + whole[gone + 1 :])
        reading = parse_report("\r\n".join(lines))
        assert {f.state for f in reading.figures if f.key.startswith("t3.new_received")} == {"unreadable"}
        wrong = [
            f.key
            for f in reading.figures
            if f.value is not None and float(f.value) != report.expected()[f.key]
        ]
        assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "青石县2023年年报\n全年受理申请1,234,567件,办结1,200,000件,其中予以公开1,000,000件\n共计3,4,5\n",
        "1,234\n5,678\n规章\n1,000,000\n",
        "规章 0 0 0\n行政规范性文件 12 3 87\n",
    ],
)
def test_a_text_with_commas_is_a_text(text: str) -> None:
    assert media_type(text.encode()) == media.TEXT
