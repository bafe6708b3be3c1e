"""Two reports side by side."""

from __future__ import annotations

from datasette.utils.asgi import Response

from nianbao.site.pages.report import comparison
from nianbao.site.pages.report.table_html import drawing
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.web import KEY, Missing, language_of, read, render, view


@view
async def page(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/compare/<key>/<key>`: two reports side by side; `/compare?first=&second=` leads there."""
    asked = request.url_vars or request.args
    first, second = (str(asked.get(side) or "") for side in ("first", "second"))
    if not (KEY.fullmatch(first) and KEY.fullmatch(second)):
        raise Missing("missing.report")
    if not request.url_vars:
        return Response.redirect(datasette.urls.path(f"/compare/{first}/{second}"))
    t = language_of(request)
    found = await read(datasette, db, lambda conn: comparison.load(conn, first, second, t))
    if found is None:
        raise Missing("missing.report")
    pen = drawing(datasette, t)
    return await render(datasette, request, db, "compare.html", {"comparison": found, "pen": pen})


ROUTES = (
    (r"^/compare$", page),
    (r"^/compare/(?P<first>[0-9a-f]{32})/(?P<second>[0-9a-f]{32})$", page),
)
