"""What a question reads, as SQLite's program for it says: the wall behind the authorizer, which SQLite does not ask about what
only `USING` and `NATURAL` name."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

OPENS = frozenset({"OpenRead", "OpenWrite", "ReopenIdx"})
"""Instructions that open a table or an index by its first page."""
SCHEMA_PAGE = 1
Instruction = tuple[Any, ...]
"""A row of `explain`: address, opcode, p1, p2, p3, p4, p5, comment."""
_TOKEN = re.compile(
    r"""--[^\n]* | /\*.*?(?:\*/|\Z) | '[^']*(?:'|\Z) | "[^"]*(?:"|\Z) | `[^`]*(?:`|\Z) | \[[^\]]*(?:\]|\Z)"""
    r"""| [$@\#:][\w$:\x80-\U0010ffff]*(?P<odd>\()? | (?P<word>[\w$]+) | .""",
    re.S | re.X,
)
"""The tokens of SQLite, as far as they tell where a text begins and ends; one without its end is an error to SQLite. Odd: a parameter
of Tcl, `$name(…)`, which may hold half a text."""
_JOINS = frozenset({"using", "natural"})


@dataclass(frozen=True, slots=True)
class Places:
    """`pages`: first page of what may be read -> the numbers of its columns that may not. `virtual`: tables without pages."""

    pages: Mapping[int, frozenset[int]]
    virtual: frozenset[str]

    def holds(self, program: Iterable[Instruction]) -> bool:
        """Whether a program reads nothing else. A plan of a query, of four columns, reads nothing."""
        instructions = [row for row in program if len(row) > 4]
        kept_back: dict[object, frozenset[int]] = {}
        for _, opcode, p1, p2, p3, p4, *_ in instructions:
            if opcode in OPENS:
                if p3 != 0 or p2 not in self.pages:
                    return False
                kept_back[p1] = kept_back.get(p1, frozenset()) | self.pages[p2]
            elif opcode == "VOpen" and p4 not in self.virtual:
                return False
        return not any(
            (opcode == "Column" and p2 in kept_back.get(p1, ()))
            or (opcode == "RowData" and kept_back.get(p1))
            for _, opcode, p1, p2, *_ in instructions
        )


def pages(conn: sqlite3.Connection, shown: Mapping[str, frozenset[str]]) -> dict[int, frozenset[int]]:
    """The first pages of public tables and of their indexes, but of those that hold a column that is not public."""
    found = {SCHEMA_PAGE: frozenset[int]()}
    rows = conn.execute("select type, name, lower(tbl_name), rootpage, lower(sql) from sqlite_master")
    for kind, name, table, page, sql in rows.fetchall():
        if not page or table not in shown:
            continue
        columns = _columns(conn, kind, name)
        hidden = frozenset(at for at, column in enumerate(columns) if column not in shown[table])
        is_plain = kind == "table" and "without" not in sql and "generated" not in sql and " as (" not in sql
        if is_plain or not hidden:  # elsewhere columns do not lie in the order in which they are declared
            found[page] = hidden
    return found


def _columns(conn: sqlite3.Connection, kind: str, name: str) -> list[str | None]:
    """The names of the columns; an expression has none. The row's own number, of an index its last column, is left out."""
    quoted = '"' + name.replace('"', '""') + '"'
    if kind == "table":
        return [row[1].lower() for row in conn.execute(f"pragma table_xinfo({quoted})")]
    rows = conn.execute(f"pragma index_xinfo({quoted})").fetchall()
    return [row[2] and row[2].lower() for row in rows if row[1] != -1]


def virtual(conn: sqlite3.Connection, names: Iterable[str]) -> frozenset[str]:
    """How programs name these virtual tables."""
    found = set()
    for name in names:
        try:
            program = conn.execute(f'explain select 1 from "{name}"').fetchall()
        except sqlite3.Error:  # a version of SQLite without it
            continue
        found |= {str(row[5]) for row in program if row[1] == "VOpen"}
    return frozenset(found)


def joins_by_name(sql: str) -> bool:
    """Whether the words USING or NATURAL stand in a question, outside of texts, quoted names and remarks."""
    return any(token["odd"] or (token["word"] or "").lower() in _JOINS for token in _TOKEN.finditer(sql))
