"""A tenth of the national rehearsal: 300 hosts crawled, an archive filled to 50,000 reports, and how it grew on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.nation.__main__ import TENTH, rehearse

REPORT = Path("build/nation-tenth.json")
P95_MS = 400.0
STRAIGHT = 1.1
"""No total grows with a higher power of the size."""
LEAST_MS, LEAST_S = 100.0, 0.5
"""What is faster than that is as long as the machine's other work lets it be: its growth says nothing."""

pytestmark = pytest.mark.accept


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    REPORT.unlink(missing_ok=True)
    return rehearse(tmp_path_factory.mktemp("nation"), TENTH, REPORT)


def test_the_crawl_saw_every_portal(figures: dict[str, Any]) -> None:
    crawl = figures["crawl"]
    assert sum(crawl["visits"].values()) == TENTH.hosts
    assert crawl["reports"] > 2 * TENTH.hosts


def test_every_page_is_there_in_time(figures: dict[str, Any]) -> None:
    pages = figures[f"{TENTH.sizes[-1]} site"]["pages"]
    assert {name: p["p95_ms"] for name, p in pages.items() if p["p95_ms"] > P95_MS} == {}


def test_it_grows_straight(figures: dict[str, Any]) -> None:
    last = TENTH.sizes[-1]
    slow = {
        f"{name} p95_ms" for name, p in figures[f"{last} site"]["pages"].items() if p["p95_ms"] > LEAST_MS
    }
    long = {
        name
        for part in ("work", "analysis")
        for name, n in figures[f"{last} {part}"].items()
        if name.endswith("_s") and n > LEAST_S
    }
    dear = {
        f"{name} cpu_ms" for name, p in figures[f"{last} cost"]["pages"].items() if p["again_ms"] > LEAST_MS
    }
    watched = slow | dear | long | {"memory_mb", "bytes_a_report", "filed_ms", "dataset_bytes"}
    assert {
        name: power for name, power in figures["exponents"].items() if name in watched and power > STRAIGHT
    } == {}
