"""Changes as a page and as a feed, with the same filters."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from datasette.utils.asgi import Response

from archive.clock import system_clock
from nianbao.site.pages import change_list
from nianbao.site.pages.atom import Addresses, atom
from nianbao.site.pages.handlers import overview, provinces
from nianbao.site.web import regions
from nianbao.site.web.web import HEADERS, KEY, language_of, number, read, render, view


def _wanted(request: Any) -> change_list.Filter:
    """The filters of a request; what is no key, code or day limits nothing."""
    args = request.args

    def fitting(name: str, fits: bool) -> str | None:
        return args.get(name) if fits else None

    region, report, publisher = (args.get(name) or "" for name in ("region", "report", "publisher"))
    since = args.get("since") or ""
    return change_list.Filter(
        kind=args.get("kind") or None,
        year=number(request, "year"),
        province=args.get("province") or None,
        region=fitting("region", bool(regions.CODE.fullmatch(region))),
        publisher=fitting("publisher", bool(KEY.fullmatch(publisher))),
        report=fitting("report", bool(KEY.fullmatch(report))),
        since=fitting("since", len(since) == 10 and since.replace("-", "").isdigit()),
    )


@view
async def changes_page(datasette: Any, request: Any, db: Any) -> Response:
    """`/changes?kind=&year=&province=&region=&publisher=&report=&since=&page=`, newest first."""
    wanted, page, t = _wanted(request), max(1, number(request, "page") or 1), language_of(request)
    found, more = await read(datasette, db, lambda conn: change_list.load(conn, wanted, page, t))
    choices: dict[str, Any] = {
        "years": (await overview(datasette, db)).years,
        "provinces": await provinces(datasette, db),
        "kinds": change_list.KINDS,
        "wanted": wanted,
        "region_name": wanted.region and (regions.name(wanted.region) or wanted.region),
    }
    return await render(
        datasette, request, db, "nb_changes.html", changes=found, page=page, more=more, **choices
    )


@view
async def changes_feed(datasette: Any, request: Any, db: Any) -> Response:
    """`/changes.atom` with the same filters: what is settled, so that nothing is told that was a slip of a day."""
    wanted, t = _wanted(request), language_of(request)
    wanted = replace(wanted, settled=system_clock())
    found, _ = await read(datasette, db, lambda conn: change_list.load(conn, wanted, t=t))

    def address(path: str) -> str:
        return str(datasette.absolute_url(request, datasette.urls.path(path)))

    query = wanted.query()
    at = Addresses(address("/changes.atom" + query), address("/changes" + query), address("/report/"))
    headers = {**HEADERS, "Cache-Control": "public, max-age=300"}
    return Response(atom(found, at, t), headers=headers, content_type="application/atom+xml; charset=utf-8")
