"""Whether a newer parser says anything else of the same bytes: what it says the same is not written twice."""

from __future__ import annotations

from typing import Any

from archive.store.db import Archive

Said = tuple[tuple[Any, ...], ...]
OWN = ("id", "key", "version_id", "capture_id", "parser", "read_at")
"""Columns in which two readings of the same bytes differ by nature."""
_DETAILS = (
    "select heading, text, number, section_key from sections where reading_id = ? order by position",
    "select field_id, value, state, raw, unit, note, flags, locator_id from figures where reading_id = ? order by field_id",
    "select check_key, severity, operands, lhs, rhs, outcome from checks where reading_id = ? order by check_key",
    "select code, message, locator from issues where reading_id = ? order by code, message, locator",
)


def earlier(archive: Archive, capture: Any, parser: str) -> int | None:
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
