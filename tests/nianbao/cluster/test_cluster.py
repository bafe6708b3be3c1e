"""Crawling on a cluster: the archive is that of one process, and no host sees two visitors."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster
from hypothesis import given
from hypothesis import strategies as st

from archive import ArchiveError, open_archive
from archive.custody.manifest import FOLDER, read
from crawler import Options
from nianbao.cluster.bundles import LARGEST, bundled
from nianbao.cluster.coordinator import crawl_on
from nianbao.cluster.dask import Place
from samples.farm import FarmServer
from tests.crawler import child
from tests.crawler.stage import Stage, column, report

CONTENT = {
    "reports": "select key, year, title from reports",
    "versions": "select key from versions",
    "figures": "select report, field, value, raw, state from report_figures",
    "captures": "select address, role, grade, body_sha256 from captures",
    "frontier": "select key, kind, state from frontier",
    "endpoints": "select key, family, kind from endpoints",
}
hosts = st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map(".".join)


def content(data: Path) -> dict[str, set[tuple[Any, ...]]]:
    with open_archive(data, read_only=True) as archive:
        return {name: set(map(tuple, archive.rows(sql))) for name, sql in CONTENT.items()}


@given(st.lists(hosts, unique=True), st.integers(0, 9))
def test_each_portal_once_and_what_lies_below_a_host_with_it(names: list[str], places: int) -> None:
    portals = [(n, name, f"http://{name}/") for n, name in enumerate(names)]
    bundles = bundled(portals, places)
    assert sorted(p for b in bundles for p in b.portals) == [(n, home) for n, _, home in portals]
    where = {portal_id: b for b in bundles for portal_id, _ in b.portals}
    for n, above, _ in portals:
        for m, below, _ in portals:
            assert where[n] == where[m] or not below.endswith("." + above)


def test_bundles_are_bounded() -> None:
    portals = [(n, f"p{n}.example", f"http://p{n}.example/") for n in range(3000)]
    assert max(len(b.portals) for b in bundled(portals, 1)) == LARGEST
    assert len(bundled(portals[:5], 3)) == 5


def test_the_archive_of_one_process_and_later_only_the_lists(tmp_path: Path) -> None:
    with (
        Stage().portal(range(2021, 2025)) as stage,
        LocalCluster(n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None) as cluster,
    ):
        homes = [stage.url, stage.url.replace("baiyan", "heiyan")]
        child.run(tmp_path / "one", homes, {**child.FAST, "parse": False})
        options = Options(allow_loopback=True, delay=0.0, ignore_delays=True, parse=False)
        place = Place(cluster.scheduler_address)
        with open_archive(tmp_path / "many") as archive:
            first = crawl_on(archive, homes, options, {}, place)
            assert content(tmp_path / "many") == content(tmp_path / "one")
            assert {p.outcome for p in first.portals} == {"complete"}
            stage.pages |= {"/gknb/": column(range(2021, 2026)), "/2025.html": report(2025)}
            stage.paths()
            second = crawl_on(archive, homes, options, {}, place)
            assert (second.new_reports, second.stopped) == (2, False)
            assert sorted(stage.paths()) == sorted(["/", "/gknb/", "/2025.html"] * 2)
            assert archive.value("select count(*) from leases") == 0
            runs = archive.rows("select outcome from runs where software like '%cluster%'")
            assert [run["outcome"] for run in runs] == ["complete", "complete"]
            assert len(archive.rows("select 1 from manifests")) == 2
            assert archive.rows("select 1 from stale") == []
            assert {
                name for _, lines in map(read, manifests(tmp_path / "many")) for name in captured(lines)
            } == {row["key"] for row in archive.rows("select key from captures")}
        assert not list((tmp_path / "many").glob("shard-*"))


@pytest.mark.accept
def test_stopped_it_is_interrupted_and_goes_on(tmp_path: Path) -> None:
    """Two bundles, one worker: the first is back and the second is out when a person stops the crawl."""
    with Stage().portal(range(2021, 2025)) as stage:
        homes = [stage.url, stage.url.replace("baiyan", "heiyan")]
        command = [sys.executable, "-m", "nianbao", "crawl", *homes, "--allow-loopback"]
        command += ["--workers", "1", "--no-parse", "--no-requisites", "--data", str(tmp_path)]
        slowly = [*command, "--delay", "0.3"]
        with subprocess.Popen(slowly, cwd=child.ROOT, stdout=subprocess.PIPE, text=True) as crawl:
            wait_until(lambda: captures(tmp_path) > 0, 60)
            crawl.send_signal(signal.SIGINT)
            out, _ = crawl.communicate(timeout=60)
        assert crawl.returncode == 6, out
        with open_archive(tmp_path, read_only=True) as archive:
            outcomes = archive.rows("select outcome from runs where software like '%cluster%'")
            assert [run["outcome"] for run in outcomes] == ["interrupted"]
            assert archive.value("select count(*) from leases") == 0
        assert len(manifests(tmp_path)) == 1
        done = subprocess.run(
            [*command, "--delay", "0"],
            cwd=child.ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout
    with open_archive(tmp_path, read_only=True) as archive:
        assert archive.value("select count(distinct portal_id) from captures where role = 'report'") == 2
        assert (
            archive.value("select outcome from runs where software like '%cluster%' order by id desc")
            == "complete"
        )


def manifests(data: Path) -> list[Path]:
    return sorted((data / FOLDER).glob("*.jsonl"))


def captured(lines: list[dict[str, Any]]) -> list[str]:
    return [line["capture"] for line in lines if "capture" in line]


def captures(data: Path) -> int:
    """How many the archive holds; 0 where there is none yet."""
    try:
        with open_archive(data, read_only=True) as archive:
            return int(archive.value("select count(*) from captures"))
    except ArchiveError:
        return 0


@pytest.mark.accept
def test_a_scheduler_and_three_workers_of_which_some_are_killed(tmp_path: Path) -> None:
    with FarmServer(4_321, 9) as farm, ExitStack() as stack:
        child.run(tmp_path / "one", farm.homes, child.FAST, timeout=900)
        before = len(farm.log)
        port = free_port()
        scheduler = stack.enter_context(started("dask_scheduler", "--port", str(port), "--no-dashboard"))
        workers = [stack.enter_context(worker(port)) for _ in range(3)]
        command = [sys.executable, "-m", "nianbao", "crawl", *farm.homes, "--allow-loopback", "--delay", "0"]
        command += ["--no-requisites"]  # as the other crawl
        command += ["--scheduler", f"tcp://127.0.0.1:{port}", "--data", str(tmp_path / "many")]
        with subprocess.Popen(command, cwd=child.ROOT, stdout=subprocess.PIPE, text=True) as crawl:
            wait_until(lambda: len(farm.log) > before + 60)
            workers[0].send_signal(signal.SIGKILL)
            wait_until(lambda: len(farm.log) > before + 120)
            scheduler.send_signal(signal.SIGKILL)
            for process in workers[1:]:
                process.wait(timeout=120)
            stack.enter_context(started("dask_scheduler", "--port", str(port), "--no-dashboard"))
            for _ in range(3):
                stack.enter_context(worker(port))
            out, _ = crawl.communicate(timeout=1200)
        assert crawl.returncode == 0, out
        assert max(hit.concurrent for hit in farm.log[before:]) == 1
    one, many = content(tmp_path / "one"), content(tmp_path / "many")
    for name in ("reports", "versions", "figures", "frontier"):
        assert many[name] == one[name], name


@contextmanager
def started(program: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", f"distributed.cli.{program}", *arguments]
    with subprocess.Popen(
        command, cwd=child.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def worker(port: int) -> Any:
    """Without a nanny, so that killing it is killing it."""
    return started(
        "dask_worker", f"tcp://127.0.0.1:{port}", "--no-nanny", "--nthreads", "1", "--no-dashboard"
    )


def free_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])


def wait_until(true: Callable[[], bool], seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)
