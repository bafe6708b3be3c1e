"""A store in a bucket, on a real S3 server on loopback."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from nianbao.cluster.queue.messages import LARGEST_MESSAGE
from nianbao.cluster.queue.store import (
    LEFT_SECONDS,
    MANIFEST,
    Store,
    StoreError,
    UnusableError,
    described,
)
from nianbao.cluster.queue.stores import store_at
from tests.crawler import child
from tests.crawler.stage import Stage
from tests.nianbao.cluster.queue.machines import Machines, wait_until
from tests.nianbao.cluster.test_cluster import content, free_port
from tests.object_store import Server, serving

pytest.importorskip("obstore", reason="the extra s3")
ORDER = "0123456789ab-0123456789ab-1"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with serving(tmp_path / "buckets", monkeypatch) as server:
        yield server


@pytest.fixture
def store(server: Server, tmp_path: Path) -> Store:
    (tmp_path / "nianbao.db").write_bytes(os.urandom(12_000_000))
    store = store_at("s3://bucket/visits")
    store.check()
    store.put(ORDER, "nianbao.db", tmp_path / "nianbao.db")
    return store


def test_a_file_comes_back_as_it_was(store: Store, tmp_path: Path) -> None:
    store.fetch(ORDER, described(tmp_path / "nianbao.db"), tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == (tmp_path / "nianbao.db").read_bytes()
    assert store.free() is None


def test_its_name(store: Store) -> None:
    assert not store.is_that_of("")
    mark = store.mark()
    assert len(mark) == 32
    assert store.mark() == mark
    assert store.is_that_of(mark)


def test_whole_once_its_manifest_is_there(store: Store, server: Server, tmp_path: Path) -> None:
    assert store.sealed() == []
    (tmp_path / "m").write_text("{}")
    store.put(ORDER, MANIFEST, tmp_path / "m")
    assert store.sealed() == [ORDER]
    assert store.manifest(ORDER) == b"{}"
    store.remove(ORDER)
    store.remove(ORDER)
    assert [path for path in server.folder.rglob("*") if path.is_file()] == []


def test_another_size_another_digest_no_file(store: Store, server: Server, tmp_path: Path) -> None:
    file = described(tmp_path / "nianbao.db")
    with pytest.raises(UnusableError, match="another size"):
        store.fetch(ORDER, file.model_copy(update={"size": 5}), tmp_path / "1")
    (tmp_path / "other").write_bytes(b"y" * 12_000_000)
    store.put(ORDER, "nianbao.db", tmp_path / "other")
    with pytest.raises(UnusableError, match="another SHA-256"):
        store.fetch(ORDER, file, tmp_path / "2")
    store.remove(ORDER)
    with pytest.raises(UnusableError, match="is not in the store"):
        store.fetch(ORDER, file, tmp_path / "3")
    with pytest.raises(UnusableError, match="is not in the store"):
        store.manifest(ORDER)


def test_set_aside_and_swept(store: Store, server: Server, tmp_path: Path) -> None:
    (tmp_path / "long").write_bytes(b" " * (LARGEST_MESSAGE + 1))
    store.put(ORDER, MANIFEST, tmp_path / "long")
    with pytest.raises(UnusableError, match="too long"):
        store.manifest(ORDER)
    store.set_aside(ORDER)
    assert store.sealed() == []
    kept = server.folder / "bucket" / "visits" / f"refused-{ORDER}"
    assert sorted(path.name for path in kept.iterdir()) == [MANIFEST, "nianbao.db"]
    store.put(ORDER, "nianbao.db", tmp_path / "nianbao.db")
    store.sweep()
    left = server.folder / "bucket" / "visits" / ORDER / "nianbao.db"
    assert left.is_file()
    old = time.time() - LEFT_SECONDS - 60
    os.utime(left, (old, old))
    server.kill()
    server.start()
    store.sweep()
    assert not left.exists()


def test_no_bucket_and_no_such_kind_of_store(server: Server) -> None:
    with pytest.raises(StoreError, match="the store cannot be used: s3://none"):
        store_at("s3://none/x").check()
    with pytest.raises(StoreError, match="the store cannot be used"):
        store_at("gopher://x/")


@pytest.mark.accept
def test_a_run_while_the_server_is_killed(server: Server, tmp_path: Path) -> None:
    """What is brought meanwhile is put again when it is back."""
    with (
        Stage().portal(range(2021, 2025)) as stage,
        Machines(tmp_path, free_port(), term=60, bucket="s3://bucket/visits") as machines,
    ):
        homes = [stage.url, stage.url.replace("baiyan", "heiyan")]
        child.run(tmp_path / "one", homes, {**child.FAST, "parse": False})
        coordinator = machines.coordinator(homes, "--no-parse")
        worker = machines.worker()
        stage.asked.clear()
        wait_until(lambda: stage.asked)
        server.kill()
        time.sleep(3)
        server.start()
        assert coordinator.wait() == 0, coordinator.said()
        assert worker.wait() == 0, worker.said()
        assert content(machines.data) == content(tmp_path / "one")
    assert not list((server.folder / "bucket" / "visits").glob("*/manifest.json"))
    shutil.rmtree(server.folder)
