"""Numbers people use: rates derived from a report's figures, each with numerator, denominator and n.

What they are stands in `data/measures.toml`; here it becomes the view `measures`, one row a report and measure.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from parsers.forms import Form, forms_of_tables, labels

SMALL = 10
"""Rates that rest on fewer cases should not be shown or ranked; the view's column `small` says so."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Parts of numerator and denominator: fields and names of `sums`; see the head of the data file for the prefixes."""

    key: str
    zh: str
    en: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads((files("archive") / "data" / "measures.toml").read_text(encoding="utf-8"))


@cache
def measures() -> dict[str, Measure]:
    """Every measure by its key, in the order of the file."""
    return {
        key: Measure(key, raw["zh"], raw["en"], tuple(raw["numerator"]), tuple(raw["denominator"]))
        for key, raw in _file()["measures"].items()
    }


def fields_of(part: str, form: Form) -> tuple[str, ...]:
    """The fields that a part comes to in reports of a form: of a sum, the totals of its group's rows."""
    name = part.removeprefix("-").removeprefix("last:")
    if name not in _file()["sums"]:
        return (name,)
    rows = labels("t3rows")
    return tuple(f"t3.{row}.total" for row in form.t3_rows if rows[row].group == _file()["sums"][name])


def view() -> str:
    """The text of the view; a null part makes a null sum, so what is blank is never counted as 0."""
    return "create view measures as\n" + "\nunion all\n".join(select(m) for m in measures().values())


REPORTS = "reports r left join publishers p on p.id = r.publisher_id"


def select(measure: Measure, source: str = REPORTS) -> str:
    """One row a report that has the measure; `source`: where reports `r` and their publishers `p` are read from."""
    return f"""select report, publisher_key, publisher, kind, level, region_code, year, measure, numerator, denominator,
    denominator as n, round(numerator * 1.0 / denominator, 6) as value, denominator < {SMALL} as small, sample
from (select r.key as report, p.key as publisher_key, p.name as publisher, p.kind as kind, p.level as level,
    p.region_code as region_code, r.year as year, '{measure.key}' as measure, r.sample as sample,
    {_sum(measure.numerator)} as numerator,
    {_sum(measure.denominator)} as denominator
    from {source} where r.reading_id is not null)
where numerator is not null and denominator > 0"""


def _sum(parts: tuple[str, ...]) -> str:
    return " ".join(("- " if part.startswith("-") else "+ ") + _figure(part.lstrip("-")) for part in parts)


def _figure(part: str) -> str:
    reading = "r.reading_id"
    if part.startswith("last:"):
        reading = "(select l.reading_id from reports l where l.publisher_id = r.publisher_id and l.year = r.year - 1)"
    if part.removeprefix("last:") not in _file()["sums"]:
        return _value(reading, part.removeprefix("last:"))
    sums = ((form.key, fields_of(part, form)) for form in forms_of_tables())
    cases = (
        f"when '{key}' then {' + '.join(_value(reading, f) for f in fields)}"
        for key, fields in sums
        if fields
    )
    return f"case r.form {' '.join(cases)} end"


def _value(reading: str, key: str) -> str:
    field = f"(select id from fields where key = '{key}')"
    return f"(select value from figures where reading_id = {reading} and field_id = {field})"
