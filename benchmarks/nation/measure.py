"""One archive at its size: what its pages take with many readers, its bytes, its memory, and the work that people give it."""

from __future__ import annotations

import random
import statistics
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

from archive import Archive, open_archive
from archive.coverage import expected, gaps, query
from archive.exchange.analysis import Dataset
from archive.exchange.dataset import write_dataset
from archive.history import query as changes
from archive.store.db import DB_NAME
from benchmarks.archive import ingest
from benchmarks.generated import Body, Made, locator, read
from benchmarks.nation.counties import FIRST
from benchmarks.readers import opened, pages, waited
from parsers import PARSER_VERSION, fields
from parsers.model import Figure, Region
from tests.serving import running

READERS, PAUSE, SECONDS = 20, 2.0, 150.0
"""Each reader opens a page every PAUSE seconds."""
FILED = 100
TODAY = date(2026, 1, 31)
MEDIAN = """
select region_code, year, median(value) from figures where field = 't3.new_received.total' and level = 'county'
group by region_code, year"""
Figures = dict[str, Any]


def site(data: Path, readers: int = READERS, seconds: float = SECONDS) -> Figures:
    """Page by page: the first answer of a fresh server, then median and p95 with readers; the memory of the server then."""
    of, refused = pages(data), Counter[str]()
    with running(data) as served:
        first = {name: _first(served.address + paths[0]) for name, paths in of.items()}
        times = waited(served.address, of, readers, PAUSE, seconds, refused)
        memory = served.memory() / 1e6
    return {
        "memory_mb": round(memory, 1),
        "pages": {
            name: {
                "first_ms": round(first[name], 1),
                "median_ms": round(statistics.median(found), 1),
                "p95_ms": round(statistics.quantiles(found, n=20)[-1] if len(found) > 1 else found[0], 1),
                "n": len(found),
                "refused": refused[name],
            }
            for name, found in times.items()
            if found
        },
    }


def _first(address: str) -> float:
    """Milliseconds, also of an answer that is an error: a fresh server may be asked too early."""
    began = time.perf_counter()
    with suppress(HTTPError):
        opened(address)
    return (time.perf_counter() - began) * 1000


def work(data: Path) -> Figures:
    """What people ask on the command line, and what a crawl leaves: seconds, but for one filed report (ms of CPU)."""
    with open_archive(data) as archive:
        conn, count = archive.conn, int(archive.value("select count(*) from reports"))
        henan = query.Wanted(region="41", year=2021)
        newest = changes.Page(50)
        found = {
            "expected_s": _seconds(lambda: expected.refresh(archive)),
            "coverage_s": _least(lambda: query.load(conn, henan, TODAY)),
            "gaps_s": _least(lambda: gaps.load(conn, TODAY, "4101")),
            "changes_s": _least(lambda: list(changes.load(conn, changes.Wanted(), FIRST, newest))),
            "bytes_a_report": round((data / DB_NAME).stat().st_size / count),
            "filed_ms": _filed(archive, count),
        }
        archive.checkpoint()
    return found


def analysis(data: Path) -> Figures:
    """The dataset of all, and the median by county and year asked of it."""
    out = data.parent / "dataset"
    with open_archive(data, read_only=True) as archive:
        written = _seconds(lambda: write_dataset(archive, out))
    size = sum(path.stat().st_size for path in out.rglob("*.parquet"))
    asked = Dataset(out)
    median = _least(lambda: list(asked.ask(MEDIAN).rows))
    return {"dataset_s": written, "dataset_bytes": size, "median_by_county_s": median}


def _seconds(ask: Callable[[], object]) -> float:
    began = time.perf_counter()
    ask()
    return round(time.perf_counter() - began, 3)


def _least(ask: Callable[[], object]) -> float:
    """Of what takes milliseconds, the least of three."""
    return min(_seconds(ask) for _ in range(3))


def _filed(archive: Archive, size: int) -> float:
    """Milliseconds of CPU for one new report, as a crawl files it; the median of FILED."""
    spent = []
    for number in range(FILED):
        made = _new(size, number)
        began = time.process_time()
        ingest(archive, made)
        spent.append((time.process_time() - began) * 1000)
    return round(statistics.median(spent), 2)


def _new(size: int, number: int) -> Made:
    """A report that the archive has not, of a body that it has not."""
    chance = random.Random(f"{size} {number}")
    body = Body(
        f"第{size}{number}镇人民政府", "township", "township", Region(None, None, None, None), "政府网"
    )
    url = f"http://www.new{size}.example/nb/{number}.html"
    cells = [f for f in fields() if "2021" in f.forms]
    figures = tuple(
        Figure(f.key, chance.randrange(90), "value", "7", None, None, (), locator(place))
        for place, f in enumerate(cells)
    )
    reading = replace(read(body, 2023, url, figures, chance), parser=PARSER_VERSION)
    return Made(url, FIRST, url.encode(), reading)
