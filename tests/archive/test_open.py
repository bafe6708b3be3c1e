"""Opening at once, and opening after a kill: one schema comes of it, whatever happened before."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from archive import ArchiveError, open_archive
from archive.schema.migrations import migrations
from archive.store.db import DB_NAME

AT_ONCE = 8
STEPS = [migration.name for migration in migrations._migrations]
OLDER = [None, STEPS[1], STEPS[-1]]
"""A new archive, the oldest, and the one before the newest: the migration that it lacks first."""


def make(data: Path, step: str | None) -> Path:
    """The archive as the software before the migration `step` left it; nothing where there is no step."""
    data.mkdir()
    if step is not None:
        conn = sqlite3.connect(data / DB_NAME, isolation_level=None)
        conn.execute("pragma journal_mode = wal")
        migrations.apply(Database(conn, execute_plugins=False), stop_before=step)
        conn.close()
    return data


def schema(data: Path) -> tuple[Any, ...]:
    """All that the database says of itself, and the migrations in their order."""
    with sqlite3.connect(data / DB_NAME) as conn:
        parts = conn.execute(
            "select type, name, tbl_name, sql from sqlite_master order by type, name"
        ).fetchall()
        steps = conn.execute("select name from _sqlite_migrations order by id").fetchall()
        mode = conn.execute("pragma journal_mode").fetchall()
        assert conn.execute("pragma integrity_check").fetchall() == [("ok",)]
    conn.close()
    return parts, steps, mode


def in_a_child(data: Path, kill_before: int = 0, gate: int | None = None) -> int:
    """Open the archive in a forked process, killed before its statement of that number; returns its process id."""
    child = os.fork()
    if child:
        return child
    try:
        if gate is not None:
            os.read(gate, 1)
        connect = sqlite3.connect

        def traced(*args: Any, **options: Any) -> sqlite3.Connection:
            conn = connect(*args, **options)
            left = iter(range(kill_before, 0, -1))
            conn.set_trace_callback(
                lambda _: os.kill(os.getpid(), signal.SIGKILL) if next(left, 0) == 1 else None
            )
            return conn

        sqlite3.connect = traced
        open_archive(data).close()
    except BaseException as error:
        os.write(2, f"{error}\n".encode())
        os._exit(1)
    os._exit(0)


def ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str | None, tuple[Any, ...]]:
    """For each earlier archive the schema that opening it without a kill leaves."""
    found = {}
    for step in OLDER:
        data = make(tmp_path_factory.mktemp("whole") / "data", step)
        open_archive(data).close()
        found[step] = schema(data)
    return found


@pytest.mark.parametrize("step", OLDER)
def test_many_processes_open_it_at_once(step: str | None, tmp_path: Path, whole: dict[Any, Any]) -> None:
    data = make(tmp_path / "data", step)
    gate, starter = os.pipe()
    children = [in_a_child(data, gate=gate) for _ in range(AT_ONCE)]
    os.write(starter, b"x" * AT_ONCE)
    assert [ended(child) for child in children] == [0] * AT_ONCE
    assert schema(data) == whole[step]


EVERY = [pytest.param(step, 1, marks=pytest.mark.accept) for step in OLDER]


@pytest.mark.parametrize(("step", "stride"), [(None, 29), *EVERY])
def test_a_kill_before_any_statement_leaves_no_trace(
    step: str | None, stride: int, tmp_path: Path, whole: dict[Any, Any]
) -> None:
    statement = 1
    while True:
        data = make(tmp_path / "data", step)
        status = ended(in_a_child(data, kill_before=statement))
        assert status in (0, -signal.SIGKILL)
        open_archive(data).close()
        assert schema(data) == whole[step], f"killed before statement {statement}"
        shutil.rmtree(data)
        if status == 0:
            break
        statement += stride
    assert statement > 20  # the callback saw the statements


def test_an_index_that_an_earlier_kill_lost_is_made_again(tmp_path: Path, whole: dict[Any, Any]) -> None:
    data = make(tmp_path / "data", STEPS[-1])
    with sqlite3.connect(data / DB_NAME) as conn:
        conn.execute("drop index idx__sqlite_migrations_migration_set_name")
    conn.close()
    open_archive(data).close()
    assert schema(data) == whole[STEPS[-1]]


@pytest.mark.parametrize(
    "name", [b"CREATE TABLE captures", b"CREATE TABLE runs", b"CREATE INDEX publishers_name"]
)
@pytest.mark.parametrize("read_only", [True, False])
def test_a_name_in_the_schema_that_is_no_text_is_said(tmp_path: Path, name: bytes, read_only: bool) -> None:
    """One bit of it flipped: SQLite's own message is no text then."""
    with open_archive(tmp_path) as archive:
        archive.checkpoint()
    path = tmp_path / "nianbao.db"
    data = path.read_bytes()
    assert name in data
    path.write_bytes(data.replace(name, name[:-1] + bytes([name[-1] | 0x80])))
    with pytest.raises((ArchiveError, sqlite3.Error)):
        open_archive(tmp_path, read_only=read_only).rows("select * from captures join runs")
