"""Parsing against trafilatura alone, on whole report pages of about 100 KB."""

from __future__ import annotations

import statistics
import time
import urllib.request
from collections.abc import Callable, Iterator

import trafilatura

from benchmarks.result import Result
from parsers import Context, parse_report
from samples import SampleServer, truth

ROUNDS = 7
PAGES = 3
WANTED_BYTES = 100_000


def results() -> Iterator[Result]:
    """`parse_vs_trafilatura`: our whole parse against `trafilatura.extract` with its defaults, same bytes, CPU time."""
    ours, theirs = [], []
    for address, data in _pages():
        context = Context(url=address)

        def parse(data: bytes = data, context: Context = context) -> object:
            return parse_report(data, context=context)

        def extract(data: bytes = data) -> object:
            return trafilatura.extract(data)

        mine, base = side_by_side(parse, extract)
        ours.append(mine)
        theirs.append(base)
    middle = sorted(range(len(ours)), key=lambda i: ours[i] / theirs[i])[len(ours) // 2]
    yield Result(
        "parse_vs_trafilatura",
        ours[middle] * 1000,
        theirs[middle] * 1000,
        1.5,
        "ms",
        "lower",
        "trafilatura.extract",
    )


def side_by_side(first: Callable[[], object], second: Callable[[], object]) -> tuple[float, float]:
    """Median CPU seconds of two functions, run in turn after one warm-up each."""
    first(), second()
    spent: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for index, work in enumerate((first, second)):
            start = time.process_time()
            work()
            spent[index].append(time.process_time() - start)
    return statistics.median(spent[0]), statistics.median(spent[1])


def _pages() -> list[tuple[str, bytes]]:
    """The report pages of three portals whose size is nearest to 100 KB."""
    nearest: dict[str, tuple[int, str, bytes]] = {}
    with SampleServer() as server:
        for report in truth()["reports"]:
            address = report["addresses"][0]
            data = _fetch(server, address)
            distance = abs(len(data) - WANTED_BYTES)
            if report["portal"] not in nearest or distance < nearest[report["portal"]][0]:
                nearest[report["portal"]] = (distance, address, data)
    return [(address, data) for _, address, data in sorted(nearest.values())[:PAGES]]


def _fetch(server: SampleServer, address: str) -> bytes:
    host, _, path = address.removeprefix("http://").partition("/")
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}/{path}", headers={"Host": host})
    with urllib.request.urlopen(request, timeout=10) as response:
        body: bytes = response.read()
    return body
