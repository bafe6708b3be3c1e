"""Rows of the archive, as dataclasses or by column."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any, TypeVar

Row = dict[str, Any]
"""A row by column, for lists that a template alone looks into."""
Json = dict[str, Any]
"""An object of JSON or YAML."""
T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class ReportLine:
    """A report in a list; without a publisher, its columns are None. `failed`: hard checks that fail."""

    key: str
    title: str | None
    year: int | None
    published_on: str | None
    first_seen: str
    sample: int
    reading_id: int | None
    form: str | None
    publisher_key: str | None
    publisher: str | None
    province: str | None
    prefecture: str | None
    county: str | None
    region_code: str | None
    failed: int


REPORT_LINE = """
select r.key, r.title, r.year, r.published_on, r.first_seen, r.sample, r.reading_id, r.form,
    p.key as publisher_key, p.name as publisher, p.province, p.prefecture, p.county, p.region_code,
    (select count(*) from checks
        where reading_id = r.reading_id and outcome = 'fail' and severity = 'hard') as failed
from reports r left join publishers p on p.id = r.publisher_id
"""


def rows_of(conn: sqlite3.Connection, sql: str, *parameters: object) -> list[Row]:
    return [dict(row) for row in conn.execute(sql, parameters)]


def rows_as(conn: sqlite3.Connection, kind: type[T], sql: str, *parameters: object) -> list[T]:
    """Each row as one of these, its fields named like the columns."""
    return [kind(**dict(row)) for row in conn.execute(sql, parameters)]
