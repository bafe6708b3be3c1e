"""Who is told by mail: a private database outside the archive, never served, exported or merged.

An address is in it while it is asked about or told, and no longer. Tokens are random and stored as hashes. `seen` numbers the
changes in the order in which they became certain, so that one number says what somebody was told.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from archive.clock import instant

Purpose = Literal["confirm", "leave"]
PENDING_FOR = timedelta(hours=48)
"""After which an address that nobody confirmed is forgotten."""
MOST_PENDING, MOST_AN_HOUR = 500, 60
MOST_OF_AN_ADDRESS = {"pending": 3, "active": 20}
MOST_REFUSED = 5
"""Runs in a row after which an address that the mail server refuses for good is forgotten."""
TABLES = """
create table if not exists subscriptions (
    id text primary key, address text not null, wanted text not null, words text not null, language text not null,
    state text not null default 'pending', asked_at text not null, mailed_at text,
    told integer not null default 0, telling integer, refused integer not null default 0);
create index if not exists subscriptions_address on subscriptions (address);
create table if not exists tokens (
    hash text primary key, subscription text not null references subscriptions (id) on delete cascade,
    purpose text not null);
create index if not exists tokens_subscription on tokens (subscription);
create table if not exists seen (number integer primary key, change text not null unique);
"""


class Full(Exception):  # noqa: N818 - said to readers, not an error of the program
    """Too many wait for their confirmation: nobody is added for now."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """`wanted`: the filter, name -> value; `words`: the same as people read it. `told`: number of the last change told, `telling`: of the mail under way."""

    id: str
    address: str
    wanted: Mapping[str, str | int]
    words: str
    language: str
    state: str
    told: int
    telling: int | None


_SELECT = "select id, address, wanted, words, language, state, told, telling from subscriptions"


class Subscribers:
    """The open database; each method is one transaction.

    :raises sqlite3.OperationalError: it cannot be written to.
    """

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn

    def ask(
        self, address: str, wanted: Mapping[str, str | int], words: str, language: str, now: datetime
    ) -> None:
        """Keep an address until it is confirmed. One that waits too often, or has so many, gets nothing more: nothing is
        said of that, so that nobody learns who is told.

        :raises Full: too many wait, or came within an hour.
        """
        with self._conn:
            self._drop_stale(now)
            since = instant(now - timedelta(hours=1))
            waiting, recent = self._conn.execute(
                "select count(*), count(case when asked_at > ? then 1 end) from subscriptions where state = 'pending'",
                (since,),
            ).fetchone()
            if waiting >= MOST_PENDING or recent >= MOST_AN_HOUR:
                raise Full
            text = json.dumps(wanted, ensure_ascii=False, sort_keys=True)
            for state, most in MOST_OF_AN_ADDRESS.items():
                sql = "select wanted from subscriptions where address = ? and state = ?"
                there = [row[0] for row in self._conn.execute(sql, (address, state))]
                if len(there) >= most or (state == "active" and text in there):
                    return
            self._conn.execute(
                "insert into subscriptions (id, address, wanted, words, language, asked_at) values (?, ?, ?, ?, ?, ?)",
                (secrets.token_hex(16), address, text, words, language, instant(now)),
            )

    def claim_unsent(self, now: datetime) -> Subscription | None:
        """One whose confirmation is to be mailed, marked as mailed so that no other process does; None: there is none."""
        with self._conn:
            self._drop_stale(now)
            sql = f"{_SELECT} where state = 'pending' and mailed_at is null order by asked_at limit 1"
            found = self._one(sql)
            if found:
                self._conn.execute(
                    "update subscriptions set mailed_at = ? where id = ?", (instant(now), found.id)
                )
            return found

    def unclaim(self, subscription: Subscription) -> None:
        """Its mail was not taken: it is sent at the next chance."""
        with self._conn:
            self._conn.execute("update subscriptions set mailed_at = null where id = ?", (subscription.id,))

    def token(self, subscription: Subscription, purpose: Purpose) -> str:
        """A new secret for one purpose, of which the hash is kept."""
        made = secrets.token_urlsafe(32)
        with self._conn:
            self._conn.execute(
                "insert into tokens (hash, subscription, purpose) values (?, ?, ?)",
                (_hashed(made), subscription.id, purpose),
            )
        return made

    def of(self, token: str, purpose: Purpose) -> Subscription | None:
        """Whose secret this is; None for one that is unknown, of another purpose or no longer of anybody."""
        sql = f"{_SELECT} where id = (select subscription from tokens where hash = ? and purpose = ?)"
        return self._one(sql, _hashed(token), purpose)

    def confirm(self, token: str, now: datetime) -> Subscription | None:
        """Who confirms is told of what becomes certain from now on; None for no token, or one of too long ago."""
        with self._conn:
            self._drop_stale(now)
            found = self.of(token, "confirm")
            if found is None or found.state == "active":
                return found
            self._conn.execute(
                "update subscriptions set state = 'active', told = (select coalesce(max(number), 0) from seen)"
                " where id = ?",
                (found.id,),
            )
            self._conn.execute(
                "delete from subscriptions where address = ? and wanted = (select wanted from subscriptions where id = ?)"
                " and id <> ?",
                (found.address, found.id, found.id),
            )
            return found

    def leave(self, token: str) -> bool:
        """Forget a subscription, its address and its tokens; whether there was one."""
        with self._conn:
            found = self.of(token, "leave")
            if found:
                self._conn.execute("delete from subscriptions where id = ?", (found.id,))
        return found is not None

    def drop(self, subscription: Subscription) -> None:
        """Forget one that waits: the mail server refuses its address."""
        with self._conn:
            self._conn.execute("delete from subscriptions where id = ?", (subscription.id,))

    def forget(self, address: str) -> int:
        """Forget an address; returns how many subscriptions it had."""
        with self._conn:
            return self._conn.execute("delete from subscriptions where address = ?", (address,)).rowcount

    def see(self, changes: Iterable[str]) -> int:
        """Number the changes that are new here; returns the last number. With the first ones of all everybody begins: nobody
        is sent the years before."""
        with self._conn:
            is_first = self._conn.execute("select 1 from seen limit 1").fetchone() is None
            self._conn.execute("insert or ignore into seen (number, change) values (0, '')")
            self._conn.executemany(
                "insert or ignore into seen (change) values (?)", ((change,) for change in changes)
            )
            last = int(self._conn.execute("select max(number) from seen").fetchone()[0])
            if is_first:
                self._conn.execute("update subscriptions set told = ?", (last,))
        return last

    def between(self, after: int, to: int) -> tuple[str, ...]:
        """Keys of the changes with the numbers after the first up to the second."""
        sql = "select change from seen where number > ? and number <= ? order by number"
        return tuple(row[0] for row in self._conn.execute(sql, (after, to)))

    def active(self, last: int) -> list[Subscription]:
        """Those who were not told up to this number, or whose mail was under way."""
        sql = f"{_SELECT} where state = 'active' and (told < ? or telling is not null) order by id"
        return [_subscription(row) for row in self._conn.execute(sql, (last,))]

    def begin_telling(self, subscription: Subscription, to: int) -> None:
        """Note before a mail is sent how far it goes: sent again after a kill it is the same mail."""
        with self._conn:
            self._conn.execute("update subscriptions set telling = ? where id = ?", (to, subscription.id))

    def end_telling(self, subscription: Subscription, to: int) -> None:
        """Note what was told."""
        with self._conn:
            self._conn.execute(
                "update subscriptions set told = ?, telling = null, refused = 0 where id = ?",
                (to, subscription.id),
            )

    def refuse(self, subscription: Subscription) -> None:
        """The mail server refused the address for good; after a few runs it is forgotten."""
        with self._conn:
            self._conn.execute(
                "update subscriptions set refused = refused + 1 where id = ?", (subscription.id,)
            )
            self._conn.execute("delete from subscriptions where refused >= ?", (MOST_REFUSED,))

    def _drop_stale(self, now: datetime) -> None:
        self._conn.execute(
            "delete from subscriptions where state = 'pending' and asked_at < ?",
            (instant(now - PENDING_FOR),),
        )

    def _one(self, sql: str, *values: str) -> Subscription | None:
        row = self._conn.execute(sql, values).fetchone()
        return _subscription(row) if row else None


def _subscription(row: tuple[str, str, str, str, str, str, int, int | None]) -> Subscription:
    id_, address, wanted, words, language, state, told, telling = row
    return Subscription(id_, address, json.loads(wanted), words, language, state, told, telling)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


@contextmanager
def subscribers(path: Path) -> Iterator[Subscribers]:
    """Open the database, made where there is none: for its owner alone, and what is deleted is overwritten.

    :raises OSError: its directory cannot be made.
    :raises sqlite3.OperationalError: it cannot be opened or written to.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    conn = sqlite3.connect(path, timeout=5)
    try:
        conn.execute("pragma secure_delete = on")
        conn.execute("pragma foreign_keys = on")
        conn.executescript(TABLES)
        yield Subscribers(conn)
    finally:
        conn.close()


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """One process tells at a time; a kill frees the lock.

    :raises BlockingIOError: another process tells.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    held = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(held)
