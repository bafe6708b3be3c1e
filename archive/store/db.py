"""Opening an archive: a directory with `nianbao.db` (SQLite, WAL) and `warc/` (the bytes)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlite_utils import Database

from archive.clock import Clock, instant, system_clock
from archive.coverage.deadlines import OWN, DeadlineError, Deadlines
from archive.schema import views
from archive.schema.migrations import migrations
from archive.search import bigrams
from archive.store.recovery import recover
from archive.store.warc import Warcs

DB_NAME = "nianbao.db"
LOCK_SECONDS = 30.0
"""How long a writer waits for another one; every transaction of ours is far shorter."""

CACHE_KIB = 64_000
"""Pages of the database that a writer keeps: with SQLite's 2 MB each report of 100,000 reads its index pages anew."""

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
        self.deadlines = Deadlines.load(data_dir / OWN)

    @classmethod
    def open(
        cls,
        data_dir: Path | str,
        clock: Clock = system_clock,
        *,
        read_only: bool = False,
        create: bool = True,
    ) -> Archive:
        """Open or create. A writer brings the schema up to date and takes in what a killed run left
        behind.

        Raises ArchiveError: no archive there (reading, or not to be created), not an archive, made by newer
        software, locked, no access.
        """
        data_dir = Path(data_dir)
        path = data_dir / DB_NAME
        try:
            if (read_only or not create) and not path.is_file():
                raise ArchiveError(f"no archive at {data_dir}: there is no {DB_NAME}")
            if not read_only:
                data_dir.mkdir(parents=True, exist_ok=True)
            archive = cls(data_dir, _connect(path, read_only), clock, read_only)
            archive._prepare(path)
        except DeadlineError as error:
            raise ArchiveError(str(error)) from error
        except sqlite3.OperationalError as error:
            raise ArchiveError(explain(path, error)) from error
        except sqlite3.DatabaseError as error:
            raise ArchiveError(f"{path} is not an archive: {error}") from error
        except OSError as error:
            raise ArchiveError(f"cannot open the archive {data_dir}: {error.strerror or error}") from error
        return archive

    def _prepare(self, path: Path) -> None:
        known = {m.name for m in migrations.pending(self.db)} | {m.name for m in migrations.applied(self.db)}
        ours = {m.name for m in migrations._migrations}
        tables = set(self.db.table_names())
        if known - ours:
            raise ArchiveError(f"{path} was made by a newer nianbao: update nianbao to open it")
        if tables and "captures" not in tables and tables != {"_sqlite_migrations"}:
            raise ArchiveError(f"{path} is not an archive: it is some other database")
        if self.read_only:
            if migrations.pending(self.db):
                raise ArchiveError(f"{path} was made by an older nianbao: run any writing command once")
            return
        self.conn.execute("pragma journal_mode = wal")
        self.conn.execute("pragma synchronous = normal")
        self.conn.execute("pragma foreign_keys = on")
        self.conn.execute(f"pragma cache_size = -{CACHE_KIB}")
        if migrations.pending(self.db):
            migrations.apply(self.db)
        if views.outdated(self.conn):
            with self.transaction():
                views.create(self.conn)
        recover(self)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """`BEGIN IMMEDIATE … COMMIT`; rolls back on any error. Not to be nested."""
        self.conn.execute("begin immediate")
        try:
            yield self.conn
        except BaseException:
            self.conn.execute("rollback")
            raise
        self.conn.execute("commit")

    def rows(self, sql: str, *parameters: Any) -> list[sqlite3.Row]:
        return self.conn.execute(sql, parameters).fetchall()

    def row(self, sql: str, *parameters: Any) -> sqlite3.Row | None:
        found: sqlite3.Row | None = self.conn.execute(sql, parameters).fetchone()
        return found

    def value(self, sql: str, *parameters: Any) -> Any:
        """First column of the first row, None without rows."""
        found = self.row(sql, *parameters)
        return found[0] if found else None

    def insert(self, table: str, row: dict[str, Any], tail: str = "") -> int:
        """Insert one row, inside the caller's transaction; `tail` is the `on conflict` clause. Gives its rowid.

        The rowid means something only where the row was really inserted.
        """
        columns, marks = ", ".join(row), ", ".join("?" * len(row))
        sql = f"insert into {table} ({columns}) values ({marks}) {tail}"
        return int(self.conn.execute(sql, tuple(row.values())).lastrowid or 0)

    def insert_all(self, table: str, columns: str, rows: list[tuple[Any, ...]], tail: str = "") -> None:
        """Insert many rows of the same columns, inside the caller's transaction."""
        marks = ", ".join("?" for _ in columns.split(","))
        self.conn.executemany(f"insert into {table} ({columns}) values ({marks}) {tail}", rows)

    def now(self) -> str:
        return instant(self.clock())

    def checkpoint(self) -> None:
        """Empty the write-ahead log into the database; after each run, so that the log stays small."""
        self.conn.execute("pragma wal_checkpoint(truncate)")

    def trim_log(self) -> None:
        """Empty the write-ahead log once it is large: beside busy readers SQLite never finds the moment itself.

        Waits shortly for readers; one that stays longer only puts it off.
        """
        log = self.data_dir / f"{DB_NAME}-wal"
        if log.exists() and log.stat().st_size > LOG_BYTES:
            self.conn.execute(f"pragma busy_timeout = {TRIM_MILLISECONDS}")
            self.conn.execute("pragma wal_checkpoint(truncate)")
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


def _connect(path: Path, read_only: bool) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    conn = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=LOCK_SECONDS)
    conn.row_factory = sqlite3.Row
    conn.create_function("bigrams", 1, bigrams, deterministic=True)
    return conn


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
