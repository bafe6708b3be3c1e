"""Where a reading belongs: its report, and the rendition and version that it shows."""

from __future__ import annotations

from typing import Any

from archive.address import is_sample
from archive.db import Archive
from archive.keys import key
from parsers.model import Reading

SEEN = "first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen)"
"""However the captures come, a row spans from the first to the last that showed it."""


def report(archive: Archive, capture: Any, reading: Reading, publisher_id: int | None) -> int:
    """A report is publisher x year; by its address alone, and marked provisional, while either is unknown."""
    certain = publisher_id is not None and reading.report_year is not None
    publisher_key = archive.value("select key from publishers where id = ?", publisher_id)
    report_key = (
        key("report", publisher_key, reading.report_year)
        if certain
        else key("report", "provisional", capture["address"])
    )
    row = {
        "key": report_key,
        "publisher_id": publisher_id,
        "year": reading.report_year,
        "sample": is_sample(capture["url"]),
        "provisional": not certain,
        "first_seen": capture["fetched_at"],
    }
    tail = "on conflict (key) do update set first_seen = min(first_seen, excluded.first_seen)"
    archive.insert("reports", row, tail)
    return int(archive.value("select id from reports where key = ?", report_key))


def version(archive: Archive, capture: Any, reading: Reading, report_id: int) -> int:
    """The rendition (report x address) and the version (distinct content of it) that this capture shows."""
    report_key = archive.value("select key from reports where id = ?", report_id)
    rendition_key = key("rendition", report_key, capture["address"])
    seen = capture["fetched_at"]
    rendition = {
        "key": rendition_key,
        "report_id": report_id,
        "address": capture["address"],
        "url": capture["url"],
        "format": reading.source.media_type,
        "posted_by": reading.posted_by,
        "first_seen": seen,
        "last_seen": seen,
    }
    archive.insert("renditions", rendition, f"on conflict (key) do update set {SEEN}")
    rendition_id = archive.value("select id from renditions where key = ?", rendition_key)
    version_key = key("version", rendition_key, reading.content_sha256)
    row = {
        "key": version_key,
        "rendition_id": rendition_id,
        "content_sha256": reading.content_sha256,
        "capture_id": capture["id"],
        "first_seen": seen,
        "last_seen": seen,
    }
    earliest = "case when excluded.first_seen < first_seen then excluded.capture_id else capture_id end"
    archive.insert("versions", row, f"on conflict (key) do update set capture_id = {earliest}, {SEEN}")
    return int(archive.value("select id from versions where key = ?", version_key))
