"""A copy of a living archive is an archive, whole at its instant; what was taken down is gone from it with the next one."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive import open_archive
from archive.custody.backup import NOTE, NoBackupError, back_up
from archive.custody.takedown import take_down
from archive.custody.verify import verify
from archive.reports import query
from tests.archive.kept import body_of, keep, read_all, store, url_of

FORK = multiprocessing.get_context("spawn")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    keep(tmp_path / "data")
    return tmp_path / "data"


def copy(data: Path, out: Path) -> int:
    with open_archive(data, read_only=True) as archive:
        return back_up(archive, out).copied_bytes


def damages(data: Path) -> list[str]:
    with open_archive(data) as archive:
        return [str(damage) for damage in verify(archive, everything=True)]


def rows(data: Path) -> list[tuple[str, str]]:
    with open_archive(data, read_only=True) as archive:
        return [tuple(row) for row in archive.rows("select key, warc from captures order by key")]


def test_a_copy_is_the_archive(data: Path, tmp_path: Path) -> None:
    (data / "nianbao.toml").write_text("[crawl]\n", encoding="utf-8")
    with sqlite3.connect(data / "inbox.db") as inbox:
        inbox.execute("create table notes (words text)")
    out = tmp_path / "far" / "copy"
    assert copy(data, out) == sum(path.stat().st_size for path in (data / "warc").iterdir())
    assert rows(out) == rows(data) and damages(out) == []
    assert {path.name for path in out.iterdir()} == {
        "nianbao.db", "inbox.db", "nianbao.toml", "warc", "manifests", NOTE,
    }  # fmt: skip
    with open_archive(out, read_only=True) as held, open_archive(data, read_only=True) as ours:
        assert [r["key"] for r in query.reports(held)] == [r["key"] for r in query.reports(ours)]
    assert json.loads((out / NOTE).read_text())["captures"] == len(rows(data))


def test_portals_and_recipes_of_ones_own_go_with_it(data: Path, tmp_path: Path) -> None:
    own, out = data / "portals.d", tmp_path / "copy"
    (own / "recipes").mkdir(parents=True)
    (own / "mine.yaml").write_text("- code: '411523'\n", encoding="utf-8")
    (own / "recipes" / "a.example.json").write_text("[]", encoding="utf-8")
    (own / "passwords").symlink_to("/etc/passwd")
    copy(data, out)
    found = {str(path.relative_to(out)) for path in (out / "portals.d").rglob("*") if path.is_file()}
    assert found == {"portals.d/mine.yaml", "portals.d/recipes/a.example.json"}
    (own / "mine.yaml").unlink()
    copy(data, out)
    assert not (out / "portals.d" / "mine.yaml").exists() and (out / "portals.d" / "recipes").is_dir()


def test_only_what_is_new_is_copied(data: Path, tmp_path: Path) -> None:
    copy(data, tmp_path / "copy")
    assert copy(data, tmp_path / "copy") == 0
    with open_archive(data) as archive:
        store(archive, url_of(3), body_of(3), datetime.now(UTC))
        read_all(archive)
    new = max((data / "warc").iterdir(), key=lambda path: path.stat().st_mtime_ns)
    assert copy(data, tmp_path / "copy") == new.stat().st_size
    assert rows(tmp_path / "copy") == rows(data) and damages(tmp_path / "copy") == []


def test_what_was_taken_down_leaves_the_copy(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "copy"
    copy(data, out)
    with open_archive(data) as archive:
        take_down(archive, url_of(0), "决定书")
    copy(data, out)
    names = {path.name for path in (out / "warc").iterdir()}
    assert names == {path.name for path in (data / "warc").iterdir()}
    assert damages(out) == []
    assert "白岩县人民政府".encode() not in (out / "nianbao.db").read_bytes()


def test_the_copy_of_another_archive_is_refused(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "copy"
    copy(data, out)
    before = rows(out)
    with open_archive(tmp_path / "other") as archive:
        store(archive, url_of(3), body_of(3), datetime.now(UTC))
    with pytest.raises(NoBackupError, match="another archive"):
        copy(tmp_path / "other", out)
    assert rows(out) == before and damages(out) == []


def kept(folder: Path) -> list[Path]:
    """All files but SQLite's own."""
    return sorted(path for path in folder.rglob("*") if path.suffix not in (".db-shm", ".db-wal"))


@pytest.mark.parametrize("place", ["data", "data/warc/copy", "full", "file"])
def test_a_place_that_is_none_is_refused(data: Path, tmp_path: Path, place: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letters.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    before = kept(tmp_path)
    with pytest.raises(NoBackupError):
        copy(data, tmp_path / place)
    assert kept(tmp_path) == before


def write_on(data: str, begun: Path) -> None:
    """Store captures until killed."""
    with open_archive(data) as archive:
        for number in range(100_000):
            store(archive, f"{url_of(1)}?{number}", body_of(1, number), datetime.now(UTC))
            begun.touch()


def test_a_copy_made_while_another_process_writes_is_whole(data: Path, tmp_path: Path) -> None:
    writer = FORK.Process(target=write_on, args=(str(data), tmp_path / "begun"))
    writer.start()
    try:
        while not (tmp_path / "begun").exists():
            time.sleep(0.01)
        for _ in range(4):
            copy(data, tmp_path / "copy")
            assert damages(tmp_path / "copy") == []
    finally:
        writer.kill()
        writer.join()
    assert 7 < len(rows(tmp_path / "copy")) <= len(rows(data))


def copy_in_turn(data: str, out: str) -> None:
    while True:
        copy(Path(data), Path(out))


def test_killed_at_any_moment_the_same_call_goes_on(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "copy"
    for number in range(6):
        copier = FORK.Process(target=copy_in_turn, args=(str(data), str(out)))
        copier.start()
        while not (out / NOTE).exists():
            time.sleep(0.01)
        time.sleep(0.013 * number)
        assert copier.pid is not None
        os.kill(copier.pid, signal.SIGKILL)
        copier.join()
        with open_archive(data) as archive:
            store(archive, f"{url_of(2)}?{number}", body_of(2, number), datetime.now(UTC))
    copy(data, out)
    assert rows(out) == rows(data) and damages(out) == []
    assert not list(out.rglob("*.part"))
