"""The page of the search."""

from __future__ import annotations

from datasette.utils.asgi import Response

from nianbao.site.pages import choices
from nianbao.site.search.query import STATUSES, Query
from nianbao.site.search.results import search
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.web import number, read, render, view


def query_of(request: Request) -> Query:
    """`?q=&year=&province=&region=&kind=&status=&page=`."""
    return Query(
        text=(request.args.get("q") or "").strip()[:200],
        year=number(request, "year"),
        province=request.args.get("province") or None,
        region=choices.region_code(request),
        kind=choices.one_of(request, "kind", choices.KINDS),
        status=choices.one_of(request, "status", STATUSES),
        page=choices.page_number(request),
    )


@view
async def page(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/search?q=&year=&province=&region=&kind=&status=&page=`."""
    query = query_of(request)
    context = {
        "results": await read(datasette, db, lambda conn: search(conn, query)),
        "query": query,
        "years": await choices.years(datasette, db),
        "provinces": await choices.provinces(datasette, db),
        "kinds": choices.KINDS,
        "statuses": STATUSES,
    }
    return await render(datasette, request, db, "search.html", context)


ROUTES = ((r"^/search$", page),)
