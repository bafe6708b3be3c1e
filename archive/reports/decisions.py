"""What a person said: confirmed, dismissed, overrode. Rows are only added; of one subject the newest counts.

A decision names its subject by a key that derives from content, so it holds in every archive and after every
re-run. `operands_hash` says what it was about: where that is no longer so, the decision is outdated, and is shown as
that instead of being applied to something its author never saw.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from archive.clock import instant
from archive.keys import key
from archive.store.db import Archive

UNDONE = "undone"
"""Verdict that takes back whatever was said of the subject before."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One row. `verdict`: confirmed, dismissed, undone, or JSON of what is to be."""

    key: str
    kind: str
    subject_key: str
    verdict: str
    note: str | None
    by: str
    at: str
    operands_hash: str | None

    @property
    def parts(self) -> dict[str, Any]:
        """The verdict of an override."""
        found: dict[str, Any] = json.loads(self.verdict)
        return found


def decide(
    archive: Archive,
    kind: str,
    subject_key: str,
    verdict: str,
    *,
    note: str,
    by: str,
    operands_hash: str | None,
) -> None:
    """Add a decision, inside the caller's transaction."""
    at = instant(archive.clock(), micros=True)
    row = {
        "key": key("decision", kind, subject_key, verdict, note, by, at),
        "kind": kind,
        "subject_key": subject_key,
        "verdict": verdict,
        "note": note,
        "by": by,
        "at": at,
        "operands_hash": operands_hash,
    }
    archive.insert("decisions", row, "on conflict (key) do nothing")


def standing(conn: sqlite3.Connection, kind: str, subject_key: str) -> Decision | None:
    """What was said last of a subject; None where nothing was, or where that was taken back."""
    row = conn.execute(
        f"select {_COLUMNS} from decisions where kind = ? and subject_key = ? order by at desc, key desc limit 1",
        (kind, subject_key),
    ).fetchone()
    return _decision(row) if row and row["verdict"] != UNDONE else None


def all_standing(conn: sqlite3.Connection, kind: str) -> dict[str, Decision]:
    """Subject -> what was said last, for every subject of a kind that has a standing decision."""
    rows = conn.execute(f"select {_COLUMNS} from decisions where kind = ? order by at, key", (kind,))
    last = {row["subject_key"]: _decision(row) for row in rows}
    return {subject: found for subject, found in last.items() if found.verdict != UNDONE}


_COLUMNS = 'key, kind, subject_key, verdict, note, "by", at, operands_hash'


def _decision(row: sqlite3.Row) -> Decision:
    return Decision(*tuple(row))
