"""What the home page shows: counts, how complete the year is, what is new, the health of the last crawl."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from datasette.utils.asgi import Response
from datasette.views.index import IndexView

from archive.clock import day, instant, system_clock
from archive.schema import tallies
from nianbao.site.pages.choices import years_of
from nianbao.site.tables import progress
from nianbao.site.web import regions
from nianbao.site.web.cache import cached
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.rows import REPORT_LINE, ReportLine, Row, rows_as, rows_of
from nianbao.site.web.web import archives, read, render, view

NEWEST = 12
VISITS = 12
WEEK = timedelta(days=7)
EXAMPLES = ("复议", "不予公开", "行政诉讼", "第三方")
"""Words of most reports, for readers who do not know what to search for."""

COUNTS = """
select (select count(*) from portals) as portals,
    (select count(distinct reading_id) from checks where outcome = 'fail' and severity = 'hard'
        and exists (select 1 from reports where reports.reading_id = checks.reading_id)) as failing"""
SUMS = ("reports", "publishers", "captures", "issues")
"""Counts that are kept."""

PORTALS = """
select o.host, o.name, o.sample, r.year, count(distinct r.id) as n
from portals o join captures c on c.portal_id = o.id join versions v on v.capture_id = c.id
join renditions n on n.id = v.rendition_id join reports r on r.id = n.report_id
where r.year is not null group by o.id, r.year"""
PORTALS_SHOWN = 12

HEALTH = "select state, count(*) as n from health group by 1 order by 2 desc, 1"
"""Counts of the view `health`."""


@dataclass(frozen=True)
class Overview:
    """What takes long to count, cached for all readers."""

    counts: Row
    year: int
    progress: dict[str, progress.Share]
    """Province code -> share of its publishers whose report of the year was seen."""
    health: list[Row]
    """state, n: portals by their health."""
    years: list[int]
    portals: list[Row]
    """host, name, sample and `cells`: reports by year."""
    at: str


def overview(conn: sqlite3.Connection, now: datetime) -> Overview:
    counts = rows_of(conn, COUNTS)[0] | {name: tallies.total(conn, name) for name in SUMS}
    years = years_of(conn)
    year = progress.placed_year(conn, progress.due_year(day(now), years))
    grid: dict[str, Row] = {}
    if counts["portals"] <= PORTALS_SHOWN:
        for row in rows_of(conn, PORTALS):
            portal = grid.setdefault(row["host"], {**row, "cells": {}})
            portal["cells"][row["year"]] = row["n"]
    portals = sorted(grid.values(), key=lambda p: (-sum(p["cells"].values()), p["host"]))
    shares = progress.by_province(conn, year)
    return Overview(counts, year, shares, rows_of(conn, HEALTH), years, portals, instant(now))


@dataclass(frozen=True)
class News:
    """What is quick to read and is read for each page view."""

    newest: list[ReportLine]
    this_week: bool
    revised: list[Row]
    last_run: Row | None
    visits: list[Row]


def news(conn: sqlite3.Connection, now: datetime) -> News:
    """The newest reports, this week's where there are any; the last changes; the last run."""
    newest = rows_as(conn, ReportLine, REPORT_LINE + f"order by r.first_seen desc, r.id desc limit {NEWEST}")
    since = instant(now - WEEK)
    this_week = [row for row in newest if row.first_seen >= since]
    revised = rows_of(
        conn,
        """select c.kind, c.at, r.key, r.title, r.year, r.sample from changes c
        join reports r on r.id = c.report_id
        where c.kind <> 'new' order by c.at desc, c.id desc limit 8""",
    )
    runs = rows_of(
        conn, "select id, started_at, ended_at, outcome from runs order by started_at desc limit 1"
    )
    visits = rows_of(
        conn,
        f"""select o.host, o.name, v.outcome, v.why, v.started_at, v.pages, v.reports, v.new_reports
        from visits v join portals o on o.id = v.portal_id where v.run_id = ?
        order by v.outcome = 'complete' and v.why is null, o.host limit {VISITS}""",
        runs[0]["id"] if runs else None,
    )
    return News(this_week or newest, bool(this_week), revised, runs[0] if runs else None, visits)


@view
async def _of_archive(datasette: Datasette, request: Request, db: Database) -> Response:
    seen = await cached(datasette, db, "overview", lambda conn: overview(conn, system_clock()))
    latest = await read(datasette, db, lambda conn: news(conn, system_clock()))
    context = {"seen": seen, "news": latest, "tiles": regions.tiles(), "examples": EXAMPLES}
    return await render(datasette, request, db, "home.html", context)


async def page(datasette: Datasette, request: Request) -> Response:
    """`/`: search, how complete the year is, what is new, what was revised, the health of the crawl.

    Where no archive is attached, Datasette's own index.
    """
    if await archives(datasette):
        return await _of_archive(datasette, request)
    request.scope["url_route"]["kwargs"]["format"] = None
    return await IndexView(datasette).get(request)


ROUTES = ((r"^/$", page),)
