"""`nianbao coverage`: a table, JSON and CSV, and an exit status for scripts."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive import open_archive
from nianbao.cli.main import main
from tests.archive.coverage.test_coverage import report
from tests.archive.visiting import SetClock, visit


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One department that published for 2021 and was looked at in June 2024."""
    path = tmp_path_factory.mktemp("coverage")
    with open_archive(path, SetClock(datetime(2024, 6, 1, tzinfo=UTC))) as archive:
        visit(archive, [report(2021, datetime(2022, 1, 30).date())], region="411523")
    return path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["coverage", *map(str, arguments)])


def test_overdue_is_an_exit_status(data: Path) -> None:
    result = run("--data", data, "--year", "2022", "--kind", "department", "--json")
    assert result.exit_code == 5
    (row,) = json.loads(result.output)
    assert (row["publisher"], row["status"], row["due_on"]) == ("新县财政局", "overdue", "2023-01-31")


def test_in_time_is_done(data: Path) -> None:
    result = run("--data", data, "--year", "2021", "--region", "新县", "--kind", "department")
    assert result.exit_code == 0 and "on_time 1" in result.output and "新县财政局" in result.output


def test_csv_has_every_county_of_the_province(data: Path) -> None:
    result = run("--data", data, "--year", "2021", "--province", "河北", "--csv")
    rows = list(csv.DictReader(io.StringIO(result.output)))
    assert result.exit_code == 0 and len(rows) == 167
    assert {r["status"] for r in rows} == {"not_observable"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--year", "1999"), "1999"),
        (("--province", "江湖"), "江湖"),
        (("--region", "415"), "two, four or six digits"),
        (("--status", "lost"), "lost"),
    ],
)
def test_wrong_usage(data: Path, arguments: tuple[str, ...], says: str) -> None:
    result = run("--data", data, *arguments)
    assert result.exit_code == 2 and says in result.output


def test_no_archive(tmp_path: Path) -> None:
    result = run("--data", tmp_path)
    assert result.exit_code == 3 and "no archive" in result.output and "Traceback" not in result.output
