"""The pages: each view reads what it shows in one go on a read connection and fills a template."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Response
from datasette.views.index import IndexView

from archive.site import data, snapshot as captured
from archive.site import report as reports
from archive.warc import DamagedRecord
from parsers.forms import labels

CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
KIND_ZH = {
    "government": "人民政府", "government_office": "政府办公室", "department": "部门", "township": "乡镇街道",
    "development_zone": "开发区", "institution": "事业单位", "other": "其他",
}  # fmt: skip
CHANGE_ZH = {
    "new": ("新增", "new"),
    "revised_figures": ("数据更正", "figures revised"),
    "revised_text": ("文字更改", "text revised"),
}
STATIC = Path(__file__).parent / "static"


async def archives(datasette: Any) -> list[Any]:
    """The attached databases that are archives."""
    wanted = {"reports", "readings", "captures", "figures"}
    return [db for db in datasette.databases.values() if wanted <= set(await db.table_names())]


class Missing(Exception):
    """What was asked for is not there; the message is for the reader."""


View = Callable[[Any, Any], Coroutine[Any, Any, Response]]


def view(page: Callable[[Any, Any, Any], Coroutine[Any, Any, Response]]) -> View:
    """A page of the first attached archive. What is missing is a 404 in plain words, not a fault of the site."""

    async def of_archive(datasette: Any, request: Any) -> Response:
        found = await archives(datasette)
        if not found:
            return Response.text("没有年报档案 / no archive is attached", status=404)
        try:
            return await page(datasette, request, found[0])
        except Missing as error:
            return await _page(datasette, request, found[0], "nb_missing.html", 404, message=str(error))
        except sqlite3.OperationalError as error:
            if str(error) != "interrupted":
                raise
            message = "查询超时，请缩小范围 / This took too long: narrow it down"
            return await _page(datasette, request, found[0], "nb_missing.html", 503, message=message)

    return of_archive


async def _read(datasette: Any, db: Any, read: Callable[[Any], Any]) -> Any:
    """Run `read(connection)` in a reader thread under the site's time limit."""
    limit = datasette.setting("sql_time_limit_ms")

    def limited(conn: Any) -> Any:
        with sqlite_timelimit(conn, limit):
            return read(conn)

    return await db.execute_fn(limited)


async def _page(
    datasette: Any, request: Any, db: Any, template: str, status: int = 200, **context: Any
) -> Response:
    context |= {
        "archive": db.name,
        "css": datasette.urls.path(static_path("site.css")),
        "kinds": KIND_ZH,
        "change_kinds": CHANGE_ZH,
        "section_labels": labels("sections"),
        "safe_url": safe_url,
        "local_time": local_time,
        "sibling": _sibling_url(request),
        "english": request.args.get("lang") == "en",
        "quote": lambda text: quote(str(text), safe=""),
    }
    html = await datasette.render_template(template, context, request=request)
    return Response.html(html, status=status, headers=HEADERS)


def _sibling_url(request: Any) -> Callable[..., str]:
    """The address of this page with some of its parameters changed; None takes one out."""

    def url(**changed: Any) -> str:
        kept = {name: request.args[name] for name in request.args} | changed
        return "?" + urlencode({name: value for name, value in kept.items() if value not in (None, "")})

    return url


def safe_url(url: str | None) -> str | None:
    """The address where it is one of http or https; nothing else becomes a link."""
    try:
        return url if url and urlsplit(url).scheme.lower() in ("http", "https") else None
    except ValueError:
        return None


def local_time(instant: str | None) -> str:
    """A stored UTC instant as date and time in China."""
    if not instant:
        return ""
    moment = datetime.fromisoformat(instant).astimezone(UTC)
    return moment.astimezone(timezone(timedelta(hours=8))).strftime("%Y-%m-%d %H:%M")


@view
async def _home(datasette: Any, request: Any, db: Any) -> Response:
    return await _page(datasette, request, db, "nb_home.html", home=await _read(datasette, db, data.home))


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
    results = await _read(datasette, db, lambda conn: data.search(conn, query))
    if not results.reports and query.page > 1:
        results = replace(results, query=replace(query, page=1))
    return await _page(datasette, request, db, "nb_search.html", results=results, query=query)


@view
async def report(datasette: Any, request: Any, db: Any) -> Response:
    """`/report/<key>` and `/report/<key>.json`."""
    found = await _read(datasette, db, lambda conn: reports.load(conn, request.url_vars["key"]))
    if found is None:
        raise Missing("没有这份报告 / No such report")
    if request.url_vars["json"]:
        body = json.dumps(reports.as_json(found), ensure_ascii=False, indent=1)
        return Response(body, headers=HEADERS, content_type="application/json; charset=utf-8")
    return await _page(datasette, request, db, "nb_report.html", report=found)


@view
async def publisher(datasette: Any, request: Any, db: Any) -> Response:
    """`/publisher/<key>`: its reports by year with their key figures."""
    found = await _read(datasette, db, lambda conn: data.publisher(conn, request.url_vars["key"]))
    if found is None:
        raise Missing("没有这个发布机关 / No such publisher")
    return await _page(datasette, request, db, "nb_publisher.html", publisher=found)


async def _capture(datasette: Any, request: Any, db: Any) -> captured.Capture:
    found: captured.Capture | None = await _read(datasette, db, lambda conn: captured.load(conn, request.url_vars["key"]))
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
        found = bool(at) and captured.page(_body(db, capture), capture.row["media_type"], at)[1]
    except DamagedRecord as error:
        damage = str(error)
    context = {"capture": capture.row, "frame": frame, "at": at, "found": found, "damage": damage}
    return await _page(datasette, request, db, "nb_snapshot.html", **context)


@view
async def snapshot_page(datasette: Any, request: Any, db: Any) -> Response:
    """The captured document itself, for the frame."""
    capture = await _capture(datasette, request, db)
    try:
        body, _ = captured.page(_body(db, capture), capture.row["media_type"], request.args.get("at"))
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


@cache
def _static(name: str) -> tuple[str, str] | None:
    """Text and version of one of our style sheets."""
    path = STATIC / name
    if not path.is_file():
        return None
    text = path.read_text(encoding="utf-8")
    return text, hashlib.sha256(text.encode()).hexdigest()[:8]


def static_path(name: str) -> str:
    """The address of a style sheet; its version makes a new one load at once."""
    found = _static(name)
    return f"/-/nianbao/{name}?{found[1] if found else ''}"


async def static(request: Any) -> Response:
    found = _static(request.url_vars["name"])
    if found is None:
        return Response.text("no such file", status=404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    return Response(found[0], headers=headers, content_type="text/css; charset=utf-8")
