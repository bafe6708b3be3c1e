"""The proof: our bar over the captured page, the page itself for its frame, and the raw bytes."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from urllib.parse import quote, urlencode

from datasette.utils.asgi import Response

from archive.store import captures
from archive.store.rows import CaptureRow
from archive.store.warc import DamagedRecord
from nianbao.site.proof import fact_source, figures_at, requisites, sanitize
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.web import HEADERS, Missing, number, read, render, view

FACTS = ("title", "publisher", "report_year", "published_on", "posted_by")
STILL = "public, max-age=3600"
"""How long a copy may be kept: its bytes never change, the way it is shown may."""
FRAME_HEADERS = {
    **HEADERS,
    "Content-Security-Policy": sanitize.FRAME_CSP,
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Cache-Control": STILL,
}


async def _capture(datasette: Datasette, request: Request, db: Database) -> CaptureRow:
    return await read(datasette, db, lambda conn: _row(conn, request.url_vars["key"]))


def _row(conn: sqlite3.Connection, key: str) -> CaptureRow:
    try:
        return captures.by_key(conn, key)
    except KeyError:
        raise Missing("missing.capture") from None


def _warc(db: Database) -> Path:
    """`warc/` beside the database file.

    :raises DamagedRecord: The database is not a file.
    """
    if not db.path:
        raise DamagedRecord("the bytes lie beside the database file, and this database is not a file")
    return Path(db.path).parent / "warc"


async def _body(datasette: Datasette, db: Database, capture: CaptureRow) -> bytes:
    """The bytes of the capture.

    :raises DamagedRecord: They are not there, or not what was captured.
    """
    place = await read(datasette, db, lambda conn: captures.place_of(conn, capture["key"]))
    return await asyncio.to_thread(place.body, _warc(db))


async def _harmless(
    datasette: Datasette,
    request: Request,
    db: Database,
    capture: CaptureRow,
    body: bytes,
    at: str | None,
) -> sanitize.Page:
    """The page made harmless, with what the archive has of its pictures and style sheets."""
    found = await read(datasette, db, lambda conn: requisites.places(conn, capture, body))
    loaded = await asyncio.to_thread(requisites.load, found, _warc(db))
    wanted = number(request, "page"), loaded, "plain" in request.args
    return await asyncio.to_thread(sanitize.page, body, at, *wanted)


@view
async def page(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/-/snapshot/<capture>?at=<locator>` or `?fact=title`: our bar, and the captured page in a frame under it."""
    capture = await _capture(datasette, request, db)
    at, fact = request.args.get("at") or "", request.args.get("fact") or ""
    damage, statement, shown = None, None, None
    try:
        body = await _body(datasette, db, capture)
        if fact:
            found = await read(datasette, db, lambda conn: fact_source.evidence(conn, capture["id"], fact))
            if found:
                given = found["source"], found["text"], found.get("locator")
                statement = await asyncio.to_thread(fact_source.find, body, *given)
                at = statement.locator or ""
        shown = await _harmless(datasette, request, db, capture, body, at)
    except DamagedRecord as error:
        damage = str(error)
    asked = {"at": at, **{name: request.args.get(name) or "" for name in ("page", "plain")}}
    query = urlencode({name: value for name, value in asked.items() if value}, quote_via=quote)
    inner = datasette.urls.path(f"/-/snapshot/{request.url_vars['key']}/page")
    frame = inner + (f"?{query}" if query else "") + (f"#{sanitize.CELL_ID}" if at else "")
    context: dict[str, object] = {
        "removed": await read(datasette, db, lambda conn: captures.tombstone(conn, capture["key"])),
        "capture": capture,
        "frame": frame,
        "at": at,
        "shown": shown,
        "damage": damage,
        "plain": "plain" in request.args,
    }
    context |= {"statement": statement, "fact": fact if fact in FACTS else ""}
    context["quoted"] = await read(datasette, db, lambda conn: figures_at.load(conn, capture["id"], at))
    response = await render(datasette, request, db, "snapshot.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@view
async def frame(datasette: Datasette, request: Request, db: Database) -> Response:
    """The captured document itself, for the frame."""
    capture = await _capture(datasette, request, db)
    try:
        body = await _body(datasette, db, capture)
    except DamagedRecord as error:
        raise Missing("missing.capture") from error
    at = request.args.get("at")
    shown = await _harmless(datasette, request, db, capture, body, at)
    return Response.html(shown.html, headers=dict(FRAME_HEADERS))


@view
async def raw(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/-/raw/<capture>`: the bytes as a download, never shown by the browser."""
    capture = await _capture(datasette, request, db)
    try:
        body = await _body(datasette, db, capture)
    except DamagedRecord as error:
        raise Missing("missing.capture") from error
    headers = {
        **FRAME_HEADERS,
        "Content-Disposition": f'attachment; filename="{request.url_vars["key"]}.bin"',
        "Cache-Control": "public, max-age=31536000, immutable",
    }
    return Response(body, headers=headers, content_type="application/octet-stream")
