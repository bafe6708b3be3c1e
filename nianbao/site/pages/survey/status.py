"""How the work goes now: the run under way, portals by state, speed, what waits, room on the disk; the same for Prometheus."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from datasette.utils.asgi import Response

import parsers
from archive.clock import system_clock
from archive.status.metrics import exposition
from archive.status.now import Status, status
from nianbao.site.web import regions
from nianbao.site.web.cache import cached
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.web import render, view

METRICS = "text/plain; version=0.0.4; charset=utf-8"


async def _now(datasette: Datasette, db: Database) -> Status:
    def load(conn: sqlite3.Connection) -> Status:
        return status(conn, Path(db.path or "").parent, system_clock(), parsers.PARSER_VERSION)

    return await cached(datasette, db, "status", load)


@view
async def page(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/status`."""
    found = await _now(datasette, db)
    return await render(datasette, request, db, "status.html", {"status": found, "names": regions.name})


@view
async def metrics(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/metrics`: as Prometheus reads it."""
    return Response(exposition(await _now(datasette, db)), content_type=METRICS)


ROUTES = ((r"^/status$", page), (r"^/metrics$", metrics))
