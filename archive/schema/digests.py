"""Digests of rows: each write notes, in its own transaction, what the row says; a flip on the disk does not.

A digest is the exclusive or of the hashes of the rows of one part of a table, of a single row where rows have a number.
A trigger turns the hash of the old row out and that of the new row in, so a row that was damaged and then written again
is found still. What hangs on a reading, hundreds of rows that are written once, has one hash for all (`add`).

The triggers are made from the schema. Where a table has another set of columns than its triggers know, its digests are
made anew, and a difference between the old ones and the rows is carried over: nothing blesses damage. A migration that
makes a table anew (and drops the old one) must delete its digests, one that changes a table of `DETAILS` those of all
readings.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

from archive.schema import functions, tallies

TABLE = "row_digests"
UNCOVERED = ("sqlite_", "_sqlite_", "reports_fts", TABLE, tallies.TABLE)
"""SQLite's own tables; the search index, which is compared with the texts; the digests; and sums, which are counted again."""
DETAILS = {
    "sections": ("number", "position", "section_key", "heading", "text"),
    "figures": ("field_id", "value", "state", "raw", "unit", "note", "flags", "locator_id"),
    "checks": ("check_key", "severity", "operands", "lhs", "rhs", "outcome"),
}
"""Table -> its columns beside `reading_id`: what one hash of a reading covers."""
READING = "details"
"""What `row_digests.of` says of these."""
PARTS = {
    "parses": "capture_id",
    "expected": "year",
    "report_checks": "report_id",
    "stale": "0",
    "announced": "0",
    "publisher_names": "0",
}
"""Table -> the column that says which part of its rows share a digest; every other table: `id`."""
EVENTS = ("insert", "update", "delete")
Digests = dict[int, int]
"""Part -> digest; a part without rows has none."""
_TURN = (
    "on conflict (of, part) do update set digest = (digest | excluded.digest) - (digest & excluded.digest)"
)
"""SQLite has no exclusive or."""
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=bytes.hex).encode


def row_hash(*values: Any) -> int:
    """64 bits over the name of a table and the values of a row; the function `row_hash` of the triggers."""
    text = _encode(values).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big", signed=True)


def register(conn: sqlite3.Connection) -> None:
    """What a connection needs to write to an archive."""
    functions.register(conn, "row_hash", -1, row_hash)


def outdated(conn: sqlite3.Connection) -> bool:
    """Whether a table has not the triggers that this version gives it."""
    return _triggers(conn) != dict(_wanted(conn))


def create(conn: sqlite3.Connection) -> None:
    """Bring the triggers up to date, and the digests of tables whose columns changed, inside the caller's transaction."""
    there, wanted = _triggers(conn), dict(_wanted(conn))
    if there == wanted:
        return
    for table in tables(conn):
        known = _columns_of(there.get(f"{table}_digest_insert", ""))
        if known != columns(conn, table):
            _make_anew(conn, table, known)
    if not there:
        for reading_id, digest in computed_details(conn).items():
            _put(conn, reading_id, digest)
    for name in there:
        conn.execute(f"drop trigger {name}")
    for sql in wanted.values():
        conn.execute(sql)


def tables(conn: sqlite3.Connection) -> list[str]:
    """The tables whose rows have digests by triggers."""
    rows = conn.execute("select name from main.sqlite_master where type = 'table' order by name")
    names = [name for (name,) in map(tuple, rows.fetchall())]
    return [name for name in names if not name.startswith(UNCOVERED) and name not in DETAILS]


def columns(conn: sqlite3.Connection, table: str) -> tuple[str, ...]:
    return tuple(row[1] for row in conn.execute(f"pragma main.table_info({table})"))


def add(conn: sqlite3.Connection, reading_id: int) -> None:
    """The digest of the detail of a reading, right after its rows were inserted and in the same transaction."""
    _put(conn, reading_id, _detail(conn, reading_id))


def stored(conn: sqlite3.Connection, of: str) -> Digests:
    return dict(map(tuple, conn.execute(f"select part, digest from main.{TABLE} where of = ?", (of,))))


def computed(conn: sqlite3.Connection, table: str, names: tuple[str, ...]) -> Digests:
    """The digests of a table from its rows as they stand, over some columns."""
    found: Digests = {}
    for row in conn.execute(f"select {_part(table)}, {', '.join(names)} from main.{table}"):
        part, *values = row
        found[part] = found.get(part, 0) ^ row_hash(table, *values)
    return {part: digest for part, digest in found.items() if digest}


def computed_details(conn: sqlite3.Connection) -> Digests:
    """The digests of the detail of every reading from the rows as they stand."""
    ids = [row[0] for row in conn.execute("select id from main.readings order by id").fetchall()]
    found = ((reading_id, _detail(conn, reading_id)) for reading_id in ids)
    return {reading_id: digest for reading_id, digest in found if digest}


def _detail(conn: sqlite3.Connection, reading_id: int) -> int:
    """0 where there is no row."""
    rows: list[Any] = []
    for table, names in DETAILS.items():
        sql = f"select {', '.join(names)} from main.{table} where reading_id = ? order by 1, 2"
        rows += [(table, *row) for row in conn.execute(sql, (reading_id,))]
    return row_hash(*rows) if rows else 0


def _put(conn: sqlite3.Connection, reading_id: int, digest: int) -> None:
    conn.execute(f"delete from main.{TABLE} where of = ? and part = ?", (READING, reading_id))
    if digest:
        conn.execute(f"insert into main.{TABLE} values (?, ?, ?)", (READING, reading_id, digest))


def _make_anew(conn: sqlite3.Connection, table: str, known: tuple[str, ...]) -> None:
    """The digests of a table over today's columns; what the old ones said otherwise than the rows stays visible.

    A table without triggers counts with today's columns: either it is new, or its digests are right as they are.
    """
    today = columns(conn, table)
    new, old = computed(conn, table, today), stored(conn, table)
    if old:
        was = computed(conn, table, tuple(c for c in known or today if c in today))
        for part in was.keys() | old.keys():
            new[part] = new.get(part, 0) ^ was.get(part, 0) ^ old.get(part, 0)
    conn.execute(f"delete from {TABLE} where of = ?", (table,))
    rows = [(table, part, digest) for part, digest in new.items() if digest]
    conn.executemany(f"insert into {TABLE} values (?, ?, ?)", rows)


def _part(table: str) -> str:
    return PARTS.get(table, "id")


def _triggers(conn: sqlite3.Connection) -> dict[str, str]:
    rows = conn.execute(
        "select name, sql from main.sqlite_master where type = 'trigger' and name like '%\\_digest\\_%' escape '\\'"
    )
    return dict(map(tuple, rows.fetchall()))


def _columns_of(trigger: str) -> tuple[str, ...]:
    """The columns that a trigger hashes."""
    hashed = re.search(r"row_hash\('\w+', (new\.[^()]*)\)", trigger)
    return tuple(re.findall(r"new\.(\w+)", hashed.group(1))) if hashed else ()


def _wanted(conn: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    for table in tables(conn):
        names = columns(conn, table)
        for event in EVENTS:
            name = f"{table}_digest_{event}"
            turned = [_turned(table, names, side) for side in ("old", "new") if _has(event, side)]
            empty = _emptied(table, event) if event != "insert" else ""
            yield name, f"CREATE TRIGGER {name} after {event} on {table} begin {''.join(turned)}{empty}end"


def _has(event: str, side: str) -> bool:
    return event == "update" or side == ("new" if event == "insert" else "old")


def _turned(table: str, names: tuple[str, ...], side: str) -> str:
    values = ", ".join(f"{side}.{name}" for name in names)
    return f"insert into {TABLE} values ('{table}', {_place(table, side)}, row_hash('{table}', {values})) {_TURN}; "


def _emptied(table: str, event: str) -> str:
    """A part that lost its last row has no digest."""
    gone = f"delete from {TABLE} where of = '{table}' and part = {_place(table, 'old')} and digest = 0; "
    if (table, event) == ("readings", "delete"):
        gone += f"delete from {TABLE} where of = '{READING}' and part = old.id; "
    return gone


def _place(table: str, side: str) -> str:
    part = _part(table)
    return part if part.isdigit() else f"{side}.{part}"
