"""Parsing against what a user would write instead, on report pages of about 100 KB, plain and cluttered, and on PDF."""

from __future__ import annotations

import io
import math
import multiprocessing
import os
import statistics
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas
import pdfplumber
import trafilatura

from benchmarks.cluttered import cluttered
from benchmarks.result import Result
from nianbao.cli.read.parse import read_all
from nianbao.cli.read.printed import json_line
from parsers import Context, parse_report
from parsers.parse import parse_with_ledger
from samples import SampleServer, truth
from tests.parsers.producers.files import reportlab_pdf
from tests.parsers.producers.official import published

ROUNDS = 10
PAGES = 3
WANTED_BYTES = 100_000
SIZES = (10_000, 50_000, 200_000, 700_000, 2_000_000)
FILES = 400
RATE_ROUNDS = 7
Work = Callable[[bytes], object]


def results() -> Iterator[Result]:
    """Ratios on three fixed files each (the middle one is printed), the growth exponent, and the rate on all cores; beside
    it, as `machine_2_cores`, what the machine gives to as many processes that share nothing: no reader is above it."""
    pages = _pages()
    yield _ratio("parse_vs_trafilatura", pages, trafilatura.extract, "trafilatura.extract", 0.5)
    yield _ratio(
        "parse_cluttered_vs_trafilatura", [cluttered()], trafilatura.extract, "trafilatura.extract", 0.5
    )
    yield _ratio("parse_vs_pandas_trafilatura", pages, _by_hand, "pandas.read_html + trafilatura", 1.0)
    prints = [reportlab_pdf(published(number)) for number in range(PAGES)]
    yield _ratio("pdf_vs_pdfplumber", prints, _tables_of_pdf, "pdfplumber extract_tables", 1.1)
    yield Result("parse_growth", _growth(pages[0]), None, 1.1, "exponent", "lower")
    rounds = _rates(pages)
    for name, which in (("reports_per_s_2_cores", 1), ("machine_2_cores", 2)):
        rates = sorted(rounds, key=lambda rates: rates[which] / rates[0])[len(rounds) // 2]
        yield Result(name, rates[which], rates[0], 1.9, "reports/s", "higher", "one process")


def _parse(data: bytes) -> object:
    return parse_report(data, context=Context(url="http://www.example.gov.cn/zfxxgk/a.html"))


def _by_hand(data: bytes) -> object:
    """What one would write without this project: every table through pandas, the text through trafilatura."""
    tables = pandas.read_html(io.BytesIO(data), keep_default_na=False, thousands=None)
    return tables, trafilatura.extract(data)


def _tables_of_pdf(data: bytes) -> object:
    """The tables of a PDF as pdfplumber gives them; its text would cost more."""
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return [page.extract_tables() for page in pdf.pages]


def _ratio(name: str, pages: list[bytes], baseline: Work, baseline_name: str, target: float) -> Result:
    measured = [side_by_side(_parse, baseline, data) for data in pages]
    ours, theirs = sorted(measured, key=lambda pair: pair[0] / pair[1])[len(measured) // 2]
    return Result(name, ours * 1000, theirs * 1000, target, "ms", "lower", baseline_name)


def side_by_side(first: Work, second: Work, data: bytes) -> tuple[float, float]:
    """Least CPU seconds of two functions on the same bytes, run in turn after one warm-up each: a busy machine only adds."""
    first(data), second(data)
    spent: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for index, work in enumerate((first, second)):
            start = time.process_time()
            work(data)
            spent[index].append(time.process_time() - start)
    return min(spent[0]), min(spent[1])


def _growth(page: bytes) -> float:
    """Slope of log time over log size: 1 is linear. The page grows by paragraphs of its own kind."""
    points = []
    for size in SIZES:
        data = _grown(page, size)
        _parse(data)
        spent = []
        for _ in range(3):
            start = time.process_time()
            _parse(data)
            spent.append(time.process_time() - start)
        points.append((math.log(len(data)), math.log(min(spent))))
    return statistics.linear_regression(*zip(*points, strict=True)).slope


def _grown(page: bytes, size: int) -> bytes:
    """The report alone for small sizes, with thousands of paragraphs and table rows more for large ones."""
    text = page.decode("utf-8")
    if len(page) > size:
        start, end = text.find("<table"), text.rfind("</table>")
        return f"<html><body><h1>白岩县2023年政府信息公开工作年度报告</h1>{text[start:end]}"[:size].encode()
    paragraph = "<p style='text-indent:2em'><span>本年度第{n}项工作按条例要求完成，材料已经归档备查，有关情况随时公布。</span></p>"
    row = "<table><tr><td>第{n}号事项</td><td>{n}</td><td>已办</td></tr></table>"
    more: list[str] = []
    length = len(page)
    number = 0
    while length < size:
        number += 1
        piece = (paragraph if number % 4 else row).replace("{n}", str(number))
        more.append(piece)
        length += len(piece.encode())
    return text.replace("</body>", "".join(more) + "</body>").encode()


def _rates(pages: list[bytes]) -> list[tuple[float, float, float]]:
    """Reports a second from a file to its line of JSON: one process, the command's workers on all cores, and as many
    processes that share nothing. Rounds in turn, of which the one with the middle ratio is told: the rate of a machine
    that others use as well drifts from minute to minute, and the best of each would be of different minutes."""
    with TemporaryDirectory() as folder:
        paths = []
        for number in range(FILES):
            path = Path(folder) / f"{number}.html"
            path.write_bytes(pages[number % len(pages)])
            paths.append(str(path))
        few = paths[: FILES // 8]
        rounds = []
        for _ in range(RATE_ROUNDS):
            before, together, between, apart, after = (
                _alone(few), _together(paths), _alone(few), _apart(paths), _alone(few)
            )  # fmt: skip
            rounds.append((statistics.mean((before, between, after)), together, apart))
        return rounds


def _alone(paths: list[str]) -> float:
    start = time.monotonic()
    for path in paths:
        json_line(path, *parse_with_ledger(Path(path)))
    return len(paths) / (time.monotonic() - start)


def _together(paths: list[str]) -> float:
    start = time.monotonic()
    for _ in read_all(paths, Context(), json_line, os.cpu_count() or 1):
        pass
    return len(paths) / (time.monotonic() - start)


def _apart(paths: list[str]) -> float:
    fork = multiprocessing.get_context("fork")
    count = os.cpu_count() or 1
    processes = [fork.Process(target=_alone, args=(paths[number::count],)) for number in range(count)]
    start = time.monotonic()
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return len(paths) / (time.monotonic() - start)


def _pages() -> list[bytes]:
    """The report pages of three portals whose size is nearest to 100 KB."""
    nearest: dict[str, tuple[int, bytes]] = {}
    with SampleServer() as server:
        for report in truth()["reports"]:
            data = _fetch(server, report["addresses"][0])
            distance = abs(len(data) - WANTED_BYTES)
            if report["portal"] not in nearest or distance < nearest[report["portal"]][0]:
                nearest[report["portal"]] = (distance, data)
    return [data for _, data in sorted(nearest.values())[:PAGES]]


def _fetch(server: SampleServer, address: str) -> bytes:
    host, _, path = address.removeprefix("http://").partition("/")
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}/{path}", headers={"Host": host})
    with urllib.request.urlopen(request, timeout=10) as response:
        body: bytes = response.read()
    return body
