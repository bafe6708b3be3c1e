"""One report beside its peers: the same year, level and kind of publisher, in its prefecture and province."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from datasette.utils.asgi import Response

from archive.reports.fields import from_stored
from nianbao.site.pages import choices
from nianbao.site.pages.report import load as reports
from nianbao.site.pages.report.model import Figure, Report
from nianbao.site.pages.report.table_html import drawing
from nianbao.site.pages.search import query_of
from nianbao.site.search.results import Results, search
from nianbao.site.tables import measures
from nianbao.site.tables.measures import Number
from nianbao.site.web import regions
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.i18n import Language
from nianbao.site.web.rows import Row, rows_of
from nianbao.site.web.web import Missing, language_of, read, render, view

FEWEST = 3

PEERS = """
select r.id, p.region_code from reports r join publishers p on p.id = r.publisher_id
where r.year = ? and p.level is ? and p.kind is ? and p.region_code >= ? and p.region_code < ?
    and r.reading_id is not null"""

FIGURES = """
select d.key, d.scale, f.value, p.region_code from reports r
join publishers p on p.id = r.publisher_id join figures f on f.reading_id = r.reading_id
join fields d on d.id = f.field_id
where r.year = ? and p.level is ? and p.kind is ? and p.region_code >= ? and p.region_code < ?
    and f.value is not null"""


@dataclass(frozen=True, slots=True)
class Line:
    figure: Figure
    prefecture: Number | None
    province: Number | None

    @property
    def is_more_than_zeros(self) -> bool:
        return self.figure.value != 0 or bool(self.prefecture) or bool(self.province)


@dataclass(frozen=True)
class Beside:
    report: Report
    peers: int
    """Publishers in the province, this one among them."""
    near: int
    """Of them in the prefecture."""
    groups: list[tuple[str, str, list[Line]]]
    """Table by table: Chinese and English title, lines in which any figure is not zero."""

    @property
    def has_prefecture(self) -> bool:
        return self.near >= FEWEST


def load(conn: sqlite3.Connection, key: str, t: Language) -> Beside | None:
    """The report with this key beside its peers; None where it does not exist. Without a region, no peers."""
    found = reports.load(conn, key, t)
    if found is None:
        return None
    row, code = found.row, found.row.region_code
    if code is None or row.year is None:
        return Beside(found, 0, 0, [])
    bounds = regions.bounds(code[:2] + "0000")
    of = (row.year, row.level, row.kind, *bounds)
    peers = rows_of(conn, PEERS, *of)
    near = sum(1 for peer in peers if peer["region_code"].startswith(code[:4]))
    if len(peers) < FEWEST:
        return Beside(found, len(peers), near, [])
    figures = rows_of(conn, FIGURES, *of)
    close = [row for row in figures if row["region_code"].startswith(code[:4])]
    medians = _medians(close) if near >= FEWEST else {}, _medians(figures)
    return Beside(found, len(peers), near, _groups(found, *medians))


Medians = Mapping[str, Number | None]
"""Field key -> the median of its values."""


def _medians(figures: Iterable[Row]) -> Medians:
    by_field: dict[str, list[Number | None]] = defaultdict(list)
    for row in figures:
        by_field[row["key"]].append(from_stored(row["value"], row["scale"]))
    return {field: measures.middle(values) for field, values in by_field.items()}


def _groups(report: Report, prefecture: Medians, province: Medians) -> list[tuple[str, str, list[Line]]]:
    """Table by table the figures that the report has, without the lines in which all are zero."""
    groups = []
    for table in report.tables:
        figures = [report.figures[field] for field in table.fields() if field in report.figures]
        lines = [Line(f, prefecture.get(f.key), province.get(f.key)) for f in figures if f.state != "missing"]
        if kept := [line for line in lines if line.is_more_than_zeros]:
            groups.append((table.zh, table.en, kept))
    return groups


@view
async def page(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/compare/<key>?q=&year=&page=`: one report beside the medians of its prefecture and province, or any other."""
    t, key, query = language_of(request), request.url_vars["key"], query_of(request)
    found = await read(datasette, db, lambda conn: load(conn, key, t))
    if found is None:
        raise Missing("missing.report")
    results = Results(query)
    if query.text or query.year:
        results = await read(datasette, db, lambda conn: search(conn, query))
    context = {
        "beside": found,
        "number": measures.text,
        "pen": drawing(datasette, t),
        "query": query,
        "results": results,
        "years": await choices.years(datasette, db),
    }
    return await render(datasette, request, db, "peers.html", context)


ROUTES = ((r"^/compare/(?P<key>[0-9a-f]{32})$", page),)
