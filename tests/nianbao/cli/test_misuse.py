"""Every command with an archive that is empty, newer, not one, read-only or locked, and with nonsense: one clear line
and a documented exit status, never a traceback."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from archive import open_archive
from archive.store.db import DB_NAME
from nianbao.cli.main import COMMANDS, main
from tests.nianbao.powers import ordinary

READING = (
    "backup {copy}",
    "changes",
    "coverage --year 2021",
    "diff aaaaaaaa bbbbbbbb",
    "export -",
    "gaps",
    "health",
    "mcp",
    "notify --dry-run",
    "portals list --province 河南",
    "portals recipes",
    "offload",
    "portals show 新县",
    "reports",
    "review list",
    "review log",
    "serve --port 0",
    "status",
)
WRITING = (
    "notify",
    "reparse",
    "review confirm aaaaaaaa t3.flow.total --note x",
    "review dismiss aaaaaaaa t3.flow.total --note x",
    "review inbox confirm aaaaaaaa --note x",
    "review inbox dismiss aaaaaaaa --note x",
    "review expect 新县人民政府 --from 2020 --note x",
    "review override aaaaaaaa --year 2021 --note x",
    "review successor 新县人民政府 新县教育局 --note x",
    "review undo aaaaaaaa --note x",
    "takedown http://a.example/ --reason x",
    "verify",
)
MAKING = (
    "crawl --due",
    "crawl http://127.0.0.1:9/ --allow-loopback",
    "demo --no-serve",
    "ingest {page}",
    "merge {other}",
)
"""They make an archive where there is none."""
WITHOUT = ("analyse", "coordinate", "detect", "parse", "portals add", "portals check", "teach", "work")
"""They have no archive, but for `coordinate`, which asks for a token and a store first (`tests/nianbao/cluster/queue`)."""
ALL = (*READING, *WRITING, *MAKING)
STARTING = ("serve", "mcp", "demo", "crawl http")
"""With a sound archive they go on for good or for long; tested elsewhere."""
STATUSES = {0, 2, 3, 4, 5, 6}
CHANNEL = '[[channel]]\nname = "desk"\nurl = "json://localhost:9/"\n'


def run(line: str, data: Path, tmp_path: Path) -> Result:
    """The command of this line; anything but a documented exit fails."""
    page, other = tmp_path / "page.html", tmp_path / "other"
    page.write_text("<p>1</p>", encoding="utf-8")
    open_archive(other).close()
    words = [word.format(page=page, other=other, copy=tmp_path / "copy") for word in line.split()]
    result = CliRunner().invoke(main, [*words, "--data", str(data)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in STATUSES and "Traceback" not in result.output
    return result


def one_line(result: Result, status: int, *said: str) -> None:
    assert result.exit_code == status, result.output
    assert result.stderr.startswith("nianbao: ") and result.stderr.count("\n") == 1, result.stderr
    assert any(word in result.stderr for word in said), result.stderr


def empty(tmp_path: Path) -> Path:
    """An archive without a row, and a channel to notify."""
    data = tmp_path / "data"
    open_archive(data).close()
    (data / "notify.toml").write_text(CHANNEL, encoding="utf-8")
    return data


@pytest.mark.parametrize("line", [line for line in ALL if not line.startswith(STARTING)])
def test_an_empty_archive(line: str, tmp_path: Path) -> None:
    result = run(line, empty(tmp_path), tmp_path)
    assert result.exit_code in (0, 2) and result.stderr.count("\n") <= 1


@pytest.mark.parametrize("line", [line for line in (*READING, *WRITING) if not line.startswith("portals")])
def test_no_archive(line: str, tmp_path: Path) -> None:
    if line.startswith("notify"):
        one_line(run(line, tmp_path / "nowhere", tmp_path), 2, "notify.toml")
    else:
        one_line(run(line, tmp_path / "nowhere", tmp_path), 3, "no archive at")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("line", ALL)
def test_a_newer_archive(line: str, tmp_path: Path) -> None:
    data = empty(tmp_path)
    with sqlite3.connect(data / DB_NAME) as conn:
        conn.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at) values ('nianbao', 'm999', '')"
        )
    conn.close()
    one_line(run(line, data, tmp_path), 3, "update nianbao")


@pytest.mark.parametrize("line", ALL)
def test_no_database(line: str, tmp_path: Path) -> None:
    data = empty(tmp_path)
    (data / DB_NAME).write_bytes(b"no database at all" * 100)
    one_line(run(line, data, tmp_path), 3, "is not an archive", "is damaged")


@pytest.mark.parametrize("line", ALL)
def test_a_file_in_place_of_the_directory(line: str, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    assert run(line, tmp_path / "data", tmp_path).exit_code == 2


@pytest.mark.parametrize("line", ALL)
def test_read_only(line: str, tmp_path: Path) -> None:
    data = empty(tmp_path)
    (data / DB_NAME).chmod(0o444)
    data.chmod(0o555)
    try:
        with ordinary():
            one_line(run(line, data, tmp_path), 3, "read-only")
    finally:
        data.chmod(0o755)


@pytest.mark.parametrize("line", [line for line in ALL if not line.startswith(("serve", "mcp"))])
def test_locked(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers never wait; who writes says that it could not, and who has nothing to write ends as ever."""
    monkeypatch.setattr("archive.store.db.LOCK_SECONDS", 0.05)
    data = empty(tmp_path)
    with open_archive(data) as holder, holder.transaction():
        result = run(line, data, tmp_path)
    if line in READING or result.exit_code in (0, 2):
        assert result.exit_code in (0, 2) and "locked by" not in result.output
    else:
        one_line(result, 3, "locked by another program")


@pytest.mark.parametrize(
    "line", ["demo --no-serve", "ingest {page}", "merge --trust {other}", "notify", "verify"]
)
def test_who_writes_says_that_it_is_locked(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.store.db.LOCK_SECONDS", 0.05)
    data = empty(tmp_path)
    with open_archive(data) as holder, holder.transaction():
        one_line(run(line, data, tmp_path), 3, "locked by another program")


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("nonsense", [("--nonsense",), ("--data",), ("a", "b", "c", "--\x00")])
def test_nonsense(name: str, nonsense: tuple[str, ...], tmp_path: Path) -> None:
    result = CliRunner().invoke(main, [name, *nonsense], env={"NIANBAO_DATA": str(tmp_path / "data")})
    assert isinstance(result.exception, SystemExit) and result.exit_code in STATUSES - {0}
    assert "Traceback" not in result.output


def test_every_command_is_here() -> None:
    assert sorted(commands(main)) == sorted({*map(name_of, ALL), *WITHOUT})


def commands(group: click.Group, before: str = "") -> list[str]:
    """The names of all commands, those of groups with the group's."""
    found = []
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        found += (
            commands(command, f"{before}{name} ") if isinstance(command, click.Group) else [before + name]
        )
    return found


def name_of(line: str) -> str:
    words = line.split()
    groups = 2 if words[:2] == ["review", "inbox"] else 1 if words[0] in ("portals", "review") else 0
    return " ".join(words[: groups + 1])
