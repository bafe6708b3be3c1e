"""The discovery rates over ten farms that nobody looked at while the crawler was made."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from benchmarks import discovery
from benchmarks.discovery import Counts

SEEDS = tuple(range(4101, 4111))
"""Disjoint from the seeds of development (below 1,000) and of the bench (from 10,000)."""
AT_ONCE = 2


@pytest.mark.accept
def test_ten_farms() -> None:
    """One test, since its workers would each crawl the farms again; it says all that is wrong at once."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        counted = list(pool.map(discovery.measure, SEEDS))
    discovery.keep(counted)
    assert {r.name: r.value for r in discovery.rates(counted) if not r.met} | _faults(counted) == {}


def _faults(counted: list[Counts]) -> dict[str, Any]:
    """What must not happen on any farm, by name; nothing where nothing did."""
    generic = [p for c in counted for p in c["generic"]]
    unseen = [p for p in generic if p["lists"] == "family" and not p["found"]]
    found = {
        "new on the second crawl": [c["seed"] for c in counted if c["again"]["new"]],
        "new after a step, but for the published": [h for c in counted for h in c["step"]["wrong"]],
        "walls not seen": [c["seed"] for c in counted if c["step"]["blocked"] != "blocked"],
        "unseen, but called healthy": [p["host"] for p in unseen if p["outcome"] == "complete"],
    }
    return {name: where for name, where in found.items() if where}
