"""Who should have published about a year, by when, and who did: as counts by region and year, and publisher by publisher."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from datetime import date

from datasette.utils.asgi import Response

from archive.clock import day, system_clock
from archive.coverage.query import STATUSES
from archive.schema import view_coverage
from nianbao.site.pages import choices
from nianbao.site.tables import progress
from nianbao.site.web import regions
from nianbao.site.web.cache import cached
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.rows import Row
from nianbao.site.web.web import number, read, render, view

PAGE = 50
STATED = tuple(STATUSES)
ABSENT = {"overdue", "not_due", "not_published", "not_observable"}
"""Statuses of a report that is not there."""


@dataclass(frozen=True)
class Wanted:
    """Which publishers: empty parts do not limit. `region` is a code, with all that lies in it."""

    year: int
    region: str = regions.COUNTRY
    kind: str | None = None
    status: str | None = None
    page: int = 1


@dataclass(frozen=True)
class Grid:
    """Regions within by year."""

    years: list[int]
    cells: dict[str, dict[int, tuple[int, int]]]
    """Code of a region within -> year -> publishers seen, publishers expected."""


def count(conn: sqlite3.Connection, wanted: Wanted, today: date) -> dict[str, int]:
    """Status -> publishers, every status named; without regard to the status asked for."""
    where, values = _where(wanted)
    sql = f"select status, count(*) as n from ({view_coverage.select(':today')}) where {where} group by 1"
    counts = dict.fromkeys(STATED, 0)
    for row in _rows(conn, sql, {**values, "today": today.isoformat()}):
        counts[row["status"]] += row["n"]
    return counts


def grid(conn: sqlite3.Connection, region: str) -> Grid:
    width = _width(region)
    cells: dict[str, dict[int, tuple[int, int]]] = {}
    low, high = regions.bounds(region)
    for code, year, seen, expected in progress.seats(conn, width, low or "0", high):
        cells.setdefault(code.ljust(6, "0"), {})[year] = seen, expected
    found = sorted({year for years in cells.values() for year in years}, reverse=True)
    return Grid(found, dict(sorted(cells.items())))


def _width(region: str) -> int:
    """How many digits tell the regions within this one apart."""
    deeper = regions.LEVELS.index(regions.level(region)) + 1
    return regions.WIDTHS[regions.LEVELS[min(deeper, len(regions.LEVELS) - 1)]]


def publishers(conn: sqlite3.Connection, wanted: Wanted, today: date) -> tuple[list[Row], bool]:
    """The publishers of one page, by region, and whether there are more."""
    where, values = _where(wanted)
    which = "not e.present" if wanted.status in ABSENT else "1"
    if wanted.status:
        where += " and status = :status"
        values["status"] = wanted.status
    # In the order of the index, so that a page costs no more than its rows.
    found = _rows(
        conn,
        f"""select * from ({view_coverage.select(":today", which)}) where {where} order by region_code, publisher_key
        limit {PAGE + 1} offset :skipped""",
        {**values, "today": today.isoformat(), "skipped": (wanted.page - 1) * PAGE},
    )
    return found[:PAGE], len(found) > PAGE


def _where(wanted: Wanted) -> tuple[str, dict[str, object]]:
    wheres, values = ["year = :year"], {"year": wanted.year}  # type: tuple[list[str], dict[str, object]]
    if wanted.region != regions.COUNTRY:
        wheres.append("region_code >= :low and region_code < :high")
        values["low"], values["high"] = regions.bounds(wanted.region)
    if wanted.kind:
        wheres.append("kind = :kind")
        values["kind"] = wanted.kind
    return " and ".join(wheres), values


def _rows(conn: sqlite3.Connection, sql: str, values: dict[str, object]) -> list[Row]:
    return [dict(row) for row in conn.execute(sql, values)]


def years_of(conn: sqlite3.Connection) -> list[int]:
    """Years that anything is expected of, newest first."""
    return choices.stepped(conn, "expected")


@view
async def page(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/coverage?year=&region=&kind=&status=&page=`: who published in time, late, or not."""
    today = day(system_clock())
    years = await cached(datasette, db, "coverage years", years_of)
    wanted = Wanted(
        year=number(request, "year") or progress.due_year(today, years),
        region=choices.region_code(request) or regions.COUNTRY,
        kind=choices.one_of(request, "kind", choices.KINDS),
        status=choices.one_of(request, "status", STATED),
        page=choices.page_number(request),
    )
    whole = replace(wanted, status=None, page=1)
    counts = await cached(datasette, db, f"{whole} {today}", lambda conn: count(conn, whole, today))
    by_year = f"coverage by year {wanted.region}"
    found, more = list[Row](), False
    if wanted.status is None:
        found, more = await read(datasette, db, lambda conn: publishers(conn, wanted, today))
    elif counts[wanted.status]:  # for a rare status all of the year is looked through
        name = f"publishers {wanted} {today}"
        found, more = await cached(datasette, db, name, lambda conn: publishers(conn, wanted, today))
    context = {
        "wanted": wanted,
        "years": years,
        "kinds": choices.KINDS,
        "statuses": STATED,
        "tiles": regions.tiles(),
        "names": regions.name,
        "stem": regions.stem(wanted.region),
        "share": progress.Share,
        "counts": counts,
        "grid": await cached(datasette, db, by_year, lambda conn: grid(conn, wanted.region)),
        "publishers": found,
        "more": more,
    }
    return await render(datasette, request, db, "coverage.html", context)


ROUTES = ((r"^/coverage$", page),)
