"""WARC files in an object store: the archive is as it was, at every moment, and what was taken down is gone there too."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from archive import ArchiveError, open_archive
from archive.custody import manifest
from archive.custody import offload as custody
from archive.custody.backup import back_up
from archive.custody.offload import OffloadError, bring_back, offload
from archive.custody.takedown import take_down
from archive.custody.verify import verify
from archive.merge.merge import merge
from archive.merge.warcs import WarcCopier
from archive.parsing.reparse import reparse
from archive.store import captures
from archive.store import moved as store_side
from archive.store.moved import BLOCK, CACHE, NOTE, Cache, read_note
from archive.store.objects import Objects
from archive.store.warc_reading import DamagedRecord, UnreachedRecord
from tests.archive.kept import COUNTIES, body_of, keep, read_all, store, url_of
from tests.object_store import Server, serving
from tests.serving import served

pytest.importorskip("obstore", reason="the extra s3")
SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    keep(tmp_path / "data")
    with open_archive(tmp_path / "data") as archive:
        manifest.close_run(archive)
    return tmp_path / "data"


@pytest.fixture
def place(tmp_path: Path) -> str:
    (tmp_path / "store").mkdir()
    return (tmp_path / "store").as_uri()


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with serving(tmp_path / "buckets", monkeypatch) as server:
        yield server


def moved(data: Path, place: str | None, **more: int) -> int:
    with open_archive(data) as archive:
        return offload(archive, place, **more).files


def bodies(data: Path) -> dict[str, bytes]:
    with open_archive(data, read_only=True) as archive:
        return {
            row["key"]: captures.body(archive, row["key"]) for row in archive.rows("select key from captures")
        }


def damages(data: Path) -> list[str]:
    with open_archive(data) as archive:
        return [str(damage) for damage in verify(archive, everything=True)]


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def test_the_archive_reads_what_moved(data: Path, place: str, tmp_path: Path) -> None:
    before, names = bodies(data), files(data / "warc")
    assert moved(data, place) == len(names)
    assert files(data / "warc") == set() and files(tmp_path / "store") == names
    assert bodies(data) == before and damages(data) == []
    assert moved(data, None) == 0
    with open_archive(data) as archive:
        assert bring_back(archive).files == len(names)
    assert files(data / "warc") == names and files(tmp_path / "store") == set() == files(data / CACHE)
    assert bodies(data) == before and damages(data) == []


def test_on_an_s3_server(data: Path, server: Server) -> None:
    before, names = bodies(data), files(data / "warc")
    assert moved(data, "s3://bucket/warc") == len(names)
    assert files(server.folder / "bucket" / "warc") == names
    assert bodies(data) == before and damages(data) == []
    server.kill()
    assert bodies(data) == before, "what was read is kept"
    for path in (data / CACHE).iterdir():
        path.unlink()
    command = [sys.executable, "-m", "nianbao", "takedown", url_of(0), "--reason", "x", "--data", str(data)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 3 and "the store cannot be used: s3://bucket/warc" in done.stderr
    assert "Traceback" not in done.stderr
    server.start()
    assert bodies(data) == before and damages(data) == []


def test_a_file_that_is_written_or_that_no_manifest_attests_stays(data: Path, place: str) -> None:
    with open_archive(data) as archive:
        store(archive, url_of(3), body_of(3), datetime.now(UTC))
        own = archive.warcs._name
        assert offload(archive, place).stay == 1 and files(data / "warc") == {own}
        archive.warcs.close()
        assert offload(archive, place).stay == 1, "no manifest attests it"


def test_what_was_taken_down_is_gone_from_the_store(data: Path, place: str, tmp_path: Path) -> None:
    moved(data, place)
    bodies(data)
    assert files(data / CACHE)
    with open_archive(data) as archive:
        assert take_down(archive, url_of(0), "决定书").erased
        read_all(archive)
    note = read_note(data)
    assert note is not None
    assert set(note.files) == files(tmp_path / "store")
    left = b"".join(
        path.read_bytes() for folder in (tmp_path / "store", data / CACHE) for path in folder.iterdir()
    )
    assert len(left) == 0 or COUNTIES[0].encode() not in left
    assert damages(data) == []


def test_a_store_that_does_not_answer_damages_nothing(
    data: Path, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is missing is damage; a store that does not answer says nothing."""
    moved(data, place)
    for path in (tmp_path / "store").iterdir():
        path.unlink()
    with pytest.raises(DamagedRecord):
        bodies(data)
    note = (data / NOTE).read_text().replace(place, "s3://nowhere/warc")
    (data / NOTE).write_text(note)
    monkeypatch.setenv("AWS_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(UnreachedRecord, match="cannot be used"):
        bodies(data)
    with open_archive(data) as archive:
        issues = archive.value("select count(*) from issues")
        with pytest.raises(ArchiveError, match="were not read"):
            reparse(archive, "another")
        assert archive.value("select count(*) from parses where parser = 'another'") == 0, "they stay pending"
        assert archive.value("select count(*) from issues") == issues


def test_another_store_is_refused_while_files_lie_in_the_first(
    data: Path, place: str, tmp_path: Path
) -> None:
    with open_archive(data) as archive:
        with pytest.raises(OffloadError, match="give the store"):
            offload(archive, None)
        offload(archive, place)
        (tmp_path / "other").mkdir()
        with pytest.raises(OffloadError, match="--back"):
            offload(archive, (tmp_path / "other").as_uri())


def test_a_copy_reads_from_the_store_too(data: Path, place: str, tmp_path: Path) -> None:
    before = bodies(data)
    moved(data, place)
    with open_archive(data, read_only=True) as archive:
        assert back_up(archive, tmp_path / "copy").warcs == 0
    assert bodies(tmp_path / "copy") == before and damages(tmp_path / "copy") == []
    with open_archive(tmp_path / "copy") as copy:
        with pytest.raises(OffloadError, match="this is a copy"):
            offload(copy, None)
        take_down(copy, url_of(0), "决定书")
        bring_back(copy)
    assert damages(tmp_path / "copy") == []
    assert bodies(data) == before and damages(data) == [], "a copy takes nothing away from its archive"


def test_the_note_of_a_stranger_is_not_followed(data: Path, place: str, tmp_path: Path) -> None:
    keep(tmp_path / "ours")
    moved(data, place)
    with open_archive(tmp_path / "ours") as archive:
        merge(archive, data)
    assert not (tmp_path / "ours" / NOTE).exists()
    assert read_note(tmp_path / "ours") is None


def test_a_merge_says_that_the_files_have_moved(data: Path, place: str, tmp_path: Path) -> None:
    moved(data, place)
    with open_archive(tmp_path / "empty") as archive, pytest.raises(ArchiveError, match="offload --back"):
        merge(archive, data, trusted=True)


def test_the_site_shows_the_cell_of_what_moved(data: Path, place: str) -> None:
    mover = SPAWN.Process(target=_move, args=(data, place))  # a process that used a store is not to be forked
    mover.start()
    mover.join()
    with open_archive(data, read_only=True) as archive:
        key = archive.value("select c.key from captures c join readings r on r.capture_id = c.id limit 1")
    with served(data) as address:
        at = "html:/html/body/table%5B1%5D/tbody/tr%5B3%5D/td%5B2%5D"
        page = httpx.get(f"{address}/-/snapshot/{key}/page?at={at}")
    assert page.status_code == 200 and 'id="nianbao-cell"' in page.text
    assert files(data / CACHE)


def test_a_block_that_was_changed_is_read_again(data: Path, place: str) -> None:
    before = bodies(data)
    moved(data, place)
    assert bodies(data) == before
    for path in (data / CACHE).iterdir():
        path.write_bytes(path.read_bytes()[:-5] + b"wrong")
    assert bodies(data) == before


def test_the_cache_keeps_to_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Cache, "written", 0)
    monkeypatch.setattr("archive.store.moved.PRUNED_EACH", 1)
    cache = Cache(tmp_path / CACHE, 4 * BLOCK)
    for number in range(10):
        cache.put("a.warc.gz", number, bytes([number]) * BLOCK)
        os.utime(tmp_path / CACHE / f"a.warc.gz.{number}", (number, number))
    assert sum(path.stat().st_size for path in (tmp_path / CACHE).iterdir()) <= 4 * (BLOCK + 32)
    assert cache.get("a.warc.gz", 9) == bytes([9]) * BLOCK and cache.get("a.warc.gz", 0) is None


def _move(data: Path, place: str) -> None:
    with open_archive(data) as archive:
        offload(archive, place)


def _die(data: Path, place: str, step: int, *, back: bool) -> None:
    """In a process of its own: be killed right before the step of this number that changes something outside of it."""
    calls = count(1)

    def dying(function: Any) -> Any:
        def call(*arguments: Any, **named: Any) -> Any:
            if next(calls) == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*arguments, **named)

        return call

    for owner, name in (
        *((Objects, "put"), (Objects, "delete"), (custody, "write_note"), (store_side, "write_note")),
        *((custody, "remove_warc"), (Cache, "forget")),
    ):
        setattr(owner, name, dying(getattr(owner, name)))
    with open_archive(data) as archive:
        bring_back(archive) if back else offload(archive, place)


@pytest.mark.parametrize("step", range(1, 9))
@pytest.mark.parametrize("back", [False, True])
def test_killed_before_each_step(data: Path, place: str, tmp_path: Path, step: int, back: bool) -> None:
    before, names = bodies(data), files(data / "warc")
    if back:
        mover = SPAWN.Process(target=_move, args=(data, place))
        mover.start()
        mover.join()
    process = SPAWN.Process(target=_die, args=(data, place, step), kwargs={"back": back})
    process.start()
    process.join()
    steps = 3 * len(names) + (not back)
    assert process.exitcode == (-signal.SIGKILL if step <= steps else 0)
    assert bodies(data) == before and damages(data) == []
    with open_archive(data) as archive:
        bring_back(archive) if back else offload(archive, place)
    here, there = files(data / "warc"), files(tmp_path / "store")
    assert (here, there) == ((names, set()) if back else (set(), names))
    assert bodies(data) == before and damages(data) == []


def test_a_merge_does_not_hide_a_file_that_moved(data: Path, place: str, tmp_path: Path) -> None:
    """Their file of the same name is shorter: a run of which not all was brought."""
    shutil.copytree(data, tmp_path / "theirs")
    moved(data, place)
    before = bodies(data)
    with open_archive(data) as archive:
        name = archive.value("select warc from captures order by id limit 1")
        copier = WarcCopier(archive, tmp_path / "theirs")
        assert copier.bring(name, 300) == name
    assert bodies(data) == before and damages(data) == []
