"""The discovery rates over ten farms that nobody looked at while the crawler was made."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks import discovery
from benchmarks.discovery import Counts

pytestmark = [pytest.mark.accept, pytest.mark.xdist_group("farm")]

SEEDS = tuple(range(4101, 4111))
"""Disjoint from the seeds of development (below 1,000) and of the bench (from 10,000)."""
AT_ONCE = 2


@pytest.fixture(scope="module")
def counted() -> list[Counts]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(discovery.measure, SEEDS))
    discovery.keep(found)
    return found


def test_the_rates(counted: list[Counts]) -> None:
    missed = {r.name: r.value for r in discovery.rates(counted) if not r.met}
    assert missed == {}


def test_a_second_crawl_finds_nothing_new(counted: list[Counts]) -> None:
    assert [c["again"]["new"] for c in counted] == [0] * len(SEEDS)


def test_after_a_step_exactly_the_published_ones_are_new(counted: list[Counts]) -> None:
    assert [c["step"]["wrong"] for c in counted] == [[]] * len(SEEDS)
    assert {c["step"]["blocked"] for c in counted} == {"blocked"}


def test_a_portal_that_needs_its_family_is_not_called_healthy(counted: list[Counts]) -> None:
    unseen = [p for c in counted for p in c["generic"] if p["lists"] == "family" and not p["found"]]
    assert unseen
    assert [p["host"] for p in unseen if p["outcome"] == "complete"] == []
