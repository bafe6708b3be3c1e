"""The health of a portal as its visits tell it, on an injected clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import open_archive
from archive.crawl import leases, runs
from archive.crawl.health import PortalHealth, health
from archive.outcomes import Outcome

HOME = "http://www.baiyan.example/"


class Days:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 5, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def later(self, days: float) -> None:
        self.now += timedelta(days=days)


class Life:
    """A portal that is visited once a day, with the outcomes it is told."""

    def __init__(self, data: Path) -> None:
        self.days = Days()
        self.archive = open_archive(data, self.days)
        self.portal = runs.portal(self.archive, HOME)

    def visit(self, outcome: Outcome, seen: int = 0, why: str | None = None) -> None:
        visit = runs.start_visit(self.archive, runs.start_run(self.archive, "agent", "test"), self.portal)
        visit.outcome, visit.why, visit.seen, visit.reports = outcome, why, seen, seen
        runs.finish_visit(self.archive, visit)
        self.days.later(1)

    @property
    def health(self) -> PortalHealth:
        (only,) = health(self.archive)
        return only


@pytest.fixture
def life(tmp_path: Path) -> Life:
    return Life(tmp_path)


def test_a_portal_that_nobody_visited(life: Life) -> None:
    assert (life.health.state, life.health.since, life.health.visits) == ("never_seen", None, 0)


def test_an_interrupted_visit_says_nothing(life: Life) -> None:
    life.visit("interrupted")
    assert life.health.state == "never_seen"
    life.visit("complete", seen=5)
    life.visit("interrupted")
    assert (life.health.state, life.health.visits) == ("healthy", 1)


@pytest.mark.parametrize(
    ("outcome", "seen", "state"),
    [
        ("complete", 5, "healthy"),
        ("partial", 5, "partial"),
        ("budget", 5, "partial"),
        ("budget", 0, "partial"),
        ("silent", 0, "silent"),
        ("needs_family", 0, "needs_family"),
        ("moved", 3, "moved"),
        ("blocked", 0, "blocked"),
        ("refused", 0, "blocked"),
        ("unreachable", 0, "failing"),
        ("failed", 0, "failing"),
    ],
)
def test_an_outcome_is_a_state(life: Life, outcome: Outcome, seen: int, state: str) -> None:
    life.visit(outcome, seen)
    assert life.health.state == state


def test_since_when_and_how_often(life: Life) -> None:
    life.visit("complete", seen=5)
    for _ in range(3):
        life.visit("silent", why="nothing there")
    found = life.health
    assert (found.state, found.since, found.visits) == ("silent", "2026-01-06T01:00:00Z", 3)
    assert (found.last_healthy, found.why) == ("2026-01-05T01:00:00Z", "nothing there")
    life.visit("complete", seen=5)
    assert (life.health.state, life.health.since) == ("healthy", "2026-01-09T01:00:00Z")


def test_the_third_failure_in_a_row_is_death_and_one_answer_life(life: Life) -> None:
    states = []
    for outcome in ("unreachable", "failed", "unreachable", "unreachable"):
        life.visit("failed" if outcome == "failed" else "unreachable")
        states.append(life.health.state)
    assert states == ["failing", "failing", "dead", "dead"]
    life.visit("complete", seen=1)
    assert life.health.state == "healthy"


def test_only_a_visit_that_saw_reports_proves_a_portal(life: Life) -> None:
    life.visit("silent")
    assert life.health.proved_on is None
    life.visit("complete", seen=2)
    assert life.health.proved_on == "2026-01-06"


class TestLeases:
    """One visitor at a time."""

    def lease(self, life: Life, run: int) -> bool:
        with life.archive.transaction():
            return life.portal in leases.acquire(life.archive, run, [life.portal])

    def other_process(self, life: Life) -> None:
        """The leases that stand belong to a process of another machine."""
        life.archive.conn.execute("update leases set machine = 'elsewhere'")

    def test_a_second_run_waits_for_the_first(self, life: Life) -> None:
        first, second = (runs.start_run(life.archive, "agent", "test") for _ in range(2))
        assert self.lease(life, first)
        assert not self.lease(life, second)
        runs.finish_visit(life.archive, runs.start_visit(life.archive, first, life.portal))
        assert self.lease(life, second)

    def test_a_living_run_is_not_closed_by_another(self, life: Life) -> None:
        first = runs.start_run(life.archive, "agent", "test")
        assert self.lease(life, first)
        runs.start_visit(life.archive, first, life.portal)
        runs.start_run(life.archive, "agent", "test")
        assert life.archive.value("select outcome from visits") is None

    def test_hosts_above_and_below_are_the_same_visitor(self, life: Life) -> None:
        first, second = (runs.start_run(life.archive, "agent", "test") for _ in range(2))
        below = runs.portal(life.archive, "http://sjj.baiyan.example/")
        beside = runs.portal(life.archive, "http://notbaiyan.example/")
        assert self.lease(life, first)
        with life.archive.transaction():
            assert leases.acquire(life.archive, second, [below, beside]) == {beside}

    def test_a_lease_ends_unless_renewed(self, life: Life) -> None:
        first, second = (runs.start_run(life.archive, "agent", "test") for _ in range(2))
        assert self.lease(life, first)
        self.other_process(life)
        life.days.later(0.9 * leases.TERM / timedelta(days=1))
        leases.renew(life.archive, first)
        life.days.later(0.9 * leases.TERM / timedelta(days=1))
        assert not self.lease(life, second)
        life.days.later(0.2 * leases.TERM / timedelta(days=1))
        assert self.lease(life, second)

    def test_a_dead_process_of_this_machine_holds_nothing(self, life: Life) -> None:
        first, second = (runs.start_run(life.archive, "agent", "test") for _ in range(2))
        assert self.lease(life, first)
        life.archive.conn.execute("update leases set process_started = process_started - 1")
        assert self.lease(life, second)
