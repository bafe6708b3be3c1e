"""What every page needs: which database is the archive, reading it in time, headers, templates, styles."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Callable, Coroutine
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urlsplit

from datasette import hookimpl
from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Response

from archive.clock import SHANGHAI
from archive.site.changes import KINDS
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
KEY = re.compile("[0-9a-f]{32}")
KEY_PAGES = {
    ("reports", "key"): "/report/",
    ("reports_wide", "key"): "/report/",
    ("publishers", "key"): "/publisher/",
    ("captures", "key"): "/-/snapshot/",
}
Hook = TypeVar("Hook", bound=Callable[..., Any])
STATIC = Path(__file__).parent / "static"


def hook(function: Hook) -> Hook:
    """Datasette's `hookimpl`, with a type."""
    hookimpl(function)
    return function


def last_hook(function: Hook) -> Hook:
    """A hook that runs after those of Datasette itself, so that ours wins."""
    hookimpl(trylast=True)(function)
    return function


def page_of(table: str | None, column: str) -> str | None:
    """Where a key in this column of Datasette's tables leads; `report` always holds a report's key."""
    return "/report/" if column == "report" else KEY_PAGES.get((table or "", column))


async def archives(datasette: Any) -> list[Any]:
    """The attached databases that are archives."""
    wanted = {"reports", "readings", "captures", "figures"}
    return [db for db in datasette.databases.values() if wanted <= set(await db.table_names())]


class Missing(Exception):  # noqa: N818 - said to readers, not an error of the program
    """What was asked for is not there; the message is for the reader."""


View = Callable[[Any, Any], Coroutine[Any, Any, Response]]


def view(page: Callable[[Any, Any, Any], Coroutine[Any, Any, Response]]) -> View:
    """A page of the first attached archive; what is missing is a 404 in plain words."""

    async def of_archive(datasette: Any, request: Any) -> Response:
        found = await archives(datasette)
        if not found:
            return Response.text("没有年报档案 / no archive is attached", status=404)
        try:
            return await page(datasette, request, found[0])
        except Missing as error:
            return await render(datasette, request, found[0], "nb_missing.html", 404, message=str(error))
        except sqlite3.OperationalError as error:
            if str(error) != "interrupted":
                raise
            message = "查询超时，请缩小范围 / This took too long: narrow it down"
            return await render(datasette, request, found[0], "nb_missing.html", 503, message=message)

    return of_archive


async def read(datasette: Any, db: Any, read: Callable[[Any], Any]) -> Any:
    """Run `read(connection)` in a reader thread under the site's time limit."""
    limit = datasette.setting("sql_time_limit_ms")

    def limited(conn: Any) -> Any:
        with sqlite_timelimit(conn, limit):
            return read(conn)

    return await db.execute_fn(limited)


async def render(
    datasette: Any, request: Any, db: Any, template: str, status: int = 200, **context: Any
) -> Response:
    context |= {
        "archive": db.name,
        "css": datasette.urls.path(static_path("site.css")),
        "kinds": KIND_ZH,
        "change_kinds": KINDS,
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
    """A stored UTC instant as date and time in China; what is none stays as it is."""
    if not instant:
        return ""
    try:
        moment = datetime.fromisoformat(instant)
    except ValueError:
        return instant
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


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
