"""One report: facts, tables in the official layout, checks, narrative, provenance; as a page and as JSON."""

from __future__ import annotations

import json
import sqlite3
from typing import NamedTuple

from datasette.utils.asgi import Response

from archive.clock import day, system_clock
from nianbao.site.cite.box import Box
from nianbao.site.cite.citation import of_report
from nianbao.site.pages.report.comparison import Comparison, between
from nianbao.site.pages.report.load import load
from nianbao.site.pages.report.model import Report
from nianbao.site.pages.report.report_json import as_json
from nianbao.site.pages.report.table_html import drawing
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.i18n import Language
from nianbao.site.web.web import HEADERS, Missing, home_address, language_of, read, render, view
from parsers.forms import labels


class Most(NamedTuple):
    """What a page shows of one list and of one text; the JSON has the whole. A published page can have a million."""

    lines: int = 300
    characters: int = 200_000


def _with_last_year(
    conn: sqlite3.Connection, key: str, t: Language, capture: str | None = None
) -> tuple[Report, Comparison | None] | None:
    """The report, and what became of its figures since the report of the year before."""
    found = load(conn, key, t, capture)
    if found is None:
        return None
    before = load(conn, found.last_year.key, t) if found.last_year else None
    return found, between(before, found) if before else None


@view
async def page(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/report/<key>` and `/report/<key>.json`; `/report/<key>/<capture>` is for good what was read in these bytes."""
    t, asked = language_of(request), request.url_vars
    found = await read(datasette, db, lambda conn: _with_last_year(conn, asked["key"], t, asked["capture"]))
    if found is None:
        raise Missing("missing.version" if asked["capture"] else "missing.report")
    report, comparison = found
    if request.url_vars["json"]:
        body = json.dumps(as_json(report), ensure_ascii=False, indent=1)
        return Response(body, headers=HEADERS, content_type="application/json; charset=utf-8")
    site = home_address(datasette, request)
    context = {
        "report": report,
        "pinned": asked["capture"],
        "cite": Box(of_report(site, report.row, day(system_clock())), site),
        "comparison": comparison,
        "most": Most(),
        "section_labels": labels("sections"),
        "pen": drawing(datasette, t),
    }
    return await render(datasette, request, db, "report.html", context)


ROUTES = ((r"^/report/(?P<key>[0-9a-f]{32})(?:/(?P<capture>[0-9a-f]{32}))?(?P<json>\.json)?$", page),)
