"""What a place in a captured page was read as: the report, and the figures that stand there."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from nianbao.site.web.rows import Row, rows_of

REPORT = """
select r.key, r.title, r.year, r.sample, g.id as reading from parses x join readings g on g.id = x.reading_id
join versions v on v.id = g.version_id join renditions n on n.id = v.rendition_id join reports r on r.id = n.report_id
where x.capture_id = ? order by x.parser desc limit 1"""

FIGURES = """
select d.key, d.zh, d.en from figures f join fields d on d.id = f.field_id join locators l on l.id = f.locator_id
where f.reading_id = ? and l.locator = ? order by d.position"""


@dataclass(frozen=True, slots=True)
class Quoted:
    """`report` is None for a page that is none; `fields` the labels of the figures at the place."""

    report: Row | None
    fields: list[Row]


def load(conn: sqlite3.Connection, capture_id: int, locator: str) -> Quoted:
    found = rows_of(conn, REPORT, capture_id)
    if not found:
        return Quoted(None, [])
    return Quoted(found[0], rows_of(conn, FIGURES, found[0]["reading"], locator) if locator else [])
