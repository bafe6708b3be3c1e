"""Where a reading belongs: its report, and the rendition and version that it shows."""

from __future__ import annotations

from typing import Any

from archive.address import canonical, is_sample
from archive.db import Archive
from archive.keys import key
from parsers.identity import FROM_PAGE
from parsers.model import Reading

SEEN = "first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen)"
"""However the captures come, a row spans from the first to the last that showed it."""


def report(archive: Archive, capture: Any, reading: Reading, publisher_id: int | None) -> int:
    """A report is publisher x year; by its address alone, and marked provisional, while either is unknown.

    A file that a page links belongs to the page's report, unless the file itself names another body or year.
    """
    of_page = _report_of_page(archive, capture, reading, publisher_id)
    if of_page is not None:
        return of_page
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


def _report_of_page(archive: Archive, capture: Any, reading: Reading, publisher_id: int | None) -> int | None:
    """The report that the linking page showed when the file was fetched; None where the file contradicts it."""
    if capture["role"] != "attachment" or not capture["parent"]:
        return None
    page = archive.row(
        "select reports.id, reports.publisher_id, reports.year from captures page"
        " join readings on readings.capture_id = page.id and readings.parser = ?"
        " join versions on versions.id = readings.version_id"
        " join renditions on renditions.id = versions.rendition_id"
        " join reports on reports.id = renditions.report_id"
        " where page.address = ? and page.fetched_at <= ? order by page.fetched_at desc limit 1",
        reading.parser,
        canonical(capture["parent"]),
        capture["fetched_at"],
    )
    if page is None:
        return None
    said = {name for name, evidence in reading.evidence.items() if evidence.source != FROM_PAGE}
    if "report_year" in said and reading.report_year not in (None, page["year"]):
        return None
    if "publisher" in said and publisher_id not in (None, page["publisher_id"]):
        return None
    return int(page["id"])


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
