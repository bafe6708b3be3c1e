"""What there is for search engines: the pages of reports, publishers and regions. Samples are not to be found there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from itertools import chain
from xml.sax.saxutils import escape

from datasette.utils.asgi import Response

from archive.schema import tallies
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
"""Addresses of one file, about; the protocol allows MOST."""
MOST = 50_000
KEYED = {"reports": "substr(first_seen, 1, 10)", "publishers": "null"}
"""Tables whose rows have a page at their key -> the day of it. A file holds the keys with one beginning: keys are evenly spread,
and a file costs the same however many there are."""
REGIONS = """
select distinct 'region/' || region_code, null from publishers where sample = 0 and region_code <> '' order by 1 limit ?"""
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def parts(conn: sqlite3.Connection) -> list[str]:
    """The names of the files."""
    found = ["pages-1"]
    for table in KEYED:
        if conn.execute(f"select 1 from {table} where sample = 0 limit 1").fetchone():
            found += [f"{table}-{at}" for at in range(1, 16 ** _digits(conn, table) + 1)]
    return found + (["regions-1"] if conn.execute(REGIONS, (1,)).fetchone() else [])


def _digits(conn: sqlite3.Connection, table: str) -> int:
    """How many first digits of a key its file goes by."""
    rows, digits = tallies.total(conn, table), 0
    while rows > PART * 16**digits:
        digits += 1
    return digits


def addresses(conn: sqlite3.Connection, name: str, at: int) -> list[tuple[str, str | None]]:
    """Path below the home page, and the day when it was first seen."""
    if name == "pages":
        return [(path, None) for path in FIRST] if at == 1 else []
    if name == "regions":
        return [tuple(row) for row in conn.execute(REGIONS, (MOST,))] if at == 1 else []
    digits = _digits(conn, name)
    if at > 16**digits:
        return []
    first = f"{at - 1:0{digits}x}" if digits else ""
    sql = f"""select '{name[:-1]}/' || key, {KEYED[name]} from {name}
        where key >= ? and key < ? and sample = 0 order by key limit {MOST}"""
    return [tuple(row) for row in conn.execute(sql, (first, f"{first}g"))]


def _written(site: str, found: Iterable[tuple[str, str | None]]) -> str:
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
        found = await cached(datasette, db, f"sitemap-{name}-{at}", lambda conn: addresses(conn, name, at))
        if not found:
            raise Missing("missing.report")
        text = _written(site, found)
    headers = {**HEADERS, "Cache-Control": "public, max-age=3600"}
    return Response(text, headers=headers, content_type="application/xml; charset=utf-8")


ROUTES = ((rf"^/sitemap(?:-(?P<name>pages|regions|{'|'.join(KEYED)})-(?P<at>[1-9]\d{{0,3}}))?\.xml$", page),)
