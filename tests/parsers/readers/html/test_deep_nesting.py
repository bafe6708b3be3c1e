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


def test_wrappers_of_any_depth_lose_nothing() -> None:
    page = b"<html><body>" + b"<div>" * 50_001 + "白岩县2023年政府信息公开工作年度报告".encode()
    reading = parse_report(page)
    assert reading.title == "白岩县2023年政府信息公开工作年度报告"
    assert "markup_lost" not in [i.code for i in reading.issues]


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr><td>" * 10_000,
        "<a " + " ".join(f"a{n}=1" for n in range(400_000)) + ">",
        "<p>" * 10 + '<b style="display:none">' * 10_000,
    ],
    ids=["tables", "attributes", "hiding"],
)
def test_what_the_limits_may_have_cost_is_said(markup: str) -> None:
    reading = parse_report(f"<h1>白岩县2023年政府信息公开工作年度报告</h1>{markup}一、总体情况".encode())
    issue = next(i for i in reading.issues if i.code == "markup_lost")
    assert issue.locator is not None
