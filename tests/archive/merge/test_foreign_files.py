"""A stranger's database takes no more of our disk than it holds itself, and never the last of it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from archive import ArchiveError, open_archive
from archive.merge import foreign_files
from archive.merge.merge import merge
from tests.archive.kept import edited, keep

HUGE = 1 << 36


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A stranger's archive with a log beside its database."""
    keep(tmp_path / "kept", 1)
    conn = edited(tmp_path / "kept")
    conn.execute("pragma wal_autocheckpoint = 0")
    conn.execute("update captures set why = 'late'")
    conn.commit()
    shutil.copytree(tmp_path / "kept", tmp_path / "other")
    conn.close()
    return tmp_path / "other"


def refused(tmp_path: Path, other: Path, said: str) -> None:
    with open_archive(tmp_path / "ours") as archive:
        with pytest.raises(ArchiveError, match=said):
            merge(archive, other)
        assert not list((tmp_path / "ours").glob("scratch-*"))


def test_what_has_a_log_and_no_holes_is_taken(tmp_path: Path, other: Path) -> None:
    with open_archive(tmp_path / "ours") as archive:
        assert merge(archive, other).captures == 3


@pytest.mark.parametrize("name", ["nianbao.db", "nianbao.db-wal"])
def test_holes(tmp_path: Path, other: Path, name: str) -> None:
    os.truncate(other / name, HUGE)
    refused(tmp_path, other, "mostly holes")


def test_holes_without_a_log(tmp_path: Path, other: Path) -> None:
    """The number of rows that it may show is bound by its size."""
    (other / "nianbao.db-wal").unlink()
    os.truncate(other / "nianbao.db", HUGE)
    refused(tmp_path, other, "mostly holes")


def test_longer_than_it_says(tmp_path: Path, other: Path) -> None:
    with (other / "nianbao.db").open("ab") as file:
        file.write(b"x" * 4096)
    refused(tmp_path, other, "longer than its head says")


def test_no_room(tmp_path: Path, other: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    size = sum((other / name).stat().st_size for name in ("nianbao.db", "nianbao.db-wal"))
    for free, is_enough in ((2 * size - 2, False), (2 * size, True)):
        usage = shutil.disk_usage(tmp_path)._replace(free=free)
        monkeypatch.setattr(shutil, "disk_usage", lambda _, found=usage: found)
        folder = tmp_path / str(free)
        folder.mkdir()
        paths = [other / "nianbao.db", other / "nianbao.db-wal"]
        if is_enough:
            foreign_files.copy(paths, folder)
            assert [(folder / p.name).read_bytes() == p.read_bytes() for p in paths] == [True, True]
        else:
            with pytest.raises(ArchiveError, match="make room"):
                foreign_files.copy(paths, folder)
