"""`nianbao gaps` on an archive with a gap, and on one without."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from archive import open_archive
from nianbao.cli.main import main
from tests.archive.coverage.test_coverage import report
from tests.archive.visiting import SetClock, visit


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The body published in 2020 and 2022, and nothing else is known; the portal was read whole."""
    with open_archive(tmp_path, SetClock(datetime(2024, 6, 1, tzinfo=UTC))) as archive:
        visit(archive, [report(2020, date(2021, 1, 9)), report(2022, date(2023, 1, 9))], region="411523")
    return tmp_path


def run(data: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["gaps", "--data", str(data), *arguments])
    return done.exit_code, done.output


def test_gaps_are_told_with_ground_and_cause(data: Path) -> None:
    status, output = run(data, "--region", "411523", "--json")
    said: dict[str, Any] = json.loads(output)
    departments = [gap for gap in said["gaps"] if gap["kind"] == "department"]
    assert [(g["year"], g["expected"], g["present"]) for g in departments][:1] == [(2021, 1, 0)]
    assert departments[0] | {"portal": ""} == departments[0] | {
        "portal": "",
        "cause": "not_published",
        "grounds": ["past"],
    }
    assert (status, said["estimate"]) == (5, None)


def test_the_last_line_sums_up(data: Path) -> None:
    status, output = run(data)
    assert status == 5
    assert "no estimate" in output.splitlines()[-1]


def test_the_view_counts_the_same(data: Path) -> None:
    with open_archive(data, read_only=True) as archive:
        row = archive.row(
            "select expected, present, not_published from gaps where year = 2021 and kind = 'department'"
        )
    assert row is not None and tuple(row) == (1, 0, 1)


def test_where_nothing_is_missing_the_status_is_0(data: Path) -> None:
    assert run(data, "--region", "32")[0] == 0
