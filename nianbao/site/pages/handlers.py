"""Home, search, report, publisher, compare: each view reads what it shows on a read connection and fills a template."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from datasette.utils.asgi import Response
from datasette.views.index import IndexView

from archive.clock import day, system_clock
from nianbao.site.pages import compare as comparing
from nianbao.site.pages import home, peers
from nianbao.site.pages import publisher as publishers
from nianbao.site.pages import report as reports
from nianbao.site.pages import search as find
from nianbao.site.pages.report_json import as_json
from nianbao.site.pages.table_html import Drawing
from nianbao.site.tables import measures
from nianbao.site.web import regions
from nianbao.site.web.cache import Memo
from nianbao.site.web.i18n import Language
from nianbao.site.web.web import HEADERS, KEY, Missing, archives, language_of, number, read, render, view
from parsers.forms import labels

COUNTING_MS = 20_000
"""What is counted once for all readers may take so long on a busy machine; nobody can make it count often."""
_MEMOS: WeakKeyDictionary[Any, Memo] = WeakKeyDictionary()


async def remembered(datasette: Any, db: Any, name: str, ask: Any) -> Any:
    """What `ask(connection)` gives, kept for a while under this name."""
    memo = _MEMOS.setdefault(datasette, Memo())
    return await memo.get(db.path, name, lambda: read(datasette, db, ask, COUNTING_MS))


async def overview(datasette: Any, db: Any) -> home.Overview:
    """The counts that every page may need."""
    now: datetime = system_clock()
    found: home.Overview = await remembered(datasette, db, "overview", lambda c: home.overview(c, now))
    return found


async def provinces(datasette: Any, db: Any) -> list[str]:
    found: list[str] = await remembered(datasette, db, "provinces", find.provinces)
    return found


@view
async def _home(datasette: Any, request: Any, db: Any) -> Response:
    seen = await overview(datasette, db)
    news = await read(datasette, db, lambda conn: home.news(conn, system_clock()))
    context: dict[str, Any] = {"tiles": regions.tiles(), "examples": home.EXAMPLES}
    return await render(datasette, request, db, "nb_home.html", seen=seen, news=news, **context)


async def home_page(datasette: Any, request: Any) -> Response:
    """`/`: search, how complete the year is, what is new, what was revised, the health of the crawl.

    Where no archive is attached, Datasette's own index.
    """
    if await archives(datasette):
        return await _home(datasette, request)
    request.scope["url_route"]["kwargs"]["format"] = None
    return await IndexView(datasette).get(request)


def _query(request: Any) -> find.Query:
    return find.Query(
        text=(request.args.get("q") or "").strip()[:200],
        year=number(request, "year"),
        province=request.args.get("province") or None,
        page=max(1, number(request, "page") or 1),
    )


@view
async def search(datasette: Any, request: Any, db: Any) -> Response:
    """`/search?q=&year=&province=&page=`."""
    query = _query(request)
    results = await read(datasette, db, lambda conn: find.search(conn, query))
    choices: dict[str, Any] = {
        "years": (await overview(datasette, db)).years,
        "provinces": await provinces(datasette, db),
    }
    return await render(datasette, request, db, "nb_search.html", results=results, query=query, **choices)


def pen(datasette: Any, t: Language) -> Drawing:
    """What draws the tables of a page."""
    return Drawing(t, str(datasette.urls.path("/")).rstrip("/"))


@view
async def report(datasette: Any, request: Any, db: Any) -> Response:
    """`/report/<key>` and `/report/<key>.json`."""
    t = language_of(request)

    def load(conn: Any) -> tuple[reports.Report, comparing.Comparison | None] | None:
        found = reports.load(conn, request.url_vars["key"], t)
        if found is None:
            return None
        before = reports.load(conn, found.last_year["key"], t) if found.last_year else None
        return found, comparing.between(before, found) if before else None

    found = await read(datasette, db, load)
    if found is None:
        raise Missing("missing.report")
    if request.url_vars["json"]:
        body = json.dumps(as_json(found[0]), ensure_ascii=False, indent=1)
        return Response(body, headers=HEADERS, content_type="application/json; charset=utf-8")
    context = {
        "report": found[0],
        "comparison": found[1],
        "section_labels": labels("sections"),
        "pen": pen(datasette, t),
    }
    return await render(datasette, request, db, "nb_report.html", **context)


@view
async def publisher(datasette: Any, request: Any, db: Any) -> Response:
    """`/publisher/<key>`: its reports by year with their key figures."""
    today = day(system_clock())
    found = await read(datasette, db, lambda conn: publishers.load(conn, request.url_vars["key"], today))
    if found is None:
        raise Missing("missing.publisher")
    return await render(datasette, request, db, "nb_publisher.html", publisher=found)


@view
async def compare(datasette: Any, request: Any, db: Any) -> Response:
    """`/compare/<key>/<key>`: two reports side by side; `/compare?first=&second=` leads there."""
    asked = request.url_vars or request.args
    first, second = (str(asked.get(side) or "") for side in ("first", "second"))
    if not (KEY.fullmatch(first) and KEY.fullmatch(second)):
        raise Missing("missing.report")
    if not request.url_vars:
        return Response.redirect(datasette.urls.path(f"/compare/{first}/{second}"))
    t = language_of(request)
    found = await read(datasette, db, lambda conn: comparing.load(conn, first, second, t))
    if found is None:
        raise Missing("missing.report")
    return await render(datasette, request, db, "nb_compare.html", comparison=found, pen=pen(datasette, t))


@view
async def beside(datasette: Any, request: Any, db: Any) -> Response:
    """`/compare/<key>?q=&year=&page=`: one report beside the medians of its prefecture and province, or any other."""
    t, key, query = language_of(request), request.url_vars["key"], _query(request)
    found = await read(datasette, db, lambda conn: peers.load(conn, key, t))
    if found is None:
        raise Missing("missing.report")
    asked = query.text or query.year
    results = (
        await read(datasette, db, lambda conn: find.search(conn, query)) if asked else find.Results(query)
    )
    context = {
        "beside": found,
        "number": measures.text,
        "pen": pen(datasette, t),
        "query": query,
        "results": results,
    }
    context["years"] = (await overview(datasette, db)).years
    return await render(datasette, request, db, "nb_medians.html", **context)
