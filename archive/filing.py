"""Where a reading belongs: its report, the rendition and version it shows, and which reading a report
shows.
"""

from __future__ import annotations

from typing import Any

from archive import search_index
from archive.address import is_sample
from archive.db import Archive
from archive.keys import key
from parsers.model import Reading


def report(archive: Archive, capture: Any, reading: Reading, publisher_id: int | None) -> int:
    """A report is publisher x year; by its address alone, and marked provisional, while either is unknown."""
    certain = publisher_id is not None and reading.report_year is not None
    publisher_key = archive.value("select key from publishers where id = ?", publisher_id)
    report_key = (
        key("report", publisher_key, reading.report_year)
        if certain
        else key("report", "provisional", capture["address"])
    )
    archive.conn.execute(
        "insert into reports (key, publisher_id, year, sample, provisional, first_seen) values (?,"
        " ?, ?, ?, ?, ?)"
        " on conflict (key) do update set first_seen = min(first_seen, excluded.first_seen)",
        (
            report_key,
            publisher_id,
            reading.report_year,
            is_sample(capture["url"]),
            not certain,
            capture["fetched_at"],
        ),
    )
    return int(archive.value("select id from reports where key = ?", report_key))


def version(archive: Archive, capture: Any, reading: Reading, report_id: int) -> int:
    """The rendition (report x address) and the version (distinct content of it) that this capture shows."""
    report_key = archive.value("select key from reports where id = ?", report_id)
    rendition_key = key("rendition", report_key, capture["address"])
    seen = capture["fetched_at"]
    archive.conn.execute(
        "insert into renditions (key, report_id, address, url, format, posted_by, first_seen, last_seen)"
        " values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (key) do update set"
        " first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen)",
        (
            rendition_key,
            report_id,
            capture["address"],
            capture["url"],
            reading.source.media_type,
            reading.posted_by,
            seen,
            seen,
        ),
    )
    rendition_id = archive.value("select id from renditions where key = ?", rendition_key)
    version_key = key("version", rendition_key, reading.content_sha256)
    archive.conn.execute(
        "insert into versions (key, rendition_id, content_sha256, capture_id, first_seen, last_seen)"
        " values (?, ?, ?, ?, ?, ?) on conflict (key) do update set"
        " capture_id = case when excluded.first_seen < first_seen then excluded.capture_id else"
        " capture_id end,"
        " first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen)",
        (version_key, rendition_id, reading.content_sha256, capture["id"], seen, seen),
    )
    return int(archive.value("select id from versions where key = ?", version_key))


def show(archive: Archive, report_id: int, parser: str) -> None:
    """Choose the reading that the report shows: the newest version of the rendition that was seen first."""
    best = archive.rows(
        "select readings.* from readings join versions on versions.id = readings.version_id"
        " join renditions on renditions.id = versions.rendition_id"
        " where renditions.report_id = ? and readings.parser = ?"
        " order by renditions.first_seen, renditions.address, versions.last_seen desc, versions.key limit 1",
        report_id,
        parser,
    )[0]
    if archive.value("select reading_id from reports where id = ?", report_id) == best["id"]:
        return
    search_index.remove(archive, report_id)
    archive.conn.execute(
        "update reports set reading_id = ?, title = ?, published_on = ?, form = ? where id = ?",
        (best["id"], best["title"], best["published_on"], best["form"], report_id),
    )
    search_index.add(archive, report_id)
