"""What the rows of a shard may say that comes back from a visit: what a visit to its portal writes, of no other portal.

A row that is here already stays as it is here, but for what its own visit goes on writing. Any other bears the key that derives from it,
and lies on the portal's own hosts.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from datetime import datetime

from archive.clock import within
from archive.keys import key
from archive.schema import digests
from archive.store.captures import capture_key
from archive.store.db import Archive, ArchiveError
from archive.urls import canonicalize, host, request_key

_OF_VISITS = {
    "visits": (
        "visit",
        "select v.key, r.key, p.key from visits v left join runs r on r.id = v.run_id left join portals p on p.id = v.portal_id",
    ),
    "visit_claims": (
        "visit_claim",
        "select k.key, v.key, k.kind, k.address from visit_claims k left join visits v on v.id = k.visit_id",
    ),
    "sightings": (
        "sighting",
        "select s.key, f.address, s.list, s.route from sightings s left join frontier f on f.id = s.frontier_id",
    ),
    "issues": (
        "issue",
        "select i.key, c.address, c.body_sha256, i.code, i.message, i.locator from issues i left join captures c on c.id = i.capture_id",
    ),
}
"""Table -> what its keys are of, and each key beside what it derives from."""
_FIXED = ("started_at", "user_agent", "software")
_PLACE = {"id", "run_id", "portal_id", "warc", "offset", "length", "record_id", "record_type", "body_bytes"}
"""Columns of a capture that another archive numbers in its own way, or that merging never overwrites."""
_CAPTURES = (
    "select c.*, p.key as portal, r.key as run from captures c left join portals p on p.id = c.portal_id"
    " left join runs r on r.id = c.run_id"
)
_HERE = {
    table: f"select t.*, p.key as portal from {table} t left join portals p on p.id = t.portal_id where t.key = ?"
    for table in ("frontier", "endpoints")
}


class Visited:
    """The rows of a shard (`conn`) beside those that are here. `hosts`: the portal's own, then those admitted for it."""

    def __init__(self, conn: sqlite3.Connection, archive: Archive, hosts: Collection[str]) -> None:
        conn.row_factory = sqlite3.Row
        self._conn = conn
        self._archive = archive
        self._hosts = hosts
        self._portal = key("portal", next(iter(hosts)))

    def check(self) -> dict[str, list[str]]:
        """Table -> keys of addresses that another portal here has too, as a host may lie below that of another: these are not
        to be merged.

        :raises ArchiveError: a row says what no visit to this portal does.
        """
        for row in self._conn.execute("select key, host from portals"):
            _is_own(row["key"] == self._portal == key("portal", row["host"]), "portals")
        for table, (what, sql) in _OF_VISITS.items():
            for own, *parts in self._conn.execute(sql):
                _derives(own == key(what, *parts), table)
        for row in self._conn.execute("select * from runs"):
            self._run(row)
        for row in self._conn.execute(_CAPTURES):
            self._capture(row)
        return {
            "frontier": list(self._addresses("frontier", "frontier")),
            "endpoints": list(self._addresses("endpoints", "endpoint")),
        }

    def _run(self, row: sqlite3.Row) -> None:
        here = self._archive.row("select * from runs where key = ?", row["key"])
        if here is not None:
            _stays(all(here[c] == row[c] for c in _FIXED), "runs")
            _stays(here["ended_at"] is None or row["ended_at"] in (None, here["ended_at"]), "runs")

    def _capture(self, row: sqlite3.Row) -> None:
        here = self._archive.row(f"{_CAPTURES} where c.key = ?", row["key"])
        if here is not None and here["grade"] != "unjudged":
            _stays(all(here[c] == row[c] for c in set(row.keys()) - _PLACE), "captures")
            return
        _is_own(here is None or here["portal"] in (None, self._portal), "captures")
        _is_fetched((row["source"], row["origin"]) == (None, None), "captures")
        _is_fetched(_is_instant(row["fetched_at"], self._archive.clock()), "captures")
        derived = capture_key(row["url"], row["fetched_at"], row["body_sha256"])
        _derives((row["key"], row["address"]) == (derived, request_key(row["url"], row["form"])), "captures")
        self._hold_ground(row, "captures")

    def _addresses(self, table: str, what: str) -> Iterator[str]:
        """Keys of those that are another portal's here. `what` its keys are of."""
        for row in self._conn.execute(f"select * from {table}"):
            here = self._archive.row(_HERE[table], row["key"])
            if here is not None and here["portal"] == self._portal:
                _stays(here["address"] == row["address"], table)
                continue
            _derives(row["key"] == key(what, row["address"]), table)
            self._hold_ground(row, table)
            if here is not None:
                yield row["key"]

    def _hold_ground(self, row: sqlite3.Row, table: str) -> None:
        name = host(row["url"])
        lies = any(name == own or name.endswith(f".{own}") for own in self._hosts)
        _is_own(lies and host(canonicalize(row["url"])) == host(row["address"]), table)


def leave_out(conn: sqlite3.Connection, others: dict[str, list[str]]) -> None:
    """Take addresses that another portal has out of a shard before it is merged."""
    digests.register(conn)
    for own in others["frontier"]:
        conn.execute(
            "delete from sightings where frontier_id = (select id from frontier where key = ?)", (own,)
        )
    for table, keys in others.items():
        conn.executemany(f"delete from {table} where key = ?", [(own,) for own in keys])
    conn.commit()


def _derives(is_so: bool, table: str) -> None:
    if not is_so:
        raise ArchiveError(f"it has rows in {table} whose keys or addresses do not derive from them")


def _is_own(is_so: bool, table: str) -> None:
    if not is_so:
        raise ArchiveError(f"it has rows in {table} of another portal than its order's")


def _stays(is_so: bool, table: str) -> None:
    if not is_so:
        raise ArchiveError(f"it has rows in {table} that say something else here")


def _is_fetched(is_so: bool, table: str) -> None:
    if not is_so:
        raise ArchiveError(f"it has rows in {table} that nobody can have fetched")


def _is_instant(text: str, now: datetime) -> bool:
    try:
        return text.endswith("Z") and within(datetime.fromisoformat(text), now)
    except ValueError:
        return False
