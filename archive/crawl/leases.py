"""Who may visit a portal: one run at a time, so that no host ever sees two visitors of one archive.

A lease is a row with an owner and an end. It is void when its end has passed, or when its owner was a process of this
machine that is no more: a killed crawl can be taken up at once.
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
            "machine": socket.gethostname(),
            "pid": os.getpid(),
            "process_started": _started(os.getpid()),
            "expires_at": _end(archive),
        }
        archive.insert("leases", row, "on conflict (key) do update set expires_at = excluded.expires_at")
    return free


def renew(archive: Archive, run_id: int) -> None:
    """The run is alive: its leases end later."""
    with archive.transaction() as conn:
        conn.execute("update leases set expires_at = ? where run_id = ?", (_end(archive), run_id))


def release(archive: Archive, portal_id: int) -> None:
    """The visit is over, inside the caller's transaction."""
    archive.conn.execute("delete from leases where portal_id = ?", (portal_id,))


def release_all(archive: Archive, run_id: int) -> None:
    """The run is over, inside the caller's transaction; portals that another run has leased since stay its own."""
    archive.conn.execute("delete from leases where run_id = ?", (run_id,))


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


def _end(archive: Archive) -> str:
    return instant(archive.clock() + TERM)


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
