"""Who may visit a portal: one run at a time, so that no host ever sees two visitors of one archive.

A lease is a row with an owner and an end. It is void when its end has passed, or when its owner was a process of this
machine that is no more: a killed crawl can be taken up at once. A run may lend a lease to a worker on another machine: it
has no process then, and its number is 0.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from archive.clock import instant
from archive.keys import key
from archive.store.db import Archive

TERM = timedelta(minutes=10)
RENEWAL_SECONDS = 60.0
"""How often the owner renews; a tenth of the term, so that a busy hour costs no lease."""


def acquire(
    archive: Archive,
    run_id: int,
    portal_ids: Iterable[int],
    also_on: Mapping[str, Collection[str]] | None = None,
) -> set[int]:
    """The portals that this run may visit now, inside the caller's transaction.

    Not those at whose host, at a host below it or at one above it another run is at work, or at a host that carries a
    part of theirs (`also_on`, by the portal's host).
    """
    _drop_void(archive)
    hosts: dict[int, str] = dict(archive.conn.execute("select id, host from portals").fetchall())
    taken = {
        hosts[r["portal_id"]] for r in archive.rows("select portal_id from leases where run_id <> ?", run_id)
    }
    above = {name for host in taken for name in _and_above(host)}
    free = set()
    for portal in portal_ids:
        asked = (hosts[portal], *(also_on or {}).get(hosts[portal], ()))
        if all(name not in above and taken.isdisjoint(_and_above(name)) for name in asked):
            free.add(portal)
    for portal_id in sorted(free):
        row = {
            "key": key("lease", hosts[portal_id]),
            "portal_id": portal_id,
            "run_id": run_id,
            **_this_process(),
            "expires_at": _end(archive, TERM),
        }
        archive.insert(
            "leases",
            row,
            "on conflict (key) do update set expires_at = excluded.expires_at where pid > 0",
        )
    return free


def renew(archive: Archive, run_id: int) -> None:
    """The run is alive: its leases end later, but for those that are lent."""
    with archive.transaction() as conn:
        conn.execute(
            "update leases set expires_at = ? where run_id = ? and pid > 0", (_end(archive, TERM), run_id)
        )


def lend(archive: Archive, portal_id: int, worker: str, term: timedelta) -> None:
    """A worker on another machine visits the portal for the run, inside the caller's transaction; `worker` is no name of a host.

    Then its end alone makes the lease void, whatever becomes of the process that lent it.
    """
    archive.conn.execute(
        "update leases set machine = ?, pid = 0, process_started = 0, expires_at = ? where portal_id = ?",
        (worker, _end(archive, term), portal_id),
    )


def extend(archive: Archive, portal_id: int, worker: str, term: timedelta) -> bool:
    """The worker is alive, inside the caller's transaction; False where the lease is no longer its own."""
    _drop_void(archive)
    cursor = archive.conn.execute(
        "update leases set expires_at = ? where portal_id = ? and machine = ?",
        (_end(archive, term), portal_id, worker),
    )
    return cursor.rowcount == 1


def take_back(archive: Archive, portal_id: int, worker: str) -> None:
    """What was lent to the worker is held by this process again, inside the caller's transaction."""
    archive.conn.execute(
        "update leases set machine = ?, pid = ?, process_started = ?, expires_at = ?"
        " where portal_id = ? and machine = ?",
        (*_this_process().values(), _end(archive, TERM), portal_id, worker),
    )


def lent(archive: Archive, run_id: int) -> set[int]:
    """The portals that workers visit for the run, inside the caller's transaction."""
    _drop_void(archive)
    sql = "select portal_id from leases where run_id = ? and pid = 0"
    return {row["portal_id"] for row in archive.rows(sql, run_id)}


def release(archive: Archive, portal_id: int) -> None:
    """The visit is over, inside the caller's transaction."""
    archive.conn.execute("delete from leases where portal_id = ?", (portal_id,))


def release_all(archive: Archive, run_id: int) -> None:
    """The run is over, inside the caller's transaction; what another run has leased since stays its own, and what is lent stays so."""
    archive.conn.execute("delete from leases where run_id = ? and pid > 0", (run_id,))


def living_runs(archive: Archive) -> set[int]:
    """Runs that hold a lease, inside the caller's transaction."""
    _drop_void(archive)
    return {row["run_id"] for row in archive.rows("select distinct run_id from leases")}


def _drop_void(archive: Archive) -> None:
    now = archive.now()
    for row in archive.rows("select * from leases"):
        here = row["machine"] == socket.gethostname()
        if row["expires_at"] <= now or (here and _started(row["pid"]) != row["process_started"]):
            archive.conn.execute("delete from leases where id = ?", (row["id"],))


def _end(archive: Archive, term: timedelta) -> str:
    """Whole seconds are written: never the one before."""
    return instant(archive.clock() + term + timedelta(seconds=1))


def _this_process() -> dict[str, str | int]:
    pid = os.getpid()
    return {"machine": socket.gethostname(), "pid": pid, "process_started": _started(pid)}


def _started(pid: int) -> int:
    """When a process of this machine started, in ticks since the machine did; 0 where there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    return int(stat.rpartition(")")[2].split()[19])


def _and_above(host: str) -> Iterator[str]:
    """A host name and the names it lies below: a.b.c, b.c, c."""
    while host:
        yield host
        host = host.partition(".")[2]
