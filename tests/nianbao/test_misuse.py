"""Every command with an archive that is empty, newer, not one, read-only or locked, and with nonsense: one clear line
and a documented exit status, never a traceback."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive import Archive
from archive.db import DB_NAME
from nianbao.cli import _COMMANDS, main

READING: dict[str, tuple[str, ...]] = {
    "changes": (),
    "coverage": ("--year", "2021"),
    "diff": ("aaaaaaaa", "bbbbbbbb"),
    "export": ("-",),
    "health": (),
    "reports": (),
}
WRITING: dict[str, tuple[str, ...]] = {
    "ingest": ("{page}",),
    "merge": ("{other}",),
    "reparse": (),
    "takedown": ("http://a.example/", "--reason", "x"),
    "verify": (),
}
STATUSES = {0, 2, 3, 4, 5, 6}
ROOT = os.geteuid() == 0


def run(name: str, data: Path, tmp_path: Path) -> Result:
    page, other = tmp_path / "page.html", tmp_path / "other"
    page.write_text("<p>1</p>", encoding="utf-8")
    Archive.open(other).close()
    arguments = [a.format(page=page, other=other) for a in {**READING, **WRITING}[name]]
    result = CliRunner().invoke(main, [name, *arguments, "--data", str(data)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in STATUSES and "Traceback" not in result.output
    return result


def one_line(result: Result, status: int, *said: str) -> None:
    assert result.exit_code == status, result.output
    assert result.stderr.startswith("nianbao: ") and result.stderr.count("\n") == 1, result.stderr
    assert any(word in result.stderr for word in said), result.stderr


@pytest.mark.parametrize("name", [*READING, *WRITING])
def test_an_empty_archive(name: str, tmp_path: Path) -> None:
    Archive.open(tmp_path / "data").close()
    result = run(name, tmp_path / "data", tmp_path)
    assert result.exit_code in (0, 2) and result.stderr.count("\n") <= 1


@pytest.mark.parametrize("name", READING)
def test_no_archive(name: str, tmp_path: Path) -> None:
    one_line(run(name, tmp_path / "nowhere", tmp_path), 3, "no archive at")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("name", [*READING, *WRITING])
def test_a_newer_archive(name: str, tmp_path: Path) -> None:
    Archive.open(tmp_path / "data").close()
    conn = sqlite3.connect(tmp_path / "data" / DB_NAME)
    with conn:
        conn.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at) values ('nianbao', 'm999', '')"
        )
    conn.close()
    one_line(run(name, tmp_path / "data", tmp_path), 3, "update nianbao")


@pytest.mark.parametrize("name", [*READING, *WRITING])
def test_no_database(name: str, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / DB_NAME).write_bytes(b"no database at all" * 100)
    one_line(run(name, tmp_path / "data", tmp_path), 3, "is not an archive", "is damaged")


@pytest.mark.parametrize("name", [*READING, *WRITING])
def test_a_file_in_place_of_the_directory(name: str, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    result = run(name, tmp_path / "data", tmp_path)
    assert result.exit_code in (2, 3)


@pytest.mark.skipif(ROOT, reason="root writes read-only files")
@pytest.mark.parametrize("name", WRITING)
def test_read_only(name: str, tmp_path: Path) -> None:
    Archive.open(tmp_path / "data").close()
    (tmp_path / "data" / DB_NAME).chmod(0o444)
    (tmp_path / "data").chmod(0o555)
    try:
        one_line(run(name, tmp_path / "data", tmp_path), 3, "read-only")
    finally:
        (tmp_path / "data").chmod(0o755)


@pytest.mark.parametrize("name", ["ingest", "merge"])
def test_locked(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.db.LOCK_SECONDS", 0.05)
    Archive.open(tmp_path / "data").close()
    with Archive.open(tmp_path / "data") as holder, holder.transaction():
        one_line(run(name, tmp_path / "data", tmp_path), 3, "locked by another program")


@pytest.mark.parametrize("name", _COMMANDS)
@pytest.mark.parametrize("nonsense", [("--nonsense",), ("--data",), ("a", "b", "c", "--\x00")])
def test_nonsense(name: str, nonsense: tuple[str, ...], tmp_path: Path) -> None:
    result = CliRunner().invoke(main, [name, *nonsense], env={"NIANBAO_DATA": str(tmp_path / "data")})
    assert isinstance(result.exception, SystemExit) and result.exit_code in STATUSES - {0}
    assert "Traceback" not in result.output


def test_every_command_is_here() -> None:
    """What has no archive, or starts a server or a crawl, is tried elsewhere."""
    elsewhere = {"demo", "crawl", "parse", "portals", "serve", "detect", "notify", "review"}
    assert set(_COMMANDS) == READING.keys() | WRITING.keys() | elsewhere & set(_COMMANDS)
