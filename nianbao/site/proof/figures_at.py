"""What a place in a captured page was read as: the report, and the figures that stand there."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from decimal import Decimal

from archive.reports.fields import from_stored
from nianbao.site.web.rows import Row, rows_of

REPORT = """
select r.key, r.title, r.year, r.sample, r.published_on, p.name as publisher, g.id as reading, g.parser from parses x join readings g on g.id = x.reading_id
join versions v on v.id = g.version_id join renditions n on n.id = v.rendition_id join reports r on r.id = n.report_id
left join publishers p on p.id = r.publisher_id
where x.capture_id = ? order by x.parser desc limit 1"""

FIGURES = """
select d.key, d.zh, d.en, d.scale, f.value, f.state, f.raw, coalesce(f.unit, d.unit) as unit from figures f join fields d on d.id = f.field_id join locators l on l.id = f.locator_id
where f.reading_id = ? and l.locator = ? order by d.position"""


@dataclass(frozen=True, slots=True)
class Source:
    """A report as one capture shows it."""

    key: str
    title: str | None
    year: int | None
    published_on: str | None
    publisher: str | None
    sample: int
    parser: str | None
    capture: str
    url: str
    fetched_at: str
    body_sha256: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """`report` is None for a page that is none; `fields` the figures at the place, with their labels."""

    report: Row | None
    fields: list[Row]

    def cited(self) -> Row:
        """What a `Source` needs of the report."""
        names = ("key", "title", "year", "published_on", "publisher", "sample", "parser")
        return {name: self.report[name] for name in names} if self.report else {}

    def said(self) -> tuple[str, str]:
        """What the figure at the place is called, and what it is with its unit; empty where there is none."""
        if not self.fields:
            return "", ""
        row = self.fields[0]
        value = from_stored(row["value"], row["scale"])
        number = f"{value:f}" if isinstance(value, Decimal) else str(value)
        text = row["state"] if value is None else f"{number} {row['unit'] or ''}".strip()
        return " / ".join(name for name in (row["zh"], row["en"]) if name), text


def load(conn: sqlite3.Connection, capture_id: int, locator: str) -> Quoted:
    found = rows_of(conn, REPORT, capture_id)
    if not found:
        return Quoted(None, [])
    return Quoted(found[0], rows_of(conn, FIGURES, found[0]["reading"], locator) if locator else [])
