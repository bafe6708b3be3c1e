"""Reading the database of a stranger: plain columns of two tables, and nothing that its schema would run.

Only tables are read, never views, virtual tables or columns that are computed; an authorizer refuses all else. The file
is opened so that SQLite writes nothing beside it: where a write-ahead log lies there, both are copied first.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from archive.merge import foreign_files
from archive.store.db import DB_NAME, ArchiveError
from archive.store.rows import SqlValue
from archive.store.warc_files import open_regular

COLUMNS = {
    "captures": (
        *("key", "url", "address", "form", "fetched_at", "status", "body_sha256"),
        *("warc", "offset", "length", "record_id", "record_type", "role"),
    ),
    "tombstones": ("key", "capture_key", "url", "address", "body_sha256", "reason", "taken_down_at"),
}
"""What is read of a stranger."""
LONGEST = 1_000_000
"""Bytes of one row."""
LEAST_ROW = 64
"""Bytes that a row takes at least: a tree that leads in circles shows more rows than its file can hold."""
_PLAIN = re.compile(r"create\s+table\s", re.I)
"""How the definition of a table begins that is none of a module's, whatever comments stand in it."""
Row = dict[str, SqlValue]


class ForeignDatabase:
    """The tables of a stranger's archive. Use as a context manager."""

    def __init__(self, source: Path, scratch: Path) -> None:
        """`scratch`: an empty folder of ours. Raises ArchiveError."""
        self._path = source / DB_NAME
        try:
            self._conn = _connect(source, scratch)
            self._most = self._path.lstat().st_size // LEAST_ROW
            self._harden()
        except OSError as error:
            raise ArchiveError(f"cannot read {self._path}: {error.strerror or error}") from error
        except (sqlite3.Error, sqlite3.Warning, UnicodeError) as error:
            raise ArchiveError(f"{self._path} is not an archive: {error}") from error

    def rows(self, table: str) -> Iterator[Row]:
        """Every row of one of `COLUMNS`. Raises ArchiveError where the file is damaged; what came before it is good.

        Nothing is chosen in SQL: in a tree that leads in circles a search that finds nothing never ends.
        """
        columns = COLUMNS[table]
        listed = ", ".join(f'"{c}"' for c in columns)
        try:
            for number, row in enumerate(
                self._conn.execute(f'select {listed} from main."{table}" not indexed')
            ):
                if number > self._most:
                    raise ArchiveError(f"{self._path} shows more rows than it can hold: it is damaged")
                yield dict(zip(columns, row, strict=True))
        except (sqlite3.Error, sqlite3.Warning, UnicodeError) as error:
            raise ArchiveError(f"{self._path} is damaged in {table}: {error}") from error

    def __enter__(self) -> ForeignDatabase:
        return self

    def __exit__(self, *_: object) -> None:
        self._conn.close()

    def _harden(self) -> None:
        self._conn.text_factory = lambda data: data.decode(errors="surrogateescape")
        self._conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
        for pragma in ("trusted_schema = off", "query_only = on", "cell_size_check = on", "mmap_size = 0"):
            self._conn.execute(f"pragma {pragma}")
        for table, columns in COLUMNS.items():
            self._check(table, columns)
        self._conn.set_authorizer(_allowed)

    def _check(self, table: str, columns: tuple[str, ...]) -> None:
        """A plain table of this name has these columns, and none of them is computed."""
        kinds = self._conn.execute(
            "select type, sql from sqlite_master where lower(name) = ?", (table,)
        ).fetchall()
        plain = [sql for kind, sql in kinds if kind == "table" and _PLAIN.match(str(sql))]
        if len(kinds) != 1 or not plain:
            raise ArchiveError(f"{self._path} is not an archive: it has no table {table}")
        stored = {row[1] for row in self._conn.execute(f'pragma table_xinfo("{table}")') if row[6] == 0}
        if missing := sorted(set(columns) - stored):
            raise ArchiveError(
                f"{self._path} has no column {', '.join(missing)} in {table}: run any writing command of today's nianbao there"
            )


def _connect(source: Path, scratch: Path) -> sqlite3.Connection:
    """Read only, without a trace in the folder."""
    path, log = source / DB_NAME, source / f"{DB_NAME}-wal"
    with open_regular(path) as theirs:
        foreign_files.check_whole(theirs, path)
        foreign_files.check_head(theirs, path)
    mode = "mode=ro&immutable=1"
    if os.path.lexists(log) and log.lstat().st_size:
        foreign_files.copy([path, log], scratch)
        path, mode = scratch / DB_NAME, "mode=rw"
    return sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, isolation_level=None)


def _allowed(action: int, table: str | None, _: str | None, schema: str | None, through: str | None) -> int:
    """Reading the columns of the tables themselves, not through a view or a trigger."""
    if action == sqlite3.SQLITE_SELECT:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_READ and table in COLUMNS and schema == "main" and through is None:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY
