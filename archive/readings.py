"""Recording what the parsers read in a capture: one transaction a report, and the same rows however often."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from archive import changes, fields, publishers, search_index
from archive.db import Archive
from archive.issues import raise_issue
from archive.keys import key
from parsers.model import Figure, Reading

FAILURES = {
    "unreadable": "unreadable",
    "failed": "parser_failed",
    "died": "parser_died",
    "timeout": "parser_timeout",
}
"""What can become of a parse beside a reading -> the code of the issue that says so."""


def record(archive: Archive, capture_key: str, reading: Reading) -> None:
    """Write a reading with its publisher, report, rendition, version, figures, checks, issues and search
    text.

    Idempotent: the same bytes add nothing. A page that is no report gives a reading without a version.
    Raises KeyError for an unknown capture.
    """
    capture = _capture(archive, capture_key)
    with archive.transaction():
        if _parsed(archive, capture["id"], reading.parser):
            return
        version_id = report_id = None
        if reading.is_report:
            publisher_id = publishers.resolve(archive, reading, capture["url"])
            report_id = _report(archive, capture, reading, publisher_id)
            version_id = _version(archive, capture, reading, report_id)
        reading_id = _reading(archive, capture, reading, version_id)
        outcome = "read" if reading.is_report else "not_report"
        _mark(archive, capture["id"], reading.parser, outcome, reading_id)
        if report_id is not None:
            _show(archive, report_id, reading.parser)
            changes.derive(archive, report_id, reading.parser)


def record_failure(archive: Archive, capture_key: str, parser: str, outcome: str, message: str) -> None:
    """A capture that gave no reading (`outcome`: a key of FAILURES): an issue with its address, never
    silence.
    """
    capture = _capture(archive, capture_key)
    with archive.transaction():
        if not _parsed(archive, capture["id"], parser):
            raise_issue(archive, capture, FAILURES[outcome], message)
            _mark(archive, capture["id"], parser, outcome, None)


def _capture(archive: Archive, capture_key: str) -> Any:
    row = archive.row("select * from captures where key = ?", capture_key)
    if row is None:
        raise KeyError(capture_key)
    return row


def _parsed(archive: Archive, capture_id: int, parser: str) -> bool:
    return (
        archive.row("select 1 from parses where capture_id = ? and parser = ?", capture_id, parser)
        is not None
    )


def _mark(archive: Archive, capture_id: int, parser: str, outcome: str, reading_id: int | None) -> None:
    archive.conn.execute(
        "insert into parses (capture_id, parser, outcome, reading_id) values (?, ?, ?, ?)",
        (capture_id, parser, outcome, reading_id),
    )


def _report(archive: Archive, capture: Any, reading: Reading, publisher_id: int | None) -> int:
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
            publishers.is_sample(capture["url"]),
            not certain,
            capture["fetched_at"],
        ),
    )
    return int(archive.value("select id from reports where key = ?", report_key))


def _version(archive: Archive, capture: Any, reading: Reading, report_id: int) -> int:
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


def _reading(archive: Archive, capture: Any, reading: Reading, version_id: int | None) -> int:
    """The reading and its detail; an earlier reading of the same content at the same address stands."""
    reading_key = key("reading", capture["address"], reading.content_sha256, reading.parser)
    known = archive.value("select id from readings where key = ?", reading_key)
    if known is not None:
        return int(known)
    title = reading.evidence.get("title")
    cursor = archive.conn.execute(
        "insert into readings (key, version_id, capture_id, parser, is_report, title, title_locator,"
        " publisher,"
        " publisher_printed, publisher_kind, level, region_code, posted_by, report_year, published_on, form,"
        " form_t2, form_t3, evidence, narrative, attachments, read_at)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            reading_key,
            version_id,
            capture["id"],
            reading.parser,
            reading.is_report,
            reading.title,
            title.locator if title else None,
            reading.publisher,
            reading.publisher_printed,
            reading.publisher_kind,
            reading.level,
            reading.region.code,
            reading.posted_by,
            reading.report_year,
            reading.published_on.isoformat() if reading.published_on else None,
            reading.form,
            reading.forms.t2,
            reading.forms.t3,
            _json({name: asdict(e) for name, e in reading.evidence.items()}),
            _json([asdict(n) for n in reading.narrative]),
            _json([asdict(a) for a in reading.attachments]),
            archive.now(),
        ),
    )
    reading_id = int(cursor.lastrowid or 0)
    if reading.is_report:
        _detail(archive, capture, reading, reading_id)
    for issue in reading.issues:
        raise_issue(archive, capture, issue.code, issue.message, reading_id=reading_id, locator=issue.locator)
    return reading_id


def _detail(archive: Archive, capture: Any, reading: Reading, reading_id: int) -> None:
    archive.conn.executemany(
        "insert into sections (reading_id, number, position, section_key, heading, text) values (?,"
        " ?, ?, ?, ?, ?)",
        [(reading_id, s.number, n, s.key, s.heading, s.text) for n, s in enumerate(reading.sections)],
    )
    archive.conn.executemany(
        "insert into checks (reading_id, check_key, severity, operands, lhs, rhs, outcome)"
        " values (?, ?, ?, ?, ?, ?, ?)",
        [
            (reading_id, c.key, c.severity, _json(c.operands), _number(c.left), _number(c.right), c.outcome)
            for c in reading.checks
        ],
    )
    _figures(archive, capture, reading, reading_id)


def _figures(archive: Archive, capture: Any, reading: Reading, reading_id: int) -> None:
    field_ids = fields.ids(archive, reading.figures)
    locator_ids = _locators(archive, {f.locator for f in reading.figures if f.locator})
    rows = []
    for figure in reading.figures:
        field_id, scale = field_ids[figure.key]
        state = figure.state
        try:
            value = fields.scaled(figure.value, scale)
        except ValueError as error:
            value, state = None, "unreadable"
            raise_issue(
                archive,
                capture,
                "value_out_of_scale",
                f"{figure.key}: {error}",
                reading_id=reading_id,
                locator=figure.locator,
            )
        flags = _json(figure.flags) if figure.flags else None
        locator_id = locator_ids[figure.locator] if figure.locator else None
        raw = None if value is not None and _is_plain(figure, scale) else figure.raw
        rows.append((reading_id, field_id, value, state, raw, figure.unit, figure.note, flags, locator_id))
    archive.conn.executemany("insert into figures values (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def _is_plain(figure: Figure, scale: int) -> bool:
    return scale == 0 and figure.raw == str(figure.value)


def _locators(archive: Archive, locators: set[str]) -> dict[str, int]:
    archive.conn.executemany(
        "insert into locators (locator) values (?) on conflict do nothing", [(x,) for x in sorted(locators)]
    )
    return {x: archive.value("select id from locators where locator = ?", x) for x in locators}


def _show(archive: Archive, report_id: int, parser: str) -> None:
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


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _number(value: Any) -> int | str | None:
    """Counts as integers, anything with decimals as its exact text."""
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == value.to_integral_value() else str(value)
