"""One report beside its peers: the same year, level and kind of publisher, in its prefecture and province."""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, groupby

from datasette.utils.asgi import Response

from nianbao.site.pages import choices
from nianbao.site.pages.report import load as reports
from nianbao.site.pages.report.model import Figure, Report
from nianbao.site.pages.report.table_html import drawing
from nianbao.site.pages.search import query_of
from nianbao.site.search.results import Results, search
from nianbao.site.tables import measures
from nianbao.site.tables.measures import Number
from nianbao.site.web import regions
from nianbao.site.web.cache import cached
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.web import Missing, language_of, read, render, view

FEWEST = 3

PEERS = """
select r.reading_id from publishers p cross join reports r on r.publisher_id = p.id
where p.kind is :kind and p.level is :level and p.region_code >= :low and p.region_code < :high
    and r.year = :year and r.reading_id is not null"""
"""A cross join is taken in its order: from the bodies of a place, never through all reports of a year."""

VALUES = f"""
select d.key, d.scale, c.value, c.n from (
    select f.field_id, f.value, count(*) as n from ({PEERS}) x cross join figures f on f.reading_id = x.reading_id
    where f.value is not null group by f.field_id, f.value) c
join fields d on d.id = c.field_id order by c.field_id, c.value"""
"""How often each value stands in each field: most of them are 0, so that these are a hundredth of the figures."""


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


@dataclass(frozen=True, slots=True)
class Group:
    """The reports of one year by bodies of one level and kind; `code`: that of the region they lie in."""

    year: int
    level: str | None
    kind: str | None
    code: str


Medians = Mapping[str, Number]
"""Field key -> the median of its values."""


@dataclass(frozen=True, slots=True)
class Peers:
    """How many reports a group has, and their medians, of none where they are few."""

    count: int
    medians: Medians


def peers(conn: sqlite3.Connection, group: Group) -> Peers:
    """What a group comes to."""
    low, high = regions.bounds(group.code)
    of = {"year": group.year, "level": group.level, "kind": group.kind, "low": low, "high": high}
    count = int(conn.execute(f"select count(*) from ({PEERS})", of).fetchone()[0])
    rows = conn.execute(VALUES, of) if count >= FEWEST else ()
    by_field = groupby(rows, key=lambda row: (row["key"], row["scale"]))
    return Peers(
        count,
        {
            key: median([(r["value"], r["n"]) for r in counted]).scaleb(-scale)
            for (key, scale), counted in by_field
        },
    )


def median(counted: Sequence[tuple[int, int]]) -> Decimal:
    """The median of values in their order, each given with how often it stands there: of an even number the middle of two."""
    values, ends = [value for value, _ in counted], list(accumulate(n for _, n in counted))
    low, high = (values[bisect_right(ends, place)] for place in ((ends[-1] - 1) // 2, ends[-1] // 2))
    return Decimal(low + high) / 2


async def beside(datasette: Datasette, db: Database, found: Report) -> Beside:
    """A report beside its peers. Without a region, no peers."""
    row, code = found.row, found.row.region_code
    if code is None or row.year is None:
        return Beside(found, 0, 0, [])
    province = await _peers(datasette, db, Group(row.year, row.level, row.kind, f"{code[:2]}0000"))
    near = await _peers(datasette, db, Group(row.year, row.level, row.kind, f"{code[:4]}00"))
    if province.count < FEWEST:
        return Beside(found, province.count, near.count, [])
    return Beside(found, province.count, near.count, _groups(found, near.medians, province.medians))


async def _peers(datasette: Datasette, db: Database, group: Group) -> Peers:
    return await cached(datasette, db, f"peers {group}", lambda conn: peers(conn, group))


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
    report = await read(datasette, db, lambda conn: reports.load(conn, key, t))
    if report is None:
        raise Missing("missing.report")
    results = Results(query)
    if query.text or query.year:
        results = await read(datasette, db, lambda conn: search(conn, query))
    context = {
        "beside": await beside(datasette, db, report),
        "number": measures.text,
        "pen": drawing(datasette, t),
        "query": query,
        "results": results,
        "years": await choices.years(datasette, db),
    }
    return await render(datasette, request, db, "peers.html", context)


ROUTES = ((r"^/compare/(?P<key>[0-9a-f]{32})$", page),)
