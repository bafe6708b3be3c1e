"""What is told and to whom it was: the ledger `announced`, apart from the changes themselves.

A change is told once it is certain: what is new, withdrawn or back at once, a revision or a move after a second observation,
or when nobody had one for TELLABLE_AFTER days. A page that was back at its old content at the next observation is never told.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta

from archive.clock import instant
from archive.history.changes import REREAD
from archive.store.db import Archive

TELLABLE_AFTER = timedelta(days=7)

TELLABLE = "(c.confirmed_at is not null or c.at <= :tellable_before) and not c.passing"
"""SQL over `changes as c`: whether a change is told by now."""

CERTAIN_AT = (
    "min(coalesce(c.confirmed_at, '9999'),"
    f" strftime('%Y-%m-%dT%H:%M:%SZ', c.at, '+{TELLABLE_AFTER.days} days'))"
)
"""SQL over `changes as c`: the instant from which on a change is told. It never moves, whatever is observed later. The index
`changes_certain` is over this very text."""


def tellable_before(now: datetime) -> str:
    """The value of `:tellable_before` in TELLABLE."""
    return instant(now - TELLABLE_AFTER)


def due(conn: sqlite3.Connection, channel: str, now: datetime) -> list[str]:
    """Keys of the changes that the channel has not been told of, oldest first."""
    rows = conn.execute(
        f"select c.key from changes c where {TELLABLE} and not exists ("
        " select 1 from announced where change_key = c.key and channel in (:channel, :reread))"
        " order by c.at, c.key",
        {"tellable_before": tellable_before(now), "channel": channel, "reread": REREAD},
    )
    return [row[0] for row in rows]


def mark(archive: Archive, channel: str, keys: Iterable[str]) -> None:
    """Note that the channel was told, in one transaction; told twice is noted once."""
    now = archive.now()
    with archive.transaction():
        archive.insert_all(
            "announced",
            "change_key, channel, at",
            [(k, channel, now) for k in keys],
            "on conflict do nothing",
        )
