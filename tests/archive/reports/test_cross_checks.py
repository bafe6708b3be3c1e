"""Checks between reports: of two years, and of a county and its units, redone when either side changes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from archive import Archive
from archive import record as recording
from parsers.model import Reading, Region
from tests.archive.conftest import READING, URL, Capture
from tests.archive.schema.test_measures import figures

XIN = Region("411523", "河南省", "信阳市", "新县")


def record(
    archive: Archive,
    capture: Capture,
    year: int = 2021,
    name: str = "新县人民政府",
    kind: Any = "government",
    **values: int | None,
) -> None:
    content = f"{name}{year}{sorted(values.items(), key=str)}"
    reading: Reading = replace(
        READING, publisher=name, publisher_kind=kind, region=XIN, report_year=year, figures=figures(**values),
        content_sha256=content,
    )  # fmt: skip
    recording.record(archive, capture(content.encode(), url=f"{URL}?{name}{year}"), reading)


def check(archive: Archive, key: str) -> tuple[Any, ...] | None:
    row = archive.row("select lhs, rhs, outcome from report_checks where check_key = ?", key)
    return tuple(row) if row else None


def test_carried_over(archive: Archive, capture: Capture) -> None:
    record(archive, capture, 2020, t3__carried_out__total=5)
    record(archive, capture, 2021, t3__carried_in__total=4)
    assert check(archive, "y1.carried.total") == (5, 4, "fail")
    assert check(archive, "y1.carried.business") is None, "neither side has a number"


def test_either_side_may_come_first_and_change(archive: Archive, capture: Capture) -> None:
    record(archive, capture, 2021, t3__carried_in__total=4)
    assert check(archive, "y1.carried.total") is None
    record(archive, capture, 2020, t3__carried_out__total=5)
    assert check(archive, "y1.carried.total") == (5, 4, "fail")
    record(archive, capture, 2020, t3__carried_out__total=4)
    assert check(archive, "y1.carried.total") == (4, 4, "pass")


def test_in_force_rolls_forward(archive: Archive, capture: Capture) -> None:
    docs = "t2__art20_1__normative_docs__"
    record(archive, capture, 2021, **{docs + "in_force": 100})
    record(archive, capture, 2022, **{docs + "in_force": 107, docs + "issued": 10, docs + "repealed": 3})
    assert check(archive, "y2.in_force.normative_docs") == (107, 107, "pass")
    record(archive, capture, 2023, **{docs + "in_force": 100, docs + "issued": None, docs + "repealed": 3})
    rows = archive.rows("select outcome from report_checks where check_key = 'y2.in_force.normative_docs'")
    assert sorted(r["outcome"] for r in rows) == ["not_assessable", "pass"]


def test_items_of_the_form_of_2019(archive: Archive, capture: Capture) -> None:
    row = "t2__art20_5__licensing__"
    record(archive, capture, 2019, **{row + "items_prev": 300, row + "items_delta": -20})
    record(archive, capture, 2020, **{row + "items_prev": 290, row + "items_delta": 0})
    assert check(archive, "y3.items.licensing") == (280, 290, "fail")


def test_a_tenfold_jump(archive: Archive, capture: Capture) -> None:
    licences, fees = "t2.art20_5.licensing.decisions", "t2__art20_8__fees__amount_wan"
    record(
        archive, capture, 2021, t2__art20_5__licensing__decisions=550, t3__new_received__total=2, **{fees: 9}
    )
    record(
        archive,
        capture,
        2022,
        t2__art20_5__licensing__decisions=9487,
        t3__new_received__total=30,
        **{fees: 99},
    )
    assert check(archive, f"y4.jump.{licences}") == (550, 9487, "fail")
    assert check(archive, "y4.jump.t3.new_received.total") == (2, 30, "pass"), "small numbers jump"
    assert check(archive, "y4.jump.t2.art20_8.fees.amount_wan") == (9_000_000, 99_000_000, "pass")


def test_a_county_is_not_below_its_largest_unit(archive: Archive, capture: Capture) -> None:
    record(archive, capture, t3__new_received__total=10)
    record(archive, capture, name="新县财政局", kind="department", t3__new_received__total=4)
    assert check(archive, "x1.level.t3.new_received.total") == (4, 10, "pass")
    record(archive, capture, name="新县公安局", kind="department", t3__new_received__total=12)
    assert check(archive, "x1.level.t3.new_received.total") == (12, 10, "fail")
    assert check(archive, "x2.sum.t3.new_received.total") == (16, 10, "not_assessable")
    largest = "select name from report_checks c join reports r on r.id = c.against_id join publishers p on p.id = publisher_id"
    assert archive.value(f"{largest} where check_key = 'x1.level.t3.new_received.total'") == "新县公安局"


def test_a_body_is_checked_against_the_one_it_succeeded(archive: Archive, capture: Capture) -> None:
    record(archive, capture, 2020, "新县农业局", "department", t3__carried_out__total=5)
    record(archive, capture, 2021, "新县农业农村局", "department", t3__carried_in__total=4)
    assert check(archive, "y1.carried.total") is None
    archive.conn.execute(
        "update publishers set successor_key = (select key from publishers where name = '新县农业农村局')"
        " where name = '新县农业局'"
    )
    record(archive, capture, 2020, "新县农业局", "department", t3__carried_out__total=6)
    assert check(archive, "y1.carried.total") == (6, 4, "fail")
