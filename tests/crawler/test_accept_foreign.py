"""Three foreign farms that nobody looked at while the crawler was made: what is found, asked and said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.crawler.foreign.measure import Counted, measure, table

SEEDS = (7301, 7302, 7303)
"""Disjoint from the seeds of development, which are below 1,000."""
RECALL, PRECISION, REQUESTS, ENDED = 0.97, 0.995, 3.0, 0.99


@pytest.mark.accept
def test_three_foreign_farms(capsys: pytest.CaptureFixture[str]) -> None:
    """One test, so that it says all that is wrong at once."""
    counted: list[Counted] = []
    for seed in SEEDS:
        mine = measure(seed)
        counted += mine
        with capsys.disabled():
            print(f"\nseed {seed}\n{table(mine)}")
    faults = [f"{name}: {what}" for name, what in _faults(counted)]
    assert not faults, "\n".join(faults)


def _faults(counted: list[Counted]) -> Iterator[tuple[str, Any]]:
    """What is not as it should be, by name."""
    for name, value, met in _rates(counted):
        if not met:
            yield name, round(value, 4)
    complete = [c for c in counted if c.outcome == "complete"]
    places = {
        "disallowed requests": {c.portal.template: c.forbidden for c in counted if c.forbidden},
        "two requests at a time on a host": {c.portal.template: c.crowded for c in counted if c.crowded},
        "reports lost on portals called complete": _lost(complete),
        "lists that cannot be read, and no reason names one": _lost(
            [c for c in counted if c.portal.named and not c.names_what_is_closed]
        ),
    }
    yield from ((name, found) for name, found in places.items() if found)


def _lost(counted: list[Counted]) -> dict[str, int]:
    """How many reports were lost, by template; templates that lost none are left out."""
    found: Counter[str] = Counter()
    for row in counted:
        found[row.portal.template] += len(row.lost)
    return {name: lost for name, lost in found.items() if lost}


def _rates(counted: list[Counted]) -> Iterator[tuple[str, float, bool]]:
    open_ones = [c for c in counted if not c.portal.needs_browser]
    wanted = sum(len(c.portal.readable) for c in counted)
    found = sum(len(c.found & c.portal.readable) for c in counted)
    recall = found / wanted
    yield "recall", recall, recall >= RECALL
    believed = sum(len(c.believed) for c in counted)
    precision = 1 - sum(len(c.wrong) for c in counted) / max(1, believed)
    yield "precision", precision, precision >= PRECISION
    asked = sum(len(c.asked) for c in open_ones) / max(1, sum(len(c.found) for c in open_ones))
    yield "requests a report", asked, asked <= REQUESTS
    whole = [c for c in counted if not c.lost]
    ended = sum(c.outcome == "complete" for c in whole) / max(1, len(whole))
    yield "whole portals that end complete", ended, ended >= ENDED
