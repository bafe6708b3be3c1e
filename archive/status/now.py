"""How the work goes at this moment: the runs under way, the portals by state, requests a second, what waits, room on the disk.

All of it is asked of the archive, from any process, while crawls go on.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from archive.clock import instant
from archive.outcomes import STATES
from archive.schema import tallies
from archive.store.db import DB_NAME
from archive.store.to_read import COUNT_SOME_PENDING, COUNTED

WINDOW = timedelta(minutes=5)
"""Of which the speed is told."""
NEWEST = 20_000
"""Captures that are looked at for it, at most: 66 a second for five minutes."""
LEAST_DONE = 3
"""Visits of a run that must have ended before the time left is told."""
REFUSED = 0.5
"""Share of the portals of a prefecture that are blocked, from which on it is named: it may refuse this network."""
LEAST_PORTALS = 3


@dataclass(frozen=True, slots=True)
class RunStatus:
    """A run under way. `waiting`: portals that it has a lease on and has not begun; pages, reports and failures are of its visits
    as last told; `seconds_left`: by the mean of those that have ended, None while they are too few."""

    run: str
    started_at: str
    software: str
    visiting: int
    waiting: int
    ended: int
    pages: int
    reports: int
    failures: int
    seconds_left: int | None


@dataclass(frozen=True, slots=True)
class Refusing:
    """A prefecture (four digits of GB/T 2260) most of whose visited portals are blocked."""

    region_code: str
    blocked: int
    portals: int


@dataclass(frozen=True, slots=True)
class Status:
    """`unread`: captures that the parsers of this version have not read, and `unread_beyond`: more than are counted; `requests_a_second`: of the last five minutes."""

    at: str
    runs: tuple[RunStatus, ...]
    portals: dict[str, int]
    queued: int
    captures: int
    reports: int
    unread: int
    unread_beyond: bool
    requests_a_second: float
    newest: str | None
    refusing: tuple[Refusing, ...]
    database_bytes: int
    warc_bytes: int
    free_bytes: int

    def to_json(self) -> dict[str, object]:
        """Plain types."""
        return asdict(self)


def status(conn: sqlite3.Connection, data_dir: Path, now: datetime, parser: str) -> Status:
    """The state at an instant. `parser`: the version that captures are to be read by."""
    states = dict(conn.execute("select state, count(*) from health group by 1").fetchall())
    newest = [
        at for (at,) in conn.execute("select fetched_at from captures order by id desc limit ?", (NEWEST,))
    ]
    recent = sum(at >= instant(now - WINDOW) for at in newest)

    def count(sql: str, *values: str) -> int:
        return int(conn.execute(sql, values).fetchone()[0])

    unread = count(COUNT_SOME_PENDING, parser)
    return Status(
        at=instant(now),
        runs=tuple(_runs(conn, now)),
        portals={state: states.get(state, 0) for state in STATES},
        queued=tallies.total(conn, "queued"),
        captures=tallies.total(conn, "captures"),
        reports=tallies.total(conn, "reports"),
        unread=min(unread, COUNTED),
        unread_beyond=unread > COUNTED,
        requests_a_second=round(recent / WINDOW.total_seconds(), 3),
        newest=newest[0] if newest else None,
        refusing=tuple(_refusing(conn)),
        database_bytes=_bytes(data_dir.glob(f"{DB_NAME}*")),
        warc_bytes=_bytes((data_dir / "warc").glob("*")),
        free_bytes=shutil.disk_usage(data_dir).free,
    )


_RUNS = """
select r.id, r.key, r.started_at, r.software, count(*) as held from leases l join runs r on r.id = l.run_id
where l.expires_at > ? and r.ended_at is null group by r.id order by r.id"""
_QUEUE = """
select sum(state = 'out'), sum(state = 'waiting'), sum(state in ('brought', 'done')), sum(pages), sum(reports), sum(failures)
from queue where run_id = ?"""
_VISITS = """
select coalesce(sum(outcome is null), 0), coalesce(sum(outcome is not null), 0), coalesce(sum(pages), 0),
    coalesce(sum(reports), 0), coalesce(sum(failures), 0) from visits where run_id = ?"""


def _runs(conn: sqlite3.Connection, now: datetime) -> Iterator[RunStatus]:
    """Those that hold a lease whose end has not passed: a killed run's passes within ten minutes."""
    for run_id, key, started_at, software, held in conn.execute(_RUNS, (instant(now),)).fetchall():
        visiting, waiting, ended, pages, reports, failures = conn.execute(_QUEUE, (run_id,)).fetchone()
        if visiting is None:  # the run gives nothing out to workers
            visiting, ended, pages, reports, failures = conn.execute(_VISITS, (run_id,)).fetchone()
            waiting = max(0, held - visiting)  # a visit that ends gives its lease back
        taken = (now - datetime.fromisoformat(started_at)).total_seconds()
        left = round((visiting + waiting) * taken / ended) if ended >= LEAST_DONE else None
        yield RunStatus(key, started_at, software, visiting, waiting, ended, pages, reports, failures, left)


def _refusing(conn: sqlite3.Connection) -> Iterator[Refusing]:
    found: dict[str, list[bool]] = defaultdict(list)
    for place, state in conn.execute(
        "select substr(region_code, 1, 4), state from health where region_code is not null and state <> 'never_seen'"
    ):
        found[place].append(state == "blocked")
    for place, blocked in sorted(found.items()):
        if len(blocked) >= LEAST_PORTALS and sum(blocked) >= REFUSED * len(blocked):
            yield Refusing(place, sum(blocked), len(blocked))


def _bytes(paths: Iterator[Path]) -> int:
    total = 0
    for path in paths:
        try:
            total += path.lstat().st_size
        except FileNotFoundError:  # moved meanwhile
            continue
    return total
