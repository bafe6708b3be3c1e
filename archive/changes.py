"""What changed, as a fold over the captures of each rendition in time order under one parser version.

Derived anew from the rows each time, so the order in which captures were parsed or merged does not matter.
"""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from archive.db import Archive
from archive.keys import key


@dataclass(frozen=True, slots=True)
class _Seen:
    """A version on the screen at an instant."""

    at: str
    version_id: int
    version_key: str
    reading_id: int


def derive(archive: Archive, report_id: int, parser: str) -> None:
    """Bring the `changes` of one report in line with its captures, inside the caller's transaction.

    `new` once, at the first capture; `revised_figures` and `revised_text` where a rendition's content turned.
    """
    report_key = archive.value("select key from reports where id = ?", report_id)
    sights = [_sights(archive, r["id"], parser) for r in _renditions(archive, report_id)]
    found: dict[str, tuple[Any, ...]] = {}

    def note(kind: str, at: str, difference: Any, before: _Seen | None, after: _Seen) -> None:
        change_key = key(
            "change", report_key, kind, at, before.version_key if before else None, after.version_key
        )
        text = json.dumps(difference, ensure_ascii=False)
        before_id = before.version_id if before else None
        found[change_key] = (change_key, report_id, kind, at, text, before_id, after.version_id)

    firsts = [s[0] for s in sights if s]
    if firsts:
        first = min(firsts, key=lambda s: (s.at, s.version_key))
        note("new", first.at, {}, None, first)
    for seen in sights:
        for before, after in pairwise(seen):
            if before.version_id == after.version_id:
                continue
            figures = _figures_difference(archive, before.reading_id, after.reading_id)
            if figures:
                note("revised_figures", after.at, figures, before, after)
            text = _text_difference(archive, before.reading_id, after.reading_id)
            if text:
                note("revised_text", after.at, text, before, after)
    _replace(archive, report_id, found)


def _renditions(archive: Archive, report_id: int) -> list[Any]:
    return archive.rows("select id from renditions where report_id = ? order by key", report_id)


def _sights(archive: Archive, rendition_id: int, parser: str) -> list[_Seen]:
    """Every capture that showed a version of the rendition, also those not parsed because their bytes were
    known.
    """
    rows = archive.rows(
        "select seen.fetched_at as at, versions.id as version_id, versions.key as version_key,"
        " readings.id as reading_id"
        " from versions join readings on readings.version_id = versions.id and readings.parser = ?"
        " join parses on parses.reading_id = readings.id"
        " join captures as read on read.id = parses.capture_id"
        " join captures as seen on seen.address = read.address and seen.body_sha256 = read.body_sha256"
        " where versions.rendition_id = ? group by seen.id order by seen.fetched_at, seen.id",
        parser,
        rendition_id,
    )
    return [_Seen(r["at"], r["version_id"], r["version_key"], r["reading_id"]) for r in rows]


def _figures_difference(archive: Archive, before: int, after: int) -> dict[str, list[Any]]:
    """Field key -> [before, after], each as (state, stored value, raw)."""
    old, new = _cells(archive, before), _cells(archive, after)
    return {k: [old.get(k), new.get(k)] for k in sorted(old.keys() | new.keys()) if old.get(k) != new.get(k)}


def _cells(archive: Archive, reading_id: int) -> dict[str, list[Any]]:
    rows = archive.rows(
        "select fields.key as key, state, value, raw from figures join fields on fields.id = field_id"
        " where reading_id = ?",
        reading_id,
    )
    return {r["key"]: [r["state"], r["value"], r["raw"]] for r in rows}


def _text_difference(archive: Archive, before: int, after: int) -> list[str]:
    """Unified diff of the narrative, paragraph by paragraph; empty where only figures changed."""
    return list(
        difflib.unified_diff(_paragraphs(archive, before), _paragraphs(archive, after), lineterm="", n=0)
    )


def _paragraphs(archive: Archive, reading_id: int) -> list[str]:
    title = archive.value("select title from readings where id = ?", reading_id) or ""
    rows = archive.rows(
        "select heading, text from sections where reading_id = ? order by position", reading_id
    )
    return [title, *(line for r in rows for line in (r["heading"], *r["text"].splitlines()))]


def _replace(archive: Archive, report_id: int, found: dict[str, tuple[Any, ...]]) -> None:
    known = {r["key"] for r in archive.rows("select key from changes where report_id = ?", report_id)}
    archive.conn.executemany("delete from changes where key = ?", [(k,) for k in known - found.keys()])
    archive.conn.executemany(
        "insert into changes (key, report_id, kind, at, difference, version_from, version_to)"
        " values (?, ?, ?, ?, ?, ?, ?)",
        [row for k, row in found.items() if k not in known],
    )
