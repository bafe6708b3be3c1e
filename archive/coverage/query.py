"""Who published in time, who late, who not at all, and of whom nothing can be said.

A report that is not in the archive is overdue only where a healthy visit after the day it was due did not find it;
a portal that blocked us, or that nobody looked at since, makes it `not_observable`.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from archive.coverage.deadlines import Deadlines
from archive.coverage.expected import Expectation, statutory
from archive.schema.view_coverage import select
from archive.store.rows import SqlValue

STATUSES = {
    "on_time": ("按时", "in time"),
    "late": ("逾期公布", "late"),
    "overdue": ("逾期未公布", "overdue"),
    "not_due": ("未到期", "not due yet"),
    "published": ("已公布，无法定期限", "published, no day is set"),
    "not_published": ("未见公布，无法定期限", "not published, no day is set"),
    "unknown_date": ("日期不明", "published, day unknown"),
    "not_observable": ("无法观察", "not observable"),
}
"""Every status, with its words for people."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows; empty parts do not limit. `region` is the beginning of a code (41, 411523)."""

    year: int | None = None
    region: str | None = None
    kind: str | None = None
    status: str | None = None
    publisher_key: str | None = None
    portal: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A body and a year. `days` late or overdue; `observed_on` the last healthy visit, asked for only without a report."""

    publisher_key: str
    publisher: str
    kind: str | None
    level: str | None
    region_code: str | None
    province: str | None
    prefecture: str | None
    county: str | None
    year: int
    due_on: str
    due_basis: str
    due_binding: bool
    basis: str
    report: str | None
    published_on: str | None
    seen_on: str | None
    status: str
    days: int | None
    observed_on: str | None
    portal: str | None
    sample: bool


def load(conn: sqlite3.Connection, wanted: Wanted, today: date) -> list[Row]:
    """The rows, by region, body and year."""
    limits, values = _where(wanted)
    order = "region_code is null, region_code, kind, publisher, year"
    found = conn.execute(
        f"select * from ({select(':today', _OF_PORTAL if wanted.portal else '1')}) where {limits} order by {order}",
        values | {"today": today.isoformat()},
    )
    return [Row(**dict(r) | {name: bool(r[name]) for name in ("sample", "due_binding")}) for r in found]


_OF_PORTAL = "e.portal_id = (select id from portals where host = :portal)"
"""By its number, which has an index: not each host looked up and compared."""


def _where(wanted: Wanted) -> tuple[str, dict[str, SqlValue]]:
    columns = ("year", "kind", "status", "publisher_key", "portal")
    values = {c: getattr(wanted, c) for c in columns if getattr(wanted, c) is not None}
    limits = [f"{column} = :{column}" for column in values]
    if wanted.region:
        limits.append("region_code >= :region and region_code < :region || '~'")
        values["region"] = wanted.region
    return " and ".join(limits) or "1", values


def unseen(province: str, year: int, rows: Iterable[Row], deadlines: Deadlines, today: date) -> list[Row]:
    """The county governments of a province (two digits) that `rows` lack: no portal of theirs was ever visited."""
    known = {r.publisher_key for r in rows}
    return [
        _unseen(row, today)
        for row in statutory(province, [year], deadlines)
        if row.publisher_key not in known
    ]


def _unseen(row: Expectation, today: date) -> Row:
    return Row(
        publisher_key=row.publisher_key,
        publisher=row.name,
        kind=row.kind,
        level=row.level,
        region_code=row.region_code,
        province=row.province,
        prefecture=row.prefecture,
        county=row.county,
        year=row.year,
        due_on=row.due_on,
        due_basis=row.due_basis,
        due_binding=bool(row.due_binding),
        basis=row.basis,
        report=None,
        published_on=None,
        seen_on=None,
        status="not_due" if today.isoformat() <= row.due_on else "not_observable",
        days=None,
        observed_on=None,
        portal=None,
        sample=bool(row.sample),
    )


def counts(rows: Iterable[Row]) -> dict[str, int]:
    """How many of each status, every status named."""
    found = Counter(r.status for r in rows)
    return {status: found[status] for status in STATUSES}
