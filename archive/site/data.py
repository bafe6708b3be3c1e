"""What the home page and the search show, read with plain SQL."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import Any

from archive.search import marked, match_query, words

Row = dict[str, Any]

REPORT_LINE = """
select r.key, r.title, r.year, r.published_on, r.first_seen, r.sample, r.reading_id, r.form,
    p.key as publisher_key, p.name as publisher, p.province, p.prefecture, p.county,
    (select count(*) from checks
        where reading_id = r.reading_id and outcome = 'fail' and severity = 'hard') as failed
from reports r left join publishers p on p.id = r.publisher_id
"""


def rows_of(conn: sqlite3.Connection, sql: str, *parameters: object) -> list[Row]:
    return [dict(row) for row in conn.execute(sql, parameters)]


@dataclass(frozen=True)
class Home:
    counts: Row
    newest: list[Row]
    revised: list[Row]
    years: list[int]
    portals: list[Row]
    """host, name, sample and `cells`: reports by year."""
    last_run: Row | None
    visits: list[Row]


PORTALS_SHOWN = 40
OUTCOMES = {
    "complete": ("完成", "complete"),
    "silent": ("未见报告", "silent"),
    "budget": ("到达页数上限", "page budget"),
    "blocked": ("被拦截", "blocked"),
    "refused": ("被拒绝", "refused"),
    "unreachable": ("无法连接", "unreachable"),
    "failed": ("失败过多", "failed"),
    "interrupted": ("中断", "interrupted"),
}
"""How a visit to a portal, or a run, ended."""

COUNTS = """
select (select count(*) from reports) as reports, (select count(*) from publishers) as publishers,
    (select count(*) from portals) as portals, (select count(*) from captures) as captures,
    (select count(distinct reading_id) from checks where outcome = 'fail' and severity = 'hard'
        and reading_id in (select reading_id from reports)) as failing,
    (select count(*) from issues) as issues"""

GRID = """
select o.host, o.name, o.sample, r.year, count(distinct r.id) as n
from portals o join captures c on c.portal_id = o.id join versions v on v.capture_id = c.id
join renditions n on n.id = v.rendition_id join reports r on r.id = n.report_id
where r.year is not null group by o.id, r.year"""


def home(conn: sqlite3.Connection) -> Home:
    """Everything on the home page."""
    newest = rows_of(conn, REPORT_LINE + "order by r.first_seen desc, r.id desc limit 12")
    revised = rows_of(
        conn,
        """select c.kind, c.at, r.key, r.title, r.year, p.name as publisher from changes c
        join reports r on r.id = c.report_id left join publishers p on p.id = r.publisher_id
        where c.kind <> 'new' order by c.at desc, c.id desc limit 8""",
    )
    grid: dict[str, Row] = {}
    for row in rows_of(conn, GRID):
        portal = grid.setdefault(row["host"], {**row, "cells": {}})
        portal["cells"][row["year"]] = row["n"]
    portals = sorted(grid.values(), key=lambda p: (-sum(p["cells"].values()), p["host"]))[:PORTALS_SHOWN]
    years = sorted({year for portal in portals for year in portal["cells"]}, reverse=True)
    runs = rows_of(conn, "select started_at, ended_at, outcome from runs order by started_at desc limit 1")
    visits = rows_of(
        conn,
        """select o.host, o.name, v.outcome, v.why, v.started_at, v.pages, v.reports, v.new_reports
        from visits v join portals o on o.id = v.portal_id
        where v.run_id = (select id from runs order by started_at desc limit 1)
        order by v.outcome = 'complete' and v.why is null, o.host limit 40""",
    )
    counts = rows_of(conn, COUNTS)[0]
    return Home(counts, newest, revised, years, portals, runs[0] if runs else None, visits)


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
    years: list[int] = field(default_factory=list)
    provinces: list[str] = field(default_factory=list)
    more: bool = False


PAGE = 20


def search(conn: sqlite3.Connection, query: Query) -> Results:
    """Reports and publishers with every word of the query; without words, what the filters leave."""
    asked = bool(words(query.text))
    wheres: list[str] = []
    values: list[object] = []
    if asked:
        wheres.append("r.id in (select rowid from reports_fts where reports_fts match ?)")
        values.append(match_query(query.text))
    elif query.text.strip():
        wheres.append("0")  # something was typed, but no word: nothing contains it
    if query.year is not None:
        wheres.append("r.year = ?")
        values.append(query.year)
    if query.province:
        wheres.append("p.province = ?")
        values.append(query.province)
    where = f" where {' and '.join(wheres)}" if wheres else ""
    joined = f"from reports r left join publishers p on p.id = r.publisher_id{where}"
    total = conn.execute(f"select count(*) {joined}", values).fetchone()[0]
    order = " order by r.year desc, r.published_on desc, r.id limit ? offset ?"
    lines = rows_of(conn, REPORT_LINE + where + order, *values, PAGE, (query.page - 1) * PAGE)
    for line in lines:
        line["passage"] = _passage(conn, line["reading_id"], query.text) if asked else []
        line["title_pieces"] = marked(line["title"] or "", query.text, 200)
    years, provinces = choices(conn)
    return Results(
        query=query,
        total=total,
        reports=lines,
        publishers=_publishers(conn, query.text) if asked and query.page == 1 else [],
        years=years,
        provinces=provinces,
        more=total > query.page * PAGE,
    )


def choices(conn: sqlite3.Connection) -> tuple[list[int], list[str]]:
    """Years, newest first, and provinces to filter by."""
    years = rows_of(conn, "select distinct year from reports where year > 0 order by year desc")
    provinces = rows_of(
        conn, "select distinct province from publishers where province is not null order by 1"
    )
    return [row["year"] for row in years], [row["province"] for row in provinces]


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
    wheres, values = [], []
    for word in text.split():
        wheres.append("instr(p.name || coalesce(p.province, '') || coalesce(p.prefecture, ''), ?) > 0")
        values.append(word)
    return rows_of(
        conn,
        f"""select p.key, p.name, p.kind, p.province, p.prefecture, p.county, p.sample,
        count(r.id) as reports, min(r.year) as first, max(r.year) as last
        from publishers p left join reports r on r.publisher_id = p.id
        where {" and ".join(wheres)} group by p.id order by length(p.name), p.name limit 8""",
        *values,
    )
