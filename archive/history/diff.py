"""What differs between two readings: cell by cell, and paragraph by paragraph."""

from __future__ import annotations

import difflib
import hashlib
import json
import sqlite3

from archive.store.db import Archive
from archive.store.rows import SqlRow
from parsers.lexicon.normalize import squeeze

Cell = tuple[str, int | None, str | None]
"""(state, stored value, raw); `raw` is None where it is the plain number."""
Sides = list[Cell | None]
"""[before, after], or [one, other]; None where a form does not have the field."""


def figures(archive: Archive, before: int, after: int) -> dict[str, Sides]:
    """Field -> [before, after], None for a field that one form does not have. The same number written in another way
    is no difference."""
    old, new = _cells(archive, before), _cells(archive, after)
    return {
        k: [_shown(old.get(k)), _shown(new.get(k))]
        for k in sorted(old.keys() | new.keys())
        if _said(old.get(k)) != _said(new.get(k))
    }


def disagreement(archive: Archive, one: int, other: int) -> dict[str, Sides]:
    """Field -> [one, other] where both print a number, and not the same. What was read by OCR is no witness."""
    first, second = _cells(archive, one), _cells(archive, other)
    return {
        k: [_shown(first[k]), _shown(second[k])]
        for k in sorted(first.keys() & second.keys())
        if first[k]["state"] == second[k]["state"] == "value"
        and first[k]["value"] != second[k]["value"]
        and not any(_by_ocr(x) for x in (first[k], second[k]))
    }


def text(archive: Archive, before: int, after: int) -> list[str]:
    """Unified diff of title and narrative, by paragraph; empty where they say the same, however broken into lines."""
    old, new = _paragraphs(archive, before), _paragraphs(archive, after)
    if squeeze("".join(old)) == squeeze("".join(new)):
        return []
    return list(difflib.unified_diff(old, new, lineterm="", n=0))


def meaning(archive: Archive, reading_id: int) -> str:
    """A hash of what a reading says: the figures, however written, and the words, however broken into lines."""
    cells = sorted(
        (k, *_said(row)) for k, row in _cells(archive, reading_id).items() if row["state"] != "missing"
    )
    words = squeeze("".join(_paragraphs(archive, reading_id)))
    return hashlib.sha256(json.dumps([cells, words]).encode()).hexdigest()


def _cells(archive: Archive, reading_id: int) -> dict[str, sqlite3.Row]:
    rows = archive.rows(
        "select fields.key as key, state, value, raw, flags from figures join fields on fields.id = field_id"
        " where reading_id = ?",
        reading_id,
    )
    return {r["key"]: r for r in rows}


def _shown(row: sqlite3.Row | None) -> Cell | None:
    return None if row is None else (row["state"], row["value"], row["raw"])


def _said(row: sqlite3.Row | None) -> SqlRow:
    if row is None:
        return ("missing",)
    return (row["state"], row["value"], row["raw"] if row["state"] == "unreadable" else None)


def _by_ocr(row: sqlite3.Row) -> bool:
    return any(flag.startswith("ocr") and flag != "ocr_zero" for flag in json.loads(row["flags"] or "[]"))


def _paragraphs(archive: Archive, reading_id: int) -> list[str]:
    title = archive.value("select title from readings where id = ?", reading_id) or ""
    rows = archive.rows(
        "select heading, text from sections where reading_id = ? order by position", reading_id
    )
    return [title, *(line for r in rows for line in (r["heading"], *r["text"].splitlines()))]
