"""The rows of a reading: the same however often it is written. `archive.record` decides which are."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache

from archive.issues import raise_issue
from archive.keys import key
from archive.reports import fields
from archive.schema import digests
from archive.store.db import Archive
from archive.store.rows import CaptureRow, SqlRow
from parsers.model import Figure, Number, Reading

Said = tuple[SqlRow, ...]
OWN = ("id", "key", "version_id", "capture_id", "parser", "read_at")
"""Columns in which two readings of the same bytes differ by nature."""
_DETAILS = (
    "select heading, text, number, section_key from sections where reading_id = ? order by position",
    "select field_id, value, state, raw, unit, note, flags, locator_id from figures where reading_id = ? order by field_id",
    "select check_key, severity, operands, lhs, rhs, outcome from checks where reading_id = ? order by check_key",
    "select code, message, locator from issues where reading_id = ? order by code, message, locator",
)


def write(archive: Archive, capture: CaptureRow, reading: Reading, version_id: int | None) -> int:
    """The id of the reading, written with its detail inside the caller's transaction.

    An earlier reading of the same content at the same address under the same parsers stands; a stranger's is one of its own, so
    that what it prints beside its content never stands for ours.
    """
    whose = () if capture["origin"] is None else (capture["origin"],)
    reading_key = key("reading", capture["address"], reading.content_sha256, reading.parser, *whose)
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


def _detail(archive: Archive, capture: CaptureRow, reading: Reading, reading_id: int) -> None:
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
    digests.add(archive.conn, reading_id)


def _figures(archive: Archive, capture: CaptureRow, reading: Reading, reading_id: int) -> None:
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


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _number(value: Number | None) -> int | str | None:
    """Counts as integers, anything with decimals as its exact text."""
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == value.to_integral_value() else str(value)


def earlier(archive: Archive, capture: CaptureRow, parser: str) -> int | None:
    """The latest reading of the same bytes at the same address by another version of the parsers."""
    found: int | None = archive.value(
        "select parses.reading_id from captures c join parses on parses.capture_id = c.id"
        " where c.address = ? and c.body_sha256 = ? and parses.parser <> ? and parses.reading_id is not null"
        " order by parses.reading_id desc limit 1",
        capture["address"],
        capture["body_sha256"],
        parser,
    )
    return found


def said(archive: Archive, reading_id: int) -> Said:
    """Everything a reading says."""
    row = archive.rows("select * from readings where id = ?", reading_id)[0]
    whole = [tuple(row[name] for name in row.keys() if name not in OWN)]  # noqa: SIM118 - a Row iterates values
    for sql in _DETAILS:
        whole += [tuple(r) for r in archive.rows(sql, reading_id)]
    return tuple(whole)
