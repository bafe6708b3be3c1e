"""An open archive: its connection, its transactions and its WARC files. `archive.open` opens one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from archive.clock import Clock, instant
from archive.schema import functions
from archive.schema.toolkit import Database
from archive.store.rows import SqlRow, SqlValue
from archive.store.warc import Warcs

Shape = TypeVar("Shape")
DB_NAME = "nianbao.db"
LOCK_SECONDS = 30.0
"""How long a writer waits for another one; every transaction of ours is far shorter."""

LOG_BYTES = 64_000_000
"""Length of the write-ahead log at which long work empties it."""
TRIM_MILLISECONDS = 2000


class ArchiveError(Exception):
    """The archive cannot be used; the message is one line that says why."""


class Archive:
    """One open archive. Not for use from several threads; several processes may open the same one."""

    def __init__(self, data_dir: Path, conn: sqlite3.Connection, clock: Clock, read_only: bool) -> None:
        self.data_dir = data_dir
        self.conn = conn
        self.db = Database(conn, execute_plugins=False)
        self.clock = clock
        self.read_only = read_only
        self.warcs = Warcs(data_dir / "warc", clock)
        self.field_ids: dict[str, tuple[int, int]] = {}
        """Field key -> (id, scale), filled by `archive.reports.fields`."""

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """`BEGIN IMMEDIATE … COMMIT`; rolls back on any error. Not to be nested.

        :raises KeyboardInterrupt: Ctrl-C, also where SQLite told it as an error of a function.
        """
        self.conn.execute("begin immediate")
        try:
            yield self.conn
        except sqlite3.OperationalError as error:
            self.conn.execute("rollback")
            if functions.interrupted():
                raise KeyboardInterrupt from error
            raise
        except BaseException:
            self.conn.execute("rollback")
            raise
        self.conn.execute("commit")

    def rows(self, sql: str, *parameters: SqlValue) -> list[sqlite3.Row]:
        return self.conn.execute(sql, parameters).fetchall()

    def typed(self, shape: Callable[..., Shape], sql: str, *parameters: SqlValue) -> list[Shape]:
        """The rows as `shape`, a TypedDict or dataclass with a field for each column (`archive.store.rows`)."""
        return [shape(**row) for row in self.rows(sql, *parameters)]

    def row(self, sql: str, *parameters: SqlValue) -> sqlite3.Row | None:
        found: sqlite3.Row | None = self.conn.execute(sql, parameters).fetchone()
        return found

    def value(self, sql: str, *parameters: SqlValue) -> Any:
        """First column of the first row, None without rows."""
        found = self.row(sql, *parameters)
        return found[0] if found else None

    def insert(self, table: str, row: Mapping[str, object], tail: str = "") -> int:
        """Insert one row, inside the caller's transaction; `tail` is the `on conflict` clause. Returns its rowid.

        The rowid means something only where the row was really inserted.
        """
        columns, marks = ", ".join(row), ", ".join("?" * len(row))
        sql = f"insert into {table} ({columns}) values ({marks}) {tail}"
        return int(self.conn.execute(sql, tuple(row.values())).lastrowid or 0)

    def insert_all(self, table: str, columns: str, rows: Iterable[SqlRow], tail: str = "") -> None:
        """Insert many rows of the same columns, inside the caller's transaction."""
        marks = ", ".join("?" for _ in columns.split(","))
        self.conn.executemany(f"insert into {table} ({columns}) values ({marks}) {tail}", rows)

    def now(self) -> str:
        return instant(self.clock())

    def checkpoint(self) -> None:
        """Empty the write-ahead log into the database; after each run, so that the log stays small."""
        self.conn.execute("pragma main.wal_checkpoint(truncate)")

    def trim_log(self) -> None:
        """Empty the write-ahead log once it is large: beside busy readers SQLite never finds the moment itself.

        Waits shortly for readers; one that stays longer only puts it off.
        """
        log = self.data_dir / f"{DB_NAME}-wal"
        if log.exists() and log.stat().st_size > LOG_BYTES:
            self.conn.execute(f"pragma busy_timeout = {TRIM_MILLISECONDS}")
            self.conn.execute("pragma main.wal_checkpoint(truncate)")
            self.conn.execute(f"pragma busy_timeout = {int(LOCK_SECONDS * 1000)}")

    def close(self) -> None:
        self.warcs.close()
        self.conn.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def explain(path: Path, error: sqlite3.Error) -> str:
    """One line for what SQLite reports of the archive at `path`, with what to do."""
    text = str(error)
    if "full" in text:
        return (
            f"no space left for {path}: nothing recorded is lost; free some and give the same command again"
        )
    if "malformed" in text or "not a database" in text:
        return f"{path} is damaged ({text}): `nianbao verify` says more; restore it from a copy"
    if "locked" in text or "busy" in text:
        return f"{path} is locked by another program: stop it or wait"
    if "readonly" in text or "read-only" in text:
        return f"{path} cannot be written: the file or its directory is read-only, and even readers keep a log there"
    return f"{path}: {text}"
