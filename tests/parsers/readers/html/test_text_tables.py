"""Pages that print the tables as text: preformatted, a row or a cell in a paragraph, rows parted by <br>."""

from __future__ import annotations

import random
from collections.abc import Callable
from html import escape

import pytest

from parsers import Reading, parse_report
from tests.parsers.expectations import lost_locators
from tests.parsers.layouts.figures import draw_figures
from tests.parsers.renderings import Rows, blank_lines, pipes, report, tables, tabs

TITLE = "云溪县人民政府2023年政府信息公开工作年度报告"
TRUTH = draw_figures(random.Random(8), "2021", "2021", "large")
VALUES = {key: "" if t.value is None else str(t.value) for key, t in TRUTH.items()}


def preformatted(text: str) -> str:
    return f"<pre>{escape(text)}</pre>"


def in_paragraphs(text: str) -> str:
    return "".join(
        f"<p class=MsoNormal><span>{line[:3]}</span><span>{line[3:]}</span></p>\n"
        for line in text.split("\n")
    )


def with_breaks(text: str) -> str:
    return f"<div>{text.replace(chr(10), '<br>')}</div>"


def page(text: str, wrap: Callable[[str], str]) -> bytes:
    nav = '<div class=nav><a href="/">首页</a> <a href="/gk">政府信息公开</a></div>'
    head = f"<head><meta charset=utf-8><title>{TITLE}</title></head>"
    return f"<html>{head}<body>{nav}<div class=box>{wrap(text)}</div><p>版权所有</p></body></html>".encode()


def wrong(reading: Reading) -> list[str]:
    read = {f.key: "" if f.value is None else str(f.value) for f in reading.figures}
    return [f"{k}: {v!r} read as {read.get(k)!r}" for k, v in VALUES.items()
            if (read.get(k) or "") != v and not (v and read.get(k) and float(read[k]) == float(v))]  # fmt: skip


@pytest.mark.parametrize("wrap", [preformatted, in_paragraphs, with_breaks])
@pytest.mark.parametrize("layout", [tabs, pipes])
def test_every_cell_of_a_table_that_is_text(
    wrap: Callable[[str], str], layout: Callable[[Rows], str]
) -> None:
    data = page(report(TITLE, tables("2021", VALUES), layout), wrap)
    reading = parse_report(data)
    assert wrong(reading) == []
    assert (reading.title, reading.form, reading.issues) == (TITLE, "2021", ())
    assert list(lost_locators(reading, data)) == []


def test_a_cell_a_paragraph() -> None:
    full = {key: value or "0" for key, value in VALUES.items()}
    data = page(report(TITLE, tables("2021", full), blank_lines), in_paragraphs)
    reading = parse_report(data)
    assert {f.key for f in reading.figures if f.state != "value"} == set()
    assert list(lost_locators(reading, data)) == []


def test_prose_that_speaks_of_the_tables_is_no_table() -> None:
    prose = "本年新收申请12件，结转下年度0件，未经复议直接起诉0件，第二十条第一项规定的信息均已公开。"
    reading = parse_report(page(f"{TITLE}\n一、总体情况\n{prose}", in_paragraphs))
    assert [f for f in reading.figures if f.state != "missing"] == []
