"""Who should have published about a year, by when, and who did: as counts by region and year, and body by body."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from archive import coverage_view
from archive.coverage import STATUSES
from archive.site import places
from archive.site.lines import Row, rows_of

PAGE = 50
STATED = tuple(STATUSES)


@dataclass(frozen=True)
class Wanted:
    """Which bodies: empty parts do not limit. `region` is a code, with all that lies in it."""

    year: int
    region: str = places.COUNTRY
    kind: str | None = None
    status: str | None = None
    page: int = 1


@dataclass(frozen=True)
class Coverage:
    wanted: Wanted
    counts: dict[str, int]
    """Status -> bodies, every status named."""
    regions: list[Row]
    """The regions within: `code`, `name`, and the bodies by status."""
    years: list[int]
    grid: dict[str, dict[int, tuple[int, int]]]
    """Code of a region within -> year -> bodies seen, bodies expected."""
    bodies: list[Row]
    more: bool


def load(conn: sqlite3.Connection, wanted: Wanted, today: date) -> Coverage:
    """The page: `counts` and `regions` without regard to the status asked for, the bodies with it."""
    level = places.level(wanted.region)
    width = places.WIDTHS[places.LEVELS[min(places.LEVELS.index(level) + 1, 3)]]
    where, values = _where(wanted)
    given = {**values, "today": today.isoformat(), "width": width}
    rows = f"({coverage_view.select(':today')})"
    found = rows_of_named(
        conn,
        f"select substr(region_code, 1, :width) as stem, status, count(*) as n from {rows} where {where} group by 1, 2",
        given,
    )
    counts = dict.fromkeys(STATED, 0)
    regions: dict[str, Row] = {}
    for row in found:
        counts[row["status"]] += row["n"]
        code = (row["stem"] or "").ljust(6, "0")
        region = regions.setdefault(
            code, {"code": code, "name": places.name(code), **dict.fromkeys(STATED, 0)}
        )
        region[row["status"]] += row["n"]
    if wanted.status:
        where += " and status = :status"
    bodies = rows_of_named(
        conn,
        f"""select * from {rows} where {where} order by region_code is null, region_code, kind, publisher
        limit {PAGE + 1} offset :skipped""",
        {**given, "status": wanted.status, "skipped": (wanted.page - 1) * PAGE},
    )
    years, grid = _grid(conn, wanted, width)
    ordered = [regions[code] for code in sorted(regions)]
    return Coverage(wanted, counts, ordered, years, grid, bodies[:PAGE], len(bodies) > PAGE)


def _where(wanted: Wanted) -> tuple[str, dict[str, object]]:
    wheres, values = ["year = :year"], {"year": wanted.year}  # type: tuple[list[str], dict[str, object]]
    if wanted.region != places.COUNTRY:
        wheres.append("region_code >= :low and region_code < :high")
        values["low"], values["high"] = places.bounds(wanted.region)
    if wanted.kind:
        wheres.append("kind = :kind")
        values["kind"] = wanted.kind
    return " and ".join(wheres), values


GRID = """
select substr(e.region_code, 1, :width) as stem, e.year, count(*) as expected, count(r.id) as seen
from expected e left join publishers p on p.key = e.publisher_key
left join reports r on r.publisher_id = p.id and r.year = e.year and r.reading_id is not null
where e.region_code >= :low and e.region_code < :high group by 1, 2"""


def _grid(
    conn: sqlite3.Connection, wanted: Wanted, width: int
) -> tuple[list[int], dict[str, dict[int, tuple[int, int]]]]:
    low, high = places.bounds(wanted.region)
    found = rows_of_named(conn, GRID, {"width": width, "low": low, "high": high})
    grid: dict[str, dict[int, tuple[int, int]]] = {}
    for row in found:
        grid.setdefault(row["stem"].ljust(6, "0"), {})[row["year"]] = (row["seen"], row["expected"])
    years = sorted({row["year"] for row in found}, reverse=True)
    return years, dict(sorted(grid.items()))


def rows_of_named(conn: sqlite3.Connection, sql: str, values: dict[str, object]) -> list[Row]:
    return [dict(row) for row in conn.execute(sql, values)]


def years_of(conn: sqlite3.Connection) -> list[int]:
    """Years that anything is expected of, newest first."""
    return [row["year"] for row in rows_of(conn, "select distinct year from expected order by year desc")]
