"""How complete a year is: of the bodies that should have reported, how many were seen to."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from archive.site.lines import rows_of


@dataclass(frozen=True, slots=True)
class Share:
    seen: int
    expected: int

    @property
    def step(self) -> int:
        """From 0, none, to 5, all: how dark the tile is."""
        if not self.expected or not self.seen:
            return 0
        return 5 if self.seen >= self.expected else 1 + int(4 * self.seen / self.expected)


def due_year(today: date, years: list[int]) -> int:
    """The year whose reports are due: last year's, or the newest there are where those are older."""
    return min(today.year - 1, max(years, default=today.year - 1))


EXPECTED = """
select substr(p.region_code, 1, 2) as province, count(distinct p.id) as expected,
    count(distinct case when r.year = ? then p.id end) as seen
from reports r join publishers p on p.id = r.publisher_id
where r.year between ? and ? and p.region_code is not null group by 1"""
NEIGHBOURS = 2
"""A body that reported within so many years is expected to go on."""


def by_province(conn: sqlite3.Connection, year: int) -> dict[str, Share]:
    """Province code of six digits -> share."""
    rows = rows_of(conn, EXPECTED, year, year - NEIGHBOURS, year)
    return {row["province"] + "0000": Share(row["seen"], row["expected"]) for row in rows}
