"""An archive as a worker shows it to visitors: the public list, and answers no larger than they may be.

Leaned on, and held by tests: Datasette without threads asks everything on the one connection that `execute_fn` makes.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from datasette.database import Database, QueryInterrupted, Results

from archive.store.rows import SqlValue
from nianbao.site.sql.facets import asked_of_tables, is_of_a_whole
from nianbao.site.web.public import Gate, is_public, public
from nianbao.site.web.web import time_limit

ANSWER_BYTES = 20_000_000
"""What an answer may hold, as rows and as it is sent."""
CELL_BYTES = 16
"""What a number or null counts for."""
KEPT_TIMES, LONGEST_KEPT, MOST_WHOLE = 1_000, 3_600.0, 200
"""The count of a whole table is kept for so many times as long as it took, but no longer than so many seconds: those of small tables
are as good as never kept, those of large ones take a thousandth of the time. And how many are kept."""


T = TypeVar("T")
ForeignKey = dict[str, str]
"""`column`, `other_table` and `other_column`."""


class TooLarge(BaseException):
    """The answer is larger than it may be. No error that a page of Datasette would catch."""


class OutOfMemory(BaseException):
    """As `MemoryError`, but none that a page of Datasette would catch."""


class PublicArchive(Database):  # type: ignore[misc]  # Datasette has no types
    """Datasette's database without what is not public."""

    gate: Gate | None = None
    _whole: dict[str, tuple[float, Results | QueryInterrupted]]
    """Counts of whole tables, each with until when it is kept: a page of a table asks for several, for each reader again."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._whole = {}

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], T]) -> T:
        if self.gate is None:
            conn = self.connect()
            self.ds._prepare_connection(conn, self.name)
            conn.execute("pragma temp_store = memory")  # a question fills no disk
            self.gate, self._read_connection = Gate(conn), conn
        return fn(self._read_connection)

    async def execute(
        self,
        sql: str,
        params: Sequence[SqlValue] | Mapping[str, SqlValue] | None = None,
        truncate: bool = False,
        custom_time_limit: int | None = None,
        page_size: int | None = None,
        log_sql_errors: bool = True,
    ) -> Results:
        milliseconds = min(custom_time_limit or self.ds.sql_time_limit_ms, self.ds.sql_time_limit_ms)
        most = self.ds.max_returned_rows + (self.ds.max_returned_rows == (page_size or self.ds.page_size))

        def ask(conn: sqlite3.Connection) -> Results:
            assert self.gate is not None
            given = params if params is not None else {}
            if sql != "PRAGMA schema_version":
                self.gate.check(sql, given)
            try:
                with time_limit(conn, milliseconds):
                    cursor = conn.execute(asked_of_tables(sql), given)
                    rows = _rows(cursor, most + 1 if truncate else None)
            except sqlite3.Error as error:
                if error.args == ("interrupted",):
                    raise QueryInterrupted(error, sql, params) from None
                raise sqlite3.OperationalError(str(error)) from None  # Datasette's tables know no other kind
            return Results(
                rows[:most] if truncate else rows, truncate and len(rows) > most, cursor.description
            )

        if params or truncate or not is_of_a_whole(sql):  # what a visitor asks in SQL is cut, and never kept
            return await self.execute_fn(ask)
        return await self._kept(sql, ask)

    async def _kept(self, sql: str, ask: Callable[[sqlite3.Connection], Results]) -> Results:
        """What a question about a whole table found, or that it took too long, as it was asked or as it is kept."""
        began = time.monotonic()
        known = self._whole.get(sql)
        if known is None or began > known[0]:
            found: Results | QueryInterrupted
            try:
                found = await self.execute_fn(ask)
            except QueryInterrupted as error:
                found = error
            if len(self._whole) >= MOST_WHOLE:
                self._whole.clear()
            ended = time.monotonic()
            known = self._whole[sql] = (ended + min(LONGEST_KEPT, KEPT_TIMES * (ended - began)), found)
        if isinstance(known[1], QueryInterrupted):
            raise known[1]
        return known[1]

    async def table_names(self) -> list[str]:
        return [name for name in await super().table_names() if is_public(name)]

    async def view_names(self) -> list[str]:
        return [name for name in await super().view_names() if is_public(name)]

    async def table_exists(self, table: str) -> bool:
        return is_public(table) and bool(await super().table_exists(table))

    async def table_columns(self, table: str) -> list[str]:
        shown = public().tables.get(table.lower(), frozenset())
        return [name for name in await super().table_columns(table) if name.lower() in shown]

    async def get_all_foreign_keys(self) -> dict[str, dict[str, list[ForeignKey]]]:
        found = await super().get_all_foreign_keys()
        return {
            table: {way: [key for key in keys if is_public(key["other_table"])] for way, keys in ways.items()}
            for table, ways in found.items()
            if is_public(table)
        }

    async def foreign_keys_for_table(self, table: str) -> list[ForeignKey]:
        return [key for key in await super().foreign_keys_for_table(table) if is_public(key["other_table"])]

    async def attached_databases(self) -> list[object]:
        """None: the pragma that tells them tells their paths."""
        return []


def _rows(cursor: sqlite3.Cursor, most: int | None) -> list[sqlite3.Row]:
    """The rows, `most` of them at most; counted while they come."""
    rows: list[sqlite3.Row] = []
    size = 0
    for row in islice(cursor, most):
        size += sum(CELL_BYTES + (len(v) if isinstance(v, (str, bytes)) else 0) for v in row)
        if size > ANSWER_BYTES:
            raise TooLarge
        rows.append(row)
    return rows
