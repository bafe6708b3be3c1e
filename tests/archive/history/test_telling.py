"""Nothing is told of pages that change round a report that does not; every true change is told once, as what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.archive import trials


@pytest.mark.parametrize(
    ("reports", "times"), [(3, 5), pytest.param(20, 50, marks=pytest.mark.accept, id="1000")]
)
def test_no_false_alarm(tmp_path: Path, reports: int, times: int) -> None:
    assert trials.unchanged(tmp_path, reports, times) == []


@pytest.mark.parametrize("count", [10, pytest.param(500, marks=pytest.mark.accept)])
def test_every_true_change_is_told_once(tmp_path: Path, count: int) -> None:
    wrong = trials.changed(tmp_path, trials.trials(count))
    assert [(t.seed, t.expected, told) for t, told in wrong] == []
