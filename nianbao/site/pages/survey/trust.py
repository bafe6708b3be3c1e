"""What the archive may be trusted for, and what not: how it is made, how right it is, what is missing, what was our error."""

from __future__ import annotations

import sqlite3
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from datasette.utils.asgi import Response

from archive.schema import tallies, view_coverage
from nianbao.site.web.cache import cached
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.rows import Json, Row, rows_of
from nianbao.site.web.web import render, view

CARD = Path(__file__).parents[2] / "accuracy.toml"
MISTAKES = 20

STATES = "select state, count(*) as n from health group by state order by n desc, state"
GAPS = f"""
select coalesce(sum(status in ('overdue', 'not_published')), 0) as not_published,
    coalesce(sum(status = 'not_observable'), 0) as not_read from ({view_coverage.select(view_coverage.TODAY, "not e.present")})"""
RULES = """
select json_extract(part, '$[0]') as basis, json_extract(part, '$[1]') as binding, json_extract(part, '$[2]') as due,
    min(json_extract(part, '$[3]')) as first, max(json_extract(part, '$[3]')) as last, sum(n) as n from tallies where of = 'due' and n > 0 group by 1, 2, 3 order by 2 desc, first, due"""
SAID = """
select kind, verdict, count(*) as n from decisions where kind in ('reader', 'override')
group by kind, iif(kind = 'override', '', verdict) order by kind, verdict"""
MENDED = """
select at, note from decisions where kind = 'reader' and verdict = 'confirmed' order by at desc limit ?"""


@dataclass(frozen=True, slots=True)
class Trust:
    """`states`: portals by health; `gaps`: reports that are due; `rules`: what was due by which law; `said`: decisions by
    kind; `mended`: what readers found, newest first."""

    states: list[Row]
    gaps: Row
    rules: list[Row]
    issues: int
    said: dict[str, int]
    mended: list[Row]


@cache
def card() -> Json:
    """How right readings were in the last measured run."""
    return tomllib.loads(CARD.read_text(encoding="utf-8"))


def load(conn: sqlite3.Connection) -> Trust:
    said = {"override": 0, "confirmed": 0, "dismissed": 0}
    for row in rows_of(conn, SAID):
        name = "override" if row["kind"] == "override" else row["verdict"]
        said[name] = said.get(name, 0) + row["n"]
    return Trust(
        rows_of(conn, STATES),
        rows_of(conn, GAPS)[0],
        rows_of(conn, RULES),
        tallies.total(conn, "issues"),
        said,
        rows_of(conn, MENDED, MISTAKES),
    )


@view
async def page(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/trust`."""
    found = await cached(datasette, db, "trust", load)
    return await render(datasette, request, db, "trust.html", {"trust": found, "card": card()})


ROUTES = ((r"^/trust$", page),)
