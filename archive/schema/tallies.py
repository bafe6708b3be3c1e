"""Sums that triggers keep (`steps.m020_growth`): what would take a walk through a whole table is one row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Set

from archive.schema.steps.m020_growth import TALLIES, counted

TABLE = "tallies"


def total(conn: sqlite3.Connection, of: str) -> int:
    """The whole of a sum."""
    return int(conn.execute("select coalesce(sum(n), 0) from tallies where of = ?", (of,)).fetchone()[0])


def parts(conn: sqlite3.Connection, of: str, low: str = "", high: str = "\U0010ffff") -> dict[str, int]:
    """Its parts from `low` to before `high`, those of nothing left out."""
    sql = "select part, n from tallies where of = ? and part >= ? and part < ? and n <> 0 order by part"
    return dict(map(tuple, conn.execute(sql, (of, low, high))))


def wrong(conn: sqlite3.Connection, damaged: Set[str] = frozenset()) -> Iterator[tuple[str, str]]:
    """The sums, and their parts, that are not what the rows come to; nothing is said of those over `damaged` tables."""
    for tally in (tally for tally in TALLIES if not damaged & tally.tables):
        found = {part: n for _, part, n in map(tuple, conn.execute(counted(tally)))}
        kept = parts(conn, tally.of)
        for part in sorted(found.keys() | kept.keys(), key=str):
            if found.get(part) != kept.get(part):
                yield tally.of, part
