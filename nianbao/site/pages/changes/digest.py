"""The digest of a week at a permanent address, the list of all weeks, and their feed."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from xml.etree.ElementTree import Element

from datasette.utils.asgi import Response

from archive.clock import day, instant, system_clock
from nianbao.site.told import change_list, digest
from nianbao.site.told.atom import TAG, Addresses, Head, add, add_html, html, start, written
from nianbao.site.told.change_list import WordedChange
from nianbao.site.told.digest import Digest, Week
from nianbao.site.web.cache import cached
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.i18n import Language
from nianbao.site.web.web import HEADERS, Missing, home_address, language_of, read, render, view

IN_FEED = 10
"""Weeks of the feed."""


async def _weeks(datasette: Datasette, db: Database) -> dict[Week, int]:
    return await cached(datasette, db, "digests", lambda conn: digest.weeks(conn, system_clock()))


async def _digest(datasette: Datasette, db: Database, week: Week) -> Digest:
    name = f"digest {week.slug}"
    return await cached(datasette, db, name, lambda conn: digest.load(conn, week, system_clock()))


@view
async def every(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/digest`: all weeks, the newest first."""
    context = {"weeks": await _weeks(datasette, db), "week": None}
    return await render(datasette, request, db, "digest.html", context)


@view
async def page(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/digest/2026-W48`."""
    week, now, t = digest.from_slug(request.url_vars["week"]), system_clock(), language_of(request)
    if week is None or week > digest.week_of(day(now)):
        raise Missing("missing.week")
    all_weeks = list(await _weeks(datasette, db))
    if not all_weeks or week < all_weeks[-1]:
        raise Missing("missing.week")
    found = await _digest(datasette, db, week)
    notable = await read(datasette, db, lambda conn: _worded(conn, found, t))
    context = {
        "week": week,
        "digest": found,
        "notable": notable,
        "is_over": digest.is_over(week, now),
        "previous": max((w for w in all_weeks if w < week), default=None),
        "next": min((w for w in all_weeks if w > week), default=None),
    }
    return await render(datasette, request, db, "digest.html", context)


@view
async def feed(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/digest.atom`: weeks that are over."""
    now, t, site = system_clock(), language_of(request), home_address(datasette, request)
    over = [week for week in await _weeks(datasette, db) if digest.is_over(week, now)][:IN_FEED]
    digests = [await _digest(datasette, db, week) for week in over]
    language = f"?lang={t.code}" if request.args.get("lang") else ""
    at = Addresses(f"{site}digest.atom{language}", f"{site}digest", site, {})
    text = await read(datasette, db, lambda conn: _atom(conn, digests, at, t))
    headers = {**HEADERS, "Cache-Control": "public, max-age=3600"}
    return Response(text, headers=headers, content_type="application/atom+xml; charset=utf-8")


def _worded(conn: sqlite3.Connection, found: Digest, t: Language) -> dict[str, list[WordedChange]]:
    return {kind: change_list.worded(conn, changes, t) for kind, changes in found.notable.items()}


def _atom(conn: sqlite3.Connection, digests: list[Digest], at: Addresses, t: Language) -> str:
    updated = instant(digests[0].week.ends) if digests else instant(datetime.fromtimestamp(0).astimezone())
    root = start(Head(f"{TAG}digests", t("digest.feed_title"), updated), at)
    for found in digests:
        week, ends = found.week, instant(found.week.ends)
        entry = add(root, "entry")
        add(entry, "id", f"{TAG}digest:{week.slug}")
        add(entry, "title", t("digest.week", year=week.year, n=week.number))
        add(entry, "updated", ends)
        add(entry, "published", ends)
        add(entry, "link", href=f"{at.site}digest/{week.slug}")
        counts = [f"{t.name('change', kind)}{t.colon}{n}" for kind, n in found.counts.items()]
        add(entry, "summary", ", ".join(counts))
        div = Element("div")
        add_html(div, "p", ", ".join(counts))
        for kind, changes in _worded(conn, found, t).items():
            add_html(div, "h2", t.name("change", kind))
            items = add_html(div, "ul")
            for change in changes:
                item = add_html(items, "li")
                add_html(item, "a", change.title or change.key, href=f"{at.site}report/{change.report}")
                add_html(item, "pre", change.summary())
        add(entry, "content", html(div), type="html")
    return written(root)


ROUTES = (
    (r"^/digest$", every),
    (r"^/digest\.atom$", feed),
    (r"^/digest/(?P<week>\d{4}-W\d{2})$", page),
)
