"""What the archive holds: every table, view and query, with the meaning of its columns."""

from __future__ import annotations

from functools import partial

from datasette.utils.asgi import Response

from archive.exchange.whole import formats
from nianbao.site.cite import linked_data
from nianbao.site.pages import choices
from nianbao.site.web import metadata as texts
from nianbao.site.web import regions
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.public import is_public
from nianbao.site.web.web import home_address, language_of, render, view


@view
async def page(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/data`: every table, view and query, what its columns mean, and where to take it from."""
    tables = texts.metadata(datasette)["databases"][db.name]["tables"]
    there = {*await db.table_names(), *await db.view_names()}
    t, site = language_of(request), home_address(datasette, request)
    found = linked_data.catalogue(site, t("site.title"), t("site.subtitle"))
    context = {
        "linked_data": linked_data.block(found),
        "formats": formats(),
        "tiles": regions.tiles(),
        "years": await choices.years(datasette, db),
        "levels": choices.LEVELS,
        "kinds": choices.KINDS,
        "tables": {
            name: x for name, x in tables.items() if name in there and is_public(name) and not x.get("hidden")
        },
        "queries": texts.queries(),
        "say": partial(texts.said, t=t),
    }
    return await render(datasette, request, db, "data.html", context)


ROUTES = ((r"^/data$", page),)
