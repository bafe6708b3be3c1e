"""A shard: a small archive of its own that holds what a visit to some portals needs to know, for another machine.

It carries no bytes of captures, only their rows; what the visit adds comes back by `archive.merge.merge`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from archive.open import open_archive
from archive.store.db import DB_NAME, Archive

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
