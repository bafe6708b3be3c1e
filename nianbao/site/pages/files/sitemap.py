"""What there is for search engines: the pages of reports, publishers and regions. Samples are not to be found there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import chain
from xml.sax.saxutils import escape

from datasette.utils.asgi import Response

from nianbao.site.web.cache import cached
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.web import HEADERS, Missing, home_address, view

FIRST = (
    "",
    "search",
    "region/000000",
    "coverage",
    "ranking",
    "changes",
    "digest",
    "quality",
    "gaps",
    "data",
    "trust",
    "chart",
)
PART = 20_000
"""Addresses of one file; the protocol allows 50,000."""
SOURCES = {
    "reports": "select 'report/' || key, substr(first_seen, 1, 10) from reports where sample = 0",
    "publishers": "select 'publisher/' || key, null from publishers where sample = 0",
    "regions": "select distinct 'region/' || region_code, null from publishers where sample = 0 and region_code <> ''",
}
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def parts(conn: sqlite3.Connection) -> list[str]:
    """The names of the files."""
    found = []
    for name, sql in SOURCES.items():
        n = conn.execute(f"select count(*) from ({sql})").fetchone()[0]
        found += [f"{name}-{at}" for at in range(1, -(-n // PART) + 1)]
    return ["pages-1", *found]


def addresses(conn: sqlite3.Connection, name: str, at: int) -> Iterator[tuple[str, str | None]]:
    """Path below the home page, and the day when it was first seen."""
    if name == "pages":
        yield from ((path, None) for path in FIRST)
        return
    rows = conn.execute(f"{SOURCES[name]} order by 1 limit ? offset ?", (PART, (at - 1) * PART))
    yield from ((row[0], row[1]) for row in rows)


def _written(site: str, found: Iterator[tuple[str, str | None]]) -> str:
    lines = (
        f"<url><loc>{escape(site + path)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>\n"
        for path, day in found
    )
    return "".join(chain([HEAD, f'<urlset xmlns="{NAMESPACE}">\n'], lines, ["</urlset>\n"]))


@view
async def page(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/sitemap.xml`, an index, and the files that it names."""
    site, name = home_address(datasette, request), request.url_vars["name"]
    if name is None:
        names = await cached(datasette, db, "sitemap", parts)
        lines = "".join(f"<sitemap><loc>{escape(site)}sitemap-{n}.xml</loc></sitemap>\n" for n in names)
        text = f'{HEAD}<sitemapindex xmlns="{NAMESPACE}">\n{lines}</sitemapindex>\n'
    else:
        at = int(request.url_vars["at"])
        found = await cached(
            datasette, db, f"sitemap-{name}-{at}", lambda conn: list(addresses(conn, name, at))
        )
        if not found:
            raise Missing("missing.report")
        text = _written(site, iter(found))
    headers = {**HEADERS, "Cache-Control": "public, max-age=3600"}
    return Response(text, headers=headers, content_type="application/xml; charset=utf-8")


ROUTES = ((rf"^/sitemap(?:-(?P<name>pages|{'|'.join(SOURCES)})-(?P<at>[1-9]\d{{0,3}}))?\.xml$", page),)
