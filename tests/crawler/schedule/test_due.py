"""When a portal is due, and in which hours it may be asked: rules over an injected clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.clock import SHANGHAI, instant
from archive.crawl.health import PortalHealth, never_seen
from archive.outcomes import State
from crawler.schedule.due import BACKING_OFF, LONGEST, NIGHT, due_at, interval
from crawler.schedule.hours import MARGIN, Hours

JANUARY = datetime(2026, 1, 20, 14, tzinfo=UTC)
JUNE = datetime(2026, 6, 20, 14, tzinfo=UTC)
UNVISITED = never_seen("http://www.baiyan.example/", "白岩县", "999999")
STATES: list[State] = ["healthy", "silent", "needs_family", "moved", "blocked", "failing", "dead"]
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(lambda d: d.replace(tzinfo=UTC))


def visited(
    at: datetime, state: State = "healthy", visits: int = 1, outcome: str = "complete"
) -> PortalHealth:
    return replace(
        UNVISITED, state=state, visits=visits, last_visit=instant(at), outcome=outcome, last_outcome=outcome
    )


def test_who_was_never_visited_or_interrupted_is_due_at_once() -> None:
    assert due_at(UNVISITED, JUNE) == JUNE
    assert due_at(visited(JUNE, outcome="interrupted"), JUNE) == JUNE
    assert due_at(visited(JUNE, outcome="budget"), JUNE) == JUNE + timedelta(days=1) - NIGHT


def test_daily_in_the_season_and_weekly_otherwise() -> None:
    assert interval("healthy", 1, JANUARY) == timedelta(days=1)
    assert interval("healthy", 1, JUNE) == timedelta(days=7)


def test_the_season_is_one_of_china() -> None:
    new_year = datetime(2026, 1, 1, tzinfo=SHANGHAI)
    assert interval("healthy", 1, new_year) < interval("healthy", 1, new_year - timedelta(seconds=1))
    april = datetime(2026, 4, 1, tzinfo=SHANGHAI)
    assert interval("healthy", 1, april - timedelta(seconds=1)) < interval("healthy", 1, april)


def test_a_run_each_night_finds_last_night_s_portals() -> None:
    tonight = JANUARY + timedelta(days=1)
    for hours in range(8):
        assert due_at(visited(JANUARY + timedelta(hours=hours)), tonight) <= tonight
    assert due_at(visited(JANUARY), JANUARY + timedelta(hours=8)) > JANUARY + timedelta(hours=8)


@given(st.sampled_from(STATES), st.integers(1, 10_000), moments)
def test_the_time_between_visits_only_grows_and_never_ends(state: State, visits: int, now: datetime) -> None:
    assert timedelta(0) < interval(state, visits, now) <= interval(state, visits + 1, now) <= LONGEST
    if state not in BACKING_OFF:
        assert interval(state, visits, now) == interval("healthy", 1, now)


def test_the_dead_are_left_twice_as_long_each_time() -> None:
    days = [interval("dead", visits, JANUARY).days for visits in range(1, 9)]
    assert days == [1, 2, 4, 8, 16, 32, 60, 60]


@pytest.mark.parametrize("text", ["", "22", "22-6-7", "25-3", "6-6", "0-24", "a-b", "-1-3", "22–6"])
def test_what_is_no_span_of_hours(text: str) -> None:
    with pytest.raises(ValueError, match="hours"):
        Hours.parse(text)


@pytest.mark.parametrize(
    ("span", "clock", "is_open"),
    [
        ("22-6", "21:59", False),
        ("22-6", "22:00", True),
        ("22-6", "00:30", True),
        ("22-6", "05:54", True),
        ("22-6", "05:56", False),
        ("22-6", "12:00", False),
        ("9-17", "12:00", True),
        ("9-17", "08:59", False),
        ("9-17", "16:58", False),
        ("18-24", "23:00", True),
    ],
)
def test_open_by_the_clock_of_china(span: str, clock: str, is_open: bool) -> None:
    now = datetime.fromisoformat(f"2026-01-20T{clock}:00+08:00").astimezone(UTC)
    assert Hours.parse(span).open(now) is is_open


@given(st.integers(0, 23), st.integers(0, 23), moments)
def test_they_open_within_a_day_and_then_a_request_may_begin(start: int, end: int, now: datetime) -> None:
    if start == end:
        return
    hours = Hours(start, end)
    opens = hours.opens(now)
    assert now <= opens <= now + timedelta(days=1)
    assert hours.open(opens)
    assert not hours.open(opens + timedelta(hours=(end - start) % 24) - MARGIN) or opens == now
