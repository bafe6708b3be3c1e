"""The statistics table of 2014 in texts that part its cells by lines or blanks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from parsers import parse_report
from parsers.forms import form
from parsers.readers.text.reader import read_text
from tests.parsers.expectations import lost_locators

TITLE = "青石县2016年政府信息公开工作年度报告"
INDICATORS = form("2014").indicators
FIGURES = {key: 3 + 7 * at for at, key in enumerate(INDICATORS)}
Rows = list[list[str]]


def rows() -> Rows:
    """Label, unit and figure of each indicator, under the chapters of the form."""
    out: Rows = []
    chapter = None
    for key, entry in INDICATORS.items():
        if entry.chapter != chapter:
            chapter = entry.chapter
            head = form("2014").chapters[chapter or ""].zh
            out += [[head, "——"]] if head != entry.zh else []
        out.append([entry.zh, entry.unit, str(FIGURES[key])])
    return out


def cell_a_line(table: Rows) -> str:
    return "\n".join(cell for row in table for cell in row if cell)


def with_empty_lines(table: Rows) -> str:
    return "\n\n".join(cell for row in table for cell in row if cell)


def with_blanks(table: Rows) -> str:
    return "\n".join("   ".join(cell for cell in row if cell) for row in table)


LAYOUTS = pytest.mark.parametrize("layout", [cell_a_line, with_empty_lines, with_blanks])


def text(table: Rows, layout: Callable[[Rows], str], head: str = "统计指标\n单位\n统计数\n") -> str:
    prose = "一、概述\n本年主动公开各类信息，具体数字见附表。"
    return f"{TITLE}\n{prose}\n附表：政府信息公开情况统计表\n{head}{layout(table)}\n"


@LAYOUTS
def test_each_figure_is_read(layout: Callable[[Rows], str]) -> None:
    data = text(rows(), layout).encode()
    reading = parse_report(data)
    assert {f.key.removeprefix("s2014."): f.value for f in reading.figures} == FIGURES
    assert reading.issues == ()
    assert list(lost_locators(reading, data)) == []


@LAYOUTS
@pytest.mark.parametrize("wrap", ["<pre>%s</pre>", "<div>%s</div>"])
def test_so_it_is_in_a_page(layout: Callable[[Rows], str], wrap: str) -> None:
    printed = text(rows(), layout)
    body = wrap % (printed if "pre" in wrap else printed.replace("\n", "<br>"))
    data = f"<html><head><meta charset=utf-8><title>{TITLE}</title></head><body>{body}</body></html>".encode()
    reading = parse_report(data)
    assert {f.key.removeprefix("s2014."): f.value for f in reading.figures} == FIGURES
    assert list(lost_locators(reading, data)) == []


@LAYOUTS
def test_a_row_without_a_figure_is_blank(layout: Callable[[Rows], str]) -> None:
    table = rows()
    table[5][2] = ""
    reading = parse_report(text(table, layout).encode())
    states = [f.state for f in reading.figures]
    assert (states.count("blank"), states.count("value")) == (1, len(states) - 1)


@LAYOUTS
@pytest.mark.parametrize("place", [0, 2, 3])
def test_where_a_number_has_no_place_nothing_is_believed(layout: Callable[[Rows], str], place: int) -> None:
    table = [[*row[:place], "77", *row[place:]] if len(row) == 3 else row for row in rows()]
    if place == 0 and layout is with_blanks:
        return  # a number before each label is that of its row
    reading = parse_report(text(table, layout).encode())
    assert [f.key for f in reading.figures if f.state == "value"] == []
    assert [issue.code for issue in reading.issues] == ["row_unread"]


def test_prose_of_its_words_is_no_table() -> None:
    said = (
        "主动公开政府信息数120条，申请办结数9件，同意公开答复数4件，接受培训人员数30人次，举报投诉数量0件。\n"
    )
    document = read_text(f"{TITLE}\n一、概述\n{said * 12}".encode())
    assert document.grids() == []
    assert document.issues == ()
