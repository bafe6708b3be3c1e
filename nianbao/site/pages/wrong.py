"""A reader says that something is wrong: a form without scripts or accounts, and an inbox that a person reads."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from datasette.utils.asgi import Response

from archive.review import inbox
from nianbao.site.cite.citation import plain
from nianbao.site.web import posted
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.rows import rows_of
from nianbao.site.web.web import Missing, read, render, view

SENT, FAILED = "sent", "failed"
_rate = posted.Rate(6, 3600.0)

ABOUT = """
select r.key, r.title, r.year, r.sample, p.name as publisher, c.key as capture from reports r
left join publishers p on p.id = r.publisher_id left join readings g on g.id = r.reading_id
left join captures c on c.id = g.capture_id where r.key = ?"""
FIGURE = """
select d.key, d.zh, d.en, f.state, f.raw, f.value, d.scale, l.locator from reports r
join figures f on f.reading_id = r.reading_id join fields d on d.id = f.field_id
left join locators l on l.id = f.locator_id where r.key = ? and d.key = ?"""


@dataclass(frozen=True, slots=True)
class About:
    """What it is about: a report, and the figure in it where there is one. `shown`: what the site shows of it."""

    report: dict[str, str | int | None]
    figure: dict[str, str | int | None] | None
    shown: str


def load(conn: sqlite3.Connection, key: str, field: str) -> About | None:
    found = rows_of(conn, ABOUT, key)
    if not found:
        return None
    figures = rows_of(conn, FIGURE, key, field) if field else []
    figure = figures[0] if figures else None
    shown = f"{figure['state']} {figure['raw'] or figure['value'] or ''}".strip() if figure else ""
    return About(found[0], figure, shown)


async def _sent(request: Request, about: About, directory: Path) -> str:
    """What became of what was posted: the key of the sentence that says so."""
    body = await posted.body(request.receive)
    form = posted.form(body) if body is not None else None
    if form is None or not form.get("said", "").strip():
        return "wrong.empty"
    if form.get(posted.HONEYPOT):
        return "wrong.thanks"
    said = {name: plain(form.get(name, "")) for name in ("said", "expected", "contact")}
    if any(len(text) > inbox.LONGEST[name] for name, text in said.items()):
        return "wrong.long"
    if not posted.may(request, _rate):
        return "wrong.often"
    figure = about.figure or {}
    said |= {"report": str(about.report["key"]), "capture": str(about.report["capture"] or ""), "shown": about.shown,
             "field": str(figure.get("key") or ""), "locator": str(figure.get("locator") or "")}  # fmt: skip
    try:
        await asyncio.get_running_loop().run_in_executor(None, inbox.add, directory, said)
    except inbox.Full:
        return "wrong.full"
    except sqlite3.OperationalError:
        return "wrong.closed"
    return "wrong.thanks"


STATUS = {"wrong.empty": 400, "wrong.long": 400, "wrong.often": 429, "wrong.full": 503, "wrong.closed": 503}


@view
async def page(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/wrong/<report>?field=`: the form; posted to the same address."""
    key, field = request.url_vars["key"], request.args.get("field") or ""
    about = await read(datasette, db, lambda conn: load(conn, key, field))
    if about is None:
        raise Missing("missing.report")
    outcome = ""
    if request.scope["method"] == "POST":
        outcome = await _sent(request, about, Path(db.path or "/nowhere").absolute().parent)
    context = {"about": about, "outcome": outcome, "honeypot": posted.HONEYPOT, "most": inbox.LONGEST}
    answer = await render(datasette, request, db, "wrong.html", context, STATUS.get(outcome, 200))
    answer.headers |= {"X-Robots-Tag": "noindex"} | ({"Cache-Control": "no-store"} if outcome else {})
    return answer


ROUTES = ((r"^/wrong/(?P<key>[0-9a-f]{32})$", page),)
