"""Our own files: style sheets, the notebook, robots.txt."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from datasette.utils.asgi import Response

from nianbao.site.web.datasette_types import Datasette, Request

STATIC = Path(__file__).parent.parent / "static"
ROBOTS = """\
# The pages of reports, publishers and regions are open to all. Copies of other people's pages and the endless
# views of Datasette are not for indexing.
User-agent: *
Crawl-delay: 5
Allow: /-/nianbao/
Disallow: /-/
Disallow: /compare/
Disallow: /cite/
Disallow: /chart/
Disallow: /wrong/
Disallow: /alerts
Disallow: /take
Disallow: /*.wacz
{databases}Disallow: /*?
Disallow: /*.json
Disallow: /*.csv
Allow: /

Sitemap: {sitemap}
"""


@cache
def _static(name: str) -> tuple[str, str] | None:
    """Text and version of one of our style sheets."""
    path = STATIC / name
    if not path.is_file():
        return None
    text = path.read_text(encoding="utf-8")
    return text, hashlib.sha256(text.encode()).hexdigest()[:8]


def static_path(name: str) -> str:
    """The address of a style sheet; its version makes a new one load at once."""
    found = _static(name)
    return f"/-/nianbao/{name}?{found[1] if found else ''}"


async def static(request: Request) -> Response:
    found = _static(request.url_vars["name"])
    if found is None:
        return Response.text("no such file", status=404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    return Response(found[0], headers=headers, content_type="text/css; charset=utf-8")


async def notebook(datasette: Datasette, request: Request) -> Response:
    """The example notebook, with the address of this site in it."""
    text = (STATIC / "example.ipynb").read_text(encoding="utf-8")
    site = datasette.absolute_url(request, datasette.urls.path("/")).rstrip("/")
    headers = {
        "Content-Disposition": 'attachment; filename="nianbao.ipynb"',
        "X-Content-Type-Options": "nosniff",
    }
    body = text.replace("http://127.0.0.1:8001", json.dumps(site)[1:-1])
    return Response(body, headers=headers, content_type="application/x-ipynb+json")


async def robots(datasette: Datasette, request: Request) -> Response:
    """`/robots.txt`: robots stay away from Datasette, which has a page for each of millions of rows."""
    names = [name for name in datasette.databases if not name.startswith("_")]
    databases = "".join(f"Disallow: {datasette.urls.database(name)}/\n" for name in names)
    sitemap = datasette.absolute_url(request, datasette.urls.path("/sitemap.xml"))
    return Response.text(
        ROBOTS.format(databases=databases, sitemap=sitemap),
        headers={"Cache-Control": "public, max-age=86400"},
    )
