"""Two reports side by side."""

from __future__ import annotations

from datasette.utils.asgi import Response

from archive.clock import day, system_clock
from nianbao.site.cite.box import Box
from nianbao.site.cite.citation import of_comparison
from nianbao.site.pages.report import comparison
from nianbao.site.pages.report.table_html import drawing
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.web import KEY, Missing, home_address, language_of, read, render, view


@view
async def page(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/compare/<key>/<key>`: two reports side by side; `/compare?first=&second=` leads there. With two captures behind
    them each is shown for good as it was read there."""
    asked = request.url_vars or request.args
    first, second = (str(asked.get(side) or "") for side in ("first", "second"))
    if not (KEY.fullmatch(first) and KEY.fullmatch(second)):
        raise Missing("missing.report")
    if not request.url_vars:
        return Response.redirect(datasette.urls.path(f"/compare/{first}/{second}"))
    t = language_of(request)
    pinned = [request.url_vars.get(name) for name in ("one", "other")]
    sides = (first, pinned[0]), (second, pinned[1])
    found = await read(datasette, db, lambda conn: comparison.load(conn, *sides, t))
    if found is None:
        raise Missing("missing.report")
    site = home_address(datasette, request)
    cite = Box(of_comparison(site, (found.before.row, found.after.row), day(system_clock())), site)
    pen = drawing(datasette, t)
    return await render(
        datasette, request, db, "compare.html", {"comparison": found, "pen": pen, "cite": cite}
    )


ROUTES = (
    (r"^/compare$", page),
    (
        r"^/compare/(?P<first>[0-9a-f]{32})/(?P<second>[0-9a-f]{32})(?:/(?P<one>[0-9a-f]{32})/(?P<other>[0-9a-f]{32}))?$",
        page,
    ),
)
