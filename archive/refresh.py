"""What follows from the rows of a report, derived anew: its spans, the reading it shows, the search index, its changes.

For whatever brings rows from elsewhere or later: merging, ingesting, parsing again.
"""

from __future__ import annotations

from collections.abc import Iterable

from archive import changes, filing
from archive.db import Archive

SIGHTS = """
    readings join parses on parses.reading_id = readings.id
    join captures as read on read.id = parses.capture_id
    join captures as seen on seen.address = read.address and seen.body_sha256 = read.body_sha256
        and seen.grade in ('ok', 'not_modified')
"""
"""Every believed capture of the bytes of a reading, also those not parsed because their bytes were known."""


def reports(archive: Archive, report_ids: Iterable[int]) -> None:
    """Derive these reports anew, inside the caller's transaction."""
    for report_id in report_ids:
        _spans(archive, report_id)
        parser = newest_parser(archive, report_id)
        if parser is not None:
            filing.show(archive, report_id, parser)
            changes.derive(archive, report_id, parser)


def newest_parser(archive: Archive, report_id: int) -> str | None:
    """The newest version of the parsers that read anything of this report."""
    rows = archive.rows(
        "select distinct readings.parser as parser from readings"
        " join versions on versions.id = readings.version_id"
        " join renditions on renditions.id = versions.rendition_id where renditions.report_id = ?",
        report_id,
    )
    return max((row["parser"] for row in rows), key=version_order, default=None)


def version_order(parser: str) -> tuple[tuple[int, str], ...]:
    """A sort key under which 1.10 comes after 1.9."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parser.split("."))


def shown_by_captures(archive: Archive, after: int) -> list[int]:
    """Ids of the reports whose known bytes were seen again by a capture with an id greater than `after`."""
    rows = archive.rows(
        "select distinct renditions.report_id as id from captures as fresh"
        " join captures as read on read.address = fresh.address and read.body_sha256 = fresh.body_sha256"
        " join parses on parses.capture_id = read.id join readings on readings.id = parses.reading_id"
        " join versions on versions.id = readings.version_id"
        " join renditions on renditions.id = versions.rendition_id"
        " where fresh.id > ? order by renditions.report_id",
        after,
    )
    return [row["id"] for row in rows]


def _spans(archive: Archive, report_id: int) -> None:
    """Versions and renditions last from the first to the last capture that showed them."""
    archive.conn.execute(
        "update versions set last_seen = max(last_seen, coalesce("
        f" (select max(seen.fetched_at) from {SIGHTS} where readings.version_id = versions.id), ''))"
        " where rendition_id in (select id from renditions where report_id = ?)",
        (report_id,),
    )
    archive.conn.execute(
        "update renditions set last_seen = max(last_seen, coalesce("
        " (select max(last_seen) from versions where rendition_id = renditions.id), '')) where report_id = ?",
        (report_id,),
    )
