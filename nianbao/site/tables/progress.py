"""How complete a year is: how many of the publishers that should have reported did."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

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


EXPECTED = """
select substr(e.region_code, 1, 2) as province, count(*) as expected, count(r.id) as seen
from expected e left join publishers p on p.key = e.publisher_key
left join reports r on r.publisher_id = p.id and r.year = e.year and r.reading_id is not null
where e.year = ? and e.region_code is not null group by 1"""


def by_province(conn: sqlite3.Connection, year: int) -> dict[str, Share]:
    """Province code of six digits -> share."""
    rows = rows_of(conn, EXPECTED, year)
    return {row["province"] + "0000": Share(row["seen"], row["expected"]) for row in rows}
