"""A crawl of thousands of hosts on loopback: portals of the farm with its software and its hazards, and as many small ones.

Called as a program with a directory, it crawls the homes of its input and reads what it finds.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from archive import open_archive
from benchmarks import many_hosts
from samples.farm import FarmServer
from tests.spent import watched

SEED = 20260131
FARM_SHARE = 5
"""One portal of so many is the farm's: with its 50 reports among 1,000 pages it is the work of fifteen small ones."""
MOST_SECONDS = 4 * 3600.0
Figures = dict[str, Any]


def crawl_all(data: Path, hosts: int) -> Figures:
    """Crawl them, or go on where a crawl was stopped; what it found and what it spent."""
    with FarmServer(SEED, hosts // FARM_SHARE) as farm, _small() as port:
        homes = farm.homes + many_hosts.homes(port, hosts - len(farm.homes))
        command = [sys.executable, "-m", "benchmarks.nation.crawling", str(data)]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        ) as process:
            assert process.stdin is not None
            process.stdin.write("\n".join(homes))
            process.stdin.close()
            spent = watched(process, MOST_SECONDS)
        if process.returncode:
            raise RuntimeError(f"the crawl of {hosts} hosts ended with status {process.returncode}")
    with open_archive(data, read_only=True) as archive:
        count = archive.value
        reports = int(count("select count(*) from reports"))
        return {
            "hosts": hosts,
            "pages": count("select count(*) from captures"),
            "reports": reports,
            "visits": {row["outcome"]: row["n"] for row in archive.rows(_OUTCOMES)},
            "cpu_ms_a_report": round(1000 * sum(spent.work.values()) / max(1, reports), 1),
            "peak_mb": {name: round(mb, 1) for name, mb in spent.peak.items()},
        }


_OUTCOMES = "select outcome, count(*) as n from visits group by 1 order by 2 desc"


@contextmanager
def _small() -> Iterator[int]:
    """The port of the small portals."""
    command = [sys.executable, "-m", "benchmarks.many_hosts"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield int(server.stdout.readline())
        finally:
            server.terminate()


def main(data: str) -> None:
    from crawler import Options, crawl  # here: the processes that a crawl starts load this module too

    with open_archive(Path(data)) as archive:
        crawl(archive, sys.stdin.read().split(), Options(allow_loopback=True, ignore_delays=True))


if __name__ == "__main__":
    main(sys.argv[1])
