"""The state of the work, told while it goes on: runs, portals, speed, what waits, prefectures that refuse."""

from __future__ import annotations

import json
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from prometheus_client.parser import text_string_to_metric_families

import parsers
from archive import Archive, open_archive
from archive.crawl import leases, runs
from archive.outcomes import Outcome
from archive.status.metrics import exposition
from archive.status.now import Status, status
from nianbao.cli.main import main
from tests.archive.kept import body_of, store, url_of

NOW = datetime(2026, 2, 1, 4, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def archive(tmp_path: Path, clock: Clock) -> Archive:
    return open_archive(tmp_path / "data", clock)


def told(archive: Archive) -> Status:
    return status(archive.conn, archive.data_dir, archive.clock(), parsers.PARSER_VERSION)


def begin(archive: Archive, places: list[str]) -> tuple[int, list[int]]:
    """A run with a lease on the portals of so many counties."""
    ids = [
        runs.portal(archive, f"http://county{n}.example/", region_code=code) for n, code in enumerate(places)
    ]
    run = runs.start_run(archive, "agent", "nianbao")
    with archive.transaction():
        leases.acquire(archive, run, ids)
    return run, ids


def visit(archive: Archive, run: int, portal: int, outcome: Outcome | None) -> None:
    found = runs.start_visit(archive, run, portal)
    if outcome:
        found.outcome, found.pages = outcome, 10
        runs.finish_visit(archive, found)


def test_a_run_under_way(archive: Archive, clock: Clock) -> None:
    run, portals = begin(archive, ["411523"] * 6)
    assert told(archive).runs[0].waiting == 6
    for portal in portals[:3]:
        visit(archive, run, portal, "complete")
    visit(archive, run, portals[3], None)
    clock.now += timedelta(minutes=6)
    (found,) = told(archive).runs
    assert (found.visiting, found.waiting, found.ended, found.pages) == (1, 2, 3, 30)
    assert found.seconds_left == 360  # three in six minutes, three are left
    clock.now += timedelta(minutes=30)
    assert told(archive).runs == ()  # its leases have run out: it was killed, or its machine


def test_speed_and_what_is_to_be_read(archive: Archive, clock: Clock) -> None:
    for number in range(3):
        store(archive, url_of(number), body_of(number), clock.now)
        clock.now += timedelta(minutes=3)
    found = told(archive)
    assert found.requests_a_second == pytest.approx(1 / 300, abs=1e-3)
    assert (found.captures, found.unread, found.reports) == (3, 3, 0)
    assert found.newest and found.newest.startswith("2026-02-01T04:06")
    assert found.warc_bytes > 0 and found.database_bytes > 0 and found.free_bytes > 0


def test_a_prefecture_that_refuses_is_named(archive: Archive) -> None:
    run, portals = begin(archive, ["411521", "411522", "411523", "410122", "410181", "410182"])
    for number, portal in enumerate(portals):
        visit(archive, run, portal, "blocked" if number in (0, 1, 3) else "complete")
    assert [(p.region_code, p.blocked, p.portals) for p in told(archive).refusing] == [("4115", 2, 3)]


def test_prometheus_reads_it(archive: Archive) -> None:
    begin(archive, ["411523"] * 2)
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(exposition(told(archive)))
        for sample in family.samples
    }
    assert found["nianbao_runs",] == 1 and found["nianbao_portals_waiting",] == 2
    assert found["nianbao_portals", "never_seen"] == 2


def test_the_command(archive: Archive) -> None:
    data = archive.data_dir
    archive.close()
    for option, wanted in (("", "no crawl is under way"), ("--metrics", "nianbao_runs 0.0")):
        done = CliRunner().invoke(main, ["status", "--data", str(data), *option.split()])
        assert done.exit_code == 0 and wanted in done.output
    found = json.loads(CliRunner().invoke(main, ["status", "--json", "--data", str(data)]).output)
    assert found["runs"] == [] and found["portals"]["healthy"] == 0
    assert socket.gethostname() not in json.dumps(found)
