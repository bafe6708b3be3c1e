"""Measures of several bodies over the years, each value with where it stands."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from archive.reports.fields import from_stored
from archive.schema.views import KEY_FIGURES
from nianbao.site.tables import measures
from nianbao.site.tables.measures import Number
from nianbao.site.web.rows import rows_as, rows_of

FIGURE = """
select p.key as body, r.year, r.key as report, f.value, d.scale, l.locator, c.key as capture, coalesce(f.unit, d.unit) as unit
from fields d cross join publishers p cross join reports r on r.publisher_id = p.id
cross join figures f on f.reading_id = r.reading_id and f.field_id = d.id left join locators l on l.id = f.locator_id
join readings g on g.id = r.reading_id join captures c on c.id = g.capture_id
where p.key in (select value from json_each(:bodies)) and d.key = :field and f.value is not null and r.year > 0
order by r.year, r.id"""
"""A cross join is taken in its order: from the bodies, never through all values of the field."""
RATE = "publisher_key in (select value from json_each(:bodies)) and year > 0"
BODIES = """
select key, name, county, sample from publishers where key in (select value from json_each(?))"""
MOST_YEARS = """
select p.key, p.name, p.county, p.sample from publishers p join reports r on r.publisher_id = p.id and r.reading_id is not null
where p.kind = 'government' group by p.id order by count(distinct r.year) desc, p.key limit ?"""
"""Governments with the longest rows of years."""
NAMED = """
select key, name, coalesce(prefecture, province, '') as place from publishers where name like ? escape '\\'
order by length(name), name limit 20"""


@dataclass(frozen=True, slots=True)
class Body:
    key: str
    name: str
    county: str | None
    sample: int


@dataclass(frozen=True, slots=True)
class Point:
    """One value; `locator` and `capture` where it is a figure that stands in a cell, `n` what a rate rests on."""

    value: Number
    report: str
    capture: str | None = None
    locator: str | None = None
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """One measure: body -> year -> point."""

    measure: str
    unit: str
    points: dict[str, dict[int, Point]]

    @property
    def n(self) -> int:
        """How many reports it is of."""
        return sum(len(points) for points in self.points.values())


def bodies(conn: sqlite3.Connection, keys: list[str]) -> list[Body]:
    """Those that there are, in the order of the keys."""
    found = {row["key"]: Body(**row) for row in rows_of(conn, BODIES, json.dumps(keys))}
    return [found[key] for key in keys if key in found]


def examples(conn: sqlite3.Connection, n: int) -> list[Body]:
    """So many bodies whose charts have something to show."""
    return rows_as(conn, Body, MOST_YEARS, n)


def named(conn: sqlite3.Connection, text: str) -> list[dict[str, str]]:
    """Bodies whose name has this text, the shortest name first."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return rows_of(conn, NAMED, f"%{escaped}%")


def load(conn: sqlite3.Connection, measure: str, keys: list[str]) -> Lines:
    """A measure of these bodies; of several reports of a year the first counts. Rates of few cases are left out."""
    points: dict[str, dict[int, Point]] = {key: {} for key in keys}
    unit = "%"
    if measures.is_rate(measure):
        for row in measures.values(conn, measure, RATE, {"bodies": json.dumps(keys)}):
            if not row["small"]:
                point = Point(row["value"], row["report"], n=row["n"])
                points[row["publisher_key"]].setdefault(row["year"], point)
        return Lines(measure, unit, points)
    asked = {"bodies": json.dumps(keys), "field": KEY_FIGURES[measure]}
    for row in (dict(found) for found in conn.execute(FIGURE, asked)):
        unit = row["unit"] or ""
        value = from_stored(row["value"], row["scale"])
        assert value is not None
        point = Point(value, row["report"], row["capture"], row["locator"])
        points[row["body"]].setdefault(row["year"], point)
    return Lines(measure, "" if unit == "%" else unit, points)
