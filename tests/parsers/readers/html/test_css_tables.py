"""Tables without <table>, and table 3 on its side: the figures come out the same."""

from __future__ import annotations

import html
from collections.abc import Callable

import pytest

from parsers import parse_report
from tests.parsers.expectations import lost_locators, wrong_figures
from tests.parsers.producers.official import Report, Row, invented, published, slots

Draw = Callable[[tuple[Row, ...]], str]


def _drawn(rows: tuple[Row, ...], table: str, row: str, cell: str) -> str:
    close = {tag: f"</{tag.split()[0]}>" for tag in (table, row, cell)}
    out = [f"<{table}>"]
    for line in rows:
        cells = (f"<{cell}>{html.escape(c.text) or '&nbsp;'}{close[cell]}" for c in line)
        out.append(f"<{row}>{''.join(cells)}{close[row]}")
    return "".join(out) + close[table]


def css_table(rows: tuple[Row, ...]) -> str:
    return _drawn(
        rows, "div style='display:table'", "div style='display:table-row'", "div style='display:table-cell'"
    )


def flex(rows: tuple[Row, ...]) -> str:
    return _drawn(rows, "div class=grid", "div style='display:flex'", "div style='flex:1'")


def bare_divs(rows: tuple[Row, ...]) -> str:
    return _drawn(rows, "section", "div", "div")


def a_list(rows: tuple[Row, ...]) -> str:
    return _drawn(rows, "ul", "li", "span class=c")


def sideways(rows: tuple[Row, ...]) -> str:
    placed, height, width = slots(rows)
    if height < 20:
        return _table([[(c.text, c.rows, c.columns) for c in row] for row in rows])
    at = {(x, y): (c.text, c.columns, c.rows) for y, x, c in placed}
    return _table([[at[x, y] for y in range(height) if (x, y) in at] for x in range(width)])


def _table(rows: list[list[tuple[str, int, int]]]) -> str:
    lines = (
        "".join(f"<td rowspan={down} colspan={right}>{html.escape(text)}</td>" for text, down, right in row)
        for row in rows
    )
    return f"<table border=1>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def page(report: Report, draw: Draw) -> bytes:
    blocks = (f"<p>{block}</p>" if isinstance(block, str) else draw(block) for block in report.blocks)
    return f"<html><body><div><h1>{report.title}</h1>{''.join(blocks)}</div></body></html>".encode()


@pytest.mark.parametrize("draw", [css_table, flex, bare_divs, a_list, sideways], ids=lambda f: f.__name__)
@pytest.mark.parametrize("name", ["published", "2021", "2019"])
def test_every_figure_of_a_drawn_table(draw: Draw, name: str) -> None:
    report = published(1) if name == "published" else invented(name)
    data = page(report, draw)
    reading = parse_report(data)
    assert list(wrong_figures(reading, report.expected())) == []
    assert list(lost_locators(reading, data)) == []
    assert reading.issues == ()


def test_short_prose_that_speaks_of_a_row_draws_no_table() -> None:
    report = invented("2021")
    prose = "<p>全年新收申请一些，结转下年度的另有一些。</p>"
    reading = parse_report(page(report, flex).replace(b"</h1>", f"</h1>{prose}".encode()))
    assert list(wrong_figures(reading, report.expected())) == []
    assert reading.issues == ()


@pytest.mark.parametrize("name", ["2021", "2019"])
@pytest.mark.parametrize("heading", ["序号", "代码"])
def test_a_column_of_numbers_before_the_labels_is_named_and_not_read(heading: str, name: str) -> None:
    def numbered(rows: tuple[Row, ...]) -> str:
        own = [[(c.text, c.rows, c.columns) for c in row] for row in rows]
        if len(rows) > 20 and rows[0][0].rows == 3:
            own[0].insert(0, (heading, 3, 1))
            for number, line in enumerate(own[3:], 1):
                line.insert(0, (str(number), 1, 1))
        return _table(own)

    report = invented(name)
    reading = parse_report(page(report, numbered))
    assert list(wrong_figures(reading, report.expected())) == []
    assert [i.code for i in reading.issues] == ["unknown_column"]


def test_paragraphs_of_words_are_no_table() -> None:
    words = "".join("<p><span>第二十条第（一）项</span><span>本年新收</span></p>" for _ in range(3))
    reading = parse_report(f"<html><body><div>{words}</div></body></html>".encode())
    assert [f for f in reading.figures if f.state == "value"] == []
