"""How complete a year is: how many of the publishers that should have reported did."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from nianbao.site.web.rows import rows_of

STEPS = 5
SEATS = """
select substr(part, 1, ?1) as place, substr(part, instr(part, ' ') + 1) as year, sum(iif(of = 'present', n, 0)),
    sum(iif(of = 'expected', n, 0)) as due
from tallies where of in ('present', 'expected') and part >= ?2 and part < ?3 group by 1, 2 having due > 0 order by 1, 2"""
"""Summed up by SQLite: there is a part for each county and year."""


@dataclass(frozen=True, slots=True)
class Share:
    seen: int
    expected: int

    @property
    def step(self) -> int:
        """From 0, none, to 5, all: how dark the tile is."""
        if not self.expected or not self.seen:
            return 0
        return STEPS if self.seen >= self.expected else 1 + (STEPS - 1) * self.seen // self.expected


def due_year(today: date, years: list[int]) -> int:
    """The year whose reports are due: last year's, or the newest there are where those are older."""
    return min(today.year - 1, max(years, default=today.year - 1))


def placed_year(conn: sqlite3.Connection, due: int) -> int:
    """The newest year, up to the one that is due, of which a publisher of a known region should have reported."""
    sql = "select max(year) as year from expected where year <= ? and region_code is not null"
    return rows_of(conn, sql, due)[0]["year"] or due


def by_province(conn: sqlite3.Connection, year: int) -> dict[str, Share]:
    """Province code of six digits -> share."""
    return {code + "0000": Share(seen, expected) for code, of, seen, expected in seats(conn, 2) if of == year}


def seats(
    conn: sqlite3.Connection, width: int, low: str = "0", high: str = ":"
) -> Iterator[tuple[str, int, int, int]]:
    """The first `width` digits of regions from `low` to before `high`, a year, how many reports of it are there, and how many should be."""
    for code, year, seen, expected in conn.execute(SEATS, (width, low, high)):
        yield code, int(year), seen, expected
