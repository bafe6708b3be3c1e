"""An archive of every earlier schema, with rows in it, becomes one of today: nothing it said is lost, and it goes on."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from archive import open_archive, refresh
from archive.custody.verify import verify
from archive.schema.migrations import migrations
from archive.search import bigrams
from archive.store.db import DB_NAME
from tests.archive.kept import START, body_of, keep, read_all, store, url_of
from tests.archive.visiting import Answer, visit
from tests.thinned import thinned

STEPS = [migration.name for migration in migrations._migrations]
OPERANDS = "(select operands from operand_lists where id = t.operands) as operands"
Rows = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three reports, one of them revised, and a visit that found one page gone."""
    data = tmp_path_factory.mktemp("today")
    keep(data)
    with open_archive(data, lambda: START + timedelta(days=9)) as archive:
        visit(archive, [Answer(url_of(2), status=404, grade="gone", role="page")], home=url_of(2))
    return data


def tables(conn: sqlite3.Connection) -> dict[str, list[str]]:
    """Table -> its columns, without those of SQLite and of the search index."""
    found = conn.execute(
        "select name from sqlite_master where type = 'table' and name not like 'reports_fts%' and name not like 'sqlite%'"
        " and name not like '\\_%' escape '\\'"
    )
    return {
        name: [row[1] for row in conn.execute(f"pragma table_info({name})")] for (name,) in found.fetchall()
    }


def rows(conn: sqlite3.Connection, table: str, columns: list[str], *, interned: bool = False) -> Rows:
    """What a table says; operands as text, however the schema keeps them, unless they are to stay `interned`."""
    told = table == "checks" and "operand_lists" in tables(conn) and not interned
    chosen = [OPERANDS if told and name == "operands" else f"t.{name}" for name in columns]
    return sorted(map(tuple, conn.execute(f"select {', '.join(chosen)} from {table} t")), key=repr)


def as_of(step: str | None, today: Path, data: Path) -> dict[str, list[str]]:
    """Make the archive that the software before the migration `step` would have kept; gives its tables and columns."""
    for folder in ("warc", "manifests"):
        shutil.copytree(today / folder, data / folder)
    old = sqlite3.connect(data / DB_NAME, isolation_level=None)
    old.create_function("bigrams", 1, bigrams, deterministic=True)
    migrations.apply(Database(old, execute_plugins=False), stop_before=step)
    made = tables(old)
    with sqlite3.connect(today / DB_NAME) as new:
        for table, columns in made.items():
            marks = ", ".join("?" * len(columns))
            kept = rows(new, table, columns, interned="operand_lists" in made)
            old.executemany(f"insert into {table} ({', '.join(columns)}) values ({marks})", kept)
    old.execute(
        "insert into reports_fts (rowid, title, body) select id, bigrams(title), bigrams(body) from report_texts"
    )
    old.close()
    return made


@pytest.mark.parametrize("step", thinned(STEPS[1:], 6))
def test_every_earlier_schema_is_brought_up_to_date(step: str, today: Path, tmp_path: Path) -> None:
    made = as_of(step, today, tmp_path)
    with open_archive(tmp_path) as archive, sqlite3.connect(today / DB_NAME) as new:
        assert [m.name for m in migrations.applied(archive.db)] == STEPS
        assert tables(archive.conn) == tables(new)
        for table, columns in made.items():
            assert rows(archive.conn, table, columns) == rows(new, table, columns), table
        assert archive.rows("pragma foreign_key_check") == []
        assert archive.value("pragma integrity_check") == "ok"


def test_the_oldest_goes_on(today: Path, tmp_path: Path) -> None:
    as_of(STEPS[1], today, tmp_path)
    with open_archive(tmp_path, lambda: START + timedelta(days=10)) as archive:
        store(archive, url_of(3), body_of(3), archive.clock())
        assert read_all(archive) == 1
        refresh.refresh_stale(archive)
        assert archive.value("select count(*) from reports where reading_id is not null") == 4
        assert [str(damage) for damage in verify(archive, everything=True)] == []
