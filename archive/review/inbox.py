"""What readers say is wrong: a database of its own beside the archive, which the site writes and a person reads.

Nothing in it counts until somebody makes a decision of it. Who wrote is not kept, but for what they write themselves.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from datetime import timedelta
from pathlib import Path

from archive.clock import Clock, instant, system_clock
from archive.keys import key
from archive.reports import decisions
from archive.reports.decisions import Decision
from archive.review.items import NotFoundError, Word
from archive.store.db import Archive

NAME = "inbox.db"
KIND = "reader"
MOST_OPEN, MOST_AN_HOUR = 5_000, 60
LONGEST = {"said": 2_000, "expected": 200, "contact": 200, "shown": 500, "field": 200, "locator": 2_000}
"""Characters of what is kept."""
TABLE = """
create table if not exists entries (
    key text primary key, at text not null, report text not null, field text not null, capture text not null,
    locator text not null, shown text not null, said text not null, expected text not null, contact text not null,
    state text not null default 'open')"""
COLUMNS = "key, at, report, field, capture, locator, shown, said, expected, contact, state"


class Full(Exception):  # noqa: N818 - said to readers, not an error of the program
    """Too much has come in: nothing more is taken for now."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one reader says: `field` is empty where it is about the whole report; `shown` is what the site showed.
    `state`: open, confirmed or dismissed."""

    key: str
    at: str
    report: str
    field: str
    capture: str
    locator: str
    shown: str
    said: str
    expected: str
    contact: str
    state: str = "open"


@contextmanager
def _opened(directory: Path) -> Iterator[sqlite3.Connection]:
    conn = sqlite3.connect(directory / NAME, timeout=5)
    try:
        with conn:
            conn.execute(TABLE)
            yield conn
    finally:
        conn.close()


def add(directory: Path, said: dict[str, str], clock: Clock = system_clock) -> str:
    """Keep an entry of these texts, each cut to what is kept; returns its key. The same said twice is one entry.

    :raises Full: too many wait, or came within an hour.
    :raises sqlite3.OperationalError: the directory cannot be written to.
    """
    now = clock()
    names = [field.name for field in fields(Entry)][2:-1]
    texts = {name: said.get(name, "")[: LONGEST.get(name, 32)] for name in names}
    entry = Entry(key("inbox", *texts.values()), instant(now), **texts)
    with _opened(directory) as conn:
        waiting = conn.execute("select count(*) from entries where state = 'open'").fetchone()[0]
        since = instant(now - timedelta(hours=1))
        recent = conn.execute("select count(*) from entries where at > ?", (since,)).fetchone()[0]
        if waiting >= MOST_OPEN or recent >= MOST_AN_HOUR:
            raise Full
        marks = ", ".join("?" * len(fields(Entry)))
        conn.execute(f"insert or ignore into entries ({COLUMNS}) values ({marks})", astuple(entry))
    return entry.key


def entries(directory: Path, *, everything: bool = False) -> list[Entry]:
    """What came in, oldest first: what is open, or all."""
    if not (directory / NAME).is_file():
        return []
    where = "" if everything else "where state = 'open'"
    with _opened(directory) as conn:
        return [
            Entry(*row) for row in conn.execute(f"select {COLUMNS} from entries {where} order by at, key")
        ]


def subject(report: str, field: str) -> str:
    """What a decision on a reader's word is about."""
    return key(KIND, report, field)


def settle(archive: Archive, name: str, word: Word, *, note: str, by: str) -> Entry:
    """Make a decision of the open entry whose key begins so, and of what others said of the same figure.

    :raises NotFoundError: no open entry, or more than one, is called that.
    """
    found = [e for e in entries(archive.data_dir) if e.key.startswith(name)]
    if len(name) < 4 or len(found) != 1:
        raise NotFoundError(f"no open entry is called {name}: nianbao review inbox lists them")
    entry = found[0]
    with archive.transaction():
        decisions.decide(
            archive,
            KIND,
            subject(entry.report, entry.field),
            word,
            note=note,
            by=by,
            operands_hash=key("operands", entry.shown),
        )
    with _opened(archive.data_dir) as conn:
        conn.execute(
            "update entries set state = ? where report = ? and field = ? and state = 'open'",
            (word, entry.report, entry.field),
        )
    return entry


def standing(conn: sqlite3.Connection, report: str, names: list[str]) -> dict[str, Decision]:
    """Field (or nothing, for the whole report) -> what was decided of a reader's word on it."""
    known = decisions.all_standing(conn, KIND)
    found = {name: known.get(subject(report, name)) for name in ("", *names)} if known else {}
    return {name: decision for name, decision in found.items() if decision}
