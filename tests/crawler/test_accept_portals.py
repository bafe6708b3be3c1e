"""One bad portal never holds the others: hostile portals, heads and Ctrl-C beside a good portal (`make accept-portals`).

Figures go to `build/portals-*.json`.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from archive import open_archive
from samples import SampleServer
from tests.crawler.child import ROOT
from tests.crawler.hostile_portals import PORTALS, Portal, answer, serve, sound
from tests.crawler.stage import html, report
from tests.crawler.test_kill import content
from tests.spent import Spent, watched

pytestmark = pytest.mark.accept
BUILD = ROOT / "build"
REPORTS = 60
DELAY = 0.5
"""Seconds between two requests: a sixth of what portals get."""
SLOWER = 1.5
"""Times its time alone that the good portal may take."""
MEMORY_MB = 600.0
RUN_SECONDS = 900.0
PAUSES = 50
STOPPED_WITHIN = 10.0
HEADS = (
    *("Retry-After", "Date", "Location", "Content-Type", "Content-Length", "Content-Encoding"),
    *("ETag", "Last-Modified", "Set-Cookie"),
)
VALUES = ("\xb2", "", "x" * 60_000, "\0", "9" * 400, "-1", "nan", "Fri, 01 Jan 99999 00:00:00 GMT")


def good() -> Portal:
    """A sound portal of sixty reports of its own, in columns of ten."""
    names = [f"白岩县{n}局" for n in "财民水农林教卫商统审"]
    pages = {"/": html("白岩县人民政府", "".join(f"<a href='/c{n}/'>政府信息公开年报</a>" for n in range(6)))}
    for n in range(6):
        rows = "".join(
            f"<li><a href='/{n}/{b}.html'>{x}{2019 + n}年政府信息公开工作年度报告</a></li>"
            for b, x in enumerate(names)
        )
        pages[f"/c{n}/"] = html("政府信息公开年报", f"<ul>{rows}</ul>")
        pages |= {f"/{n}/{b}.html": report(2019 + n, x) for b, x in enumerate(names)}
    assert len([path for path in pages if path.endswith(".html")]) == REPORTS
    return lambda path: answer(pages[path]) if path in pages else answer("404", "404 -")


@dataclass
class Ran:
    """A run to its end. `spent`: by all its processes together."""

    status: int
    errors: str
    seconds: float
    spent: Spent
    visits: dict[str, Any]
    """Host's first word -> row of its visit, with the seconds that it took."""
    read: int
    """Reports of the good portal that were read."""


def command(data: Path, homes: Iterable[str], *options: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "nianbao",
        "crawl",
        *homes,
        "--allow-loopback",
        "--data",
        str(data),
        *options,
    ]


def environment(data: Path) -> dict[str, str]:
    return {**os.environ, "XDG_CONFIG_HOME": str(data), "PYTHONPATH": str(ROOT)}


def run(data: Path, names: Iterable[str], port: int, *options: str) -> Ran:
    homes = [f"http://{name}.localhost:{port}/" for name in names]
    began = time.monotonic()
    data.mkdir()
    with (
        (data / "errors").open("w+") as errors,
        subprocess.Popen(
            command(data, homes, *options),
            cwd=ROOT,
            env=environment(data),
            stdout=subprocess.DEVNULL,
            stderr=errors,
        ) as process,
    ):
        spent = watched(process, RUN_SECONDS)
        seconds = time.monotonic() - began
        errors.seek(0)
        said = errors.read()
    with open_archive(data, read_only=True) as archive:
        sql = (
            "select portals.host as host, visits.*, (julianday(ended_at) - julianday(started_at)) * 86400 as seconds"
            " from visits join portals on portals.id = portal_id"
        )
        visits = {row["host"].partition(".")[0]: dict(row) for row in archive.rows(sql)}
        read = archive.value(
            "select count(*) from renditions where address like 'http://good.localhost/%' and exists"
            " (select 1 from versions where rendition_id = renditions.id)"
        )
    return Ran(process.returncode, said, seconds, spent, visits, read)


def rounded(found: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 1) for name, value in found.items()}


def figures(name: str, **found: Any) -> None:
    BUILD.mkdir(exist_ok=True)
    text = json.dumps(found, ensure_ascii=False, indent=1)
    (BUILD / f"portals-{name}.json").write_text(text, encoding="utf-8")
    print(f"\n{name}: {text}")


def test_hostile_portals_beside_a_good_one(tmp_path: Path) -> None:
    """Without the browser, whose memory has a bound of its own (`tests/crawler/scripted/test_hostile_page.py`)."""
    options = ("--delay", str(DELAY), "--max-pages", "100", "--browser", "never")
    with serve({**PORTALS, "good": good()}) as port:
        alone = run(tmp_path / "alone", ["good"], port, *options)
        beside = run(tmp_path / "beside", ["good", *PORTALS], port, *options)
    times = [ran.visits["good"]["seconds"] for ran in (alone, beside)]
    figures(
        "hostile",
        portals=len(PORTALS),
        good_alone_seconds=round(times[0], 1),
        good_beside_seconds=round(times[1], 1),
        ratio=round(times[1] / times[0], 2),
        run_seconds=round(beside.seconds, 1),
        peak_mb=round(beside.spent.peak_mb, 1),
        peak_by_process=rounded(beside.spent.peak),
        alone_peak_mb=round(alone.spent.peak_mb, 1),
        work_seconds=rounded(beside.spent.work),
        load=os.getloadavg(),
        good_read=beside.read,
        outcomes={name: f"{row['outcome']}: {str(row['why'])[:120]}" for name, row in beside.visits.items()},
    )
    assert len(PORTALS) >= 60
    assert (beside.status, beside.errors.count("Traceback")) == (0, 0), beside.errors
    assert beside.read == alone.read == REPORTS
    assert beside.visits["good"]["outcome"] == "complete"
    unnamed = {n for n, row in beside.visits.items() if row["outcome"] in (None, "", "interrupted")}
    assert unnamed == set()
    assert times[1] <= SLOWER * times[0]
    assert beside.spent.peak_mb < MEMORY_MB


def headed(name: str, value: str) -> Portal:
    def wire(path: str) -> list[bytes]:
        head, body = sound(path)
        lines = [
            line
            for line in head.split(b"\r\n")
            if line and not line.lower().startswith(name.lower().encode())
        ]
        return [b"\r\n".join([*lines, f"{name}: {value}".encode("latin-1")]) + b"\r\n\r\n", body]

    return wire


def test_every_head_with_every_value(tmp_path: Path) -> None:
    portals = {f"h{n}v{m}": headed(h, v) for n, h in enumerate(HEADS) for m, v in enumerate(VALUES)}
    with serve({**portals, "good": good()}) as port:
        ran = run(tmp_path / "heads", ["good", *portals], port, "--delay", "0", "--max-pages", "100")
    outcomes = {name: f"{row['outcome']}: {str(row['why'])[:120]}" for name, row in ran.visits.items()}
    figures(
        "heads",
        portals=len(portals),
        run_seconds=round(ran.seconds, 1),
        good_read=ran.read,
        outcomes=outcomes,
    )
    assert (ran.status, ran.errors.count("Traceback")) == (0, 0), ran.errors
    assert ran.read == REPORTS
    assert {n for n, row in ran.visits.items() if row["outcome"] in (None, "", "interrupted")} == set()


FRONTIER = (
    "select address, state, kind, depth, parent, anchor, title, form, further, list, unread, claims from frontier"
    " where kind <> 'guess'"
)
"""Not `url`, which may carry the id of a session; not `score`, `tries`, `done_at`, `unchanged` and `capture_id`: a crawl that
came to its end between two stops has been visited again since, and asked again for what had failed."""


def kept(data: Path) -> dict[str, Any]:
    """What was found."""
    with open_archive(data, read_only=True) as archive:
        frontier = sorted(map(tuple, archive.rows(FRONTIER)), key=repr)
    return {**content(data), "frontier": frontier}


def test_ctrl_c_at_fifty_moments(portals: SampleServer, tmp_path: Path) -> None:
    """Each archive is stopped ten times and then continued to its end: it is as one that nobody stopped."""
    began = time.monotonic()
    for data in [tmp_path / "undisturbed"]:
        data.mkdir()
        subprocess.run(
            command(data, portals.homes, "--delay", "0"),
            cwd=ROOT,
            env=environment(data),
            check=True,
            capture_output=True,
        )
    whole, chance, waits, statuses = time.monotonic() - began, random.Random(13), [], []
    for number in range(PAUSES):
        data = tmp_path / str(number // 10)
        data.mkdir(exist_ok=True)
        with subprocess.Popen(
            command(data, portals.homes, "--delay", "0"),
            cwd=ROOT,
            env=environment(data),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            time.sleep(chance.uniform(0.3, whole / 2))
            asked = time.monotonic()
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=60)
            waits.append(time.monotonic() - asked)
            statuses.append(process.returncode)
            assert process.returncode in (0, 6, -signal.SIGINT, 130), (process.returncode, errors)
        if number % 10 == 9:
            subprocess.run(
                command(data, portals.homes, "--delay", "0"),
                cwd=ROOT,
                env=environment(data),
                check=True,
                capture_output=True,
            )
            assert kept(data) == kept(tmp_path / "undisturbed")
    figures(
        "ctrl-c",
        moments=PAUSES,
        longest_seconds=round(max(waits), 2),
        mean_seconds=round(sum(waits) / len(waits), 2),
        statuses={str(status): statuses.count(status) for status in set(statuses)},
    )
    assert max(waits) <= STOPPED_WITHIN
