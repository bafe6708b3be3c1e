"""Changes as a page and as a feed, with the same filters."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from datasette.utils.asgi import Response

from archive.clock import system_clock
from archive.history.channels import ConfigError
from nianbao.site.pages import choices
from nianbao.site.told import change_list
from nianbao.site.told.atom import Addresses, atom
from nianbao.site.told.mail_settings import MailSettings, mail_settings
from nianbao.site.web import posted, regions
from nianbao.site.web.cache import cached
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.web import HEADERS, KEY, home_address, language_of, number, read, render, view


def wanted_of(request: Request) -> change_list.Filter:
    """The filters of a request; what is no key, code or day limits nothing."""
    args = request.args
    since = args.get("since") or ""
    return change_list.Filter(
        kind=args.get("kind") or None,
        year=number(request, "year"),
        province=args.get("province") or None,
        region=choices.region_code(request),
        publisher=_key(request, "publisher"),
        report=_key(request, "report"),
        since=since if len(since) == 10 and since.replace("-", "").isdigit() else None,
        level=choices.one_of(request, "level", choices.LEVELS),
        body=choices.one_of(request, "body", choices.KINDS),
    )


def settings_of(db: Database) -> MailSettings | None:
    """How this archive's alerts are mailed; None where they are not, or are set up wrongly (`nianbao notify` says how)."""
    with suppress(ConfigError):
        return mail_settings(Path(db.path or "/nowhere").absolute().parent)
    return None


def _key(request: Request, name: str) -> str | None:
    given = request.args.get(name) or ""
    return given if KEY.fullmatch(given) else None


@view
async def page(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/changes?kind=&year=&province=&region=&publisher=&report=&since=&level=&body=&page=`, newest first."""
    wanted, at, t = wanted_of(request), choices.page_number(request), language_of(request)
    found, more = await read(datasette, db, lambda conn: change_list.load(conn, wanted, at, t))
    context = {
        "changes": found,
        "page": at,
        "more": more,
        "years": await choices.years(datasette, db),
        "provinces": await choices.provinces(datasette, db),
        "kinds": change_list.KINDS,
        "levels": choices.LEVELS,
        "bodies": choices.KINDS,
        "counts": await cached(datasette, db, "change_counts", change_list.counts),
        "wanted": wanted,
        "is_mailed": settings_of(db) is not None,
        "honeypot": posted.HONEYPOT,
        "region_name": wanted.region and (regions.name(wanted.region) or wanted.region),
    }
    return await render(datasette, request, db, "changes.html", context)


@view
async def feed(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/changes.atom` with the same filters: confirmed changes alone, so that no error of one day is announced."""
    wanted, at, t = wanted_of(request), choices.page_number(request), language_of(request)
    wanted = replace(wanted, now=system_clock())
    found, more = await read(datasette, db, lambda conn: change_list.load(conn, wanted, at, t))
    site, language = home_address(datasette, request), request.args.get("lang") and t.code

    def address(page: int) -> str:
        return f"{site}changes.atom{wanted.query(page=page if page > 1 else None, lang=language)}"

    pages = {"first": address(1)} | ({"previous": address(at - 1)} if at > 1 else {})
    pages |= {"next": address(at + 1)} if more else {}
    addresses = Addresses(address(at), f"{site}changes{wanted.query()}", site, pages)
    headers = {**HEADERS, "Cache-Control": "public, max-age=300"}
    return Response(
        atom(found, addresses, t), headers=headers, content_type="application/atom+xml; charset=utf-8"
    )


ROUTES = (
    (r"^/changes$", page),
    (r"^/changes\.atom$", feed),
)
