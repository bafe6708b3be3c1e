"""Answers that take too long for one page: kept until the archive changes, and for a while longer.

A crawl writes every second, and the counts of the home page read every report: readers get the counts of at
most `MAX_AGE` ago (older where nobody asked meanwhile), the new ones being made while they read.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from weakref import WeakKeyDictionary, WeakValueDictionary

from nianbao.site.web.datasette_types import Database, Datasette, Query, T
from nianbao.site.web.web import read

MAX_AGE = 30.0
"""Seconds for which an answer is kept although the archive was written to."""
MAX_ENTRIES = 500
FIRST_AT_ONCE = 2
"""Answers that are made for the first time at once: readers need the other threads."""
COUNTING_MS = 20_000
"""The time limit of a cached query. It is long because a query runs once for all readers."""

Stamp = tuple[tuple[int, int], ...]
Make = Callable[[], Awaitable[T]]


@dataclass(slots=True)
class _Entry:
    value: object
    stamp: Stamp
    made_at: float
    refreshing: asyncio.Task[None] | None = None


class Cache:
    """One for each event loop: a Datasette instance."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._entries: dict[tuple[str, str], _Entry] = {}
        self._first = asyncio.Semaphore(FIRST_AT_ONCE)
        self._making: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()
        """What is made for the first time: whoever asks for the same waits for it."""
        self._anew = asyncio.Lock()
        """One answer is made anew at a time: readers need the other threads."""

    async def get(self, path: str | None, name: str, make: Make[T]) -> T:
        """What `make` returns for the archive at this path; made anew each time where it has none."""
        if path is None:
            return await make()
        key = (path, name)
        entry = self._entries.get(key)
        if entry is None:
            making = self._making.setdefault(key, asyncio.Lock())
            async with making, self._first:
                return cast(T, (self._entries.get(key) or await self._make(key, make)).value)
        self._entries[key] = self._entries.pop(key)
        if entry.stamp != _stamp(path) and self._now() - entry.made_at > MAX_AGE and not entry.refreshing:
            entry.refreshing = asyncio.create_task(self._refresh(key, make, entry))
        return cast(T, entry.value)

    async def _make(self, key: tuple[str, str], make: Make[T]) -> _Entry:
        stamp = _stamp(key[0])  # before reading: what is written meanwhile makes it old
        entry = _Entry(await make(), stamp, self._now())
        self._entries.pop(key, None)
        if len(self._entries) >= MAX_ENTRIES:
            del self._entries[next(iter(self._entries))]  # the one that was asked for longest ago
        self._entries[key] = entry
        return entry

    async def _refresh(self, key: tuple[str, str], make: Make[T], old: _Entry) -> None:
        try:
            async with self._anew:
                with contextlib.suppress(sqlite3.OperationalError):  # took too long: what there is stands
                    await self._make(key, make)
        finally:
            old.refreshing = None


def _stamp(path: str) -> Stamp:
    """Changes whenever the database file or its log is written."""
    found = (Path(path + suffix) for suffix in ("", "-wal"))
    return tuple((s.st_mtime_ns, s.st_size) for s in (p.stat() for p in found if p.exists()))


_CACHES: WeakKeyDictionary[Datasette, Cache] = WeakKeyDictionary()


async def cached(datasette: Datasette, db: Database, name: str, query: Query[T]) -> T:
    """What `query(connection)` returns, kept for a while under this name."""
    cache = _CACHES.setdefault(datasette, Cache())
    return await cache.get(db.path, name, lambda: read(datasette, db, query, COUNTING_MS))
