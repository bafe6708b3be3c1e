"""Reading by the workers of a scheduler: the archive is that of one process, whoever of them dies; nothing goes through the scheduler."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from distributed import LocalCluster

import parsers
from archive import ArchiveError, open_archive
from archive.custody.verify import verify
from archive.parsing.reparse import unread
from nianbao.cluster import dask, reading
from nianbao.cluster.dask import Place
from nianbao.cluster.reading import read_on
from tests.archive.dumps import dump
from tests.archive.kept import keep
from tests.crawler import child
from tests.nianbao.cluster.test_cluster import free_port, started, worker
from tests.spent import memory_mb

MOST_MB = 200
"""Of the scheduler, whatever workers bring."""
SEEN = {"figures", "sections", "checks", "parses", "reports", "versions"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    keep(tmp_path / "data", 4)
    return tmp_path / "data"


@pytest.fixture
def scheduler() -> Iterator[str]:
    with LocalCluster(n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None) as cluster:
        yield cluster.scheduler_address


def said(data: Path) -> dict[str, object]:
    with open_archive(data) as archive:
        return {table: rows for table, rows in dump(archive).items() if table in SEEN}


def test_what_one_process_reads(
    data: Path, tmp_path: Path, scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 2)
    before = said(data)
    with open_archive(data) as archive:
        unread(archive, parsers.PARSER_VERSION)
        steps: list[int] = []
        count = read_on(
            archive, parsers.PARSER_VERSION, Place(scheduler), lambda done, total: steps.append(done)
        )
        assert count == 5 and steps[-1] == 5
        assert read_on(archive, parsers.PARSER_VERSION, Place(scheduler)) == 0
        assert list(verify(archive, everything=True)) == []
    assert said(data) == before
    assert not list(data.glob("scratch-*"))


def test_a_worker_that_does_not_see_the_archive_is_named(
    data: Path, scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask, "sees", lambda folder, mark: False)
    with open_archive(data) as archive:
        with pytest.raises(ArchiveError, match="1 workers do not see the directory"):
            read_on(archive, "another", Place(scheduler))
        assert archive.value("select count(*) from parses where parser = 'another'") == 0


def test_bytes_that_are_gone_are_told_and_the_rest_is_read(data: Path, scheduler: str) -> None:
    shutil.rmtree(data / "warc")
    (data / "warc").mkdir()
    with open_archive(data) as archive:
        assert read_on(archive, "another", Place(scheduler)) == 5
        assert archive.value("select count(*) from issues where code like '%unreadable%'") > 0


@pytest.mark.accept
@pytest.mark.parametrize("who", ["worker", "scheduler"])
def test_killed_at_forty_moments_each(tmp_path: Path, who: str) -> None:
    """A command reads the same archive again and again beside two workers; it ends well each time, with the same rows, and the scheduler
    stays small."""
    data, rng = tmp_path / "data", random.Random(f"reading {who}")
    keep(data, 4)
    before = said(data)
    port, peak = free_port(), 0.0
    command = [sys.executable, "-m", "nianbao", "reparse", "--again", "--data", str(data)]
    command += ["--scheduler", f"tcp://127.0.0.1:{port}"]
    with ExitStack() as stack:
        scheduler = stack.enter_context(started("dask_scheduler", "--port", str(port), "--no-dashboard"))
        workers = [stack.enter_context(worker(port)) for _ in range(2)]
        for kill in range(40):
            with subprocess.Popen(command, cwd=child.ROOT, stderr=subprocess.PIPE, text=True) as process:
                time.sleep(rng.uniform(0.5, 6.0))
                peak = max(peak, memory_mb(scheduler.pid))
                if who == "worker":
                    workers[kill % 2].send_signal(signal.SIGKILL)
                    workers[kill % 2] = stack.enter_context(worker(port))
                else:
                    scheduler.send_signal(signal.SIGKILL)
                    for lost in workers:  # they see it, but for one that had not found its scheduler yet
                        with suppress(subprocess.TimeoutExpired):
                            lost.wait(20)
                        lost.kill()
                    scheduler = stack.enter_context(
                        started("dask_scheduler", "--port", str(port), "--no-dashboard")
                    )
                    workers = [stack.enter_context(worker(port)) for _ in range(2)]
                _, errors = process.communicate(timeout=300)
            assert process.returncode == 0, (kill, errors)
            assert said(data) == before, kill
    assert 0 < peak < MOST_MB
