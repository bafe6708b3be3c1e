"""The site on 100,000 reports: 20 readers while a crawl writes, and a report's page against Datasette's row page."""

from __future__ import annotations

import os
import random
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from benchmarks.multiplied import fill
from benchmarks.result import Result
from tests.serving import served

REPORTS = int(os.environ.get("NIANBAO_BENCH_REPORTS", "100000"))
DATA = Path("build") / f"bench-{REPORTS}"
READERS, PAUSE, SECONDS = 20, 5.0, 75.0
"""Each reader opens a page every PAUSE seconds."""
MEDIAN_MS, P95_MS = 200.0, 300.0
ROUNDS = 25


def results() -> Iterator[Result]:
    """`site_median_ms.<page>` and `site_p95_ms.<page>` under load, `report_page_vs_datasette_row` without."""
    fill(DATA, REPORTS)
    pages = _pages()
    with served(DATA) as address:
        for paths in pages.values():
            _open(address + paths[0])
        ours, rows = [], []
        for number in range(ROUNDS):
            ours.append(_open(address + pages["report"][number]))
            rows.append(_open(address + pages["row"][number]))
        with _crawling():
            times = _read(address, {name: paths for name, paths in pages.items() if name != "row"})
    for name, found in times.items():
        yield Result(f"site_median_ms.{name}", statistics.median(found), None, MEDIAN_MS, "ms", "lower")
        p95 = statistics.quantiles(found, n=20)[-1]
        yield Result(f"site_p95_ms.{name}", p95, None, P95_MS, "ms", "lower")
    yield Result(
        "report_page_vs_datasette_row", statistics.median(ours), statistics.median(rows), 3.0, "ms", "lower",
        "Datasette's row page",
    )  # fmt: skip


def _pages() -> dict[str, list[str]]:
    """Addresses of each kind of page, drawn by a fixed seed."""
    rng = random.Random(20260131)
    with sqlite3.connect(DATA / "nianbao.db") as db:
        reports = db.execute("select id, key from reports order by id").fetchall()
        publishers = [row[0] for row in db.execute("select key from publishers order by id")]
    chosen = rng.sample(reports, 200)
    words = [
        "复议",
        "平阴",
        "政务服务",
        "第三方",
        "公众号",
        "乡镇",
        "许可",
        "行政诉讼",
        "平阴 2021",
        "不存在的词",
    ]
    return {
        "home": ["/"],
        "search": [f"/search?q={quote(word)}" for word in words],
        "report": [f"/report/{key}" for _, key in chosen],
        "publisher": [f"/publisher/{key}" for key in rng.sample(publishers, 200)],
        "changes": ["/changes", "/changes?kind=revised_figures", "/changes?year=2021", "/changes?page=3"],
        "ranking": ["/ranking", "/ranking?measure=disclosure&year=2021", "/ranking?year=2022&level=&kind="],
        "region": ["/region/000000", "/region/410000"],
        "quality": ["/quality"],
        "gaps": ["/gaps"],
        "compare": [f"/compare/{key}" for _, key in chosen],
        "chart": [
            f"/chart?body={a}&body={b}" for a, b in zip(publishers[:100], publishers[100:200], strict=False)
        ],
        "trust": ["/trust"],
        "coverage": ["/coverage", "/coverage?region=410000", "/coverage?year=2021&status=late"],
        "row": [f"/nianbao/reports/{number}" for number, _ in chosen],
    }


def _open(address: str) -> float:
    """Milliseconds until the whole page is there."""
    began = time.perf_counter()
    with urllib.request.urlopen(address, timeout=30) as answer:
        answer.read()
    return (time.perf_counter() - began) * 1000


def _read(address: str, pages: dict[str, list[str]]) -> dict[str, list[float]]:
    """What READERS readers wait for, page by page."""
    times: dict[str, list[float]] = {name: [] for name in pages}
    until = time.monotonic() + SECONDS

    def reader(number: int) -> None:
        rng = random.Random(number)
        time.sleep(PAUSE * number / READERS)
        while time.monotonic() < until:
            name = rng.choice(list(pages))
            times[name].append(_open(address + rng.choice(pages[name])))
            time.sleep(PAUSE)

    threads = [threading.Thread(target=reader, args=(number,)) for number in range(READERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


@contextmanager
def _crawling() -> Iterator[None]:
    """A crawl of sample portals into the same archive, with a pause of half a second between requests to a host."""
    with subprocess.Popen([sys.executable, "-m", "benchmarks.steady_crawl", str(DATA)]) as process:
        try:
            yield
        finally:
            process.terminate()
