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
