"""From a parse to the archive: what the parsers read in a capture becomes rows, and what leans on it is worked out anew.

    reading ──readings.write──▶ rows ──parses──▶ mark ──refresh──▶ history, checks, coverage

One transaction a report; the same rows however often.
"""

from __future__ import annotations

from contextlib import suppress

from archive import refresh
from archive.issues import raise_issue
from archive.reports import filing, readings
from archive.reports.attribution import Attribution
from archive.store.captures import by_key
from archive.store.db import Archive
from archive.store.rows import CaptureRow
from archive.urls import canonicalize
from parsers.model import Reading

FAILURES = {
    "unreadable": "unreadable",
    "failed": "parser_failed",
    "died": "parser_died",
    "timeout": "parser_timeout",
}
"""What can become of a parse beside a reading -> the code of the issue that says so."""


def record(archive: Archive, capture_key: str, reading: Reading) -> None:
    """Write a reading with its publisher, report, rendition, version, figures, checks, issues and search text.

    Idempotent: the same bytes add nothing. A page that is no report has a reading without a version.

    :raises KeyError: for an unknown capture.
    """
    capture = by_key(archive.conn, capture_key)
    with archive.transaction():
        if _is_parsed(archive, capture, reading.parser):
            return
        reading_id = _rows(archive, capture, reading)
        _mark(archive, capture, reading.parser, "read" if reading.is_report else "not_report", reading_id)
        refresh.refresh_address(archive, capture["address"], reading.parser)
        refresh.refile(archive, _linked(reading), reading.parser)


def record_failure(archive: Archive, capture_key: str, parser: str, outcome: str, message: str) -> None:
    """A capture without a reading (`outcome`: a key of FAILURES) becomes an issue with its address, never silence.

    :raises KeyError: for an unknown capture.
    """
    capture = by_key(archive.conn, capture_key)
    with archive.transaction():
        if not _is_parsed(archive, capture, parser):
            raise_issue(archive, capture, FAILURES[outcome], message)
            _mark(archive, capture, parser, outcome, None)


def _rows(archive: Archive, capture: CaptureRow, reading: Reading) -> int:
    """The id of the reading; of the earlier one where a newer parser reads the same: that is not written twice."""
    before = readings.earlier(archive, capture, reading.parser)
    said = readings.said(archive, before) if before is not None else None
    archive.conn.execute("savepoint reading")
    version_id = filing.file(archive, capture, Attribution.of(reading)) if reading.is_report else None
    reading_id = readings.write(archive, capture, reading, version_id)
    if before is not None and readings.said(archive, reading_id) == said:
        archive.conn.execute("rollback to reading")
        reading_id = before
    archive.conn.execute("release reading")
    return reading_id


def _linked(reading: Reading) -> set[str]:
    """Addresses of the files that a report page links: what was read in them before the page belongs to its report."""
    found = set()
    for attachment in reading.attachments if reading.is_report else ():
        with suppress(ValueError):
            found.add(canonicalize(attachment.url))
    return found


def _is_parsed(archive: Archive, capture: CaptureRow, parser: str) -> bool:
    sql = "select 1 from parses where capture_id = ? and parser = ?"
    return archive.row(sql, capture["id"], parser) is not None


def _mark(archive: Archive, capture: CaptureRow, parser: str, outcome: str, reading_id: int | None) -> None:
    row = {"capture_id": capture["id"], "parser": parser, "outcome": outcome, "reading_id": reading_id}
    archive.insert("parses", row)
