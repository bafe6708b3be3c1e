"""Portals, runs and visits: who was crawled when, how it ended and why."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from archive import frontier
from archive.address import canonical, host, is_sample
from archive.captures import portal_key
from archive.db import Archive
from archive.keys import key

Outcome = Literal[
    "complete", "silent", "budget", "blocked", "refused", "unreachable", "failed", "interrupted"
]
"""complete: nothing worth asking is left. silent: the same, and no report was ever found. budget: the page budget ended it. blocked: a challenge or a
refusal. unreachable: the home page never answered. failed: too many failures in a row. interrupted:
stopped or killed.
"""


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


def portal(
    archive: Archive, home: str, *, source: str = "command line", region_code: str | None = None
) -> int:
    """The id of the portal at this home address, made where it is not known. Raises ValueError for no address.

    `region_code` is GB/T 2260; without one, what was known of the region stays.
    """
    canonical(home)
    with archive.transaction() as conn:
        known = archive.row("select id, home from portals where key = ?", portal_key(home))
        if known is None:
            cursor = conn.execute(
                "insert into portals (key, host, home, source, region_code, sample) values (?, ?, ?, ?, ?, ?)",
                (portal_key(home), host(home), home, source, region_code, is_sample(home)),
            )
            return int(cursor.lastrowid or 0)
        if _origin(home) != _origin(known["home"]):
            frontier.rebase(archive, known["id"], host(home), _origin(home))
        conn.execute(
            "update portals set home = ?, region_code = coalesce(?, region_code) where id = ?",
            (home, region_code, known["id"]),
        )
    return int(known["id"])


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def start_run(archive: Archive, user_agent: str, software: str) -> int:
    """A new run; what an earlier run left open was killed and is closed as interrupted."""
    now = archive.now()
    with archive.transaction() as conn:
        for table in ("visits", "runs"):
            conn.execute(
                f"update {table} set outcome = 'interrupted', ended_at = ? where ended_at is null", (now,)
            )
        cursor = conn.execute(
            "insert into runs (key, started_at, user_agent, software) values (?, ?, ?, ?)",
            (key("run", now, os.getpid(), os.urandom(8).hex()), now, user_agent, software),
        )
    return int(cursor.lastrowid or 0)


def finish_run(archive: Archive, run_id: int, outcome: str) -> None:
    with archive.transaction() as conn:
        conn.execute(
            "update runs set ended_at = ?, outcome = ? where id = ?", (archive.now(), outcome, run_id)
        )


def start_visit(archive: Archive, run_id: int, portal_id: int) -> Visit:
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
    archive.conn.execute(
        "update visits set pages = ?, reports = ?, new_reports = ?, failures = ? where id = ?",
        (visit.pages, visit.reports, visit.new_reports, visit.failures, visit.id),
    )


def finish_visit(archive: Archive, visit: Visit) -> None:
    with archive.transaction() as conn:
        tally(archive, visit)
        conn.execute(
            "update visits set ended_at = ?, outcome = ?, why = ? where id = ?",
            (archive.now(), visit.outcome, visit.why, visit.id),
        )


def last_outcome(archive: Archive, portal_id: int, before_visit: int) -> str | None:
    """How the visit before this one ended; None for a portal never visited."""
    found: str | None = archive.value(
        "select outcome from visits where portal_id = ? and id < ? order by id desc limit 1",
        portal_id,
        before_visit,
    )
    return found
