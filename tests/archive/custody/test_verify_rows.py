"""A row that changed on the disk is found, whatever its column; rows that were written are not."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from archive import open_archive
from archive.custody.verify import verify
from archive.custody.verify_rows import rows
from archive.exchange.dictionary import HIDDEN
from archive.merge.merge import merge
from archive.schema import digests
from archive.schema.migrations import migrations
from archive.search import bigrams
from tests.archive.kept import START, keep, url_of
from tests.archive.visiting import Answer, visit


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with at least one row in every table."""
    data = tmp_path_factory.mktemp("sound")
    keep(data)
    with open_archive(data, lambda: START + timedelta(days=9)) as archive:
        visit(archive, [Answer(url_of(2), status=404, grade="gone", role="page")], home=url_of(2))
        fill(archive.conn)
    return data


def fill(conn: sqlite3.Connection) -> None:
    """A row in each table that has none, every column set."""
    conn.execute("pragma foreign_keys = off")
    conn.execute("pragma ignore_check_constraints = on")
    for table in digests.tables(conn):
        if conn.execute(f"select 1 from {table}").fetchone() is None:
            info = conn.execute(f"pragma table_info({table})").fetchall()
            values = [1 if row["type"].lower() in ("integer", "real") else "x" for row in info]
            conn.execute(f"insert into {table} values ({', '.join('?' * len(values))})", values)
    conn.execute("pragma ignore_check_constraints = off")
    conn.execute("pragma foreign_keys = on")


@pytest.fixture
def data(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "data"))


def behind_our_back(data: Path, statement: str, *parameters: Any) -> int:
    """Change rows as a flipped bit does: no trigger sees it. Returns the number of rows."""
    conn = sqlite3.connect(data / "nianbao.db", isolation_level=None)
    conn.create_function("bigrams", 1, bigrams, deterministic=True)
    conn.execute("pragma ignore_check_constraints = on")
    triggers = conn.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
    conn.execute("begin")
    for name, _ in triggers:
        conn.execute(f"drop trigger {name}")
    changed = conn.execute(statement, parameters).rowcount
    for _, sql in triggers:
        conn.execute(sql)
    conn.execute("commit")
    conn.close()
    return changed


def cells() -> list[tuple[str, str]]:
    """(table, column) of every public table."""
    conn = sqlite3.connect(":memory:")
    conn.create_function("bigrams", 1, bigrams, deterministic=True)
    migrations.apply(Database(conn, execute_plugins=False))
    names = [
        name for (name,) in conn.execute("select name from sqlite_master where type = 'table' order by name")
    ]
    return [
        (name, row[1])
        for name in names
        if not name.startswith(HIDDEN)
        for row in conn.execute(f"pragma table_info({name})")
    ]


def found(data: Path) -> list[str]:
    with open_archive(data) as archive:
        return [str(damage) for damage in verify(archive)]


def rows_found(data: Path) -> list[str]:
    """What the digests alone say: without opening the archive as a writer."""
    with open_archive(data, read_only=True) as archive:
        archive.conn.text_factory = lambda stored: stored.decode(errors="replace")
        return [where for where, _ in rows(archive)]


@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.accept)])
def test_every_column_of_every_table(data: Path, every: int) -> None:
    """No column is left out; a change of any of them is named with its table."""
    assert rows_found(data) == []
    for table, column in list(cells())[::every]:
        with sqlite3.connect(data / "nianbao.db") as conn:
            key = keys(conn, table)
            row = conn.execute(f"select {', '.join(key)}, {column} from {table} limit 1").fetchone()
        where = " and ".join(f"{name} is ?" for name in key)
        new = row[-1] ^ 4 if isinstance(row[-1], int) else f"{row[-1]}x"
        if column in key and isinstance(row[-1], int):
            new = row[-1] + 1_000_000
        assert behind_our_back(data, f"update {table} set {column} = ? where {where}", new, *row[:-1]) == 1
        said = rows_found(data)
        named = digests.READING if table in digests.DETAILS else table
        assert any(table in line or named == digests.READING or table == digests.TABLE for line in said), (
            table,
            column,
            said,
        )
        place = [new if name == column else value for name, value in zip(key, row[:-1], strict=True)]
        behind_our_back(data, f"update {table} set {column} = ? where {where}", row[-1], *place)
    assert rows_found(data) == []


def keys(conn: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in conn.execute(f"pragma table_info({table})") if row[5]]


def test_rows_that_come_and_go_behind_our_back(data: Path) -> None:
    behind_our_back(data, "delete from frontier where id = (select min(id) from frontier)")
    assert any("table frontier, id" in line for line in found(data))


def test_a_row_that_was_written_again_after_the_flip(data: Path) -> None:
    """What a writer does to a damaged row blesses nothing."""
    behind_our_back(data, "update portals set name = 'flipped' where id = 1")
    with open_archive(data) as archive:
        archive.conn.execute("update portals set name = 'written' where id = 1")
    assert any("table portals, id 1" in line for line in found(data))


def test_text_that_is_no_text(data: Path) -> None:
    behind_our_back(
        data, "update sections set text = cast(x'ff41fe' as text) where reading_id = 1 and position = 0"
    )
    behind_our_back(data, "update captures set headers = cast(x'ff41fe' as text) where id = 1")
    said = found(data)
    assert any("reading 1" in line for line in said) and any("captures, id 1" in line for line in said)


def test_the_search_index(data: Path) -> None:
    """A word that is gone, a word too many, and a length that is wrong."""
    behind_our_back(data, "update reports_fts_docsize set sz = x'0102' where id = 1")
    with open_archive(data) as archive:
        said = [str(damage) for damage in verify(archive, everything=True)]
        assert any("does not hold its text" in line for line in said)
        archive.conn.execute("insert into reports_fts (rowid, title, body) values (77, '错误', '')")
        said = [str(damage) for damage in verify(archive, everything=True)]
    assert any("a text of a report 77" in line for line in said)


def test_every_statement_keeps_the_digests(data: Path) -> None:
    """Ways to write that SQLite treats apart: ignored conflicts, upserts, many rows, rolled back."""
    with open_archive(data) as archive:
        conn = archive.conn
        conn.execute("insert or ignore into stale values (1), (2)")
        conn.execute("insert or ignore into stale values (1), (3)")
        conn.execute("insert into announced values ('k', 'c', '1') on conflict do update set at = '2'")
        conn.execute("insert into announced values ('k', 'c', '1') on conflict do update set at = '2'")
        conn.execute("update reports set first_seen = first_seen || 'x'")
        conn.execute("begin")
        conn.execute("savepoint one")
        conn.execute("delete from issues")
        conn.execute("rollback to one")
        conn.execute("commit")
        conn.execute("delete from stale")
    assert rows_found(data) == []


def test_an_archive_of_an_earlier_schema_gets_them(data: Path) -> None:
    with open_archive(data) as archive:
        conn = archive.conn
        for row in archive.rows(
            "select name from sqlite_master where type = 'trigger' and name like '%digest%'"
        ):
            conn.execute(f"drop trigger {row['name']}")
        conn.execute("delete from row_digests")
    open_archive(data).close()
    assert rows_found(data) == []
    behind_our_back(data, "update figures set value = 7 where reading_id = 1 and field_id = 1")
    assert rows_found(data) != []


def test_a_new_column_blesses_no_damage(data: Path) -> None:
    behind_our_back(data, "update portals set name = 'flipped' where id = 1")
    with open_archive(data) as archive:
        archive.conn.execute("alter table portals add column colour text not null default 'red'")
    open_archive(data).close()
    assert rows_found(data) == ["table portals, id 1"]
    behind_our_back(data, "update captures set why = 'flipped' where id = 1")
    assert rows_found(data) == ["table captures, id 1", "table portals, id 1"]


def test_details_name_every_column(data: Path) -> None:
    with open_archive(data, read_only=True) as archive:
        for table, names in digests.DETAILS.items():
            assert {"reading_id", *names} == set(digests.columns(archive.conn, table))


def test_a_merge_keeps_them(tmp_path: Path) -> None:
    keep(tmp_path / "own", 1)
    keep(tmp_path / "other")
    with open_archive(tmp_path / "own") as archive:
        merge(archive, tmp_path / "other")
        merge(archive, tmp_path / "other")
    assert rows_found(tmp_path / "own") == []
