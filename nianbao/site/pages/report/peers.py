"""One report beside its peers: the same year, level and kind of body, in its prefecture and province."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass

from datasette.utils.asgi import Response

from nianbao.site.pages import choices
from nianbao.site.pages import search as searching
from nianbao.site.pages.report import load as reports
from nianbao.site.pages.report.model import Figure, Report
from nianbao.site.pages.report.table_html import drawing
from nianbao.site.tables import measures
from nianbao.site.tables.check_text import scaled
from nianbao.site.tables.measures import Number
from nianbao.site.web import regions
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.i18n import Language
from nianbao.site.web.rows import rows_of
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


@dataclass(frozen=True)
class Beside:
    report: Report
    peers: int
    """Bodies in the province, this one among them."""
    near: int
    """Of them in the prefecture."""
    groups: list[tuple[str, str, list[Line]]]
    """Table by table: Chinese and English title, lines of which any has more than nought."""

    @property
    def has_prefecture(self) -> bool:
        return self.near >= FEWEST


def load(conn: sqlite3.Connection, key: str, t: Language) -> Beside | None:
    """The report with this key beside its peers; None where it does not exist. Without a region, no peers."""
    found = reports.load(conn, key, t)
    if found is None:
        return None
    row, code = found.row, found.row["region_code"]
    if code is None or row["year"] is None:
        return Beside(found, 0, 0, [])
    province, prefecture = code[:2] + "0000", code[:4]
    of = (row["year"], row["level"], row["kind"], *regions.bounds(province))
    peers = rows_of(conn, PEERS, *of)
    near = sum(1 for peer in peers if peer["region_code"].startswith(prefecture))
    if len(peers) < FEWEST:
        return Beside(found, len(peers), near, [])
    wide: dict[str, list[Number]] = defaultdict(list)
    close: dict[str, list[Number]] = defaultdict(list)
    for peer in conn.execute(FIGURES, of):
        value = scaled(peer["value"], peer["scale"])
        if value is not None:
            wide[peer["key"]].append(value)
            if near >= FEWEST and peer["region_code"].startswith(prefecture):
                close[peer["key"]].append(value)
    groups = []
    for table in found.tables:
        lines = [
            Line(found.figures[field], measures.middle(close[field]), measures.middle(wide[field]))
            for field in table.fields()
            if field in found.figures and found.figures[field].state != "missing"
        ]
        if kept := [x for x in lines if x.figure.value != 0 or x.prefecture or x.province]:
            groups.append((table.zh, table.en, kept))
    return Beside(found, len(peers), near, groups)


@view
async def page(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/compare/<key>?q=&year=&page=`: one report beside the medians of its prefecture and province, or any other."""
    t, key, query = language_of(request), request.url_vars["key"], searching.query_of(request)
    found = await read(datasette, db, lambda conn: load(conn, key, t))
    if found is None:
        raise Missing("missing.report")
    results = searching.Results(query)
    if query.text or query.year:
        results = await read(datasette, db, lambda conn: searching.search(conn, query))
    context = {
        "beside": found,
        "number": measures.text,
        "pen": drawing(datasette, t),
        "query": query,
        "results": results,
        "years": await choices.years(datasette, db),
    }
    return await render(datasette, request, db, "peers.html", context)
