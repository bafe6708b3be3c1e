"""Overriding where pages belong, and taking words back: decisions, and what follows from them at once."""

from __future__ import annotations

import sqlite3

import parsers
from archive import refresh
from archive.reports import decisions, overrides
from archive.reports.attribution import Attribution
from archive.reports.overrides import Override, OverrideParts
from archive.review import publishers
from archive.review.items import NotFoundError
from archive.store.db import Archive
from archive.store.rows import FILED_READING, FiledReadingRow


def override(archive: Archive, report: sqlite3.Row, parts: OverrideParts, *, note: str, by: str) -> None:
    """File every page of a report (its row) as said: `parts` are those of an Override but for the address."""
    with archive.transaction():
        pages = archive.typed(
            FiledReadingRow,
            f"{FILED_READING} where renditions.report_id = ? order by renditions.address",
            report["id"],
        )
        subjects = {overrides.subject(r["address"], Attribution.stored(r)): r["address"] for r in pages}
        for subject, address in subjects.items():
            verdict = Override(address, **parts).verdict()
            decisions.decide(archive, overrides.KIND, subject, verdict, note=note, by=by, operands_hash=None)
        refresh.refile(archive, set(subjects.values()), parsers.PARSER_VERSION)


def undo(archive: Archive, decision_key: str, *, note: str, by: str) -> None:
    """Take back what one decision said of its subject.

    :raises NotFoundError: no decision, or more than one, is called that.
    """
    found = archive.rows(
        "select * from decisions where key between ? and ? || 'g'", decision_key, decision_key
    )
    if len(decision_key) < 4 or len(found) != 1:
        raise NotFoundError(f"no decision is called {decision_key}: nianbao review log lists them")
    row = found[0]
    with archive.transaction():
        decisions.decide(
            archive, row["kind"], row["subject_key"], decisions.UNDONE, note=note, by=by, operands_hash=None
        )
        reapply(archive)


def reapply(archive: Archive) -> None:
    """Bring everything that decisions rule in line with them, inside the caller's transaction; after a merge, say."""
    publishers.apply(archive)
    refresh.refile(archive, overrides.addresses(archive), parsers.PARSER_VERSION)
