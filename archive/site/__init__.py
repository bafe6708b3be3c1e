"""The site: Datasette with this plugin, where people look a report up and follow a figure to its proof.

Works with `datasette nianbao.db` started by hand (the wheel registers this module as a Datasette plugin)
and through `serve(data_dir)`, which sets what a public site needs. Pages of ours: `/`, `/search`,
`/report/<key>`, `/publisher/<key>`, `/compare/<key>/<key>`, `/changes`, `/-/snapshot/<capture>`,
`/-/raw/<capture>`; the rest is Datasette.

Leaned on, and held by tests: Datasette calls the SQL function `escape_fts` for `?_search=`, lets a plugin
with `trylast` replace it, and asks the routes of plugins before its own.
"""

from __future__ import annotations

import contextlib
import sqlite3
from typing import Any

from markupsafe import Markup

from archive import search, views
from archive.site import metadata as texts
from archive.site import pages, web
from archive.site.serve import command, serve
from archive.site.web import hook, last_hook

__all__ = ["command", "serve"]


@last_hook
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Chinese search for `_search`, and the two functions that make it, for SQL written by hand."""
    conn.create_function("escape_fts", 1, search.match_query, deterministic=True)
    conn.create_function("bigrams", 1, search.bigrams, deterministic=True)
    conn.create_function("cn_snippet", 3, search.cn_snippet, deterministic=True)


@hook
async def startup(datasette: Any) -> None:
    """Bring the views of each archive up to date; one that cannot be written keeps those it has."""
    for db in await web.archives(datasette):
        if db.is_mutable and await db.execute_fn(views.outdated):
            with contextlib.suppress(sqlite3.OperationalError):
                await db.execute_write_fn(views.create)


@hook
def get_metadata(datasette: Any) -> dict[str, Any]:
    return texts.metadata([name for name in datasette.databases if not name.startswith("_")])


@hook
def canned_queries(datasette: Any, database: str) -> Any:
    async def inner() -> dict[str, Any]:
        found = [db.name for db in await web.archives(datasette)]
        return texts.queries() if database in found else {}

    return inner


@hook
def extra_css_urls(datasette: Any) -> list[str]:
    """Our type and colours on Datasette's own pages too."""
    return [datasette.urls.path(web.static_path("datasette.css"))]


@hook
def render_cell(datasette: Any, table: str | None, column: str, value: Any) -> Markup | None:
    """Keys in Datasette's tables lead to our pages."""
    target = web.page_of(table, column)
    if target is None or not isinstance(value, str) or not web.KEY.fullmatch(value):
        return None
    return Markup('<a href="{}">{}</a>').format(datasette.urls.path(target + value), value[:8] + "…")


@hook
def register_routes() -> list[tuple[str, Any]]:
    return [
        (r"^/$", pages.home),
        (r"^/search$", pages.search),
        (r"^/report/(?P<key>[0-9a-f]{32})(?P<json>\.json)?$", pages.report),
        (r"^/compare/(?P<first>[0-9a-f]{32})/(?P<second>[0-9a-f]{32})$", pages.compare),
        (r"^/changes$", pages.changes),
        (r"^/changes\.atom$", pages.changes_feed),
        (r"^/publisher/(?P<key>[0-9a-f]{32})$", pages.publisher),
        (r"^/-/snapshot/(?P<key>[0-9a-f]{32})$", pages.snapshot),
        (r"^/-/snapshot/(?P<key>[0-9a-f]{32})/page$", pages.snapshot_page),
        (r"^/-/raw/(?P<key>[0-9a-f]{32})$", pages.raw),
        (r"^/-/nianbao/(?P<name>[a-z]+\.css)$", web.static),
    ]
