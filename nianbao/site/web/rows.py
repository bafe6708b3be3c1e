"""Rows of the archive as the lists of our pages show them."""

from __future__ import annotations

import sqlite3
from typing import Any

Row = dict[str, Any]

REPORT_LINE = """
select r.key, r.title, r.year, r.published_on, r.first_seen, r.sample, r.reading_id, r.form,
    p.key as publisher_key, p.name as publisher, p.province, p.prefecture, p.county, p.region_code,
    (select count(*) from checks
        where reading_id = r.reading_id and outcome = 'fail' and severity = 'hard') as failed
from reports r left join publishers p on p.id = r.publisher_id
"""


def rows_of(conn: sqlite3.Connection, sql: str, *parameters: object) -> list[Row]:
    return [dict(row) for row in conn.execute(sql, parameters)]
