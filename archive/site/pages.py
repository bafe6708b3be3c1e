"""The pages: each view reads what it shows in one go on a read connection and fills a template."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from datasette.utils.asgi import Response
from datasette.views.index import IndexView

from archive.site import changes as feed
from archive.site import compare as comparing
from archive.site import data
from archive.site import publisher as publishers
from archive.site import report as reports
from archive.site import snapshot as captured
from archive.site.report_json import as_json
from archive.site.web import HEADERS, Missing, archives, read, render, view
from archive.warc import DamagedRecord


@view
async def _home(datasette: Any, request: Any, db: Any) -> Response:
    found = await read(datasette, db, data.home)
    return await render(datasette, request, db, "nb_home.html", home=found, outcomes=data.OUTCOMES)


async def home(datasette: Any, request: Any) -> Response:
    """`/`: search, what is new, what was revised, reports by portal and year, the last crawl.

    Where no archive is attached, Datasette's own index.
    """
    if await archives(datasette):
        return await _home(datasette, request)
    request.scope["url_route"]["kwargs"]["format"] = None
    return await IndexView(datasette).get(request)


def _query(args: Any) -> data.Query:
    def number(name: str) -> int | None:
        text = args.get(name) or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None

    return data.Query(
        text=(args.get("q") or "").strip()[:200],
        year=number("year"),
        province=args.get("province") or None,
        page=max(1, number("page") or 1),
    )


@view
async def search(datasette: Any, request: Any, db: Any) -> Response:
    """`/search?q=&year=&province=&page=`."""
    query = _query(request.args)
    results = await read(datasette, db, lambda conn: data.search(conn, query))
    if not results.reports and query.page > 1:
        results = replace(results, query=replace(query, page=1))
    return await render(datasette, request, db, "nb_search.html", results=results, query=query)


@view
async def report(datasette: Any, request: Any, db: Any) -> Response:
    """`/report/<key>` and `/report/<key>.json`."""
    found = await read(datasette, db, lambda conn: reports.load(conn, request.url_vars["key"]))
    if found is None:
        raise Missing("没有这份报告 / No such report")
    if request.url_vars["json"]:
        body = json.dumps(as_json(found), ensure_ascii=False, indent=1)
        return Response(body, headers=HEADERS, content_type="application/json; charset=utf-8")
    return await render(datasette, request, db, "nb_report.html", report=found)


@view
async def publisher(datasette: Any, request: Any, db: Any) -> Response:
    """`/publisher/<key>`: its reports by year with their key figures."""
    found = await read(datasette, db, lambda conn: publishers.load(conn, request.url_vars["key"]))
    if found is None:
        raise Missing("没有这个发布机关 / No such publisher")
    return await render(datasette, request, db, "nb_publisher.html", publisher=found, short=publishers.SHORT)


@view
async def compare(datasette: Any, request: Any, db: Any) -> Response:
    """`/compare/<key>/<key>`: two reports side by side."""
    keys = request.url_vars["first"], request.url_vars["second"]
    found = await read(datasette, db, lambda conn: comparing.load(conn, *keys))
    if found is None:
        raise Missing("没有这份报告 / No such report")
    return await render(datasette, request, db, "nb_compare.html", comparison=found)


def _changes_wanted(args: Any) -> feed.Filter:
    query = _query(args)
    report = args.get("report") or ""
    return feed.Filter(args.get("kind") or None, query.year, query.province, report[:32] or None)


@view
async def changes(datasette: Any, request: Any, db: Any) -> Response:
    """`/changes?kind=&year=&province=&report=&page=`, newest first, each with its difference."""
    wanted, page = _changes_wanted(request.args), _query(request.args).page
    found, more = await read(datasette, db, lambda conn: feed.load(conn, wanted, page))
    years, provinces = await read(datasette, db, data.choices)
    choices = {"years": years, "provinces": provinces, "wanted": wanted, "page": page, "more": more}
    return await render(datasette, request, db, "nb_changes.html", changes=found, **choices)


@view
async def changes_feed(datasette: Any, request: Any, db: Any) -> Response:
    """`/changes.atom` with the same filters."""
    wanted = _changes_wanted(request.args)
    found, _ = await read(datasette, db, lambda conn: feed.load(conn, wanted))

    def address(path: str) -> str:
        return str(datasette.absolute_url(request, datasette.urls.path(path)))

    query = wanted.query()
    body = feed.atom(
        found, address("/changes.atom" + query), address("/changes" + query), address("/report/")
    )
    return Response(body, headers=HEADERS, content_type="application/atom+xml; charset=utf-8")


async def _capture(datasette: Any, request: Any, db: Any) -> captured.Capture:
    found: captured.Capture | None = await read(
        datasette, db, lambda conn: captured.load(conn, request.url_vars["key"])
    )
    if found is None:
        raise Missing("没有这次采集 / No such capture")
    return found


def _body(db: Any, capture: captured.Capture) -> bytes:
    """The bytes, from `warc/` beside the database file."""
    if not db.path:
        raise DamagedRecord("the bytes lie beside the database file, and this database is not a file")
    return capture.body(Path(db.path).parent / "warc")


@view
async def snapshot(datasette: Any, request: Any, db: Any) -> Response:
    """`/-/snapshot/<capture>?at=<locator>`: our bar, and the captured page in a sandboxed frame under it."""
    capture = await _capture(datasette, request, db)
    at = request.args.get("at") or ""
    inner = datasette.urls.path(f"/-/snapshot/{request.url_vars['key']}/page")
    frame = f"{inner}?at={quote(at, safe='')}#{captured.CELL_ID}" if at else inner
    found, damage = False, None
    try:
        found = bool(at) and captured.page(_body(db, capture), at)[1]
    except DamagedRecord as error:
        damage = str(error)
    context: dict[str, Any] = {"capture": capture.row, "frame": frame, "at": at, "found": found}
    return await render(datasette, request, db, "nb_snapshot.html", damage=damage, **context)


@view
async def snapshot_page(datasette: Any, request: Any, db: Any) -> Response:
    """The captured document itself, for the frame."""
    capture = await _capture(datasette, request, db)
    try:
        body, _ = captured.page(_body(db, capture), request.args.get("at"))
    except DamagedRecord as error:
        raise Missing(str(error)) from error
    headers = {**HEADERS, "Content-Security-Policy": captured.FRAME_CSP, "Referrer-Policy": "no-referrer"}
    return Response.html(body, headers=headers)


@view
async def raw(datasette: Any, request: Any, db: Any) -> Response:
    """`/-/raw/<capture>`: the bytes as a download, never shown by the browser."""
    capture = await _capture(datasette, request, db)
    try:
        body = _body(db, capture)
    except DamagedRecord as error:
        raise Missing(str(error)) from error
    headers = {
        **HEADERS,
        "Content-Security-Policy": captured.FRAME_CSP,
        "Content-Disposition": f'attachment; filename="{request.url_vars["key"]}.bin"',
        "Cache-Control": "public, max-age=31536000, immutable",
    }
    return Response(body, headers=headers, content_type="application/octet-stream")
