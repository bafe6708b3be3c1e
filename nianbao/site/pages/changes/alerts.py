"""Mail alerts: asked for on the page of changes, confirmed and ended by links in mails. A GET changes nothing, as programs follow
links too."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from typing import TypeVar

from datasette.utils.asgi import Response

from archive.clock import system_clock
from nianbao.site.pages.changes.changes import settings_of, wanted_of
from nianbao.site.told import alerts, subscribers
from nianbao.site.told.mail_settings import MailSettings, address
from nianbao.site.told.subscribers import Subscribers, Subscription
from nianbao.site.web import posted
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.web import Missing, language_of, read, render, view

UNKNOWN = "alerts.unknown"
STATUS = {
    **{"alerts.address": 400, "alerts.filter": 400, "alerts.often": 429},
    **{"alerts.full": 503, "alerts.closed": 503, UNKNOWN: 404},
}
_rate = posted.Rate(5, 3600.0)
T = TypeVar("T")


@view
async def ask(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/alerts?` and the filters of `/changes`: what its form posts."""
    settings = settings_of(db)
    if settings is None or request.scope["method"] != "POST":
        raise Missing("missing.alerts")
    outcome = await _asked(datasette, request, db, settings)
    return await _page(datasette, request, db, outcome)


async def _asked(datasette: Datasette, request: Request, db: Database, settings: MailSettings) -> str:
    """What became of it: the key of the sentence that says so."""
    body = await posted.body(request.receive)
    form = posted.form(body) if body is not None else None
    to = address(form.get("address", "")) if form else None
    if form is None or to is None:
        return "alerts.address"
    if form.get(posted.HONEYPOT):
        return "alerts.asked"
    t, wanted = language_of(request), wanted_of(request)
    words = await read(datasette, db, lambda conn: alerts.described(conn, wanted, t))
    if words is None:
        return "alerts.filter"
    if not posted.may(request, _rate):
        return "alerts.often"

    def keep(people: Subscribers) -> None:
        people.ask(to, alerts.kept(wanted), words, t.code, system_clock())

    try:
        await _with_people(settings, keep)
    except subscribers.Full:
        return "alerts.full"
    except (OSError, sqlite3.Error):
        return "alerts.closed"
    alerts.confirm_soon(settings)
    return "alerts.asked"


@view
async def confirm(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/alerts/confirm/<token>`: a button, and what became of it."""
    token = request.url_vars["token"]
    return await _by_token(
        datasette,
        request,
        db,
        lambda people: ("alerts.confirm", people.of(token, "confirm")),
        lambda people: ("alerts.confirmed" if people.confirm(token, system_clock()) else UNKNOWN, None),
    )


@view
async def leave(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/alerts/leave/<token>`: a button; what mail programs post (RFC 8058) ends the alerts too. Ended twice is ended."""
    token = request.url_vars["token"]

    def left(people: Subscribers) -> Found:
        people.leave(token)
        return "alerts.left", None

    return await _by_token(
        datasette, request, db, lambda people: ("alerts.leave", people.of(token, "leave")), left
    )


Found = tuple[str, Subscription | None]
"""The key of a sentence; of a question also what it asks about."""
Does = Callable[[Subscribers], Found]
QUESTIONS = ("alerts.confirm", "alerts.leave")


async def _by_token(datasette: Datasette, request: Request, db: Database, asks: Does, does: Does) -> Response:
    """The answer to what a link of a mail asks, or to its button."""
    settings = settings_of(db)
    if settings is None:
        raise Missing("missing.alerts")
    try:
        is_posted = request.scope["method"] == "POST"
        outcome, about = await _with_people(settings, does if is_posted else asks)
    except (OSError, sqlite3.Error):
        outcome, about = "alerts.closed", None
    if outcome in QUESTIONS and about is None:
        outcome = UNKNOWN
    return await _page(datasette, request, db, outcome, about.words if about else "")


async def _page(
    datasette: Datasette, request: Request, db: Database, outcome: str, words: str = ""
) -> Response:
    context = {"outcome": outcome, "words": words}
    answer = await render(datasette, request, db, "alerts.html", context, STATUS.get(outcome, 200))
    answer.headers |= {
        "X-Robots-Tag": "noindex",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
    }
    return answer


async def _with_people(settings: MailSettings, does: Callable[[Subscribers], T]) -> T:
    """What is done with the private database, in another thread."""

    def opened() -> T:
        with subscribers.subscribers(settings.database) as people:
            return does(people)

    return await asyncio.get_running_loop().run_in_executor(None, opened)


TOKEN = "(?P<token>[A-Za-z0-9_-]{43})"
ROUTES = (
    (r"^/alerts$", ask),
    (rf"^/alerts/confirm/{TOKEN}$", confirm),
    (rf"^/alerts/leave/{TOKEN}$", leave),
)
