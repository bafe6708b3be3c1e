"""Portals that workers on other machines fetch one by one: what waits, what is out with whom, what was brought.

The table outlives every process. Each portal that goes out is an order with a name, made of the keys of its run and portal and of
how often it went out; a worker holds the portal by a lease that its run lent it. Where the lease is void the portal waits again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from archive.crawl import leases
from archive.crawl.queued import INTERRUPTED, KEY_DIGITS, Ended, Wanted, listed, of_order
from archive.store.db import Archive

MOST_BROKEN = 3
"""A portal whose visits came to nothing so often in a run is not given out in it again."""


@dataclass(frozen=True, slots=True)
class Order:
    """A portal that went out."""

    name: str
    portal_id: int
    host: str
    home: str
    region_code: str | None


def give(
    archive: Archive,
    run_id: int,
    worker: str,
    wanted: Wanted,
    term: timedelta,
    also_on: Mapping[str, Collection[str]],
) -> Order | None:
    """The first portal that waits, is wanted, and at whose hosts nobody is; None where there is none now.

    What the worker had before waits again: it has one portal at a time, and says by asking that it has none.
    """
    with archive.transaction():
        for row in archive.rows("select portal_id from queue where state = 'out' and worker = ?", worker):
            leases.take_back(archive, row["portal_id"], worker)
            _becomes(archive, row["portal_id"], "waiting")
        _recall(archive, run_id)
        taken = {host for row in listed(archive, "out") for host in _hosts(row["host"], also_on)}
        for row in listed(archive, "waiting"):
            if not wanted(row["host"], row["region_code"]) or _near(_hosts(row["host"], also_on), taken):
                continue
            if row["portal_id"] in leases.acquire(archive, run_id, [row["portal_id"]], also_on):
                leases.lend(archive, row["portal_id"], worker, term)
                archive.conn.execute(
                    "update queue set tries = tries + 1, worker = ? where id = ?", (worker, row["id"])
                )
                _becomes(archive, row["portal_id"], "out", worker)
                name = f"{row['run'][:KEY_DIGITS]}-{row['portal'][:KEY_DIGITS]}-{row['tries'] + 1}"
                return Order(name, row["portal_id"], row["host"], row["home"], row["region_code"])
    return None


def renew(archive: Archive, name: str, worker: str, term: timedelta) -> bool:
    """The worker is at its portal; False where the order is no longer its own, and it must leave."""
    with archive.transaction():
        portal_id = _out(archive, name, worker)
        return portal_id is not None and leases.extend(archive, portal_id, worker, term)


def bring(archive: Archive, name: str, manifest: str, worker: str | None = None) -> bool:
    """What an order brought waits to be merged; False where its portal is done, is out with another worker or waits no longer.

    `worker`: who says so, which only one that holds the order may; nobody where it was found in the store.
    """
    with archive.transaction() as conn:
        row = of_order(archive, name)
        if row is None or row["state"] not in ("waiting", "out"):
            return False
        if worker is not None and _out(archive, name, worker) is None:
            return False
        if row["state"] == "out":
            if not name.endswith(f"-{row['tries']}"):
                return False
            leases.take_back(archive, row["portal_id"], row["worker"])
        conn.execute("update queue set brought = ?, manifest = ? where id = ?", (name, manifest, row["id"]))
        _becomes(archive, row["portal_id"], "brought", row["worker"])
    return True


def give_back(archive: Archive, name: str, worker: str, why: str | None = None) -> bool:
    """The worker leaves its portal without having visited it to the end. `why`: the visit broke, which is counted."""
    with archive.transaction():
        portal_id = _out(archive, name, worker)
        if portal_id is None:
            return False
        leases.take_back(archive, portal_id, worker)
        _again(archive, portal_id, why)
    return True


def refuse(archive: Archive, name: str, why: str) -> None:
    """What an order brought cannot be used."""
    with archive.transaction():
        row = of_order(archive, name)
        if row is not None and row["brought"] == name:
            _again(archive, row["portal_id"], why)


def finish(archive: Archive, name: str, ended: Ended) -> None:
    """What an order brought is merged: its portal is done, or waits again where the visit was interrupted."""
    with archive.transaction() as conn:
        row = of_order(archive, name)
        if row is None or row["brought"] != name:
            return
        conn.execute(
            "update queue set outcome = ?, why = ?, pages = pages + ?, reports = reports + ?,"
            " new_reports = new_reports + ?, failures = failures + ? where id = ?",
            (
                ended.outcome,
                ended.why,
                ended.pages,
                ended.reports,
                ended.new_reports,
                ended.failures,
                row["id"],
            ),
        )
        if ended.outcome == INTERRUPTED:
            _again(archive, row["portal_id"], None if ended.pages else ended.why or ended.outcome)
            return
        _becomes(archive, row["portal_id"], "done", row["worker"])
        leases.release(archive, row["portal_id"])


def brought(archive: Archive) -> list[str]:
    """Orders that wait to be merged, the first first."""
    rows = archive.rows("select brought from queue where state = 'brought' order by since, id")
    return [row["brought"] for row in rows]


def manifest_of(archive: Archive, name: str) -> str:
    """What an order brought that waits to be merged."""
    manifest: str = archive.value("select manifest from queue where brought = ?", name)
    return manifest


def is_out(archive: Archive, name: str) -> bool:
    """Whether a worker is at the portal of an order, by it or by a later one."""
    row = of_order(archive, name)
    return row is not None and row["state"] == "out"


def _recall(archive: Archive, run_id: int) -> None:
    """What is out by a lease that is void waits again, also where the coordinator has taken a new one since."""
    held = leases.lent(archive, run_id)
    for row in archive.rows("select portal_id from queue where state = 'out'"):
        if row["portal_id"] not in held:
            _becomes(archive, row["portal_id"], "waiting")


def _again(archive: Archive, portal_id: int, why: str | None) -> None:
    """The portal waits again; one that broke too often is done with."""
    archive.conn.execute(
        "update queue set broken = broken + ?, why = coalesce(?, why) where portal_id = ?",
        (why is not None, why, portal_id),
    )
    if archive.value("select broken from queue where portal_id = ?", portal_id) < MOST_BROKEN:
        _becomes(archive, portal_id, "waiting")
        return
    archive.conn.execute("update queue set outcome = ? where portal_id = ?", (INTERRUPTED, portal_id))
    _becomes(archive, portal_id, "done")
    leases.release(archive, portal_id)


def _becomes(archive: Archive, portal_id: int, state: str, worker: str | None = None) -> None:
    if state != "brought":
        archive.conn.execute(
            "update queue set brought = null, manifest = null where portal_id = ?", (portal_id,)
        )
    archive.conn.execute(
        "update queue set state = ?, since = ?, worker = ? where portal_id = ?",
        (state, archive.now(), worker, portal_id),
    )


def _out(archive: Archive, name: str, worker: str) -> int | None:
    """The portal of an order that is out with the worker."""
    row = of_order(archive, name)
    if row is None or (row["state"], row["worker"]) != ("out", worker):
        return None
    return int(row["portal_id"]) if name.endswith(f"-{row['tries']}") else None


def _hosts(host: str, also_on: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    return (host, *also_on.get(host, ()))


def _near(hosts: Iterable[str], taken: Collection[str]) -> bool:
    """Whether one of the hosts is one of those that are taken, or lies below or above one."""
    return any(
        mine == other or mine.endswith(f".{other}") or other.endswith(f".{mine}")
        for mine in hosts
        for other in taken
    )
