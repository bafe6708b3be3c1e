"""The published figures in every text layout, and any figures at all in them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers import parse_report
from parsers.forms import form
from parsers.forms.catalogue import fields
from samples import truth
from tests.parsers.expectations import lost_locators, wrong_figures
from tests.parsers.renderings import LAYOUTS, Values, report, tables

PUBLISHED = [r for r in truth()["reports"] if r["sample"] == "published"]


def printed(figures: dict[str, float | None], form_key: str) -> Values:
    return {f.key: _text(figures.get(f.key)) for f in fields() if form_key in f.forms}


def _text(value: float | None) -> str:
    return "" if value is None else str(int(value)) if value == int(value) else str(value)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("published", PUBLISHED, ids=lambda r: r["portal"])
def test_published_figures(published: dict[str, Any], layout: str) -> None:
    figures = published["figures"]
    if layout == "blank_lines" and None in figures.values():
        pytest.skip(
            "this layout prints blank cells as nothing: which of fifteen are blank is not in the text"
        )
    rows = tables(published["form"], printed(figures, published["form"]))
    text = report(published["title"], rows, LAYOUTS[layout])
    reading = parse_report(text)
    assert list(wrong_figures(reading, figures)) == []
    assert list(lost_locators(reading, text.encode())) == []
    assert (reading.form, reading.report_year) == (published["form"], published["report_year"])


@st.composite
def consistent(draw: st.DrawFn) -> dict[str, float | None]:
    """Figures of the 2021 form that obey its identities, mostly zeros as in life."""
    layout = form("2021")
    count = st.one_of(st.just(0), st.just(0), st.integers(0, 2000))
    found: dict[str, float | None] = {}
    for item in layout.t2:
        for row in item.rows:
            for column in item.columns:
                found[f"t2.{item.key}.{row}.{column}"] = draw(count)
    inner = [c for c in layout.t3_columns if c != "total"]
    for column in inner:
        leaves = {r: draw(count) for r in layout.leaves}
        results = sum(leaves.values())
        carried_out = draw(count)
        new = draw(st.integers(0, results + carried_out))
        ends = {"new_received": new, "carried_in": results + carried_out - new}
        ends |= {"total_results": results, "carried_out": carried_out}
        found |= {f"t3.{r}.{column}": v for r, v in (leaves | ends).items()}
    for row in layout.t3_rows:
        found[f"t3.{row}.total"] = sum(found[f"t3.{row}.{c}"] or 0 for c in inner)
    for block in layout.t4_blocks:
        parts = [draw(count) for _ in range(4)]
        found |= {f"t4.{block}.{c}": v for c, v in zip(layout.t4_columns, [*parts, sum(parts)], strict=True)}
    return found


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(figures=consistent(), layout=st.sampled_from(sorted(LAYOUTS)))
def test_any_figures_in_any_layout(figures: dict[str, float | None], layout: str) -> None:
    text = report(
        "白岩县2023年政府信息公开工作年度报告", tables("2021", printed(figures, "2021")), LAYOUTS[layout]
    )
    reading = parse_report(text)
    assert list(wrong_figures(reading, figures)) == []
    assert [c.key for c in reading.failed() if c.severity == "hard"] == []


@pytest.mark.parametrize("dress", ["carriage returns", "bold"])
def test_lines_that_end_otherwise_and_cells_in_bold(dress: str) -> None:
    published = PUBLISHED[0]
    rows = tables(published["form"], printed(published["figures"], published["form"]))
    text = report(published["title"], rows, LAYOUTS["markdown"])
    text = (
        text.replace("\n", "\r")
        if dress == "carriage returns"
        else re.sub(r"\| (\w+) (?=\|)", r"| **\1** ", text)
    )
    reading = parse_report(text)
    assert list(wrong_figures(reading, published["figures"])) == []
    assert list(lost_locators(reading, text.encode())) == []
