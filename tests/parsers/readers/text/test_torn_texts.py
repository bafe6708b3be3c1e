"""Torn texts: what is read of them is true, flagged or absent, never wrong in silence."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from parsers import Reading, Resolver, parse_report
from tests.parsers.layouts.figures import draw_figures
from tests.parsers.renderings import Rows, Values, report, tables, tabs
from tests.parsers.torn_renderings import TORN, WHOLE, labels_then_figures, torn_rows

Layout = Callable[[Rows], str]


def read(layout: Layout, form: str, size: str) -> tuple[Reading, Values]:
    truth = draw_figures(random.Random(3), form, form, size)
    values = {key: "" if t.value is None else str(t.value) for key, t in truth.items()}
    year = 2023 if form == "2021" else 2020
    title = f"云溪县人民政府{year}年政府信息公开工作年度报告"
    return parse_report(report(title, tables(form, values), layout)), values


def wrong(reading: Reading, values: Values) -> list[str]:
    """Fields that the reading claims, without a flag, to be what they are not."""
    found = []
    for figure in reading.figures:
        claims = figure.state in ("value", "blank", "not_applicable") and not figure.flags
        text = values.get(figure.key, "")
        same = str(figure.value) == text or (
            figure.value is not None and text and float(figure.value) == float(text)
        )
        if claims and not same and not (figure.value is None and not text):
            found.append(f"{figure.key}: {text!r} read as {figure.state} {figure.raw!r}")
    return found


def boxed(rows: Rows, rule: str = "├────┼────┤") -> str:
    """Cells between the lines of a drawn box."""
    return "\n".join([rule, *(f"│{'│'.join(row)}│\n{rule}" for row in rows)])


def boxed_narrowly(rows: Rows) -> str:
    return boxed(rows, "├─┼─┼─┼─┤")


@pytest.mark.parametrize("layout", [boxed, boxed_narrowly])
def test_a_table_in_drawn_lines(layout: Layout) -> None:
    reading, values = read(layout, "2021", "small")
    assert wrong(reading, values) == []
    read_keys = {f.key for f in reading.figures if f.state == "value"}
    assert read_keys >= {key for key, text in values.items() if text}


@pytest.mark.parametrize("form", ["2021", "2019"])
@pytest.mark.parametrize("size", ["zeros", "small", "large"])
@pytest.mark.parametrize("layout", [*WHOLE, *TORN], ids=lambda f: f.__name__)
def test_nothing_is_wrong_in_silence(layout: Layout, size: str, form: str) -> None:
    reading, values = read(layout, form, size)
    assert wrong(reading, values) == []


@pytest.mark.parametrize("form", ["2021", "2019"])
@pytest.mark.parametrize("layout", WHOLE, ids=lambda f: f.__name__)
def test_a_text_that_says_everything_is_read_whole(layout: Layout, form: str) -> None:
    reading, values = read(layout, form, "large")
    assert [k for k in values if (f := reading.figure(k)) is None or f.state == "missing"] == []
    assert reading.issues == ()


def test_labels_torn_over_two_rows_are_put_together() -> None:
    reading, values = read(torn_rows, "2021", "large")
    assert [k for k in values if (f := reading.figure(k)) is None or f.state == "missing"] == []


def test_figures_that_no_label_claims_are_named() -> None:
    reading, _ = read(labels_then_figures, "2021", "large")
    assert "unknown_row" in {i.code for i in reading.issues}
    assert "blank" not in {f.state for f in reading.figures if f.key.startswith("t3.")}


def _text(layout: Layout, **changed: str) -> str:
    values = {key: "0" if t.value is None else str(t.value) for key, t in _TRUTH.items()}
    return report("云溪县人民政府2023年政府信息公开工作年度报告", tables("2021", values | changed), layout)


_TRUTH = draw_figures(random.Random(3), "2021", "2021", "large")


def _blanks(rows: Rows) -> str:
    return "\n".join(" ".join(row) for row in rows)


@pytest.mark.parametrize("label", ["（一）予以公开", "行政规范性文件", "行政许可", "8.属于行政查询事项"])
def test_a_label_that_touches_its_first_figure_is_parted_from_it(label: str) -> None:
    text = _text(_blanks)
    torn = text.replace(f"{label} ", label)
    assert torn != text
    whole, reading = parse_report(text), parse_report(torn)
    assert [(f.key, f.value, f.flags) for f in reading.figures] == [
        (f.key, f.value, f.flags) for f in whole.figures
    ]
    resolver = Resolver(torn.encode())
    assert all(resolver.text(f.locator) == f.raw for f in reading.figures if f.locator)


def test_a_row_that_lost_a_figure_is_not_believed_where_no_sum_confirms_it() -> None:
    total = int(_TRUTH["t3.granted.total"].value or 0)
    row = f"（一）予以公开\t{total}\t0\t0\t0\t0\t0\t{total}"
    values = {
        f"t3.granted.{c}": "0"
        for c in ("business", "research", "public_welfare", "legal_service", "other_org")
    }
    text = _text(tabs, **values, **{"t3.granted.natural_person": str(total)})
    assert row in text
    reading = parse_report(text.replace(row, f"（一）予以公开\t0\t0\t0\t0\t0\t{total}"))
    granted = [f for f in reading.figures if f.key.startswith("t3.granted.")]
    assert {f.state for f in granted} == {"unreadable"}
    assert "row_short" in {issue.code for issue in reading.issues}


def test_figures_of_a_block_whose_name_is_lost_are_not_given_to_another() -> None:
    text = _text(tabs).replace("行政复议\t行政诉讼", "")
    figures = "\t".join(
        str(_TRUTH[f"t4.{b}.{c}"].value)
        for b in ("review", "direct", "after_review")
        for c in ("upheld", "corrected", "other", "pending", "total")
    )
    short = figures.rsplit("\t", 1)[0]
    assert f"{figures}\n" in text
    reading = parse_report(text.replace(f"{figures}\n", f"{short}\n"))
    assert {f.state for f in reading.figures if f.key.startswith("t4.")} == {"unreadable"}
