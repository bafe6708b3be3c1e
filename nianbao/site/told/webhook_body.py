"""Changes as the JSON of a webhook: each with its difference and the addresses of its proofs."""

from __future__ import annotations

import json
import sqlite3

from archive.history.query import Change, FigureChange
from nianbao.site.told import evidence
from nianbao.site.told.evidence import Sides

VERSION = 1
"""Raised where a name goes or means something else; new names come without."""


def webhook_body(conn: sqlite3.Connection, changes: list[Change], site: str) -> bytes:
    """UTF-8 of one object, whose form docs/serving.md tells. `site`: address of the home page, with its slash."""
    sides = evidence.load(conn, (change.key for change in changes))
    late = evidence.days_late(conn, (change.report for change in changes if change.kind == "new"))
    told = [_change(change, sides[change.key], late, site) for change in changes]
    whole = {"type": "nianbao.changes", "version": VERSION, "changes": told}
    return json.dumps(whole, ensure_ascii=False).encode(errors="replace")


def _change(change: Change, sides: Sides, late: dict[str, int], site: str) -> dict[str, object]:
    before, after = sides.before, sides.after
    return {
        "key": change.key,
        "kind": change.kind,
        "at": change.at,
        "certain_at": change.certain_at,
        "sample": change.sample,
        "publisher": change.publisher,
        "region_code": change.region_code,
        "year": change.year,
        "title": change.title,
        "report": change.report,
        "url": f"{site}report/{change.report}",
        "days_late": late.get(change.report) if change.kind == "new" else None,
        "figures": [_figure(figure, sides, site) for figure in change.figures],
        "text": list(change.text),
        "addresses_before": before.places(change.left),
        "addresses_after": after.places(change.taken),
        "proof_before": _proof(before.capture, site),
        "proof_after": _proof(after.capture, site),
    }


def _figure(figure: FigureChange, sides: Sides, site: str) -> dict[str, object]:
    return {
        "field": figure.field,
        "label": figure.label,
        "before": figure.before,
        "after": figure.after,
        "state_before": figure.state_before,
        "state_after": figure.state_after,
        "printed_before": figure.raw_before,
        "printed_after": figure.raw_after,
        "proof_before": _proof(sides.before.cells.get(figure.field), site),
        "proof_after": _proof(sides.after.cells.get(figure.field), site),
    }


def _proof(end: str | None, site: str) -> str | None:
    return f"{site}-/snapshot/{end}" if end else None
