"""What an unchanged portal costs when it is visited again, week by week over years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import Archive, open_archive
from archive.crawl import frontier, runs
from archive.crawl.frontier import Candidate
from archive.crawl.rereading import MOST, due
from archive.store import captures
from archive.store.response import Response
from parsers.model import Context
from tests.archive.visiting import SetClock

HOME = "http://baiyan.example/"


@pytest.fixture
def clock() -> SetClock:  # type: ignore[override]
    return SetClock(datetime(2026, 5, 4, tzinfo=UTC))


@pytest.fixture
def archive(tmp_path: Path, clock: SetClock) -> Iterator[Archive]:
    with open_archive(tmp_path / "data", clock) as opened:
        yield opened


class Portal:
    """`count` reports, those of the newest year first; each asked for on the first day."""

    def __init__(self, archive: Archive, clock: SetClock, count: int, newest: int, **headers: str) -> None:
        self.archive, self.clock, self.headers = archive, clock, list(headers.items())
        self.id = runs.portal(archive, HOME)
        self.run = runs.start_run(archive, "test", "test")
        urls = [f"{HOME}{n}.html" for n in range(count)]
        with archive.transaction() as conn:
            frontier.add(archive, self.id, [Candidate(url, "report", 90, 2) for url in urls])
            for year in (2024, 2025):
                conn.execute(
                    "insert into reports (key, year, first_seen) values (?, ?, '')", (str(year), year)
                )
            for n, url in enumerate(urls):
                conn.execute(
                    "insert into renditions (key, report_id, address, url, format, first_seen, last_seen)"
                    " values (?, ?, ?, ?, 'html', '', '')",
                    (str(n), 2 if n < newest else 1, url, url),
                )
        self.newest = set(range(1, newest + 1))
        for row in archive.rows("select id from frontier order by id"):
            self.answer(row["id"])

    def answer(self, entry: int, status: int = 200) -> None:
        url = self.archive.value("select url from frontier where id = ?", entry)
        response = Response(url, self.archive.clock(), status, "-", self.headers, url.encode())
        stored = captures.store(self.archive, response)
        with self.archive.transaction():
            capture = captures.insert(
                self.archive,
                stored,
                run_id=self.run,
                portal_id=self.id,
                grade="ok" if status == 200 else "not_modified",
                why=None,
                role="report",
                context=Context(url),
            )
            frontier.finish(self.archive, entry, "done", self.run, capture, unchanged=status == 304)

    def visit(self) -> list[int]:
        """What a visit asks of the reports."""
        frontier.requeue(self.archive, self.id, report_days=7.0)
        asked = [r["id"] for r in self.archive.rows("select id from frontier where state = 'queued'")]
        for entry in asked:
            self.answer(entry)
        return asked


@pytest.mark.parametrize("count", [1, 9, 10, 21, 43, 200])
@pytest.mark.parametrize("month", [2, 5])
def test_after_eight_days_a_tenth_at_most(archive: Archive, clock: SetClock, count: int, month: int) -> None:
    clock.now = datetime(2026, month, 4, tzinfo=UTC)
    portal = Portal(archive, clock, count, newest=count // 2)
    clock.now += timedelta(days=8)
    asked = portal.visit()
    assert len(asked) <= MOST * count
    assert bool(asked) == (count >= 10)
    clock.now += timedelta(hours=20)
    assert portal.visit() == []


@pytest.mark.parametrize(("count", "every"), [(1, 7), (8, 8), (30, 7), (15, 1), (40, 30)])
def test_each_report_is_looked_at_twice_a_year(
    archive: Archive, clock: SetClock, count: int, every: int
) -> None:
    portal = Portal(archive, clock, count, newest=count // 10)
    last = dict.fromkeys(range(1, count + 1), clock.now)
    asked: Counter[int] = Counter()
    for _ in range(0, 420, every):
        clock.now += timedelta(days=every)
        for entry in portal.visit():
            assert clock.now - last[entry] < timedelta(days=183), entry
            last[entry] = clock.now
            asked[entry] += 1
    assert all(clock.now - seen < timedelta(days=183) for seen in last.values())
    assert sum(asked.values()) <= MOST * count * 420 / 7


def test_the_newest_year_is_looked_at_sooner_and_soonest_in_its_season(
    archive: Archive, clock: SetClock
) -> None:
    portal = Portal(archive, clock, 100, newest=5)

    def looked_at(weeks: int) -> tuple[float, float]:
        """How often a report of the newest year and one of another year was asked for."""
        asked: Counter[int] = Counter()
        for _ in range(weeks):
            clock.now += timedelta(days=7, hours=1)
            asked.update(portal.visit())
        newest = sum(asked[entry] for entry in portal.newest)
        return newest / 5, (sum(asked.values()) - newest) / 95

    newest, others = looked_at(30)
    assert newest > 3 * others
    clock.now = datetime(2027, 1, 10, tzinfo=UTC)
    newest, others = looked_at(14)
    assert newest > 10 * others


def test_with_validators_all_are_asked_for_if_changed(archive: Archive, clock: SetClock) -> None:
    portal = Portal(archive, clock, 40, newest=5, ETag='"1"')
    clock.now += timedelta(days=8)
    frontier.requeue(archive, portal.id, report_days=7.0)
    assert frontier.queued(archive, portal.id) == 40
    for entry in range(1, 41):
        portal.answer(entry, 304 if entry > 20 else 200)
    clock.now += timedelta(days=15)
    frontier.requeue(archive, portal.id, report_days=7.0)
    asked = {r["id"] for r in archive.rows("select id from frontier where state = 'queued'")}
    assert asked > set(range(21, 41)) and len(asked) <= 20 + 4, "a server that heeds none has a share"


def test_nothing_rests_where_a_person_says_so(archive: Archive, clock: SetClock) -> None:
    portal = Portal(archive, clock, 30, newest=3)
    assert len(due(archive, portal.id, 0)) == 30
