"""How complete a year is: how many of the publishers that should have reported did."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from archive.schema import tallies
from nianbao.site.web.rows import rows_of

STEPS = 5


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
    found: dict[str, list[int]] = {}
    for code, of, seen, expected in seats(conn):
        if of == year:
            sums = found.setdefault(code[:2] + "0000", [0, 0])
            sums[0] += seen
            sums[1] += expected
    return {province: Share(*sums) for province, sums in found.items()}


def seats(conn: sqlite3.Connection, low: str = "", high: str = ":") -> Iterator[tuple[str, int, int, int]]:
    """Code of a region from `low` to before `high`, a year, how many reports of it are there, and how many should be."""
    there = tallies.parts(conn, "present", low, high)
    for part, expected in tallies.parts(conn, "expected", low, high).items():
        code, _, year = part.partition(" ")
        if code:
            yield code, int(year), there.get(part, 0), expected
