"""The proof: our bar over the captured page, the page itself for its frame, and the raw bytes."""

from __future__ import annotations

import sqlite3
import tempfile
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlencode

from datasette.utils.asgi import Response

from archive.clock import day, system_clock
from archive.store import captures
from archive.store.rows import CaptureRow
from archive.store.warc_reading import DamagedRecord
from nianbao.site.cite.box import Box
from nianbao.site.cite.citation import of_figure, of_report
from nianbao.site.proof import figures_at, sanitize, shown, work
from nianbao.site.web.datasette_types import Database, Datasette, Request, Send
from nianbao.site.web.files import send_file
from nianbao.site.web.web import (
    HEADERS,
    Missing,
    View,
    home_address,
    language_of,
    number,
    of_status,
    read,
    render,
    view,
)

FACTS = ("title", "publisher", "report_year", "published_on", "posted_by")
BUSY_STATUS = 429
STILL = "public, max-age=3600"
"""How long others may keep a copy: the bytes never change, but they may be taken down."""
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


def _page_of(conn: sqlite3.Connection, capture: CaptureRow) -> CaptureRow | None:
    """The page whose text a capture is, where the page itself holds none."""
    try:
        return captures.by_key(conn, capture["page_key"]) if capture["page_key"] else None
    except KeyError:
        return None


async def _task(datasette: Datasette, request: Request, db: Database, capture: CaptureRow) -> work.Task:
    """What a worker is asked: the capture, with the place and the page that the request names.

    :raises DamagedRecord: The bytes are not there.
    """
    stone = await read(datasette, db, lambda conn: captures.tombstone(conn, capture["key"]))
    if stone is not None:
        raise DamagedRecord(f"taken down: {stone.reason}")
    if not db.path:
        raise DamagedRecord("the bytes lie beside the database file, and this database is not a file")
    at, wanted = request.args.get("at") or "", number(request, "page")
    return work.Task(
        str(Path(db.path).absolute()), capture["key"], at, number=wanted, plain="plain" in request.args
    )


@view
async def page(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/-/snapshot/<capture>?at=<locator>` or `?fact=title`: our bar, and the captured page in a frame under it."""
    capture = await _capture(datasette, request, db)
    at, fact = request.args.get("at") or "", request.args.get("fact") or ""
    damage, found, status = None, None, 200
    try:
        task = await _task(datasette, request, db, capture)
        found = await shown.proof(replace(task, at="", fact=fact) if fact else task)
        at = found.at
    except DamagedRecord as error:
        damage = str(error)
    except shown.Busy:
        damage, status = language_of(request)("snapshot.busy"), BUSY_STATUS
    asked = {"at": at, **{name: request.args.get(name) or "" for name in ("page", "plain")}}
    query = urlencode({name: value for name, value in asked.items() if value}, quote_via=quote)
    inner = datasette.urls.path(f"/-/snapshot/{request.url_vars['key']}/page")
    frame = inner + (f"?{query}" if query else "") + (f"#{sanitize.CELL_ID}" if at else "")
    context: dict[str, object] = {
        "removed": await read(datasette, db, lambda conn: captures.tombstone(conn, capture["key"])),
        "brought_by": await read(datasette, db, lambda conn: captures.brought_by(conn, capture["key"])),
        "page": await read(datasette, db, lambda conn: _page_of(conn, capture)),
        "capture": capture,
        "frame": frame,
        "at": at,
        "shown": found.page if found else None,
        "damage": damage,
        "plain": "plain" in request.args,
    }
    context |= {"statement": found.statement if found else None, "fact": fact if fact in FACTS else ""}
    context["quoted"] = quoted = await read(
        datasette, db, lambda conn: figures_at.load(conn, capture["id"], at)
    )
    context["cite"] = citation_box(home_address(datasette, request), capture, quoted, at)
    response = await render(datasette, request, db, "snapshot.html", context, status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def citation_box(site: str, capture: CaptureRow, quoted: figures_at.Quoted, at: str) -> Box | None:
    """How the figure at this place is cited, else the report; None for a page that is no report."""
    if quoted.report is None:
        return None
    row = figures_at.Source(
        **quoted.cited(),
        capture=capture["key"],
        url=capture["url"],
        fetched_at=capture["fetched_at"],
        body_sha256=capture["body_sha256"],
    )
    today = day(system_clock())
    label, value = quoted.said()
    return Box(of_figure(site, row, label, value, at, today) if label else of_report(site, row, today), site)


@view
async def frame(datasette: Datasette, request: Request, db: Database) -> Response:
    """The captured document itself, for the frame."""
    capture = await _capture(datasette, request, db)
    try:
        found = await shown.proof(await _task(datasette, request, db, capture))
    except DamagedRecord as error:
        raise Missing("missing.capture") from error
    except shown.Busy:
        return _busy(request)
    return Response.html(found.page.html, headers=dict(FRAME_HEADERS))


async def raw(datasette: Datasette, request: Request, send: Send) -> Response | None:
    """`/-/raw/<capture>`: the bytes as a download, never shown by the browser; sent piece by piece."""
    with tempfile.NamedTemporaryFile() as file:
        saved = await _saved_as(file.name)(datasette, request)
        if saved.status != 200:
            return saved
        headers = {
            **FRAME_HEADERS,
            "Content-Disposition": f'attachment; filename="{request.url_vars["key"]}.bin"',
            "Content-Type": "application/octet-stream",
        }
        await send_file(send, Path(file.name), headers)
    return None


def _saved_as(name: str) -> View:
    """A view that has the bytes written to a file; what it returns is said to the reader where it is no success."""

    @view
    async def saved(datasette: Datasette, request: Request, db: Database) -> Response:
        capture = await _capture(datasette, request, db)
        try:
            await shown.save(replace(await _task(datasette, request, db, capture), save_as=name))
        except DamagedRecord as error:
            raise Missing("missing.capture") from error
        except shown.Busy:
            return _busy(request)
        return Response.text("")

    return saved


def _busy(request: Request) -> Response:
    headers = of_status(BUSY_STATUS) | {"Retry-After": "5"}
    return Response.text(language_of(request)("snapshot.busy"), BUSY_STATUS, headers)


ROUTES = (
    (r"^/-/snapshot/(?P<key>[0-9a-f]{32})$", page),
    (r"^/-/snapshot/(?P<key>[0-9a-f]{32})/page$", frame),
    (r"^/-/raw/(?P<key>[0-9a-f]{32})$", raw),
)
