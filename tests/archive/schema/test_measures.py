"""Derived measures: right where every part is a number, absent where one is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import parsers
from archive import Archive
from archive.record import record
from archive.schema.view_measures import fields_of, measures
from parsers.forms import forms_of_tables
from parsers.model import Figure, Reading
from tests.archive.conftest import URL, Capture


def figures(**values: int | None) -> tuple[Figure, ...]:
    """Fields by key with `__` for dots; None is a blank."""
    return tuple(
        Figure(
            key.replace("__", "."),
            value,
            "blank" if value is None else "value",
            "" if value is None else str(value),
        )
        for key, value in values.items()
    )


def value(archive: Archive, measure: str, year: int = 2021) -> Any:
    return archive.row("select * from measures where measure = ? and year = ?", measure, year)


def test_every_part_is_a_field() -> None:
    known = {f.key for f in parsers.fields()}
    for measure in measures().values():
        for form in forms_of_tables():
            assert {
                f for p in (*measure.numerator, *measure.denominator) for f in fields_of(p, form)
            } <= known
        assert measure.zh and measure.en


def test_a_rate_has_its_numerator_and_n(archive: Archive, capture: Capture, reading: Reading) -> None:
    some = figures(t3__granted__total=3, t3__partial__total=1, t3__total_results__total=16)
    record(archive, capture(), replace(reading, figures=some))
    row = value(archive, "disclosure")
    assert (row["numerator"], row["denominator"], row["n"], row["value"], row["small"]) == (
        4,
        16,
        16,
        0.25,
        0,
    )


def test_a_blank_is_not_a_zero(archive: Archive, capture: Capture, reading: Reading) -> None:
    some = figures(t3__granted__total=3, t3__partial__total=None, t3__total_results__total=8)
    record(archive, capture(), replace(reading, figures=some))
    assert value(archive, "disclosure") is None
    assert value(archive, "full_disclosure")["small"] == 1


def test_no_case_no_rate(archive: Archive, capture: Capture, reading: Reading) -> None:
    some = figures(t3__granted__total=0, t3__total_results__total=0)
    record(archive, capture(), replace(reading, figures=some))
    assert value(archive, "full_disclosure") is None


def test_growth_needs_the_year_before(archive: Archive, capture: Capture, reading: Reading) -> None:
    for year, requests in ((2020, 10), (2021, 15)):
        some = figures(t3__new_received__total=requests)
        key = capture(str(year).encode(), url=f"{URL}?y={year}")
        record(archive, key, replace(reading, report_year=year, figures=some, content_sha256=str(year)))
    assert value(archive, "growth")["value"] == 0.5
    assert value(archive, "growth", 2020) is None


def test_churn_subtracts(archive: Archive, capture: Capture, reading: Reading) -> None:
    docs = "t2__art20_1__normative_docs__"
    some = figures(**{docs + "in_force": 142, docs + "issued": 12, docs + "repealed": 20})
    record(archive, capture(), replace(reading, figures=some))
    row = value(archive, "normative_churn")
    assert (row["numerator"], row["denominator"]) == (20, 150)
