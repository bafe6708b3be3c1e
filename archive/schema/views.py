"""Views for people: one wide row a report. They hold no data and are made anew where their text changed."""

from __future__ import annotations

import sqlite3

from archive.schema import view_coverage, view_gaps, view_measures
from archive.schema.view_health import HEALTH_VIEW

KEY_FIGURES = {
    "new_received": "t3.new_received.total",
    "carried_in": "t3.carried_in.total",
    "granted": "t3.granted.total",
    "partial": "t3.partial.total",
    "total_results": "t3.total_results.total",
    "carried_out": "t3.carried_out.total",
    "review": "t4.review.total",
    "litigation_direct": "t4.direct.total",
    "litigation_after_review": "t4.after_review.total",
    "normative_docs_in_force": "t2.art20_1.normative_docs.in_force",
    "licensing": "t2.art20_5.licensing.decisions",
    "penalty": "t2.art20_6.penalty.decisions",
    "fees_wan": "t2.art20_8.fees.amount_wan",
}
"""Column of `reports_wide` -> field. The rest is in `report_figures`, one row a figure."""


def _figure(column: str, field: str) -> str:
    return f"""(select case when fields.scale = 0 then figures.value
        else round(figures.value / cast('1e' || fields.scale as real), fields.scale) end
        from fields join figures on figures.field_id = fields.id
        where fields.key = '{field}' and figures.reading_id = reports.reading_id) as {column}"""


def _reports_wide() -> str:
    figures = ",\n    ".join(_figure(column, field) for column, field in KEY_FIGURES.items())
    return f"""create view reports_wide as
select reports.key as key, publishers.name as publisher, publishers.kind as kind,
    publishers.province as province, publishers.prefecture as prefecture, publishers.county as county,
    publishers.region_code as region_code, reports.year as year, reports.title as title,
    reports.form as form, reports.published_on as published_on,
    (select url from renditions where report_id = reports.id order by first_seen, id limit 1) as address,
    (select count(*) from renditions where report_id = reports.id) as addresses,
    {figures},
    (select count(*) from checks
        where reading_id = reports.reading_id and outcome = 'fail' and severity = 'hard') as failed_checks,
    reports.sample as sample, reports.first_seen as first_seen, reports.id as id
from reports left join publishers on publishers.id = reports.publisher_id"""


VIEWS = {
    "reports_wide": _reports_wide(),
    "coverage": view_coverage.VIEW,
    "gaps": view_gaps.VIEW,
    "measures": view_measures.view(),
    "health": HEALTH_VIEW,
}


def outdated(conn: sqlite3.Connection) -> list[str]:
    """Names of the views that are not in this database as this version writes them."""
    stored = dict(conn.execute("select name, sql from sqlite_master where type = 'view'").fetchall())
    return [name for name, sql in VIEWS.items() if (stored.get(name) or "").lower() != sql.lower()]


def create(conn: sqlite3.Connection) -> None:
    """Bring the views up to date; nothing is written where they are."""
    for name in outdated(conn):
        conn.execute(f"drop view if exists {name}")
        conn.execute(VIEWS[name])
