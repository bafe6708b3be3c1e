"""Pages nested deeper than libxml2 keeps: nothing of them is lost, or the loss is said."""

from __future__ import annotations

import pytest

from parsers import Resolver, parse_report
from parsers.readers.registry import read_document
from tests.parsers.layouts.plans import Plan, make

WRAPPERS = ("<div>", "<span>", "<font size=2>", "<div><p><b>", "<center><section><i>")


@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_a_report_behind_thousands_of_open_tags_is_read_whole(wrapper: str) -> None:
    made = make(Plan(3, "large", ("2021", "2021"), ()))
    body = made.data.replace(b"<body>", b"<body>" + wrapper.encode() * 2_100)
    reading = parse_report(body)
    plain = parse_report(made.data)
    assert [(f.key, f.value, f.state) for f in reading.figures] == [
        (f.key, f.value, f.state) for f in plain.figures
    ]
    assert (reading.title, reading.publisher, reading.issues) == (plain.title, plain.publisher, plain.issues)
    assert [s.heading for s in reading.sections] == [s.heading for s in plain.sections]
    resolver = Resolver(body)
    assert all(resolver.text(f.locator) == f.raw for f in reading.figures if f.locator)


def test_cells_too_deep_to_be_cells_keep_their_text_and_are_said() -> None:
    page = (
        "<h1>白岩县2023年政府信息公开工作年度报告</h1>"
        + "<table><tr><td>" * 1_000
        + "一、总体情况<p>见附件</p>"
    )
    document = read_document(page.encode())
    assert "markup_lost" in [i.code for i in document.issues]
    texts = [c.text for g in document.grids() for c in g.cells()] + [line.text for line in document.lines()]
    assert "见附件" in "".join(texts)


def test_a_page_beyond_reading_says_that_it_was_not_read_whole() -> None:
    reading = parse_report(
        b"<html><body>" + b"<div>" * 50_001 + "白岩县2023年政府信息公开工作年度报告".encode()
    )
    issue = next(i for i in reading.issues if i.code == "markup_lost")
    assert issue.locator is not None
