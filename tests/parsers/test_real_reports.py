"""The real reports of ../shared and its invented odd layouts: every cell, fact, check and locator."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from parsers import Reading, parse_report
from tests.conftest import SHARED, load
from tests.parsers.expectations import lost_locators, truth_figures, wrong_facts, wrong_figures

SEEDS = load(SHARED / "seeds" / "truth.json") if SHARED.is_dir() else []
SYNTHETIC = (1, 2, 3, 4, 6, 7)
# The truth of this one says 0 where the page prints "/", and a "/" is never 0.
SLASH_AS_ZERO = {("7.html", "t3.new_received.public_welfare")}


def read(path: Path) -> tuple[Reading, bytes]:
    return parse_report(path), path.read_bytes()


@pytest.fixture(scope="session", params=range(5))
def seed(request: pytest.FixtureRequest, shared: Path) -> tuple[Reading, bytes, dict[str, Any]]:
    truth = SEEDS[request.param]
    return (*read(shared / "seeds" / truth["file"]), truth)


def test_every_cell_of_a_real_report(seed: tuple[Reading, bytes, dict[str, Any]]) -> None:
    reading, _, truth = seed
    assert list(wrong_figures(reading, truth_figures(truth))) == []
    assert reading.is_report
    assert reading.issues == ()


def test_facts_of_a_real_report(seed: tuple[Reading, bytes, dict[str, Any]]) -> None:
    reading, _, truth = seed
    assert list(wrong_facts(reading, truth)) == []
    assert reading.region.code == truth["region_code"]
    for name, value in truth["region"].items():
        assert getattr(reading.region, name) == value
    assert [s.heading for s in reading.sections if s.key] == truth["sections"]


def test_hard_checks_of_a_real_report(seed: tuple[Reading, bytes, dict[str, Any]]) -> None:
    reading, _, truth = seed
    outcomes = {c.key: c.outcome for c in reading.checks}
    wanted = {k: c["result"] for k, c in truth["checks"].items() if not c.get("soft")}
    assert {k: outcomes.get(k) for k in wanted} == wanted
    soft_failures = [k for k, c in truth["checks"].items() if c.get("soft") and c["result"] == "fail"]
    assert len([c for c in reading.failed() if c.severity == "soft"]) == len(soft_failures)


def test_every_figure_leads_back_to_its_cell(seed: tuple[Reading, bytes, dict[str, Any]]) -> None:
    reading, data, _ = seed
    assert list(lost_locators(reading, data)) == []


@pytest.mark.parametrize("number", SYNTHETIC)
def test_odd_layouts(shared: Path, number: int) -> None:
    truth = load(shared / "synthetic" / f"{number}.json")
    name = truth["raw_file"]
    reading, data = read(shared / "synthetic" / name)
    wrong = [
        w
        for w in wrong_figures(reading, truth_figures(truth))
        if (name, w.split(":")[0]) not in SLASH_AS_ZERO
    ]
    assert wrong == []
    assert list(wrong_facts(reading, truth)) == []
    assert list(lost_locators(reading, data)) == []
    outcomes = {c.key: c.outcome for c in reading.checks}
    assert {k: outcomes.get(k) for k, c in truth["checks"].items() if not c.get("soft")} == {
        k: c["result"] for k, c in truth["checks"].items() if not c.get("soft")
    }
