"""What is a table of a page and what is not: parts without rules, frames, bands of colour, highlights, figures over edges."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from parsers import Reading, parse_report
from tests.parsers.expectations import lost_locators, wrong_figures
from tests.parsers.producers import files, overlays
from tests.parsers.producers.official import Report, balanced
from tests.thinned import thinned

REPORT = balanced("2021", seed=3)
KEY = "t2.art20_5.licensing.decisions"


def _same(data: bytes, report: Report = REPORT) -> Reading:
    reading = parse_report(data)
    assert list(wrong_figures(reading, report.expected())) == []
    assert list(lost_locators(reading, data)) == []
    assert reading.issues == ()
    return reading


@pytest.mark.parametrize(
    "rules",
    thinned(
        [
            ("BOX", "", "BOX"),
            ("", "BOX", "BOX"),
            ("BOX", "BOX", ""),
            ("BOX", "LINEBELOW", "BOX"),
            ("LINEBELOW", "LINEBELOW", "BOX"),
            ("", "", ""),
        ]
    ),
    ids=",".join,
)
def test_a_table_without_rules_is_read_where_others_are_ruled(rules: Sequence[str]) -> None:
    _same(files.reportlab_pdf(REPORT, rules))


def _framed(pdf: bytes, draw: Callable[[Any], None]) -> bytes:
    """The pages of a file with something drawn on each."""
    pdfium = pytest.importorskip("pypdfium2")
    canvases = pytest.importorskip("reportlab.pdfgen.canvas")
    stream = io.BytesIO()
    canvas = canvases.Canvas(stream, pagesize=(595.28, 841.89))
    draw(canvas)
    canvas.save()
    mark = pdfium.PdfDocument(stream.getvalue())

    def redraw(new: Any, page: Any, number: int, old: Any, width: float, height: float) -> None:
        overlays.place(new, page, number, old, 1, 0, 0, 1, 0, 0)
        overlays.place(new, page, 0, mark, 1, 0, 0, 1, 0, 0)

    return overlays.redrawn(pdf, redraw)


def _page_frame(canvas: Any) -> None:
    canvas.rect(25, 25, 545, 792)
    canvas.line(25, 800, 570, 800)
    canvas.line(300, 800, 300, 817)


def _sign_off(canvas: Any) -> None:
    for left in (60, 200):
        canvas.rect(left, 55, 140, 20)


@pytest.mark.parametrize("draw", [_page_frame, _sign_off])
def test_a_frame_round_the_page_and_a_box_at_its_foot_are_no_tables(draw: Callable[[Any], None]) -> None:
    _same(_framed(files.reportlab_pdf(REPORT, ("", "", "")), draw))


def test_a_frame_round_ruled_tables_is_none_of_them() -> None:
    _same(_framed(files.reportlab_pdf(REPORT), _page_frame))


def _styled(css: str) -> Callable[[str], str]:
    return lambda page: page.replace("</style>", f"*{{-webkit-print-color-adjust:exact}}{css}</style>")


def _in_spans(style: str) -> Callable[[str], str]:
    text = REPORT.printed[KEY]
    return lambda page: _styled("")(page).replace(f">{text}<", f"><span style='{style}'>{text}</span><", 1)


CHROMIUM = {
    "highlighted": _in_spans("background:#ff0"),
    "on white": _in_spans("background:#fff"),
    "in a box": _in_spans("border:1px solid red"),
    "dotted": _styled("td{border:1px dotted #000}table{border-collapse:collapse}"),
    "banded": _styled("table,td{border:0 !important}tr:nth-child(even) td{background:#eee}"),
    "white rules": _styled("td{border:2px solid #fff !important;background:#dde}"),
}


@pytest.mark.parametrize("name", thinned(CHROMIUM))
def test_grounds_of_texts_and_rows_are_no_cells_and_dots_are_rules(name: str) -> None:
    data = files.chromium_pdf(REPORT, CHROMIUM[name])
    reading = parse_report(data)
    assert list(wrong_figures(reading, REPORT.expected())) == []
    assert list(lost_locators(reading, data)) == []
    assert {issue.code for issue in reading.issues} <= {"no_publisher"}


def _row_of_boxes(drawn: dict[tuple[float, float], str]) -> bytes:
    """A table 2 whose third and fourth row have three cells; texts are drawn at their places."""
    canvases = pytest.importorskip("reportlab.pdfgen.canvas")
    pytest.importorskip("pdfplumber")
    files.reportlab_pdf(REPORT)  # which registers the font
    stream = io.BytesIO()
    canvas = canvases.Canvas(stream, pagesize=(595, 842))
    canvas.setFont("STSong-Light", 9)
    heads = ("青石县水务局2023年政府信息公开工作年度报告", "二、主动公开政府信息情况")
    for number, line in enumerate(heads):
        canvas.drawString(40, 800 - 20 * number, line)
    rows = {
        720: ("第二十条第（一）项",),
        700: ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
        680: ("规章", "0", "0", "0"),
        660: ("行政规范性文件",),
    }
    for base, cells in rows.items():
        for column in range(4):
            canvas.rect(40 + 120 * column, base - 6, 120, 20)
        for column, text in enumerate(cells):
            canvas.drawString(44 + 120 * column, base, text)
    for (x, base), text in drawn.items():
        canvas.drawString(x, base, text)
    canvas.save()
    return stream.getvalue()


@pytest.mark.parametrize(
    ("drawn", "states"),
    [
        ({(264, 660): "45671", (340, 660): "3", (410, 660): "87"}, ["unreadable", "unreadable", "value"]),
        ({(170, 660): "12", (290, 660): "3", (513, 660): "4321"}, ["value", "value", "unreadable"]),
        ({(270, 660): "12", (282, 660): "3", (410, 660): "87"}, ["value", "value", "value"]),
    ],
    ids=["into the next cell", "out of the table", "close to the rule between them"],
)
def test_a_number_over_the_edge_of_its_cell_is_nobodys(
    drawn: dict[tuple[float, float], str], states: list[str]
) -> None:
    reading = parse_report(_row_of_boxes(drawn))
    found = [f.state for f in reading.figures if ".normative_docs." in f.key]
    assert found == states
    assert sum(issue.code == "not_text" for issue in reading.issues) == states.count("unreadable")
