"""What the home page, the search and a publisher's page show, read with plain SQL."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import Any

from archive.search import marked, match_query, words
from archive.site.report import scaled
from archive.views import KEY_FIGURES

Row = dict[str, Any]

REPORT_LINE = """
select r.key, r.title, r.year, r.published_on, r.first_seen, r.sample, r.reading_id, r.form,
    p.key as publisher_key, p.name as publisher, p.province, p.prefecture, p.county,
    (select count(*) from checks
        where reading_id = r.reading_id and outcome = 'fail' and severity = 'hard') as failed
from reports r left join publishers p on p.id = r.publisher_id
"""


def _rows(conn: sqlite3.Connection, sql: str, *parameters: object) -> list[Row]:
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
    newest = _rows(conn, REPORT_LINE + "order by r.first_seen desc, r.id desc limit 12")
    revised = _rows(
        conn,
        """select c.kind, c.at, r.key, r.title, r.year, p.name as publisher from changes c
        join reports r on r.id = c.report_id left join publishers p on p.id = r.publisher_id
        where c.kind <> 'new' order by c.at desc, c.id desc limit 8""",
    )
    grid: dict[str, Row] = {}
    for row in _rows(conn, GRID):
        portal = grid.setdefault(row["host"], {**row, "cells": {}})
        portal["cells"][row["year"]] = row["n"]
    portals = sorted(grid.values(), key=lambda p: (-sum(p["cells"].values()), p["host"]))[:PORTALS_SHOWN]
    years = sorted({year for portal in portals for year in portal["cells"]})
    runs = _rows(conn, "select started_at, ended_at, outcome from runs order by started_at desc limit 1")
    visits = _rows(
        conn,
        """select o.host, o.name, v.outcome, v.why, v.started_at, v.pages, v.reports, v.new_reports
        from visits v join portals o on o.id = v.portal_id
        where v.run_id = (select id from runs order by started_at desc limit 1)
        order by v.outcome = 'done', o.host limit 40""",
    )
    counts = _rows(conn, COUNTS)[0]
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
    lines = _rows(conn, REPORT_LINE + where + order, *values, PAGE, (query.page - 1) * PAGE)
    for line in lines:
        line["passage"] = _passage(conn, line["reading_id"], query.text) if asked else []
        line["title_pieces"] = marked(line["title"] or "", query.text, 200)
    years = [
        row["year"]
        for row in _rows(conn, "select distinct year from reports where year > 0 order by year desc")
    ]
    provinces = _rows(conn, "select distinct province from publishers where province is not null order by 1")
    return Results(
        query=query,
        total=total,
        reports=lines,
        publishers=_publishers(conn, query.text) if asked and query.page == 1 else [],
        years=years,
        provinces=[row["province"] for row in provinces],
        more=total > query.page * PAGE,
    )


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
    return _rows(
        conn,
        f"""select p.key, p.name, p.kind, p.province, p.prefecture, p.county, p.sample,
        count(r.id) as reports, min(r.year) as first, max(r.year) as last
        from publishers p left join reports r on r.publisher_id = p.id
        where {" and ".join(wheres)} group by p.id order by length(p.name), p.name limit 8""",
        *values,
    )


SHORT = {
    "new_received": ("新收", "received"),
    "carried_in": ("上年结转", "carried in"),
    "granted": ("予以公开", "granted"),
    "partial": ("部分公开", "partly"),
    "total_results": ("办理总计", "results"),
    "carried_out": ("结转下年", "carried out"),
    "review": ("行政复议", "reviews"),
    "litigation_direct": ("直接起诉", "suits"),
    "litigation_after_review": ("复议后起诉", "suits after review"),
    "normative_docs_in_force": ("有效规范性文件", "normative documents"),
    "licensing": ("行政许可", "licences"),
    "penalty": ("行政处罚", "penalties"),
    "fees_wan": ("收费（万元）", "fees"),
}
"""Column of KEY_FIGURES -> a heading short enough for a table of years."""


@dataclass(frozen=True)
class Publisher:
    row: Row
    reports: list[Row]
    """Report lines with `figures`: column of KEY_FIGURES -> (text, state)."""
    fields: dict[str, Row]
    """Column of KEY_FIGURES -> the field's row, those that any report has."""


def publisher(conn: sqlite3.Connection, key: str) -> Publisher | None:
    """A publisher with its reports, newest first, and their key figures."""
    found = _rows(conn, "select * from publishers where key = ?", key)
    if not found:
        return None
    reports = _rows(conn, REPORT_LINE + "where p.key = ? order by r.year desc, r.id", key)
    columns = {name: column for column, name in KEY_FIGURES.items()}
    marks = ", ".join("?" * len(columns))
    fields = {
        columns[f["key"]]: f for f in _rows(conn, f"select * from fields where key in ({marks})", *columns)
    }
    for report in reports:
        report["figures"] = {
            columns[row["key"]]: (row["raw"] or _text(row["value"], row["scale"]), row["state"])
            for row in _rows(
                conn,
                f"""select fields.key, figures.value, fields.scale, figures.raw, figures.state from figures
                join fields on fields.id = figures.field_id
                where figures.reading_id = ? and fields.key in ({marks})""",
                report["reading_id"],
                *columns,
            )
        }
    shown = {c: fields[c] for c in KEY_FIGURES if c in fields and any(c in r["figures"] for r in reports)}
    return Publisher(found[0], reports, shown)


def _text(value: int | None, scale: int) -> str:
    number = scaled(value, scale)
    return "" if number is None else f"{number:f}" if scale else str(number)
