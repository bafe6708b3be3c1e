"""What publishers are ranked and compared by: the key figures as published, and the rates of the view `measures`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from decimal import Decimal
from statistics import median

from archive.reports.fields import from_stored
from archive.schema.view_measures import measures, select
from archive.schema.views import KEY_FIGURES
from nianbao.site.web.i18n import Language
from nianbao.site.web.rows import Row

Number = int | Decimal
FIGURES = tuple(KEY_FIGURES)
RATES = tuple(measures())
NAMES = (*FIGURES, *RATES)

OF_BODIES = "publishers p cross join reports r on r.publisher_id = p.id"
"""SQLite takes the tables of a cross join in their order: from the bodies that were asked for to their reports, never through the
values of all reports."""
FIGURE = f"""
select r.key as report, p.key as publisher_key, p.name as publisher, p.kind as kind, p.level as level,
    p.region_code as region_code, r.year as year, r.sample as sample, f.value as value, 0 as small,
    (select scale from fields where key = '{{field}}') as scale
from {OF_BODIES} cross join figures f
    on f.reading_id = r.reading_id and f.field_id = (select id from fields where key = '{{field}}')
where f.value is not null"""


RATE = "select *, 0 as scale from ({select})"
MEDIANS = """
select year, avg(value) as middle, n, scale from (
    select year, value, scale, row_number() over (partition by year order by value) as place,
        count(*) over (partition by year) as n from ({of}) where small = 0 and {where})
where place in ((n + 1) / 2, (n + 2) / 2) group by year order by year"""
"""In SQL and not in Python: a country has a hundred thousand reports."""


def is_rate(name: str) -> bool:
    return name in RATES


def label(name: str, t: Language) -> str:
    """What a measure is called."""
    if not is_rate(name):
        return t(f"measure.{name}")
    rate = measures()[name]
    return f"{t.of(rate.zh, rate.en)} %"


def values(conn: sqlite3.Connection, name: str, where: str, given: Mapping[str, object]) -> list[Row]:
    """A row for each report that has the measure and that `where` leaves, with `value`: a rate in hundredths.

    `where` may ask for publisher_key, kind, level, region_code and year. `small` is true of rates that rest on fewer
    than SMALL cases.
    """
    rows = [dict(row) for row in conn.execute(f"select * from ({_of(name)}) where {where}", given)]
    for row in rows:
        row["value"] = _percent(row) if is_rate(name) else from_stored(row["value"], row["scale"])
    return rows


def medians(
    conn: sqlite3.Connection, name: str, where: str, given: Mapping[str, object]
) -> dict[int, tuple[Decimal, int]]:
    """Year -> the median of the measure, a rate in hundredths, and of how many; without rates of few cases."""
    rows = conn.execute(MEDIANS.format(of=_of(name), where=where), given)
    factor = 100 if is_rate(name) else 1
    return {
        row["year"]: (round(Decimal(str(row["middle"])).scaleb(-row["scale"]) * factor, 1), row["n"])
        for row in rows
    }


def _of(name: str) -> str:
    """One row a report that has the measure."""
    rate = measures().get(name)
    return RATE.format(select=select(rate, OF_BODIES)) if rate else FIGURE.format(field=KEY_FIGURES[name])


def _percent(row: Row) -> Decimal:
    share: Decimal = Decimal(100) * row["numerator"] / row["denominator"]
    return round(share, 1)


def middle(numbers: Iterable[Number | None]) -> Number | None:
    """The median of those that are known; None of none."""
    known = [Decimal(number) for number in numbers if number is not None]
    return median(known) if known else None


def text(number: Number | None) -> str:
    """A number for people: thousands apart, no trailing zeros, nothing for None."""
    if number is None:
        return ""
    if isinstance(number, Decimal):
        number = number.normalize()
        return f"{number:,f}" if number.as_tuple().exponent else f"{int(number):,}"
    return f"{number:,}"
