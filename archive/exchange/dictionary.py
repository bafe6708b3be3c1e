"""The data dictionary: every table, view and column of the schema with its meaning in Chinese and English.

The schema says what there is, `archive/data/dictionary.toml` what it means. `python -m archive.exchange.dictionary`
prints docs/data.md.
"""

from __future__ import annotations

import sqlite3
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from tempfile import TemporaryDirectory

from archive.open import open_archive

HIDDEN = ("sqlite_", "_sqlite_", "reports_fts")
HEAD = """# The data of an archive

Made from the schema by `python -m archive.exchange.dictionary > docs/data.md`; a test holds it current. `nianbao.db` is SQLite: open it
with anything. Quote rows by `key`, never by `id`. Instants are UTC, days are days of Asia/Shanghai, booleans 0 and 1. For figures
read the view `report_figures`; `figures` keeps numbers scaled. Exports have a column `brought_by`: who brought the bytes behind a row
(from `origin` or `source` of its capture), null where the server gave the same bytes.
"""


@dataclass(frozen=True, slots=True)
class Column:
    """`meaning` is Chinese / English; None where nobody has written it."""

    name: str
    type: str
    refers_to: str | None
    meaning: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    kind: str
    meaning: str | None
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    """Name -> what it means, of tables, of columns of any table, and of columns of one table."""

    tables: dict[str, str]
    columns: dict[str, str]
    column_of: dict[str, dict[str, str]]


@cache
def _words() -> _Words:
    return _Words(
        **tomllib.loads((resources.files("archive") / "data" / "dictionary.toml").read_text(encoding="utf-8"))
    )


def column_texts(table: str) -> dict[str, str]:
    """What the columns of one table or view mean where it is not what every column of that name means."""
    return _words().column_of.get(table, {})


def entries(conn: sqlite3.Connection) -> Iterator[Entry]:
    """The tables, then the views of an archive, by name."""
    rows = conn.execute(
        "select name, type from sqlite_master where type in ('table', 'view') order by type, name"
    )
    for row in rows.fetchall():
        if not row["name"].startswith(HIDDEN):
            columns = tuple(_columns(conn, row["name"]))
            yield Entry(row["name"], row["type"], _words().tables.get(row["name"]), columns)


def _columns(conn: sqlite3.Connection, table: str) -> Iterator[Column]:
    refers = {r["from"]: r["table"] for r in conn.execute(f"pragma foreign_key_list({table})")}
    said = column_texts(table)
    for row in conn.execute(f"pragma table_info({table})"):
        name = row["name"]
        yield Column(
            name, row["type"].lower(), refers.get(name), said.get(name) or _words().columns.get(name)
        )


def markdown(conn: sqlite3.Connection) -> str:
    parts = [HEAD]
    for entry in entries(conn):
        parts.append(
            f"## {entry.name}\n\n{entry.kind}: {entry.meaning}\n\n| column | type | meaning |\n|---|---|---|\n"
        )
        for column in entry.columns:
            refers = f" → `{column.refers_to}`" if column.refers_to else ""
            parts.append(f"| `{column.name}` | {column.type}{refers} | {column.meaning} |\n")
        parts.append("\n")
    return "".join(parts).rstrip("\n") + "\n"


def main() -> None:
    with TemporaryDirectory() as folder, open_archive(folder) as archive:
        print(markdown(archive.conn), end="")


if __name__ == "__main__":
    main()
