"""The site on 100,000 reports: 20 readers while a crawl writes, and a report's page against Datasette's row page."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.multiplied import fill
from benchmarks.readers import opened, pages, waited
from benchmarks.result import Result
from tests.serving import served

REPORTS = int(os.environ.get("NIANBAO_BENCH_REPORTS", "100000"))
DATA = Path("build") / f"bench-{REPORTS}"
READERS, PAUSE, SECONDS = 20, 3.0, 240.0
"""Each reader opens a page every PAUSE seconds: some fifty of each kind in all."""
MEDIAN_MS, P95_MS = 200.0, 300.0
ROUNDS = 25


def results() -> Iterator[Result]:
    """`site_median_ms.<page>` and `site_p95_ms.<page>` under load, `report_page_vs_datasette_row` without."""
    fill(DATA, REPORTS)
    of = pages(DATA)
    with served(DATA) as address:
        for paths in of.values():
            opened(address + paths[0])
        ours, rows = [], []
        for number in range(ROUNDS):
            ours.append(opened(address + of["report"][number]))
            rows.append(opened(address + of["row"][number]))
        with _crawling():
            asked = {name: paths for name, paths in of.items() if name != "row"}
            refused: Counter[str] = Counter()
            times = waited(address, asked, READERS, PAUSE, SECONDS, refused)
    if refused:
        raise RuntimeError(f"the site answered with an error: {dict(refused)}")
    for name, found in times.items():
        yield Result(f"site_median_ms.{name}", statistics.median(found), None, MEDIAN_MS, "ms", "lower")
        p95 = statistics.quantiles(found, n=20)[-1]
        yield Result(f"site_p95_ms.{name}", p95, None, P95_MS, "ms", "lower")
    yield Result(
        "report_page_vs_datasette_row", statistics.median(ours), statistics.median(rows), 3.0, "ms", "lower",
        "Datasette's row page",
    )  # fmt: skip


@contextmanager
def _crawling() -> Iterator[None]:
    """A crawl of sample portals into the same archive, with a pause of half a second between requests to a host."""
    with subprocess.Popen([sys.executable, "-m", "benchmarks.steady_crawl", str(DATA)]) as process:
        try:
            yield
        finally:
            process.terminate()
