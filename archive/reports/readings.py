"""Recording what the parsers read in a capture: one transaction a report, and the same rows however often."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from archive import refresh
from archive.issues import raise_issue
from archive.keys import key
from archive.reports import fields, filing, rereading
from archive.reports.attribution import Attribution
from archive.store.db import Archive
from archive.urls import canonicalize
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

    Idempotent: the same bytes add nothing, and what a newer parser reads as before is not written again. A page that is no report gives a reading without a version.
    Raises KeyError for an unknown capture.
    """
    capture = _capture(archive, capture_key)
    with archive.transaction():
        if _parsed(archive, capture["id"], reading.parser):
            return
        before = rereading.earlier(archive, capture, reading.parser)
        said = rereading.said(archive, before) if before is not None else None
        archive.conn.execute("savepoint reading")
        version_id = None
        if reading.is_report:
            version_id = filing.file(archive, capture, Attribution.of(reading))
        reading_id = _reading(archive, capture, reading, version_id)
        if before is not None and rereading.said(archive, reading_id) == said:
            archive.conn.execute("rollback to reading")
            reading_id = before
        archive.conn.execute("release reading")
        outcome = "read" if reading.is_report else "not_report"
        _mark(archive, capture["id"], reading.parser, outcome, reading_id)
        refresh.refresh_address(archive, capture["address"], reading.parser)
        refresh.refile(archive, _linked(reading), reading.parser)


def _linked(reading: Reading) -> set[str]:
    """Addresses of the files that a report page links: what was read in them before the page belongs to its report."""
    if not reading.is_report:
        return set()
    found = set()
    for attachment in reading.attachments:
        with suppress(ValueError):
            found.add(canonicalize(attachment.url))
    return found


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
    row = {"capture_id": capture_id, "parser": parser, "outcome": outcome, "reading_id": reading_id}
    archive.insert("parses", row)


def _reading(archive: Archive, capture: Any, reading: Reading, version_id: int | None) -> int:
    """The reading and its detail; an earlier reading of the same content at the same address stands."""
    reading_key = key("reading", capture["address"], reading.content_sha256, reading.parser)
    known = archive.value("select id from readings where key = ?", reading_key)
    if known is not None:
        return int(known)
    title = reading.evidence.get("title")
    row = {
        "key": reading_key,
        "version_id": version_id,
        "capture_id": capture["id"],
        "parser": reading.parser,
        "is_report": reading.is_report,
        "title": reading.title,
        "title_locator": title.locator if title else None,
        "publisher": reading.publisher,
        "publisher_printed": reading.publisher_printed,
        "publisher_kind": reading.publisher_kind,
        "level": reading.level,
        "region_code": reading.region.code,
        "posted_by": reading.posted_by,
        "report_year": reading.report_year,
        "published_on": reading.published_on.isoformat() if reading.published_on else None,
        "form": reading.form,
        "form_t2": reading.forms.t2,
        "form_t3": reading.forms.t3,
        "evidence": _json({name: asdict(e) for name, e in reading.evidence.items()}),
        "narrative": _json([asdict(n) for n in reading.narrative]),
        "attachments": _json([asdict(a) for a in reading.attachments]),
        "read_at": archive.now(),
    }
    reading_id = archive.insert("readings", row)
    if reading.is_report:
        _detail(archive, capture, reading, reading_id)
    for issue in reading.issues:
        raise_issue(archive, capture, issue.code, issue.message, reading_id=reading_id, locator=issue.locator)
    return reading_id


def _detail(archive: Archive, capture: Any, reading: Reading, reading_id: int) -> None:
    archive.insert_all(
        "sections",
        "reading_id, number, position, section_key, heading, text",
        [(reading_id, s.number, n, s.key, s.heading, s.text) for n, s in enumerate(reading.sections)],
    )
    lists = {c.key: _operands(c.operands) for c in reading.checks}
    list_ids = _interned(archive, "operand_lists", "operands", set(lists.values()))
    archive.insert_all(
        "checks",
        "reading_id, check_key, severity, operands, lhs, rhs, outcome",
        [
            (
                reading_id,
                c.key,
                c.severity,
                list_ids[lists[c.key]],
                _number(c.left),
                _number(c.right),
                c.outcome,
            )
            for c in reading.checks
        ],
    )
    _figures(archive, capture, reading, reading_id)


def _figures(archive: Archive, capture: Any, reading: Reading, reading_id: int) -> None:
    field_ids = fields.ids(archive, reading.figures)
    locator_ids = _interned(archive, "locators", "locator", {f.locator for f in reading.figures if f.locator})
    rows = []
    for figure in reading.figures:
        field_id, scale = field_ids[figure.key]
        state = figure.state
        try:
            value = fields.to_stored(figure.value, scale)
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
    columns = "reading_id, field_id, value, state, raw, unit, note, flags, locator_id"
    archive.insert_all("figures", columns, rows)


def _is_plain(figure: Figure, scale: int) -> bool:
    return scale == 0 and figure.raw == str(figure.value)


def _interned(archive: Archive, table: str, column: str, texts: set[str]) -> dict[str, int]:
    """Text -> its id in a table of texts; new ones get one."""
    wanted = _json(sorted(texts))
    known = f"select {column}, id from {table} where {column} in (select value from json_each(?))"
    found = dict(archive.conn.execute(known, (wanted,)).fetchall())
    if len(found) < len(texts):
        archive.insert_all(table, column, [(text,) for text in sorted(texts - found.keys())])
        found = dict(archive.conn.execute(known, (wanted,)).fetchall())
    return found


@lru_cache(maxsize=4096)
def _operands(fields: tuple[str, ...]) -> str:
    return _json(fields)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _number(value: Any) -> int | str | None:
    """Counts as integers, anything with decimals as its exact text."""
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == value.to_integral_value() else str(value)
