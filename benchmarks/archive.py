"""The archive at scale: ingest against plain `executemany`, its growth, bytes a report, and the queries of the site."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from archive import Archive, open_archive, refresh
from archive.record import record
from archive.store.db import DB_NAME
from archive.store.response import Response
from benchmarks.generated import Made, reports
from benchmarks.result import Result
from nianbao.site.search.query import Query
from nianbao.site.search.results import search
from tests.capturing import captured

REPORTS = int(os.environ.get("NIANBAO_BENCH_REPORTS", "100000"))
SMALL = 10_000
COMPARED = 1_000
"""Reports of the comparison with executemany."""
QUERIES = 200
HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Last-Modified", "Fri, 28 Jan 2022 08:00:00 GMT")]
DETAIL = ("sections", "figures", "checks")


def results() -> Iterator[Result]:
    """`NIANBAO_BENCH_REPORTS` makes the large archive smaller than 100,000 reports, for a look."""
    with TemporaryDirectory() as folder:
        yield _against_executemany(Path(folder))
    with TemporaryDirectory() as folder:
        yield from _grown(Path(folder))


def ingest(archive: Archive, made: Made) -> None:
    """What a crawl does with one report: its record and row, then everything read in it."""
    record(archive, _stored(archive, made), made.reading)


def _against_executemany(folder: Path) -> Result:
    """Reports a second of `readings.record`, and of `executemany` of the very rows that it wrote.

    The plain way has the rows in hand and one transaction a report; triggers and the search index (with its pairs of
    characters) are live in both. Captures are stored beforehand in both.
    """
    made = list(reports(COMPARED))
    with open_archive(folder / "ours") as archive:
        keys = [_stored(archive, m) for m in made]
        start = time.process_time()
        for key, m in zip(keys, made, strict=True):
            record(archive, key, m.reading)
        ours = COMPARED / (time.process_time() - start)
        with open_archive(folder / "plain") as plain:
            theirs = COMPARED / _copied(archive, plain)
            same = "select count(*) from figures"
            assert archive.value(same) == plain.value(same) > 0
    return Result(
        "ingest_vs_executemany", ours, theirs, 0.6, "reports/s", "higher", "executemany of the same rows"
    )


def _stored(archive: Archive, made: Made) -> str:
    return captured(archive, Response(made.url, made.at, 200, "OK", HEADERS, made.body))


def _copied(source: Archive, target: Archive) -> float:
    """CPU seconds for writing the rows of every report of `source` with plain statements into `target`."""
    conn = target.conn
    conn.execute("pragma foreign_keys = off")  # ids are given, rows come report by report
    for table in ("fields", "locators", "captures", "publishers", "regions"):
        rows = source.rows(f"select * from {table}")
        if rows:
            conn.executemany(_insert(table, rows[0]), [tuple(r) for r in rows])
    conn.execute("pragma foreign_keys = on")
    work = [_rows_of(source, row["id"]) for row in source.rows("select id from reports order by id")]
    start = time.process_time()
    for report_id, tables in work:
        conn.execute("begin immediate")
        conn.execute("pragma defer_foreign_keys = on")
        for sql, rows in tables:
            conn.executemany(sql, rows)
        conn.execute(
            "insert into reports_fts (rowid, title, body) select id, bigrams(title), bigrams(body) from report_texts"
            " where id = ?",
            (report_id,),
        )
        conn.execute("commit")
    return time.process_time() - start


def _rows_of(source: Archive, report_id: int) -> tuple[int, list[tuple[str, list[tuple[Any, ...]]]]]:
    """(id, [(insert, rows)]) of everything that one report is made of."""
    reading = source.value("select reading_id from reports where id = ?", report_id)
    wanted = {
        "reports": ("id = ?", report_id),
        "renditions": ("report_id = ?", report_id),
        "versions": ("rendition_id in (select id from renditions where report_id = ?)", report_id),
        "readings": ("id = ?", reading),
        **dict.fromkeys(DETAIL, ("reading_id = ?", reading)),
        "parses": ("reading_id = ?", reading),
        "changes": ("report_id = ?", report_id),
        "report_checks": ("report_id = ?", report_id),
    }
    found = []
    for table, (where, value) in wanted.items():
        rows = source.rows(f"select * from {table} where {where}", value)
        if rows:
            found.append((_insert(table, rows[0]), [tuple(r) for r in rows]))
    return report_id, found


def _insert(table: str, row: Any) -> str:
    return f"insert into {table} ({', '.join(row.keys())}) values ({', '.join('?' * len(row))})"


def _grown(folder: Path) -> Iterator[Result]:
    """One archive, filled to the end: the rate at the start and at the end, its size, its answers."""
    peak: list[float] = []
    with open_archive(folder) as archive:
        rates = []
        start = time.process_time()
        for number, made in enumerate(reports(REPORTS), 1):
            ingest(archive, made)
            if number % (SMALL // 10) == 0:
                archive.trim_log()
                rates.append((time.process_time() - start) / (SMALL // 10))
                start = time.process_time()
                peak.append(_resident())
        refresh.refresh_stale(archive)
        archive.checkpoint()
        per_report = (folder / DB_NAME).stat().st_size / REPORTS / 1000
        early, late = statistics.median(rates[:10]), statistics.median(rates[-10:])
        yield Result(
            "ingest_growth", late * 1000, early * 1000, 1.3, "ms a report", "lower", f"at {SMALL} reports"
        )
        yield Result(
            "ingest_memory_mb",
            peak[-1],
            peak[min(9, len(peak) - 1)],
            1.2,
            "MB",
            "lower",
            f"at {SMALL} reports",
        )
        yield Result("db_bytes_per_report", per_report, None, 30, "KB", "lower")
        times = _answers(archive)
        slowest = max(times, key=lambda name: times[name])
        yield Result("query_p95_ms", times[slowest], None, 100, f"ms ({slowest})", "lower")


def _resident() -> float:
    """Megabytes of memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _answers(archive: Archive) -> dict[str, float]:
    """Query -> 95th percentile in ms over reports and words from all over the archive."""
    keys = [r["key"] for r in archive.rows("select key from reports order by key limit ?", QUERIES)]
    words = ("行政复议", "第12县", "规范性文件", "办结率百分之百", "县", "第9县 2020")
    asked: dict[str, Callable[[int], Any]] = {
        "search": lambda n: search(archive.conn, Query(words[n % len(words)], page=1 + n % 3)),
        "filter": lambda n: search(archive.conn, Query(year=2016 + n % 8, province="河南省")),
        "report": lambda n: archive.rows("select * from report_figures where report = ?", keys[n]),
        "text": lambda n: archive.rows("select * from report_texts where key = ?", keys[n]),
        "publisher": lambda n: archive.rows(
            "select * from reports_wide where id in (select id from reports where publisher_id = ?)",
            1 + n * 7,
        ),
        "changes": lambda n: archive.rows(
            "select c.*, r.title from changes c join reports r on r.id = c.report_id order by c.at desc limit 50"
        ),
        "ranking": lambda n: archive.rows(
            "select f.value, r.key from figures f join reports r on r.reading_id = f.reading_id"
            " where f.field_id = ? order by f.value desc limit 50",
            1 + n % 40,
        ),
    }
    return {name: _p95(ask) for name, ask in asked.items()}


def _p95(ask: Callable[[int], Any]) -> float:
    spent = []
    for number in range(QUERIES):
        start = time.perf_counter()
        ask(number)
        spent.append((time.perf_counter() - start) * 1000)
    return statistics.quantiles(spent, n=20)[-1]
