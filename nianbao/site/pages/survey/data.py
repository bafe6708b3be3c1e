"""What the archive holds: every table, view and query, with the meaning of its columns."""

from __future__ import annotations

from functools import partial

from datasette.utils.asgi import Response

from nianbao.site.web import metadata as texts
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.public import is_public
from nianbao.site.web.web import language_of, render, view


@view
async def page(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/data`: every table, view and query, what its columns mean, and where to take it from."""
    tables = texts.metadata(datasette)["databases"][db.name]["tables"]
    there = {*await db.table_names(), *await db.view_names()}
    context = {
        "tables": {
            name: x for name, x in tables.items() if name in there and is_public(name) and not x.get("hidden")
        },
        "queries": texts.queries(),
        "say": partial(texts.said, t=language_of(request)),
    }
    return await render(datasette, request, db, "data.html", context)


ROUTES = ((r"^/data$", page),)
