"""The hooks of the Datasette plugin and its routes.

Our pages are the modules below `pages`, each with its routes; the rest is
Datasette, in the frame of our pages.

Leaned on, and held by tests: Datasette calls the SQL function `escape_fts` for `?_search=`, lets a plugin
with `trylast` replace it, and asks the routes of plugins before its own.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from importlib import import_module
from pkgutil import walk_packages

from markupsafe import Markup

from archive.schema import views
from archive.search import bigrams, cn_snippet, match_query
from nianbao.site import pages
from nianbao.site.sql import front, worker
from nianbao.site.sql.database import OutOfMemory, PublicArchive
from nianbao.site.web import delivery, regions, security, static, web
from nianbao.site.web import metadata as texts
from nianbao.site.web.datasette_types import App, Datasette, Message, Request
from nianbao.site.web.labels import labelled
from nianbao.site.web.public import is_public
from nianbao.site.web.rows import Json
from nianbao.site.web.web import hook, last_hook


@last_hook
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Chinese search for `_search`, and the two functions that make it, for SQL written by hand; a limit to memory."""
    conn.setlimit(
        sqlite3.SQLITE_LIMIT_LENGTH, security.LONGEST_ASKED if worker.is_worker else security.LONGEST
    )
    conn.create_function("escape_fts", 1, match_query, deterministic=True)
    conn.create_function("bigrams", 1, bigrams, deterministic=True)
    conn.create_function("cn_snippet", 3, cn_snippet, deterministic=True)


@hook
async def startup(datasette: Datasette) -> None:
    """Bring the views of each archive up to date; one that cannot be written keeps those it has. Learn its columns.

    The list of regions takes a second to load: no reader should wait for it.
    """
    regions.name(regions.COUNTRY)
    security.quieten()
    if worker.is_worker:
        return
    for db in await web.archives(datasette):
        outdated = await db.execute_fn(views.outdated)
        if db.is_mutable and outdated:
            with contextlib.suppress(sqlite3.OperationalError):
                await db.execute_write_fn(views.create)
        texts.remember(datasette, db.name, await db.execute_fn(texts.describe))


@hook
def get_metadata(datasette: Datasette) -> Json:
    """Titles, descriptions and limits of the archive and of its tables, in the reader's words."""
    return texts.metadata(datasette)


@hook
def canned_queries(datasette: Datasette, database: str) -> Callable[[], Awaitable[Json]]:
    """The prepared questions of an archive."""

    async def inner() -> Json:
        found = [db.name for db in await web.archives(datasette)]
        return texts.queries() if database in found else {}

    return inner


@hook
def extra_css_urls(datasette: Datasette) -> list[str]:
    """Our type and colours on Datasette's own pages too."""
    return [datasette.urls.path(static.static_path("datasette.css"))]


@hook
def render_cell(datasette: Datasette, table: str | None, column: str, value: object) -> Markup | None:
    """Keys in Datasette's tables lead to our pages."""
    target = web.page_of(table, column)
    if target is None or not isinstance(value, str) or not web.KEY.fullmatch(value):
        return None
    return Markup('<a href="{}">{}</a>').format(datasette.urls.path(target + value), value[:8] + "…")


@hook
def permission_allowed(datasette: Datasette, action: str, resource: tuple[str, str]) -> bool | None:
    """No page for a table that is not public."""
    if action != "view-table" or not isinstance(datasette.databases.get(resource[0]), PublicArchive):
        return None
    return None if is_public(resource[1]) else False


@hook
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Callable[[], object] | None:
    """A worker without memory ends; a question that Datasette stumbles over is a wrong question, and no error of ours."""
    if not worker.is_worker:
        return None
    if isinstance(exception, MemoryError):
        raise OutOfMemory
    if (wrong := worker.wrong_question(exception)) is None:
        return None
    from datasette import handle_exception as datasettes_own  # earlier it would be no plugin of its own

    page: Callable[[], object] = datasettes_own.handle_exception(datasette, request, wrong)
    return page


@hook
def skip_csrf(datasette: Datasette, scope: Message) -> bool:
    """What readers send is bound to no account: there is no right of theirs that a foreign page could use."""
    return str(scope.get("path", "")).startswith(("/wrong/", "/alerts"))


@hook
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    """Headers on every answer and an end to its delivery; what is not one of our routes is answered by a worker."""
    ours = [pattern for pattern, _ in register_routes()]

    def wrapped(app: App) -> App:
        guarded = security.guarded(front.apart(datasette, app, ours))
        return guarded if worker.is_worker else delivery.delivered(guarded)

    return wrapped


@hook
def extra_template_vars(datasette: Datasette, request: Request | None) -> dict[str, object]:
    """The frame of our pages around Datasette's own."""
    return {**web.words_of(datasette, request), "labelled": labelled} if request else {}


@hook
def register_routes() -> list[tuple[str, Callable[..., object]]]:
    """Those of each page: `ROUTES` of the modules below `pages`; and the files that they load."""
    return [
        *_of_pages(),
        (r"^/-/nianbao/(?P<name>[a-z]+\.css)$", static.static),
        (r"^/-/nianbao/example\.ipynb$", static.notebook),
        (r"^/robots\.txt$", static.robots),
    ]


def _of_pages() -> Iterator[tuple[str, Callable[..., object]]]:
    for found in walk_packages(pages.__path__, f"{pages.__name__}."):
        yield from getattr(import_module(found.name), "ROUTES", ())
