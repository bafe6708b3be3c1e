"""`nianbao export`: what a person opens is what a program reads."""

from __future__ import annotations

import codecs
import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from nianbao.cli.main import main
from tests.archive.kept import keep


@pytest.fixture
def data(tmp_path: Path) -> Path:
    keep(tmp_path / "data")
    return tmp_path / "data"


def test_a_file_has_the_mark_that_excel_needs_and_standard_output_has_none(
    data: Path, tmp_path: Path
) -> None:
    out = tmp_path / "figures.csv"
    assert CliRunner().invoke(main, ["export", str(out), "--data", str(data)]).exit_code == 0
    written = out.read_bytes()
    assert written.startswith(codecs.BOM_UTF8)
    printed = CliRunner().invoke(main, ["export", "-", "--data", str(data)]).stdout
    rows = list(csv.reader(written.decode("utf-8-sig").splitlines()))
    assert len(rows) > 1
    assert list(csv.reader(printed.splitlines())) == rows
