"""What keeps Datasette's own pages, JSON, CSV and static files safe on the internet: headers, and doors that stay shut.

Datasette's pages hold a few scripts of their own, inline. They run by their hashes, which are made from Datasette's
templates when the site starts; anything else that stands in a page does not run.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

import datasette as installed
from datasette.utils.asgi import Response

from nianbao.site.web.datasette_types import App, Message, Receive, Send

SCRIPT = re.compile(r"<script>(.*?)</script>", re.S)
FACET = "{{ datasette_allow_facet }}"
"""The one thing that Datasette writes into a script: whether facets are on."""
SHUT = re.compile(r"/-/(?:databases|threads|messages|allow-debug|patterns)(?:\.json)?/?")
"""Datasette's pages for who runs it: they tell paths of the machine, or are of use to nobody else."""
METHODS = ("GET", "HEAD", "OPTIONS", "POST")
COOKIE_BYTES = 4000
COOKIE = re.compile(rb"[\x20-\x5b\x5d-\x7e]{0,%d}" % COOKIE_BYTES)
"""Cookies as browsers send them, without a backslash: Python takes time by the square of their number, in the process that
serves everybody."""
LONGEST = 50_000_000
"""Bytes of a text that our own pages may read."""
LONGEST_ASKED = 1_000_000
"""Bytes of a text that a visitor's SQL may make or read: one step of it stays short."""


@cache
def script_hashes() -> tuple[str, ...]:
    """The hashes of the scripts that stand in Datasette's templates."""
    templates = Path(installed.__file__).parent / "templates"
    scripts = [
        script.replace(FACET, value)
        for path in sorted(templates.glob("*.html"))
        for script in SCRIPT.findall(path.read_text(encoding="utf-8"))
        for value in (("true", "false") if FACET in script else ("",))
    ]
    return tuple(_hash(script) for script in scripts if "{{" not in script and "{%" not in script)


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


@cache
def datasette_policy() -> str:
    """Datasette sets colours by style attributes, so that styles in its pages are let be."""
    return (
        f"default-src 'none'; script-src 'self' {' '.join(script_hashes())}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def quieten() -> None:
    """Datasette prints the stack of each 404, with all that stands in it, where the library rich is installed.
    Errors that it did not expect are still logged."""
    # Imported before Datasette has loaded its plugins, it would not be one of them.
    from datasette import handle_exception

    handle_exception.rich = None


def guarded(app: App) -> App:
    """The application with a policy on every answer that has none."""

    async def wrapped(scope: Message, receive: Receive, send: Send) -> None:
        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers") or [])
                there = {bytes(name).lower() for name, _ in headers}
                for name, value in (
                    ("content-security-policy", datasette_policy()),
                    ("x-content-type-options", "nosniff"),
                    ("referrer-policy", "same-origin"),
                ):
                    if name.encode() not in there:
                        headers.append((name.encode(), value.encode()))
                message = {**message, "headers": headers}
            await send(message)

        if scope["type"] != "http":
            await app(scope, receive, send)
        elif scope["method"] not in METHODS:
            await Response.text("no such method", status=405).asgi_send(add)
        elif SHUT.search(scope["path"]):
            await Response.text("no such page", status=404).asgi_send(add)
        else:
            await app({**scope, "headers": _headers(scope)}, receive, add)

    return wrapped


def _headers(scope: Message) -> list[tuple[bytes, bytes]]:
    """Those of the request, without cookies that no browser sends."""
    return [
        (n, v) for n, v in scope["headers"] if bytes(n).lower() != b"cookie" or COOKIE.fullmatch(bytes(v))
    ]
