"""Crawling against a bare Scrapy spider, and what crawls need of memory."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import many_hosts
from benchmarks.result import Result
from tests.spent import watched

ROUNDS = 3
MOST_SECONDS = 1800.0
NEARLY_ALL = 0.99
"""Share of the pages; on a busy machine some answers come too late."""
COPIES = 12
"""Copies of each sample portal, under names of their own, so that a run lasts long enough to be measured: a crawl of hours is what
matters, not how it begins and ends."""


def results() -> Iterator[Result]:
    """`crawl_vs_scrapy` in pages a second, the memory of the demo and of a crawl of 3,000 hosts."""
    ours, theirs = [], []
    with _portals() as homes, tempfile.TemporaryDirectory() as folder:
        for number in range(ROUNDS):
            listing = str(Path(folder) / f"{number}.json")
            mine = _run("benchmarks.our_crawl", str(Path(folder) / str(number)), listing, *homes)
            base = _run("benchmarks.bare_spider", listing)
            ours.append(mine["pages"] / mine["seconds"])
            theirs.append(base["pages"] / base["seconds"])
    yield Result(
        "crawl_vs_scrapy",
        statistics.median(ours),
        statistics.median(theirs),
        0.8,
        "pages/s",
        "higher",
        "bare Scrapy",
    )
    with tempfile.TemporaryDirectory() as folder:
        peak = _peak_mb([sys.executable, "-m", "nianbao", "demo", "--no-serve", "--data", folder])
    yield Result("crawl_peak_mb", peak, None, 250, "MB", "lower")
    yield Result("crawl_3000_hosts_peak_mb", _many_hosts_mb(), None, 400, "MB", "lower")


def _many_hosts_mb() -> float:
    """Most memory of a crawl of 3,000 portals at once; it must have fetched their pages."""
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.many_hosts"], stdout=subprocess.PIPE, text=True
    )
    with server, tempfile.TemporaryDirectory() as folder:
        assert server.stdout is not None
        homes = many_hosts.homes(int(server.stdout.readline()))
        listing = Path(folder) / "fetched.json"
        peak = _peak_mb(
            [sys.executable, "-m", "benchmarks.our_crawl", f"{folder}/data", str(listing), *homes]
        )
        server.terminate()
        fetched = sum(len(pages) for pages in json.loads(listing.read_text(encoding="utf-8")).values())
    if fetched < NEARLY_ALL * many_hosts.HOSTS * many_hosts.PAGES:
        raise RuntimeError(f"the crawl of {many_hosts.HOSTS} portals fetched {fetched} pages")
    return peak


class _portals:  # noqa: N801 - reads as a phrase in a with statement
    """The sample portals in a process of their own, so that they do not share the crawl's interpreter."""

    def __enter__(self) -> list[str]:
        command = [sys.executable, "-m", "samples", "--port", "0", "--copies", str(COPIES)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        homes: list[str] = []
        for line in self.process.stdout:
            homes += [
                word for word in line.split() if word.startswith("http://") and ".sample.localhost" in word
            ]
            if "Ctrl-C" in line:
                break
        return homes

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)


def _run(module: str, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=600, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _peak_mb(command: list[str]) -> float:
    """Most memory that a command and its children held at once."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        return watched(process, MOST_SECONDS).peak_mb
