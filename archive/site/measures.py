"""Measures that bodies are ranked and compared by: figures of the forms, and ratios of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Any

from archive.site.arithmetic import scaled
from archive.site.lines import Row, rows_of
from archive.views import KEY_FIGURES

Number = int | Decimal
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Measure:
    """The sum of some fields, in hundredths of the sum of others where those are given."""

    name: str
    fields: tuple[str, ...]
    of: tuple[str, ...] = ()

    @property
    def is_share(self) -> bool:
        return bool(self.of)

    def value(self, known: dict[str, Number]) -> Number | None:
        """None where a field holds no number, or a ratio has nothing to be taken of."""
        if any(field not in known for field in (*self.fields, *self.of)):
            return None
        upper = sum(known[field] for field in self.fields)
        if not self.of:
            return upper
        lower = sum(known[field] for field in self.of)
        return round(HUNDRED * upper / lower, 1) if lower else None


MEASURES: dict[str, Measure] = {
    **{name: Measure(name, (field,)) for name, field in KEY_FIGURES.items()},
    "granted_share": Measure(
        "granted_share", ("t3.granted.total", "t3.partial.total"), ("t3.total_results.total",)
    ),
    "review_share": Measure("review_share", ("t4.review.total",), ("t3.new_received.total",)),
    "corrected_share": Measure("corrected_share", ("t4.review.corrected",), ("t4.review.total",)),
}


def values(
    conn: sqlite3.Connection, wanted: Sequence[Measure], where: str, parameters: Sequence[object]
) -> list[Row]:
    """A row for each report that `where` leaves (over reports `r` and publishers `p`): its key, publisher and
    place, and under each measure's name its value or None."""
    keys = list(dict.fromkeys(field for m in wanted for field in (*m.fields, *m.of)))
    fields = {
        row["key"]: row
        for row in rows_of(conn, f"select id, key, scale from fields where key in ({_marks(keys)})", *keys)
    }
    known = [key for key in keys if key in fields]
    columns = "".join(f", f{n}.value as f{n}" for n in range(len(known)))
    joins = " ".join(
        f"left join figures f{n} on f{n}.reading_id = r.reading_id and f{n}.field_id = {fields[key]['id']}"
        for n, key in enumerate(known)
    )
    sql = f"""select r.key, r.year, r.reading_id, r.sample, p.key as publisher_key, p.name as publisher,
        p.province, p.prefecture, p.county, p.region_code{columns}
        from reports r join publishers p on p.id = r.publisher_id {joins} where {where}"""
    rows = rows_of(conn, sql, *parameters)
    for row in rows:
        numbers = {key: scaled(row.pop(f"f{n}"), fields[key]["scale"]) for n, key in enumerate(known)}
        there = {key: number for key, number in numbers.items() if number is not None}
        row.update({m.name: m.value(there) for m in wanted})
    return rows


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def middle(numbers: Iterable[Number | None]) -> Number | None:
    """The median of those that are known; None of none."""
    known = [Decimal(number) for number in numbers if number is not None]
    return median(known) if known else None


def text(number: Any) -> str:
    """A number for people: thousands apart, no noughts behind the point, nothing for None."""
    if number is None:
        return ""
    if isinstance(number, Decimal):
        number = number.normalize()
        return f"{number:,f}" if number.as_tuple().exponent else f"{int(number):,}"
    return f"{number:,}"
