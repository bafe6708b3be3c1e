"""Opening an archive: a directory with `nianbao.db` (SQLite, WAL) and `warc/` (the bytes).

>>> with open_archive("data", read_only=True) as archive:
...     archive.value("select count(*) from reports")
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.clock import Clock, system_clock
from archive.schema import digests, functions, views
from archive.schema.migrations import index_missing, migrations, repair_index
from archive.search import bigrams
from archive.store import db
from archive.store.db import DB_NAME, Archive, ArchiveError
from archive.store.recovery import recover

CACHE_KIB = 64_000
"""Pages of the database that a writer keeps: with SQLite's 2 MB each report of 100,000 reads its index pages anew."""
POLL_SECONDS = 0.02
"""Between two attempts to be the one process that opens the archive for writing."""


def open_archive(
    data_dir: Path | str,
    clock: Clock = system_clock,
    *,
    read_only: bool = False,
    create: bool = True,
) -> Archive:
    """Open or create an archive. A writer brings the schema up to date and takes in what a killed run left behind.

    Any number of processes may open the same archive at once: one at a time brings the schema up to date.

    :raises ArchiveError: no archive there (reading, or not to be created), not an archive, made by newer software,
        locked, no access.
    """
    data_dir = Path(data_dir)
    path = data_dir / DB_NAME
    try:
        if (read_only or not create) and not path.is_file():
            raise ArchiveError(f"no archive at {data_dir}: there is no {DB_NAME}")
        if not read_only:
            data_dir.mkdir(parents=True, exist_ok=True)
        return _opened(data_dir, clock, read_only)
    except sqlite3.OperationalError as error:
        raise ArchiveError(db.explain(path, error)) from error
    except (
        sqlite3.DatabaseError,
        UnicodeDecodeError,
    ) as error:  # what SQLite says of a damaged name may be no text
        raise ArchiveError(f"{path} is not an archive, or is damaged: {error}") from error
    except OSError as error:
        raise ArchiveError(f"cannot open the archive {data_dir}: {error.strerror or error}") from error


def _opened(data_dir: Path, clock: Clock, read_only: bool) -> Archive:
    if read_only:
        archive = Archive(data_dir, _connect(data_dir / DB_NAME, read_only), clock, read_only)
        with _closed_on_error(archive):
            _check_readable(archive)
        return archive
    with _alone(data_dir):
        archive = Archive(data_dir, _connect(data_dir / DB_NAME, read_only), clock, read_only)
        with _closed_on_error(archive):
            _bring_up_to_date(archive)
    with _closed_on_error(archive):
        recover(archive)
    return archive


@contextmanager
def _closed_on_error(archive: Archive) -> Iterator[None]:
    try:
        yield
    except BaseException:
        archive.close()
        raise


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    """Hold the lock of the directory: what the schema lacks is asked and done by one process at a time.

    The lock is the kernel's, so that a killed process leaves none behind; readers take none and never wait. A lock of
    the database alone is not enough: the journal mode is set outside of every transaction.
    """
    held = os.open(data_dir, os.O_RDONLY | os.O_CLOEXEC)
    try:
        patience = time.monotonic() + db.LOCK_SECONDS
        while not _locked(held):
            if time.monotonic() > patience:
                raise sqlite3.OperationalError("archive is locked")
            time.sleep(POLL_SECONDS)
        yield
    finally:
        os.close(held)


def _locked(held: int) -> bool:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _connect(path: Path, read_only: bool) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    conn = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=db.LOCK_SECONDS)
    conn.row_factory = sqlite3.Row
    functions.register(conn, "bigrams", 1, bigrams)
    digests.register(conn)
    return conn


def _check_ours(archive: Archive) -> None:
    path = archive.data_dir / DB_NAME
    known = {m.name for m in migrations.applied(archive.db)}
    tables = set(archive.db.table_names())
    if known - {m.name for m in migrations._migrations}:
        raise ArchiveError(f"{path} was made by a newer nianbao: update nianbao to open it")
    if tables and "captures" not in tables and tables != {"_sqlite_migrations"}:
        raise ArchiveError(f"{path} is not an archive: it is some other database")


def _check_readable(archive: Archive) -> None:
    _check_ours(archive)
    if migrations.pending(archive.db):
        path = archive.data_dir / DB_NAME
        raise ArchiveError(f"{path} was made by an older nianbao: run any writing command once")


def _bring_up_to_date(archive: Archive) -> None:
    """Migrations, their index and the views in one transaction: a killed process leaves all of them or none."""
    _check_ours(archive)
    archive.conn.execute("pragma journal_mode = wal")
    archive.conn.execute("pragma synchronous = normal")
    archive.conn.execute("pragma foreign_keys = on")
    archive.conn.execute(f"pragma cache_size = -{CACHE_KIB}")
    outdated = views.outdated(archive.conn) or digests.outdated(archive.conn)
    if migrations.pending(archive.db) or index_missing(archive.db) or outdated:
        with archive.transaction():
            migrations.apply(archive.db)
            repair_index(archive.db)
            views.create(archive.conn)
            digests.create(archive.conn)
