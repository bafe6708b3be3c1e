"""What people ask the archive, as JSON types."""

from __future__ import annotations

import sqlite3
from typing import TypedDict

from archive.reports.fields import from_stored, json_number
from archive.store.db import Archive


class ReportJson(TypedDict):
    """`addresses` are canonical (no port, no `www.`), `urls` as fetched; `figures` leaves out fields that are not in the
    source, and has None for a cell that holds no number.
    """

    key: str
    publisher: str | None
    publisher_kind: str | None
    level: str | None
    region: str | None
    year: int | None
    title: str | None
    published_on: str | None
    form: str | None
    sample: bool
    provisional: bool
    addresses: list[str]
    urls: list[str]
    figures: dict[str, int | float | None]
    failed_checks: list[str]
    doubtful_checks: list[str]


def reports(archive: Archive) -> list[ReportJson]:
    """Every report, by publisher and year."""
    rows = archive.rows(
        "select reports.*, publishers.name as publisher, publishers.kind, publishers.level,"
        " publishers.region_code"
        " from reports left join publishers on publishers.id = reports.publisher_id"
        " where reports.reading_id is not null order by publishers.name, reports.year, reports.key"
    )
    return [_report(archive, row) for row in rows]


def _report(archive: Archive, row: sqlite3.Row) -> ReportJson:
    renditions = archive.rows(
        "select address, url from renditions where report_id = ? order by first_seen, address", row["id"]
    )
    return {
        "key": row["key"],
        "publisher": row["publisher"],
        "publisher_kind": row["kind"],
        "level": row["level"],
        "region": row["region_code"],
        "year": row["year"],
        "title": row["title"],
        "published_on": row["published_on"],
        "form": row["form"],
        "sample": bool(row["sample"]),
        "provisional": bool(row["provisional"]),
        "addresses": [r["address"] for r in renditions],
        "urls": [r["url"] for r in renditions],
        "figures": _figures(archive, row["reading_id"]),
        "failed_checks": _failed(archive, row["reading_id"], "hard"),
        "doubtful_checks": _failed(archive, row["reading_id"], "soft"),
    }


def _figures(archive: Archive, reading_id: int) -> dict[str, int | float | None]:
    rows = archive.rows(
        "select fields.key as key, fields.scale as scale, figures.value as value"
        " from figures join fields on fields.id = figures.field_id"
        " where reading_id = ? and state <> 'missing' order by fields.position, fields.key",
        reading_id,
    )
    return {r["key"]: json_number(from_stored(r["value"], r["scale"])) for r in rows}


def _failed(archive: Archive, reading_id: int, severity: str) -> list[str]:
    rows = archive.rows(
        "select check_key from checks where reading_id = ? and severity = ? and outcome = 'fail'"
        " order by check_key",
        reading_id,
        severity,
    )
    return [r["check_key"] for r in rows]


def totals(archive: Archive) -> dict[str, int]:
    """Counts for a summary: portals, captures, reports, figures with a number, checks, failed checks,
    issues.
    """
    shown = "reading_id in (select reading_id from reports)"
    counts = {
        "portals": "select count(*) from portals",
        "captures": "select count(*) from captures",
        "reports": "select count(*) from reports where reading_id is not null",
        "versions": "select count(*) from versions",
        "figures": f"select count(*) from figures where state = 'value' and {shown}",
        "checks": f"select count(*) from checks where {shown}",
        "failed_checks": f"select count(*) from checks where outcome = 'fail' and severity = 'hard' and {shown}",
        "issues": "select count(*) from issues",
    }
    return {name: archive.value(sql) for name, sql in counts.items()}
