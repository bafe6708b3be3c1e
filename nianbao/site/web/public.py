"""What of an archive is public: the list in `public.toml`, held by SQLite itself on the connections of visitors."""

from __future__ import annotations

import sqlite3
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nianbao.site.web.program import Places, joins_by_name, pages, virtual

ALWAYS = frozenset({"rowid"})
SCHEMA = "sqlite_master"
"""Datasette reads names and definitions there."""
READING = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE)
DECLARING = (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_CREATE_TABLE)
"""What a virtual table does when it is first used, on a connection that cannot write."""
DENY, IGNORE, OK = sqlite3.SQLITE_DENY, sqlite3.SQLITE_IGNORE, sqlite3.SQLITE_OK


@dataclass(frozen=True, slots=True)
class Public:
    """Table or view -> its public columns; names of functions, table-valued functions and pragmas. All in lower case.

    `hidden`: what is not public, so that each table and column is named somewhere; `*` is the whole table.
    """

    tables: dict[str, frozenset[str]]
    hidden: dict[str, frozenset[str]]
    functions: frozenset[str]
    table_functions: frozenset[str]
    pragmas: frozenset[str]


@cache
def public() -> Public:
    """The list."""
    text = (Path(__file__).parent.parent / "public.toml").read_text(encoding="utf-8")
    read = tomllib.loads(text)
    tables, hidden = (
        {name: frozenset(columns.split()) for name, columns in read[kind].items()}
        for kind in ("tables", "hidden")
    )
    names = (frozenset(read[kind].split()) for kind in ("functions", "table_functions", "pragmas"))
    return Public(tables, hidden, *names)


def is_public(table: str) -> bool:
    """Whether a table or view of an archive may be seen at all."""
    return table.lower() in public().tables


class Gate:
    """SQLite's authorizer on a connection to an archive.

    A hidden column reads as null, so that `select *` still works; a hidden table, function or pragma is an error. What SQLite does
    not ask about (columns and tables that only `USING` and `NATURAL` name) is refused by the question's words and by its program.
    """

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        rows = conn.execute("select lower(name), type, sql from sqlite_master").fetchall()
        self._names = {name for name, kind, _ in rows if kind in ("table", "view")}
        self._names |= {row[0].lower() for row in conn.execute("select name from pragma_module_list")}
        self._indexes = [
            name for name, _, sql in rows if (sql or "").lower().startswith("create virtual table")
        ]
        self._pages: tuple[int, dict[int, frozenset[int]]] | None = None
        self._is_question = False
        conn.set_authorizer(self)

    def check(self, sql: str, parameters: object) -> None:
        """Compile a question as its author wrote it, without running it.

        The tables that an index of words keeps for itself are read when it runs, and by nobody else.

        :raises sqlite3.OperationalError: it asks for what is not public, or is no SQL.
        """
        for name in (
            *self._indexes,
            *public().table_functions,
        ):  # its first use reads and declares what it is
            with suppress(sqlite3.Error):
                self._conn.execute(f'select 1 from "{name}" limit 0')
        places = self._places()
        self._is_question = True
        try:
            prefix = "" if sql.lstrip().lower().startswith("explain") else "explain "
            program = self._conn.execute(prefix + sql, parameters).fetchall()  # type: ignore[arg-type]
        except (sqlite3.Error, sqlite3.Warning) as error:
            raise sqlite3.OperationalError(str(error)) from None
        finally:
            self._is_question = False
        if joins_by_name(sql):
            raise sqlite3.OperationalError("USING and NATURAL are not authorized: name the columns with ON")
        if not places.holds(program):
            raise sqlite3.OperationalError("not authorized")

    def _places(self) -> Places:
        """Where what is public lies; looked for again when the schema has changed or was packed anew."""
        (version,) = self._conn.execute("pragma schema_version").fetchone()
        if self._pages is None or self._pages[0] != version:
            self._pages = version, pages(self._conn, public().tables)
        return Places(self._pages[1], virtual(self._conn, (*self._indexes, *public().table_functions)))

    def __call__(
        self, action: int, first: str | None, second: str | None, database: str | None, inner: str | None
    ) -> int:
        if action == sqlite3.SQLITE_READ:
            return self._read((first or "").lower(), (second or "").lower())
        if action == sqlite3.SQLITE_FUNCTION:
            return OK if (second or "").lower() in public().functions else DENY
        if action == sqlite3.SQLITE_PRAGMA:
            return OK if (first or "").lower() in public().pragmas else DENY
        return OK if action in READING or (action in DECLARING and not self._is_question) else DENY

    def _read(self, table: str, column: str) -> int:
        columns = public().tables.get(table)
        if columns is not None:
            return OK if not column or column in columns or column in ALWAYS else IGNORE
        if table == SCHEMA or table in public().table_functions:
            return OK
        if not self._is_question and any(table.startswith(f"{index}_") for index in self._indexes):
            return OK
        # Without a column it may be a name that the question gives itself (`with n as …`).
        is_its_own = not column and table not in self._names and not table.startswith(("pragma_", "sqlite_"))
        return OK if is_its_own else DENY
