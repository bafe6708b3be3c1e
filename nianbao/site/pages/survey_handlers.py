"""Pages over many reports: regions, rankings, quality."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from datasette.utils.asgi import Response

from archive.clock import day, system_clock
from nianbao.site.pages import coverage, quality, ranking
from nianbao.site.pages import region as regions
from nianbao.site.pages.handlers import overview, remembered
from nianbao.site.tables import measures, progress
from nianbao.site.web import metadata as texts
from nianbao.site.web import regions as places
from nianbao.site.web.web import Missing, language_of, number, read, render, view

LEVELS = ("province", "prefecture", "county", "township")
KINDS = ("government", "government_office", "department", "township", "development_zone", "institution")


@view
async def region(datasette: Any, request: Any, db: Any) -> Response:
    """`/region/<code>`: what lies in it, its bodies by year, its neighbours; 000000 is the country."""
    code = request.url_vars["code"]

    def ask(conn: Any) -> regions.Region | None:
        return regions.load(conn, code)

    if code == places.COUNTRY:
        found = await remembered(datasette, db, "country", ask)
    else:
        found = await read(datasette, db, ask)
    if found is None:
        raise Missing("missing.region")
    context: dict[str, Any] = {
        "beside": regions.BESIDE,
        "number": measures.text,
        "measure_name": partial(measures.label, t=language_of(request)),
    }
    return await render(datasette, request, db, "nb_region.html", region=found, **context)


@view
async def rank(datasette: Any, request: Any, db: Any) -> Response:
    """`/ranking?measure=&year=&level=&kind=&region=&page=`."""
    years = (await overview(datasette, db)).years
    args = request.args

    def choice(name: str, among: tuple[str, ...], default: str | None) -> str | None:
        given = args.get(name)
        return given if given in among else default if given is None else None

    region = args.get("region") or ""
    wanted = ranking.Wanted(
        measure=choice("measure", measures.NAMES, "new_received") or "new_received",
        year=number(request, "year") or progress.due_year(day(system_clock()), years),
        level=choice("level", LEVELS, "county"),
        kind=choice("kind", KINDS, "government"),
        region=region if places.CODE.fullmatch(region) else None,
        page=max(1, number(request, "page") or 1),
    )
    found = await read(datasette, db, lambda conn: ranking.load(conn, wanted))
    context: dict[str, Any] = {
        "years": years,
        "levels": LEVELS,
        "kinds": KINDS,
        "figures": measures.FIGURES,
        "rates": measures.RATES,
        "measure_name": partial(measures.label, t=language_of(request)),
        "tiles": places.tiles(),
        "number": measures.text,
    }
    return await render(datasette, request, db, "nb_ranking.html", ranking=found, wanted=wanted, **context)


@view
async def coverage_page(datasette: Any, request: Any, db: Any) -> Response:
    """`/coverage?year=&region=&kind=&status=&page=`: who published in time, late, or not."""
    today, args = day(system_clock()), request.args
    years = await remembered(datasette, db, "coverage years", coverage.years_of)
    region = args.get("region") or ""
    wanted = coverage.Wanted(
        year=number(request, "year") or progress.due_year(today, years),
        region=region if places.CODE.fullmatch(region) else places.COUNTRY,
        kind=args.get("kind") if args.get("kind") in KINDS else None,
        status=args.get("status") if args.get("status") in coverage.STATED else None,
        page=max(1, number(request, "page") or 1),
    )

    of = replace(wanted, status=None, page=1)
    counts = await remembered(datasette, db, f"{of} {today}", lambda conn: coverage.count(conn, of, today))
    by_year = f"coverage by year {of.region}"
    grid = await remembered(datasette, db, by_year, lambda conn: coverage.grid(conn, of.region))
    bodies, more = await read(datasette, db, lambda conn: coverage.bodies(conn, wanted, today))
    context: dict[str, Any] = {
        "years": years,
        "kinds": KINDS,
        "statuses": coverage.STATED,
        "tiles": places.tiles(),
        "names": places.name,
        "share": progress.Share,
        "counts": counts,
        "grid": grid,
        "bodies": bodies,
        "more": more,
    }
    return await render(datasette, request, db, "nb_coverage.html", wanted=wanted, **context)


@view
async def quality_page(datasette: Any, request: Any, db: Any) -> Response:
    """`/quality`: identities that fail, what could not be read, portals by health."""
    found = await remembered(datasette, db, "quality", quality.load)
    return await render(datasette, request, db, "nb_quality.html", quality=found)


@view
async def data_page(datasette: Any, request: Any, db: Any) -> Response:
    """`/data`: every table, view and query, what its columns mean, and where to take it from."""
    tables = texts.metadata(datasette)["databases"][db.name]["tables"]
    there = {*await db.table_names(), *await db.view_names()}
    shown = {name: table for name, table in tables.items() if name in there and not table.get("hidden")}
    t = language_of(request)
    context: dict[str, Any] = {"tables": shown, "queries": texts.queries(), "say": partial(texts.said, t=t)}
    return await render(datasette, request, db, "nb_data.html", **context)
