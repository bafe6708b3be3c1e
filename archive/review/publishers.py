"""What a person says of a body: which one follows it, and in which years a report is expected of it."""

from __future__ import annotations

import json
import sqlite3

from archive.coverage import expected
from archive.reports import cross_checks, decisions
from archive.review.items import NotFoundError
from archive.store.db import Archive

KINDS = ("successor", "expect")


def find(conn: sqlite3.Connection, text: str) -> sqlite3.Row:
    """The row of the publisher that a key, the beginning of one, or a full name means.

    :raises NotFoundError: no publisher, or more than one, is called that.
    """
    found = conn.execute("select * from publishers where name = ?", (text,)).fetchall()
    if not found:
        found = conn.execute(
            "select * from publishers where length(?) > 3 and key between ? and ? || 'g'", (text, text, text)
        ).fetchall()
    if len(found) != 1:
        keys = ", ".join(f"{r['key']} ({r['county'] or r['province'] or ''})" for r in found[:5])
        raise NotFoundError(
            f"several bodies are called {text}: {keys}; give the key"
            if found
            else f"no body is called {text}"
        )
    row: sqlite3.Row = found[0]
    return row


def succeed(archive: Archive, old_key: str, new_key: str, *, note: str, by: str) -> None:
    """The body goes on as another: renamed, merged, its county made a district.

    :raises ValueError: for a circle.
    """
    if old_key in _later(archive.conn, new_key):
        raise ValueError("the later body cannot be followed by the earlier one")
    _decide(archive, "successor", old_key, json.dumps({"successor": new_key}), note, by)


def expect(
    archive: Archive, body_key: str, first: int | None, last: int | None, *, note: str, by: str
) -> None:
    """A report is expected of the body from one report year to another; None leaves that end to what was seen."""
    _decide(archive, "expect", body_key, json.dumps({"from": first, "to": last}), note, by)


def _decide(archive: Archive, kind: str, body_key: str, verdict: str, note: str, by: str) -> None:
    with archive.transaction():
        decisions.decide(archive, kind, body_key, verdict, note=note, by=by, operands_hash=None)
        apply(archive)


def apply(archive: Archive) -> None:
    """Write what was said into `publishers`, and what follows from it, inside the caller's transaction."""
    told = {r["key"]: tuple(r) for r in archive.rows(_TOLD)}
    archive.conn.execute(
        "update publishers set successor_key = null, expected_from = null, expected_to = null, expected_basis = null"
        " where successor_key is not null or expected_from is not null or expected_to is not null"
    )
    for body_key, said in decisions.all_standing(archive.conn, "successor").items():
        archive.conn.execute(
            "update publishers set successor_key = ? where key = ?", (said.parts["successor"], body_key)
        )
    for body_key, said in decisions.all_standing(archive.conn, "expect").items():
        archive.conn.execute(
            "update publishers set expected_from = ?, expected_to = ?, expected_basis = ? where key = ?",
            (said.parts["from"], said.parts["to"], f"{said.note} ({said.by})", body_key),
        )
    now = {r["key"]: tuple(r) for r in archive.rows(_TOLD)}
    for body_key in sorted(key for key in told.keys() | now.keys() if told.get(key) != now.get(key)):
        _follow(archive, body_key)


_TOLD = (
    "select key, successor_key, expected_from, expected_to, expected_basis from publishers"
    " where successor_key is not null or expected_from is not null or expected_to is not null"
)


def _follow(archive: Archive, body_key: str) -> None:
    """What is expected of a body, and the checks that lean on its reports."""
    publisher_id = archive.value("select id from publishers where key = ?", body_key)
    expected.refresh_publisher(archive, publisher_id)
    around = {body_key, *lineage(archive.conn, body_key)}
    for row in archive.rows(
        "select reports.id from reports join publishers on publishers.id = publisher_id"
        " where publishers.key in (select value from json_each(?))",
        json.dumps(sorted(around)),
    ):
        for report_id in cross_checks.touched(archive, row["id"]):
            cross_checks.derive(archive, report_id)


def _later(conn: sqlite3.Connection, body_key: str) -> list[str]:
    """The body and those that follow it."""
    rows = conn.execute(
        """with recursive after(key) as (select ? union
            select successor_key from publishers join after using (key) where successor_key is not null)
        select key from after""",
        (body_key,),
    )
    return [row[0] for row in rows]


def lineage(conn: sqlite3.Connection, body_key: str) -> list[str]:
    """Keys of a body and of all that came before and after it, the newest first."""
    rows = conn.execute(
        """with recursive after(key) as (
            select :key union select successor_key from publishers join after using (key)
                where successor_key is not null),
        newest(key) as (select key from after where key not in (
            select key from publishers where successor_key is not null) limit 1),
        line(key, depth) as (select key, 0 from newest
            union select p.key, depth + 1 from publishers p join line on p.successor_key = line.key)
        select key from line group by key order by min(depth), key""",
        {"key": body_key},
    )
    return [row[0] for row in rows] or [body_key]
