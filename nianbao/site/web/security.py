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

from nianbao.site.web import bounds, posted
from nianbao.site.web.datasette_types import App, Message, Receive, Send
from nianbao.site.web.web import LANGUAGE_COOKIE

SCRIPT = re.compile(r"<script>(.*?)</script>", re.S)
FACET = "{{ datasette_allow_facet }}"
"""The one thing that Datasette writes into a script: whether facets are on."""
SHUT = re.compile(r"/-/(?:databases|threads|messages|allow-debug|patterns)(?:\.json)?/?")
"""Datasette's pages for who runs it: they tell paths of the machine, or are of use to nobody else."""
METHODS = ("GET", "HEAD", "OPTIONS", "POST")
COOKIES = (LANGUAGE_COOKIE.encode(), b"ds_actor", b"ds_csrftoken", b"ds_messages")
COOKIE = re.compile(rb"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*")
COOKIE_BYTES = 8_000
"""The cookies that the site and Datasette set, and their values, without quotes: Python takes long over many cookies, longer over
backslashes, and raises on odd names, in the process that serves everybody."""
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
    """The application with a policy on every answer that has none, asked nothing that is too large."""

    async def wrapped(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        answer = _with_policy(send)
        if (refusal := _refusal(scope)) is not None:
            await refusal.asgi_send(answer)
        elif scope["method"] == "POST":
            await _post(app, {**scope, "headers": _headers(scope)}, receive, answer)
        else:
            await app({**scope, "headers": _headers(scope)}, receive, answer)

    return wrapped


def _with_policy(send: Send) -> Send:
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

    return add


async def _post(app: App, scope: Message, receive: Receive, send: Send) -> None:
    """Hand on what is posted to any page once it is read within bounds."""
    body = await posted.body(receive)
    if body is None:
        await Response.text("too much was posted, or too slowly", status=413).asgi_send(send)
    elif body.count(b"&") >= bounds.FIELDS:
        await Response.text("too many fields were posted", status=400).asgi_send(send)
    else:
        try:
            await app(scope, posted.again(body, receive), send)
        except (
            ValueError,
            TypeError,
            LookupError,
        ):  # of Datasette's guard of forms, before any page is asked
            await Response.text("what was posted is no form", status=400).asgi_send(send)


def _refusal(scope: Message) -> Response | None:
    """The answer to a request that no page is asked about."""
    if scope["method"] not in METHODS:
        return Response.text("no such method", status=405)
    too_large = bounds.refused(scope)
    if too_large is None and SHUT.search(scope["path"]):
        return Response.text("no such page", status=404)
    return too_large


def _headers(scope: Message) -> list[tuple[bytes, bytes]]:
    """Those of the request, of its cookies those that are ours."""
    found = [(bytes(name), bytes(value)) for name, value in scope["headers"]]
    return [(n, _cookies(v) if n.lower() == b"cookie" else v) for n, v in found]


def _cookies(header: bytes) -> bytes:
    if len(header) > COOKIE_BYTES:
        return b""
    pairs = (one.strip().partition(b"=") for one in header.split(b";"))
    ours = {name: value for name, _, value in pairs if name in COOKIES and COOKIE.fullmatch(value)}
    return b"; ".join(b"%b=%b" % pair for pair in ours.items())
