"""How large the head of a request may be. A page is made from it in the process that serves everybody, and repeats parts of it
in each of its links: what is larger than a browser needs is answered in one line."""

from __future__ import annotations

from datasette.utils.asgi import Response

from nianbao.site.web.datasette_types import Message

TARGET_BYTES, FIELDS = 8_000, 50
"""Of path and query together, and how many parameters: of Datasette's pages, where people ask in SQL."""
OWN_BYTES = 2_000
"""Of path and query of our own pages: those of many links repeat them a thousand times."""
HEADERS, HOST_BYTES = 200, 300
"""How many lines of the head; and of the name of the site, which feeds and site maps repeat in each entry."""


def refused(scope: Message) -> Response | None:
    """The answer to a request that is too large, None for one that is not."""
    if _length(scope) > TARGET_BYTES:
        return Response.text("the address is too long", status=414)
    if scope.get("query_string", b"").count(b"&") >= FIELDS:
        return Response.text("the address has too many parameters", status=400)
    headers = scope["headers"]
    if len(headers) > HEADERS or any(n.lower() == b"host" and len(v) > HOST_BYTES for n, v in headers):
        return Response.text("the head of the request is too large", status=431)
    return None


def refused_here(scope: Message) -> Response | None:
    """As `refused`, for one of our own pages."""
    return Response.text("the address is too long", status=414) if _length(scope) > OWN_BYTES else None


def _length(scope: Message) -> int:
    path = (scope.get("raw_path") or scope["path"].encode()).partition(b"?")[0]
    return len(path) + len(scope.get("query_string", b""))
