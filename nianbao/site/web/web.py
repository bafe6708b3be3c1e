"""What every page needs: which database is the archive, reading it in time, headers, language, templates."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar
from urllib.parse import quote, urlencode, urlsplit

from datasette import hookimpl
from datasette.utils.asgi import Response

from archive.clock import SHANGHAI
from nianbao.site.web.datasette_types import Database, Datasette, Query, Request, T
from nianbao.site.web.i18n import Language, language
from nianbao.site.web.static import static_path

CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "public, max-age=60",
    "Vary": "Cookie, X-Nianbao-Language",
}
_FAULT = {"X-Robots-Tag": "noindex"}
_OF_THE_MOMENT = {**_FAULT, "Cache-Control": "no-store"}
"""Of an answer that says that something was too much or took too long: kept by a proxy, it would be told to those who come after."""
LANGUAGE_COOKIE = "nianbao_language"
LANGUAGE_HEADER = "x-nianbao-language"
"""What a reverse proxy sends instead of the cookie, so that it can cache pages; see docs/serving.md."""
KEY = re.compile("[0-9a-f]{32}")
KEY_PAGES = {
    ("reports", "key"): "/report/",
    ("reports_wide", "key"): "/report/",
    ("publishers", "key"): "/publisher/",
    ("captures", "key"): "/-/snapshot/",
}
STEPS = 100_000
"""Instructions of SQLite, some milliseconds of them, between two checks of the clock. Each check waits for the
interpreter, which other readers hold: Datasette's own limit checks every thousand and makes a busy site slow."""
Hook = TypeVar("Hook", bound=Callable[..., object])


def hook(function: Hook) -> Hook:
    """Datasette's `hookimpl`, with a type."""
    hookimpl(function)
    return function


def last_hook(function: Hook) -> Hook:
    """A hook that runs after those of Datasette itself and so replaces them."""
    hookimpl(trylast=True)(function)
    return function


def page_of(table: str | None, column: str) -> str | None:
    """Where a key in this column of Datasette's tables leads; `report` always holds a report's key."""
    return "/report/" if column == "report" else KEY_PAGES.get((table or "", column))


async def archives(datasette: Datasette) -> list[Database]:
    """The attached databases that are archives."""
    wanted = {"reports", "readings", "captures", "figures"}
    return [db for db in datasette.databases.values() if wanted <= set(await db.table_names())]


class Missing(Exception):  # noqa: N818 - said to readers, not an error of the program
    """What was asked for is not there; the argument is the key of the sentence that says so."""


View = Callable[[Datasette, Request], Awaitable[Response]]


def view(page: Callable[[Datasette, Request, Database], Awaitable[Response]]) -> View:
    """A page of the first attached archive; what is missing is a 404 in plain words."""

    async def of_archive(datasette: Datasette, request: Request) -> Response:
        found = await archives(datasette)
        if not found:
            return Response.text(language_of(request)("missing.archive"), status=404)
        try:
            return await page(datasette, request, found[0])
        except Missing as error:
            return await render(datasette, request, found[0], "missing.html", {"why": str(error)}, 404)
        except sqlite3.OperationalError as error:
            if str(error) != "interrupted":
                raise
            return await render(datasette, request, found[0], "missing.html", {"why": "missing.timeout"}, 503)

    of_archive.__module__ = page.__module__  # not `wraps`: Datasette asks the signature what it may hand over
    return of_archive


async def read(datasette: Datasette, db: Database, query: Query[T], limit: int | None = None) -> T:
    """Run `query(connection)` in a reader thread under the site's time limit, or one of its own in milliseconds."""
    most = limit or datasette.setting("sql_time_limit_ms")

    def limited(conn: sqlite3.Connection) -> T:
        with time_limit(conn, most):
            return query(conn)

    return await db.execute_fn(limited)


@contextmanager
def time_limit(conn: sqlite3.Connection, milliseconds: float) -> Iterator[None]:
    """What runs longer is ended with sqlite3.OperationalError("interrupted")."""
    end = time.monotonic() + milliseconds / 1000
    conn.set_progress_handler(lambda: time.monotonic() >= end, STEPS)
    try:
        yield
    finally:
        conn.set_progress_handler(None, 0)


def language_of(request: Request) -> Language:
    """What `?lang=` asks for, else what was chosen before, else Chinese."""
    chosen = request.cookies.get(LANGUAGE_COOKIE) or request.headers.get(LANGUAGE_HEADER)
    return language(request.args.get("lang") or chosen)


async def render(
    datasette: Datasette,
    request: Request,
    db: Database,
    template: str,
    context: Mapping[str, object],
    status: int = 200,
) -> Response:
    """The page of one of our templates; a choice of language is remembered in a cookie."""
    whole = {
        **context,
        **words_of(datasette, request),
        "archive": db.name,
        "here": datasette.absolute_url(request, request.scope["path"]),
        "safe_url": safe_url,
        "local_time": local_time,
        "quote": lambda text: quote(str(text), safe=""),
    }
    html = await datasette.render_template(f"nianbao/{template}", whole, request=request)
    response = Response.html(html, status=status, headers=HEADERS | of_status(status))
    if asked := request.args.get("lang"):
        response.set_cookie(LANGUAGE_COOKIE, language(asked).code, max_age=31_536_000, samesite="lax")
    return response


def of_status(status: int) -> dict[str, str]:
    """The headers of an answer that is no success: none of them is for search engines, and those of the moment for no copy."""
    if status in (429, 503):
        return dict(_OF_THE_MOMENT)
    return dict(_FAULT) if status >= 400 else {}


def home_address(datasette: Datasette, request: Request) -> str:
    """The whole address of the home page, with a slash at its end."""
    return datasette.absolute_url(request, datasette.urls.path("/")).rstrip("/") + "/"


def words_of(datasette: Datasette, request: Request) -> dict[str, object]:
    """What the frame of every page needs, ours and Datasette's."""
    return {
        "t": language_of(request),
        "css": datasette.urls.path(static_path("site.css")),
        "sibling": _sibling_url(request),
    }


def _sibling_url(request: Request) -> Callable[..., str]:
    """The address of this page with some of its parameters changed; None takes one out."""

    args = request.args  # Datasette reads the whole query again each time that it is asked for them
    given = {name: _pair(name, args[name]) for name in args}

    def url(**changed: object) -> str:
        new = {name: _pair(name, value) for name, value in changed.items()}
        return "?" + "&".join(filter(None, {**given, **new}.values()))

    return url


def _pair(name: str, value: object) -> str:
    return "" if value in (None, "") else urlencode({name: value})


def number(request: Request, name: str) -> int | None:
    """A parameter that is a whole number below 100,000; anything else is none."""
    text = request.args.get(name) or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


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
