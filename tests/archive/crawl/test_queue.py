"""Portals that workers fetch one by one: who has what, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import parsers
from archive import Archive, open_archive
from archive.crawl import leases, queue, queued, runs
from archive.crawl.queued import Counts, Ended
from archive.status.now import status

TERM = timedelta(minutes=2)
ONE, TWO = "worker 1", "worker 2"


@dataclass
class Clock:
    now: datetime = datetime(2026, 2, 3, 4, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Desk:
    archive: Archive
    clock: Clock
    run: int
    hosts: list[str]

    def give(self, worker: str, region: str = "", **also_on: set[str]) -> queue.Order | None:
        def wanted(host: str, code: str | None) -> bool:
            return (code or "").startswith(region)

        carried = {name.replace("_", "."): hosts for name, hosts in also_on.items()}
        return queue.give(self.archive, self.run, worker, wanted, TERM, carried)

    def order(self, worker: str, region: str = "") -> queue.Order:
        found = self.give(worker, region)
        assert found is not None
        return found

    def counts(self) -> tuple[int, ...]:
        return tuple(queued.counts(self.archive))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def archive(tmp_path: Path, clock: Clock) -> Iterator[Archive]:
    with open_archive(tmp_path, clock) as archive:
        yield archive


def filled(archive: Archive, clock: Clock, *hosts: str) -> Desk:
    """A run with a queue; hosts with their region codes behind a blank."""
    parts = [host.partition(" ") for host in hosts]
    ids = [runs.portal(archive, f"http://{h}/", region_code=code or None) for h, _, code in parts]
    run = runs.start_run(archive, "agent", "nianbao")
    with archive.transaction():
        leases.acquire(archive, run, ids)
    queued.fill(archive, run, ids)
    return Desk(archive, clock, run, [h for h, _, _ in parts])


def test_each_portal_once_and_one_at_a_time(archive: Archive, clock: Clock) -> None:
    desk = filled(archive, clock, "a.example", "b.example")
    first = desk.order(ONE)
    assert first.host == "a.example"
    assert desk.order(TWO).host == "b.example"
    assert desk.give("worker 3") is None
    assert desk.order(ONE).host == "a.example"  # it asked again, so it has none
    assert not queue.renew(archive, first.name, ONE, TERM)
    assert desk.counts() == (0, 2, 0, 0)


def test_by_region(archive: Archive, clock: Clock) -> None:
    desk = filled(archive, clock, "a.example", "b.example 411523", "c.example 130102")
    assert desk.order(ONE, "13").host == "c.example"
    assert desk.give(TWO, "13") is None
    assert desk.order(TWO, "41").host == "b.example"
    assert queued.left(archive, lambda host, code: code is None) == 1


def test_a_host_and_what_lies_below_it_never_with_two(archive: Archive, clock: Clock) -> None:
    desk = filled(archive, clock, "a.example", "gk.a.example", "b.example", "x.gk.a.example")
    desk.order(ONE)
    assert desk.order(TWO).host == "b.example"
    assert desk.give("worker 3") is None
    desk = filled(archive, clock, "c.example", "d.example")
    carried = {"c_example": {"www.d.example"}}
    assert desk.give(ONE, "", **carried) is not None
    assert desk.give(TWO, "", **carried) is None


def test_what_another_crawl_visits_waits(archive: Archive, clock: Clock) -> None:
    desk = filled(archive, clock, "a.example")
    with archive.transaction() as conn:
        leases.release_all(archive, desk.run)
        other = runs_of_another(archive)
        assert leases.acquire(archive, other, [1]) == {1}
        conn.execute("select 1")
    assert desk.give(ONE) is None
    with archive.transaction():
        leases.release_all(archive, other)
    assert desk.order(ONE).host == "a.example"


def runs_of_another(archive: Archive) -> int:
    row = {"key": "another", "started_at": archive.now(), "user_agent": "agent", "software": "nianbao"}
    return archive.insert("runs", row)


def test_a_lease_that_is_over(archive: Archive, clock: Clock) -> None:
    desk = filled(archive, clock, "a.example")
    order = desk.order(ONE)
    clock.now += TERM * 0.9
    assert queue.renew(archive, order.name, ONE, TERM)
    leases.renew(archive, desk.run)  # the coordinator lives, which says nothing of the worker
    clock.now += TERM * 0.9
    assert desk.give(TWO) is None
    clock.now += TERM * 0.2
    assert not queue.renew(archive, order.name, ONE, TERM)
    later = desk.order(TWO)
    assert later.name == f"{order.name[:-1]}2"
    assert not queue.give_back(archive, order.name, ONE)
    assert not queue.bring(archive, order.name, "{}")  # the second worker is there
    assert queue.is_out(archive, order.name)


def test_a_lease_that_is_over_when_the_coordinator_comes_back(archive: Archive, clock: Clock) -> None:
    """It leases all its portals anew: that of a dead worker must not seem to be out for ever."""
    desk = filled(archive, clock, "a.example")
    order = desk.order(ONE)
    clock.now += 2 * TERM
    with archive.transaction():
        assert leases.acquire(archive, desk.run, [order.portal_id]) == {order.portal_id}
    assert not queue.renew(archive, order.name, ONE, TERM)
    assert desk.order(TWO).host == "a.example"


def test_what_was_brought_is_done(archive: Archive, clock: Clock) -> None:
    desk = filled(archive, clock, "a.example", "b.example")
    order = desk.order(ONE)
    assert queue.bring(archive, order.name, "{}")
    assert not queue.bring(archive, order.name, "{}")
    assert queue.brought(archive) == [order.name]
    assert queue.manifest_of(archive, order.name) == "{}"
    assert desk.counts() == (1, 0, 1, 0)
    queue.finish(archive, order.name, Ended("complete", None, 9, 4, 4, 0))
    queue.finish(archive, order.name, Ended("complete", None, 9, 4, 4, 0))
    assert desk.counts() == (1, 0, 0, 1)
    assert queued.outcomes(archive) == [
        ("a.example", Ended("complete", None, 9, 4, 4, 0)),
        ("b.example", Ended("interrupted")),
    ]
    assert queued.host_of(archive, order.name) == "a.example"
    assert [archive.value("select count(*) from leases")] == [1]


def test_no_worker_reports_the_visit_of_another(archive: Archive, clock: Clock) -> None:
    desk = filled(archive, clock, "a.example")
    order = desk.order(ONE)
    assert not queue.bring(archive, order.name, "{}", TWO)
    assert queue.renew(archive, order.name, ONE, TERM)
    assert queue.bring(archive, order.name, "{}", ONE)


def test_nobody_reports_what_waits_or_another_order(archive: Archive, clock: Clock) -> None:
    desk = filled(archive, clock, "a.example", "b.example")
    order = desk.order(ONE)
    assert not queue.bring(archive, f"{order.name[:-1]}2", "{}", ONE)
    clock.now += 2 * TERM
    assert desk.give(TWO, "99") is None  # which finds that the portal waits again
    assert not queue.bring(archive, order.name, "{}", TWO)
    assert not queue.bring(archive, order.name, "{}", ONE)  # it lost its lease: the store tells
    assert queue.bring(archive, order.name, "{}")


def test_brought_late_by_a_worker_that_lost_its_lease(archive: Archive, clock: Clock) -> None:
    desk = filled(archive, clock, "a.example")
    order = desk.order(ONE)
    clock.now += 2 * TERM
    assert desk.give(TWO, "99") is None  # which finds that the portal waits again
    assert queue.bring(archive, order.name, "{}")
    queue.finish(archive, order.name, Ended("complete"))
    assert desk.give(TWO) is None
    assert desk.counts() == (0, 0, 0, 1)


def test_interrupted_it_waits_again_and_broken_not_for_ever(archive: Archive, clock: Clock) -> None:
    desk = filled(archive, clock, "a.example")
    for _ in range(5):  # a large portal, by night
        order = desk.order(ONE)
        queue.bring(archive, order.name, "{}")
        queue.finish(archive, order.name, Ended("interrupted", "the hours are over", 100))
    order = desk.order(ONE)
    assert queue.give_back(archive, order.name, ONE)
    for n in range(queue.MOST_BROKEN):
        assert desk.counts() == (1, 0, 0, 0), n
        assert queue.give_back(archive, desk.order(ONE).name, ONE, "no memory")
    assert desk.counts() == (0, 0, 0, 1)
    assert queued.outcomes(archive) == [("a.example", Ended("interrupted", "no memory", 500))]


def test_the_same_command_goes_on(archive: Archive, clock: Clock) -> None:
    desk = filled(archive, clock, "a.example", "b.example", "c.example")
    done, out = desk.order(ONE), desk.order(TWO)
    queue.bring(archive, done.name, "{}")
    queue.finish(archive, done.name, Ended("complete"))
    assert queued.unfinished_run(archive) == desk.run
    homes = ["http://a.example/", "http://c.example/", "http://d.example/"]
    wanted = queued.still_to_visit(archive, homes)
    assert wanted == ["http://b.example/", "http://c.example/", "http://d.example/"]
    ids = [runs.portal(archive, home) for home in wanted]
    queued.fill(archive, desk.run, ids[1:])  # another crawl is at the first one
    assert desk.counts() == Counts(waiting=2, out=0, brought=0, done=1)
    assert not queue.renew(archive, out.name, TWO, TERM)
    queued.empty(archive)
    assert queued.unfinished_run(archive) is None


def test_names_of_nothing(archive: Archive, clock: Clock) -> None:
    desk = filled(archive, clock, "a.example")
    order = desk.order(ONE)
    for name in ("", "x", "../x", f"{'0' * 12}-{'0' * 12}-1", f"{order.name}0", f"{order.name[:-1]}0"):
        assert not queue.renew(archive, name, ONE, TERM)
        assert not queue.give_back(archive, name, ONE)
        assert not queue.bring(archive, name, "{}")
        queue.refuse(archive, name, "why")
        queue.finish(archive, name, Ended("complete"))
    assert not queued.is_order("../x")
    assert queued.host_of(archive, f"{'0' * 12}-{'0' * 12}-1") is None
    assert desk.counts() == (0, 1, 0, 0)


def test_the_status_tells_of_it(archive: Archive, clock: Clock) -> None:
    desk = filled(archive, clock, *(f"p{n}.example" for n in range(6)))
    for _ in range(3):
        order = desk.order(ONE)
        queue.bring(archive, order.name, "{}")
        queue.finish(archive, order.name, Ended("complete", pages=10))
    desk.order(ONE)
    clock.now += timedelta(minutes=1)
    [run] = status(archive.conn, archive.data_dir, clock(), parsers.PARSER_VERSION).runs
    assert (run.visiting, run.waiting, run.ended, run.pages) == (1, 2, 3, 30)
