"""The store: files are taken as their manifest says they are, and not otherwise."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from nianbao.cluster.queue.directory import Directory
from nianbao.cluster.queue.messages import LARGEST_MESSAGE
from nianbao.cluster.queue.store import (
    LEFT_SECONDS,
    MANIFEST,
    MARK,
    StoreError,
    UnusableError,
    described,
)

ORDER = "0123456789ab-0123456789ab-1"


@pytest.fixture
def store(tmp_path: Path) -> Directory:
    (tmp_path / "nianbao.db").write_bytes(b"x" * 3_000_000)
    store = Directory(tmp_path / "store")
    store.check()
    store.put(ORDER, "nianbao.db", tmp_path / "nianbao.db")
    return store


def test_a_file_comes_back_as_it_was(store: Directory, tmp_path: Path) -> None:
    store.fetch(ORDER, described(tmp_path / "nianbao.db"), tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == (tmp_path / "nianbao.db").read_bytes()


def test_whole_once_its_manifest_is_there(store: Directory, tmp_path: Path) -> None:
    assert store.sealed() == []
    (tmp_path / "m").write_text("{}")
    store.put(ORDER, MANIFEST, tmp_path / "m")
    assert store.sealed() == [ORDER]
    assert store.manifest(ORDER) == b"{}"
    store.remove(ORDER)
    store.remove(ORDER)
    assert list(store.root.iterdir()) == []


def test_another_size_another_digest_no_file(store: Directory, tmp_path: Path) -> None:
    file = described(tmp_path / "nianbao.db")
    place = store.root / ORDER / "nianbao.db"
    with pytest.raises(UnusableError, match="another size"):
        store.fetch(ORDER, file.model_copy(update={"size": 5}), tmp_path / "1")
    place.write_bytes(b"y" * 3_000_000)
    with pytest.raises(UnusableError, match="another SHA-256"):
        store.fetch(ORDER, file, tmp_path / "2")
    place.unlink()
    with pytest.raises(UnusableError, match="is not in the store"):
        store.fetch(ORDER, file, tmp_path / "3")


def test_no_link_and_no_pipe(store: Directory, tmp_path: Path) -> None:
    file = described(tmp_path / "nianbao.db")
    place = store.root / ORDER / "nianbao.db"
    place.unlink()
    place.symlink_to(tmp_path / "nianbao.db")
    with pytest.raises(UnusableError, match="is not in the store"):
        store.fetch(ORDER, file, tmp_path / "1")
    place.unlink()
    os.mkfifo(place)
    with pytest.raises(UnusableError, match="no regular file"):
        store.fetch(ORDER, file, tmp_path / "2")
    (store.root / ORDER).rename(tmp_path / "elsewhere")
    (store.root / ORDER).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UnusableError, match="is not in the store"):
        store.manifest(ORDER)
    assert store.sealed() == []


def test_a_manifest_has_an_end(store: Directory) -> None:
    (store.root / ORDER / MANIFEST).write_bytes(b" " * (LARGEST_MESSAGE + 1))
    with pytest.raises(UnusableError, match="too long"):
        store.manifest(ORDER)


def test_set_aside_it_is_not_found_again(store: Directory, tmp_path: Path) -> None:
    store.put(ORDER, MANIFEST, tmp_path / "nianbao.db")
    store.set_aside(ORDER)
    assert store.sealed() == []
    assert [path.name.startswith(f"refused-{ORDER}") for path in store.root.iterdir()] == [True]


def test_what_dead_workers_left_goes_after_a_day(store: Directory) -> None:
    store.sweep()
    assert (store.root / ORDER).is_dir()
    old = time.time() - LEFT_SECONDS - 60
    os.utime(store.root / ORDER, (old, old))
    (store.root / "mine").mkdir()
    os.utime(store.root / "mine", (old, old))
    store.sweep()
    assert [path.name for path in store.root.iterdir()] == ["mine"]


def test_a_store_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="the store cannot be used"):
        Directory(tmp_path / "file" / "store").check()


def test_what_is_put_goes_where_no_link_leads(store: Directory, tmp_path: Path) -> None:
    """Others of the machines that share it may write into the folder of an order, or lay one before its worker comes."""
    (mine := tmp_path / "mine").write_text("mine")
    part = store.root / ORDER / "a.warc.gz.part"
    part.symlink_to(mine)
    store.put(ORDER, "a.warc.gz", tmp_path / "nianbao.db")
    assert mine.read_text() == "mine"
    os.mkfifo(part)
    store.put(ORDER, "a.warc.gz", tmp_path / "nianbao.db")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / MANIFEST).write_text("mine")
    other = ORDER.replace("0", "f")
    (store.root / other).symlink_to(tmp_path / "home")
    with pytest.raises(StoreError):
        store.put(other, "nianbao.db", tmp_path / "nianbao.db")
    with pytest.raises(StoreError):
        store.remove(other)
    assert [path.name for path in (tmp_path / "home").iterdir()] == [MANIFEST]


def test_its_name_is_a_small_file(store: Directory, tmp_path: Path) -> None:
    name = store.mark()
    assert store.is_that_of(name)
    (store.root / MARK).unlink()
    os.mkfifo(store.root / MARK)
    assert not store.is_that_of(name)
    with pytest.raises(StoreError):
        store.mark()
    (store.root / MARK).unlink()
    (store.root / MARK).write_text(name + "x" * 1_000_000)
    assert len(store.mark()) == 100


def test_nobody_else_may_write_into_it(store: Directory) -> None:
    store.root.chmod(0o777)
    with pytest.raises(StoreError, match="everybody can write"):
        store.check()
