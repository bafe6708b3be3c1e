"""The search: reports, publishers and regions with every word that was asked for."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

from datasette.utils.asgi import Response

from archive.search import marked, match_query, words
from nianbao.site.pages import choices
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.rows import REPORT_LINE, ReportLine, Row, rows_as, rows_of
from nianbao.site.web.web import number, read, render, view

PAGE = 20
COUNTED = 1000
"""Hits are counted so far: a word that every report has would be counted for longer than a page may take."""


@dataclass(frozen=True)
class Query:
    """What was asked of the search page."""

    text: str = ""
    year: int | None = None
    province: str | None = None
    page: int = 1


Pieces = list[tuple[str, bool]]
"""Texts, and whether each is a hit."""


@dataclass(slots=True, kw_only=True)
class Hit(ReportLine):
    """`passage`: the first of the narrative that has a word of the query."""

    passage: Pieces = field(default_factory=list)
    title_pieces: Pieces = field(default_factory=list)


@dataclass(frozen=True)
class Results:
    query: Query
    total: int = 0
    """At most COUNTED."""
    beyond: bool = False
    """There are more than `total`."""
    reports: list[Hit] = field(default_factory=list)
    publishers: list[Row] = field(default_factory=list)
    regions: list[Row] = field(default_factory=list)
    more: bool = False


def search(conn: sqlite3.Connection, query: Query) -> Results:
    """Reports and publishers with every word of the query; without words, all that the filters let through."""
    asked = bool(words(query.text))
    if query.text.strip() and not asked:
        return Results(query)  # something was typed, but no word: nothing contains it
    total = _counted(conn, query)
    ids, values = _newest(query, many=total > COUNTED)
    # First the keys of one page and one more, then what the page says of each: not of every hit.
    order = "order by r.year desc, r.id desc"
    keys = f"{ids} {order} limit {PAGE + 1} offset {(query.page - 1) * PAGE}"
    lines = rows_as(conn, Hit, f"{REPORT_LINE} where r.id in ({keys}) {order}", *values)
    more = len(lines) > PAGE
    for line in lines[:PAGE]:
        line.passage = _passage(conn, line.reading_id, query.text) if asked else []
        line.title_pieces = marked(line.title or "", query.text, 200)
    first = asked and query.page == 1
    return Results(
        query=query,
        total=min(total, COUNTED),
        beyond=total > COUNTED,
        reports=lines[:PAGE],
        publishers=_publishers(conn, query.text) if first else [],
        regions=_regions(conn, query.text) if first else [],
        more=more,
    )


def _counted(conn: sqlite3.Connection, query: Query) -> int:
    """The hits, or COUNTED + 1 where there are more: in the order of the index, and no more."""
    hits = "reports r"
    wheres, values = _limits(query)
    if words(query.text):
        hits = "reports_fts f cross join reports r on r.id = f.rowid"  # never the reports first
        wheres.append("reports_fts match ?")
        values.append(match_query(query.text))
    sql = f"select count(*) from (select 1 from {hits}{_where(wheres)} limit {COUNTED + 1})"
    found: int = conn.execute(sql, values).fetchone()[0]
    return found


def _newest(query: Query, *, many: bool) -> tuple[str, list[object]]:
    """The query for the ids of all hits, and its values.

    `many`: it walks the reports from the newest year on, where sorting all that were found would take longer.
    """
    wheres, values = _limits(query)
    if words(query.text):
        wheres.append("r.id in (select rowid from reports_fts where reports_fts match ?)")
        values.append(match_query(query.text))
    walk = " indexed by reports_year" if many else ""
    return f"select r.id from reports r{walk}{_where(wheres)}", values


def _where(conditions: list[str]) -> str:
    return f" where {' and '.join(conditions)}" if conditions else ""


def _limits(query: Query) -> tuple[list[str], list[object]]:
    """The conditions of the filters and their values."""
    wheres: list[str] = []
    values: list[object] = []
    if query.year is not None:
        wheres.append("r.year = ?")
        values.append(query.year)
    if query.province:
        wheres.append("r.publisher_id in (select id from publishers where province = ?)")
        values.append(query.province)
    return wheres, values


def _passage(conn: sqlite3.Connection, reading: int | None, text: str) -> Pieces:
    """The first passage of the narrative with a hit, else its beginning."""
    first: Pieces = []
    for row in conn.execute("select text from sections where reading_id = ? order by position", [reading]):
        pieces = marked(" ".join(row["text"].split("\n")), text, 130)
        if any(hit for _, hit in pieces):
            return pieces
        first = first or pieces
    return first


def _publishers(conn: sqlite3.Connection, text: str) -> list[Row]:
    """Publishers whose name or place has every word of the query."""
    where, values = _has_words("p.name || coalesce(p.province, '') || coalesce(p.prefecture, '')", text)
    return rows_of(
        conn,
        f"""select p.key, p.name, p.kind, p.province, p.prefecture, p.county, p.region_code, p.sample,
        count(r.id) as reports, min(r.year) as first, max(r.year) as last
        from (select * from publishers p where {where} order by length(p.name), p.name limit 8) p
        left join reports r on r.publisher_id = p.id group by p.id order by length(p.name), p.name""",
        *values,
    )


def _regions(conn: sqlite3.Connection, text: str) -> list[Row]:
    """Regions of the archive whose name has every word of the query."""
    where, values = _has_words("name", text)
    return rows_of(
        conn,
        f"select code, name, province, prefecture from regions where {where} order by code limit 8",
        *values,
    )


def _has_words(column: str, text: str) -> tuple[str, list[str]]:
    parts = text.split()
    return " and ".join(f"instr({column}, ?) > 0" for _ in parts) or "0", parts


def query_of(request: Request) -> Query:
    """`?q=&year=&province=&page=`."""
    return Query(
        text=(request.args.get("q") or "").strip()[:200],
        year=number(request, "year"),
        province=request.args.get("province") or None,
        page=choices.page_number(request),
    )


@view
async def page(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/search?q=&year=&province=&page=`."""
    query = query_of(request)
    context = {
        "results": await read(datasette, db, lambda conn: search(conn, query)),
        "query": query,
        "years": await choices.years(datasette, db),
        "provinces": await choices.provinces(datasette, db),
    }
    return await render(datasette, request, db, "search.html", context)


ROUTES = ((r"^/search$", page),)
