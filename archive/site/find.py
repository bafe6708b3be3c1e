"""The search: reports, publishers and regions with every word that was asked for."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

from archive.search import marked, match_query, words
from archive.site.lines import REPORT_LINE, Row, rows_of

PAGE = 20


@dataclass(frozen=True)
class Query:
    """What was asked of the search page."""

    text: str = ""
    year: int | None = None
    province: str | None = None
    page: int = 1


@dataclass(frozen=True)
class Results:
    query: Query
    total: int = 0
    reports: list[Row] = field(default_factory=list)
    """Report lines with `passage`: pieces (text, is a hit)."""
    publishers: list[Row] = field(default_factory=list)
    regions: list[Row] = field(default_factory=list)
    more: bool = False


def search(conn: sqlite3.Connection, query: Query) -> Results:
    """Reports and publishers with every word of the query; without words, what the filters leave."""
    asked = bool(words(query.text))
    if query.text.strip() and not asked:
        return Results(query)  # something was typed, but no word: nothing contains it
    wheres, values = _limits(query)
    if asked:
        wheres.append("r.id in (select rowid from reports_fts where reports_fts match ?)")
        values.append(match_query(query.text))
    where = f" where {' and '.join(wheres)}" if wheres else ""
    listed = f"from reports r left join publishers p on p.id = r.publisher_id{where}"
    total = conn.execute(f"select count(*) {listed}", values).fetchone()[0]
    order = "order by r.year desc, r.id desc"
    # First the keys of one page, then what the page says of each: not of every hit.
    ids = f"select r.id {listed} {order} limit {PAGE} offset ?"
    lines = rows_of(conn, f"{REPORT_LINE} where r.id in ({ids}) {order}", *values, (query.page - 1) * PAGE)
    for line in lines:
        line["passage"] = _passage(conn, line["reading_id"], query.text) if asked else []
        line["title_pieces"] = marked(line["title"] or "", query.text, 200)
    first = asked and query.page == 1
    return Results(
        query=query,
        total=total,
        reports=lines,
        publishers=_publishers(conn, query.text) if first else [],
        regions=_regions(conn, query.text) if first else [],
        more=total > query.page * PAGE,
    )


def _limits(query: Query) -> tuple[list[str], list[object]]:
    """The conditions of the filters and their values."""
    wheres: list[str] = []
    values: list[object] = []
    if query.year is not None:
        wheres.append("r.year = ?")
        values.append(query.year)
    if query.province:
        wheres.append("p.province = ?")
        values.append(query.province)
    return wheres, values


def provinces(conn: sqlite3.Connection) -> list[str]:
    """Names of provinces to filter by."""
    sql = "select distinct province from publishers where province is not null order by 1"
    return [row["province"] for row in rows_of(conn, sql)]


def _passage(conn: sqlite3.Connection, reading: int, text: str) -> list[tuple[str, bool]]:
    """The first passage of the narrative with a hit, else its beginning."""
    first: list[tuple[str, bool]] = []
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
