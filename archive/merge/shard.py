"""A shard: a small archive of its own that holds what a visit to some portals needs to know, for another machine.

It carries no bytes of captures, only their rows; what the visit adds comes back by `archive.merge.merge`, once `check` has found
in it no more than a visit brings.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Collection, Iterable
from contextlib import closing
from functools import cache
from pathlib import Path

from archive.merge import rules
from archive.merge.visited import Visited, leave_out
from archive.open import open_archive
from archive.store.db import DB_NAME, Archive, ArchiveError

_TABLES = {
    "portals": "id in (select id from carried)",
    "endpoints": "portal_id in (select id from carried)",
    "runs": "id in (select run_id from main.visits where portal_id in (select id from carried))"
    " or id in (select run_id from main.captures where portal_id in (select id from carried))"
    " or id in (select run_id from main.frontier where portal_id in (select id from carried))",
    "visits": "portal_id in (select id from carried)",
    "visit_claims": "state = 'open' and visit_id in"
    " (select id from main.visits where portal_id in (select id from carried))",
    "captures": "portal_id in (select id from carried) and (id in (select capture_id from main.frontier)"
    " or fetched_at >= (select max(fetched_at) from main.captures last where last.address = captures.address"
    "  and last.record_type = 'response' and last.grade = 'ok' and last.source is null and last.origin is null))",
    "frontier": "portal_id in (select id from carried)",
    "sightings": "frontier_id in (select id from main.frontier where portal_id in (select id from carried))",
}
"""Table -> which of its rows go along. Of the captures those that answer two questions: what did the address say last
in full, and how often has it said since that nothing changed."""


def carve(archive: Archive, portal_ids: Iterable[int], directory: Path) -> None:
    """Write a shard of these portals into an empty directory. Ids are those of `archive`, keys are what counts."""
    open_archive(directory, archive.clock).close()
    conn = archive.conn
    conn.execute("attach database ? as shard", (str(directory / DB_NAME),))
    try:
        conn.execute("create temp table carried (id integer primary key)")
        conn.executemany("insert into carried values (?)", [(portal_id,) for portal_id in portal_ids])
        with archive.transaction():
            for table, rows in _TABLES.items():
                columns = ", ".join(row["name"] for row in archive.rows(f"pragma main.table_info({table})"))
                conn.execute(
                    f"insert into shard.{table} ({columns}) select {columns} from main.{table} as {table}"
                    f" where {rows}"
                )
    finally:
        conn.execute("drop table if exists temp.carried")
        conn.execute("detach database shard")


def check(directory: Path, host: str, archive: Archive, also_on: Collection[str] = ()) -> None:
    """That a shard which was visited holds what a visit to the portal of this host brings, and nothing else; `also_on`: hosts
    admitted for it. What it says of addresses that another portal of `archive` has is taken out of it.

    Its schema is looked at before any of its tables: a view of the name of a table would run as it is read.

    :raises ArchiveError: it does not; what it holds instead, in one line.
    """
    path = directory / DB_NAME
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as conn:
            if conn.execute(_SCHEMA).fetchall() != _own_schema():
                raise ArchiveError("its tables and views are not those of an archive of this version")
            said = conn.execute("pragma quick_check(1)").fetchone()[0]
            if said != "ok":
                raise ArchiveError(f"it is damaged: {said}")
            _check_tables(conn)
            others = Visited(conn, archive, (host, *also_on)).check()
        if any(others.values()):
            with closing(sqlite3.connect(path)) as conn:
                leave_out(conn, others)
    except (sqlite3.Error, ValueError, TypeError, AttributeError) as error:  # a column may hold any type
        raise ArchiveError(f"it is damaged: {error}") from error


_SCHEMA = "select type, name, tbl_name, sql from sqlite_master order by type, name"


@cache
def _own_schema() -> list[tuple[str, ...]]:
    with tempfile.TemporaryDirectory(prefix="nianbao-") as directory, open_archive(directory) as archive:
        return [tuple(row) for row in archive.conn.execute(_SCHEMA)]


def _check_tables(conn: sqlite3.Connection) -> None:
    others = rules.known_tables() - rules.LOCAL - rules.DERIVED - {*_TABLES, "issues"}
    for table in sorted(others):
        if conn.execute(f"select exists (select 1 from {table})").fetchone()[0]:
            raise ArchiveError(f"it has rows in {table}, which no visit writes")
