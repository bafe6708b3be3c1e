"""Portals, runs and visits: who was crawled when, how it ended and why."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from archive.clock import day
from archive.crawl import frontier, leases
from archive.grades import sql_list
from archive.keys import key
from archive.outcomes import CUT_SHORT, Outcome
from archive.store.captures import portal_key
from archive.store.db import Archive
from archive.urls import canonicalize, host, is_sample

Scope = Literal["discovery", "update"]
"""discovery: from the home page through everything that leads to reports. update: the lists already known."""


@dataclass(slots=True)
class Visit:
    """The tally of one portal in one run; `finish_visit` writes it."""

    id: int
    portal_id: int
    host: str
    pages: int = 0
    reports: int = 0
    new_reports: int = 0
    failures: int = 0
    outcome: Outcome | None = None
    why: str | None = None
    scope: Scope = "discovery"
    expected: int = 0
    """Report addresses known when the visit began."""
    seen: int = 0
    """Report addresses linked or fetched in this visit."""
    lists_expected: int = 0
    lists_seen: int = 0
    """Of the known lists, those that still list reports."""
    moved_to: str | None = None
    """Where the home page leads, if that is another host."""


def portal(
    archive: Archive, home: str, *, source: str = "command line", region_code: str | None = None
) -> int:
    """The id of the portal at this home address, made where it is not known.

    `region_code` is GB/T 2260; without one, what was known of the region stays.

    :raises ValueError: `home` is no http address.
    """
    canonicalize(home)
    with archive.transaction() as conn:
        known = archive.row("select id, home from portals where key = ?", portal_key(home))
        if known is None:
            cursor = conn.execute(
                "insert into portals (key, host, home, source, region_code, sample) values (?, ?, ?, ?, ?, ?)",
                (portal_key(home), host(home), home, source, region_code, is_sample(home)),
            )
            return int(cursor.lastrowid or 0)
        if _origin(home) != _origin(known["home"]):
            frontier.rebase(archive, host(home), _origin(home))
        conn.execute(
            "update portals set home = ?, region_code = coalesce(?, region_code) where id = ?",
            (home, region_code, known["id"]),
        )
    return int(known["id"])


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def start_run(archive: Archive, user_agent: str, software: str) -> int:
    """A new run; earlier runs that are open and hold no portal were killed, and are closed as interrupted."""
    now = archive.now()
    with archive.transaction() as conn:
        living = ",".join(map(str, leases.living_runs(archive)))
        for table, run in (("visits", "run_id"), ("runs", "id")):
            conn.execute(
                f"update {table} set outcome = 'interrupted', ended_at = ?"
                f" where ended_at is null and {run} not in ({living})",
                (now,),
            )
        cursor = conn.execute(
            "insert into runs (key, started_at, user_agent, software) values (?, ?, ?, ?)",
            (key("run", now, os.getpid(), os.urandom(8).hex()), now, user_agent, software),
        )
    return int(cursor.lastrowid or 0)


def reopen_run(archive: Archive, run_id: int) -> int:
    """A run that was stopped or killed goes on."""
    with archive.transaction() as conn:
        conn.execute("update runs set ended_at = null, outcome = null where id = ?", (run_id,))
    return run_id


def finish_run(archive: Archive, run_id: int, outcome: str) -> None:
    """The run is over, parsing too."""
    with archive.transaction() as conn:
        conn.execute(
            "update runs set ended_at = ?, outcome = ? where id = ?", (archive.now(), outcome, run_id)
        )


def start_visit(archive: Archive, run_id: int, portal_id: int) -> Visit:
    """A new visit of a run that holds the portal's lease."""
    run_key = archive.value("select key from runs where id = ?", run_id)
    portal = archive.rows("select key, host from portals where id = ?", portal_id)[0]
    with archive.transaction() as conn:
        cursor = conn.execute(
            "insert into visits (key, run_id, portal_id, started_at) values (?, ?, ?, ?)",
            (key("visit", run_key, portal["key"]), run_id, portal_id, archive.now()),
        )
    return Visit(int(cursor.lastrowid or 0), portal_id, portal["host"])


def tally(archive: Archive, visit: Visit) -> None:
    """Write the counts so far, inside the caller's transaction."""
    columns = ", ".join(f"{name} = ?" for name in _COUNTS)
    values = [getattr(visit, name) for name in _COUNTS]
    archive.conn.execute(f"update visits set {columns} where id = ?", (*values, visit.id))


def finish_visit(archive: Archive, visit: Visit) -> None:
    """Write the outcome and leave the portal to others; one that showed its reports is proved today."""
    with archive.transaction() as conn:
        tally(archive, visit)
        conn.execute(
            "update visits set ended_at = ?, outcome = ?, why = ?, moved_to = ? where id = ?",
            (archive.now(), visit.outcome, visit.why, visit.moved_to, visit.id),
        )
        if visit.reports or visit.lists_seen:
            today = day(archive.clock()).isoformat()
            conn.execute("update portals set proved_on = ? where id = ?", (today, visit.portal_id))
        leases.release(archive, visit.portal_id)


def last_visit(archive: Archive, portal_id: int, other_than: int | None = None) -> sqlite3.Row | None:
    """The row of the last visit that has ended, `other_than` this one; None for a portal never visited."""
    return archive.row(
        "select * from visits where portal_id = ? and id <> ? and outcome is not null"
        " order by started_at desc, id desc limit 1",
        portal_id,
        other_than or 0,
    )


def discovered(archive: Archive, portal_id: int, other_than: int) -> bool:
    """Whether a visit before this one came to its own end: one that was cut short leaves its work to the next."""
    return (
        archive.row(
            f"select 1 from visits where portal_id = ? and id <> ? and outcome not in {sql_list(CUT_SHORT)} limit 1",
            portal_id,
            other_than,
        )
        is not None
    )


def begun(archive: Archive, portal_id: int, visit_id: int) -> bool:
    """Whether the visits that this one goes on from, since they were cut short, found a list or a report."""
    earlier = f"select coalesce(max(id), 0) from visits where portal_id = :portal and id < :visit and outcome not in {sql_list(CUT_SHORT)}"
    sql = (
        "select 1 from captures where portal_id = :portal and grade = 'ok' and role in ('list', 'report') and run_id in"
        f" (select run_id from visits where portal_id = :portal and id < :visit and id > ({earlier})) limit 1"
    )
    return archive.conn.execute(sql, {"portal": portal_id, "visit": visit_id}).fetchone() is not None


_COUNTS = (
    "pages",
    "reports",
    "new_reports",
    "failures",
    "scope",
    "expected",
    "seen",
    "lists_expected",
    "lists_seen",
)
