"""One chart for the frames of other pages, under a policy of its own."""

from __future__ import annotations

from functools import partial

from datasette.utils.asgi import Response

from nianbao.site.pages.chart import found_of
from nianbao.site.tables import measures
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.web import language_of, render, view

POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors *"


@view
async def page(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/chart/embed?body=&measure=`."""
    found = await found_of(datasette, request, db)
    context = {"found": found, "measure_name": partial(measures.label, t=language_of(request))}
    answer = await render(datasette, request, db, "chart_embed.html", context)
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


ROUTES = ((r"^/chart/embed$", page),)
