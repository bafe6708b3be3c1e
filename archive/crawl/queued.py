"""What the queue of portals for workers holds: filled when a run begins, counted, told, emptied when it is over.

`archive.crawl.queue` has what becomes of one portal of it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from archive.keys import key
from archive.outcomes import CUT_SHORT
from archive.store.captures import portal_key
from archive.store.db import Archive

KEY_DIGITS = 12
_NAME = re.compile(rf"([0-9a-f]{{{KEY_DIGITS}}})-([0-9a-f]{{{KEY_DIGITS}}})-[1-9][0-9]{{0,5}}")

Wanted = Callable[[str, str | None], bool]
"""Whether a worker takes portals of this host and region code."""
INTERRUPTED = CUT_SHORT[0]


class Counts(NamedTuple):
    """Portals by state."""

    waiting: int
    out: int
    brought: int
    done: int


@dataclass(frozen=True, slots=True)
class Ended:
    """How a visit went, as its worker tells."""

    outcome: str
    why: str | None = None
    pages: int = 0
    reports: int = 0
    new_reports: int = 0
    failures: int = 0


def is_order(name: str) -> bool:
    """Whether a text is the name of an order of any archive."""
    return bool(_NAME.fullmatch(name))


def unfinished_run(archive: Archive) -> int | None:
    """The run that the queue is of: it was stopped or killed, for the queue is emptied when a run is over. None where there is none."""
    run: int | None = archive.value("select max(run_id) from queue")
    return run


def still_to_visit(archive: Archive, homes: Iterable[str]) -> list[str]:
    """Homes of the queue that are not done, then those of `homes` that it does not know."""
    known = {
        row["key"] for row in archive.rows("select p.key from queue q join portals p on p.id = q.portal_id")
    }
    sql = "select p.home from queue q join portals p on p.id = q.portal_id where q.state <> 'done' order by q.id"
    return [row["home"] for row in archive.rows(sql)] + [h for h in homes if portal_key(h) not in known]


def fill(archive: Archive, run_id: int, portal_ids: Collection[int]) -> None:
    """The portals that the run has a lease on wait, those that are in the queue stay as they are; others that are not done leave it."""
    now = archive.now()
    with archive.transaction() as conn:
        held = set(portal_ids)
        open_ones = [
            r["portal_id"] for r in archive.rows("select portal_id from queue where state <> 'done'")
        ]
        gone = [(portal_id,) for portal_id in open_ones if portal_id not in held]
        conn.executemany("delete from queue where portal_id = ?", gone)
        conn.execute("update queue set run_id = ?", (run_id,))
        for portal_id in portal_ids:
            row_key = key("queue", archive.value("select key from portals where id = ?", portal_id))
            row = {"key": row_key, "portal_id": portal_id, "run_id": run_id, "since": now}
            archive.insert("queue", row, "on conflict (portal_id) do nothing")


def empty(archive: Archive) -> None:
    """The run is over: nothing is left to give out."""
    with archive.transaction() as conn:
        conn.execute("delete from queue")


def host_of(archive: Archive, name: str) -> str | None:
    """The host of an order's portal; None where this archive did not give the order out, in no run."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    host: str | None = archive.value(
        "select p.host from runs r, portals p where substr(r.key, 1, ?1) = ?2 and substr(p.key, 1, ?1) = ?3",
        KEY_DIGITS,
        found[1],
        found[2],
    )
    return host


def counts(archive: Archive) -> Counts:
    """Portals of the queue by state."""
    found = {
        row["state"]: row["n"] for row in archive.rows("select state, count(*) as n from queue group by 1")
    }
    return Counts(*(found.get(state, 0) for state in Counts._fields))


def left(archive: Archive, wanted: Wanted) -> int:
    """Portals that a worker would take and that are not done."""
    rows = (row for state in ("waiting", "out", "brought") for row in listed(archive, state))
    return sum(wanted(row["host"], row["region_code"]) for row in rows)


def workers(archive: Archive) -> set[str]:
    """Those that brought a portal of the queue."""
    return {
        row["worker"] for row in archive.rows("select distinct worker from queue where worker is not null")
    }


def outcomes(archive: Archive) -> list[tuple[str, Ended]]:
    """How each portal of the queue went: its host; those that are not done are interrupted."""
    rows = archive.rows("select p.host, q.* from queue q join portals p on p.id = q.portal_id order by q.id")
    return [
        (
            row["host"],
            Ended(
                row["outcome"] if row["state"] == "done" else INTERRUPTED,
                row["why"],
                row["pages"],
                row["reports"],
                row["new_reports"],
                row["failures"],
            ),
        )
        for row in rows
    ]


def listed(archive: Archive, state: str) -> list[sqlite3.Row]:
    """The rows of a state with their portals, in the order in which they are given out."""
    return archive.rows(
        "select q.*, p.host, p.home, p.region_code, p.key as portal, r.key as run from queue q"
        " join portals p on p.id = q.portal_id join runs r on r.id = q.run_id where q.state = ? order by q.id",
        state,
    )


def of_order(archive: Archive, name: str) -> sqlite3.Row | None:
    """The row of an order's portal, where the order is of the run that goes on."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    return archive.row(
        "select q.* from queue q join portals p on p.id = q.portal_id join runs r on r.id = q.run_id"
        " where substr(r.key, 1, ?1) = ?2 and substr(p.key, 1, ?1) = ?3",
        KEY_DIGITS,
        found[1],
        found[2],
    )
