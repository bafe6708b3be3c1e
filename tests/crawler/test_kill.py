"""`kill -9` at any moment, and Ctrl-C: nothing recorded is lost, nothing is doubled, the same command goes
on.
"""

from __future__ import annotations

import random
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from archive import open_archive
from archive.store import captures
from samples import SampleServer
from tests.crawler import child

REQUESTS = 120
"""Fewer than a whole crawl of the portals makes: all kills together leave something to do."""
SOON = 0.2
"""Seconds that a killed child goes on at most after its last counted request, to be caught parsing too."""
PATIENCE = 60.0
CONTENT = {
    "reports": "select key, year, title, reading_id is null from reports",
    "versions": "select key from versions",
    "readings": "select key from readings",
    "figures": "select report, field, value, raw, state, locator from report_figures",
    "frontier": "select key, state from frontier where kind <> 'guess'",
    "issues": "select key from issues",
}


def content(data: Path) -> dict[str, list[tuple[Any, ...]]]:
    with open_archive(data, read_only=True) as archive:
        return {name: sorted(map(tuple, archive.rows(sql)), key=repr) for name, sql in CONTENT.items()}


def check_whole(data: Path) -> int:
    """Every row that stands is whole; returns the number of captures."""
    with open_archive(data) as archive:
        assert archive.value("pragma integrity_check") == "ok"
        assert archive.rows("pragma foreign_key_check") == []
        for row in archive.rows("select key from captures"):
            captures.body(archive, row["key"])
        shown = archive.value("select count(*) from reports where reading_id is not null")
        assert archive.value("select count(*) from reports") == shown
        assert archive.value("select count(*) from reports_fts_docsize") == shown
        assert (
            archive.value(
                "select count(*) from (select 1 from frontier group by address having count(*) > 1)"
            )
            == 0
        )
        return int(archive.value("select count(*) from captures"))


def kill_after(requests: int, process: subprocess.Popen[str], portals: SampleServer, linger: float) -> None:
    """Kill a crawl once the portals saw so many requests of it, however slow the machine is."""
    wanted, deadline = len(portals.log) + requests, time.monotonic() + PATIENCE
    while len(portals.log) < wanted and process.poll() is None:
        assert time.monotonic() < deadline, "the crawl does not go on"
        time.sleep(0.002)
    time.sleep(linger)
    process.kill()


@pytest.mark.parametrize("kills", [1, pytest.param(20, marks=pytest.mark.accept)])
def test_killed_again_and_again(portals: SampleServer, tmp_path: Path, kills: int) -> None:
    child.run(tmp_path / "undisturbed", portals.homes, child.FAST)
    chance, stored = random.Random(kills), 0
    for _ in range(kills):
        with child.start(tmp_path / "killed", portals.homes, child.FAST) as process:
            kill_after(chance.randint(1, REQUESTS // kills), process, portals, chance.uniform(0, SOON))
        now = check_whole(tmp_path / "killed")
        assert now >= stored
        stored = now
    assert stored > kills
    child.run(tmp_path / "killed", portals.homes, child.FAST)
    check_whole(tmp_path / "killed")
    assert content(tmp_path / "killed") == content(tmp_path / "undisturbed")


def test_a_first_interrupt_stops_cleanly(portals: SampleServer, tmp_path: Path) -> None:
    with child.start(tmp_path, portals.homes, child.LOOPBACK) as process:
        seen = len(portals.log)
        while len(portals.log) < seen + 20:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0 and err == ""
    assert '"stopped": true' in out
    with open_archive(tmp_path, read_only=True) as archive:
        assert {r["outcome"] for r in archive.rows("select outcome from visits")} == {"interrupted"}
        assert archive.value("select outcome from runs") == "interrupted"
    check_whole(tmp_path)
    summary = child.run(tmp_path, portals.homes, child.FAST)
    assert not summary["stopped"]
    assert {p["outcome"] for p in summary["portals"]} == {"complete"}
