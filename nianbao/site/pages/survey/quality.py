"""What is wrong, and where: sum rules of the forms that fail, what could not be read, portals by health."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from itertools import islice

from datasette.utils.asgi import Response

from archive.reasons import in_chinese
from archive.review import items
from archive.review.items import Item
from nianbao.site.pages.home import HEALTH
from nianbao.site.web.cache import cached
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.rows import Row, rows_of
from nianbao.site.web.web import language_of, render, view

PORTALS = 60
REVIEWED = 50
FAMILY = """case when check_key like 't3.%' or check_key like 't4.%'
    then substr(check_key, 1, instr(substr(check_key, 4), '.') + 2)
    else substr(check_key, 1, instr(check_key, '.')) end"""
"""t3.flow.total → t3.flow, s1.rules → s1. (with its dot)"""

FAILING = f"""
select {FAMILY} as family, r.year, count(*) as n from checks k
join reports r on r.reading_id = k.reading_id
where k.outcome = 'fail' and k.severity = ? and r.year is not null group by 1, 2"""

BY_PORTAL = """
select o.key, o.host, o.name, o.sample, r.year, count(distinct r.id) as n from checks k
join reports r on r.reading_id = k.reading_id join readings g on g.id = k.reading_id
join captures c on c.id = g.capture_id join portals o on o.id = c.portal_id
where k.outcome = 'fail' and k.severity = 'hard' and r.year is not null group by o.id, r.year"""

ISSUES = """
select part as code, n, (select i.message from issues i where i.code = part order by i.id desc limit 1) as message
from tallies where of = 'issues' and n > 0 order by n desc, code"""

SICKEST = f"""
select host, name, state, since, why, seen, expected, sample from health
order by state = 'healthy', state = 'never_seen', state, host limit {PORTALS}"""


@dataclass(frozen=True)
class Matrix:
    """Counts by row and year; a row has `label` or `key`, and `cells`."""

    years: list[int]
    rows: list[Row]


@dataclass(frozen=True)
class Quality:
    hard: Matrix
    soft: Matrix
    portals: Matrix
    issues: list[Row]
    health: list[Row]
    portals_by_health: list[Row]
    reviewed: list[Item]
    """Failed checks and issues that a person decided on."""


def load(conn: sqlite3.Connection) -> Quality:
    """Everything on the page."""
    return Quality(
        _matrix(rows_of(conn, FAILING, "hard"), "family"),
        _matrix(rows_of(conn, FAILING, "soft"), "family"),
        _matrix(rows_of(conn, BY_PORTAL), "host"),
        rows_of(conn, ISSUES),
        rows_of(conn, HEALTH),
        rows_of(conn, SICKEST),
        list(islice(items.items(conn, items.Wanted(spoken=True)), REVIEWED)),
    )


def _matrix(found: list[Row], by: str) -> Matrix:
    rows: dict[str, Row] = {}
    for row in found:
        whole = rows.setdefault(row[by], {**row, "label": row[by], "cells": {}})
        whole["cells"][row["year"]] = row["n"]
    years = sorted({row["year"] for row in found}, reverse=True)
    ordered = sorted(rows.values(), key=lambda row: (-sum(row["cells"].values()), row["label"]))
    return Matrix(years, ordered[:PORTALS])


@view
async def page(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/quality`: sum rules that fail, what could not be read, portals by health."""
    found = await cached(datasette, db, "quality", load)
    told = str if language_of(request).is_english else in_chinese
    return await render(datasette, request, db, "quality.html", {"quality": found, "told": told})


ROUTES = ((r"^/quality$", page),)
