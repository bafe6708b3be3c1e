"""Citations as files for reference managers."""

from __future__ import annotations

import sqlite3
from datetime import date

from datasette.utils.asgi import Response

from archive.clock import day, system_clock
from archive.store import captures
from nianbao.site.cite.citation import Citation, of_comparison, of_publisher, of_report
from nianbao.site.cite.formats import FORMATS
from nianbao.site.pages.report import comparison
from nianbao.site.pages.report import load as reports
from nianbao.site.pages.snapshot import citation_box
from nianbao.site.proof import figures_at
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.rows import rows_of
from nianbao.site.web.web import HEADERS, KEY, Missing, home_address, read, view


def _report(conn: sqlite3.Connection, site: str, keys: list[str], at: str, today: date) -> Citation | None:
    found = reports.load(conn, keys[0], capture=keys[1] if len(keys) > 1 else None)
    return of_report(site, found.row, today) if found else None


def _figure(conn: sqlite3.Connection, site: str, keys: list[str], at: str, today: date) -> Citation | None:
    try:
        capture = captures.by_key(conn, keys[0])
    except KeyError:
        return None
    box = citation_box(site, capture, figures_at.load(conn, capture["id"], at), at)
    return box.citation if box else None


def _publisher(conn: sqlite3.Connection, site: str, keys: list[str], at: str, today: date) -> Citation | None:
    found = rows_of(conn, "select name, sample from publishers where key = ?", keys[0])
    try:
        as_of = date.fromisoformat(keys[1])
    except (IndexError, ValueError):
        return None
    return of_publisher(site, keys[0], **found[0], as_of=as_of, today=today) if found else None


def _comparison(
    conn: sqlite3.Connection, site: str, keys: list[str], at: str, today: date
) -> Citation | None:
    if len(keys) != 4:
        return None
    found = comparison.load(conn, (keys[0], keys[2]), (keys[1], keys[3]))
    return of_comparison(site, (found.before.row, found.after.row), today) if found else None


KINDS = {"report": _report, "figure": _figure, "publisher": _publisher, "comparison": _comparison}


@view
async def page(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/cite/<kind>/<keys>.<bib|json|ris|txt>`: a citation as a download."""
    asked, site = request.url_vars, home_address(datasette, request)
    keys, at = asked["keys"].split("/"), request.args.get("at") or ""
    if not KEY.fullmatch(keys[0]):
        raise Missing("missing.report")
    today, make = day(system_clock()), KINDS[asked["kind"]]
    found = await read(datasette, db, lambda conn: make(conn, site, keys, at, today))
    if found is None:
        raise Missing("missing.report")
    media, write = FORMATS[asked["format"]]
    headers = {
        **HEADERS,
        "X-Robots-Tag": "noindex",
        "Content-Disposition": f'attachment; filename="nianbao-{found.kind}-{found.key[:12]}.{asked["format"]}"',
    }
    return Response(write(found), headers=headers, content_type=f"{media}; charset=utf-8")


ROUTES = (
    (
        rf"^/cite/(?P<kind>{'|'.join(KINDS)})/(?P<keys>[0-9a-f/-]{{32,140}})\.(?P<format>{'|'.join(FORMATS)})$",
        page,
    ),
)
