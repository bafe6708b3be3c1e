"""Crawls a farm of portals slowly into an archive: `python -m benchmarks.steady_crawl DATA`."""

from __future__ import annotations

import sys
from pathlib import Path

from archive import open_archive
from crawler import Options, crawl
from samples.farm import FarmServer

PORTALS = 12
DELAY = 0.5
SEED = 7


def main(data: Path) -> None:
    """Lasts some minutes at twelve hosts with half a second between two requests to one of them."""
    with open_archive(data) as archive, FarmServer(SEED, PORTALS) as farm:
        crawl(archive, farm.homes, Options(allow_loopback=True, delay=DELAY))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
