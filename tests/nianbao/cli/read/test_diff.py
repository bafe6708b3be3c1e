"""`nianbao diff`: what turned from one version, or one body, to another; nothing printed by others runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive import open_archive
from nianbao.cli.main import main
from tests.archive.kept import keep, url_of


@pytest.fixture
def versions(tmp_path: Path) -> tuple[Path, str, str]:
    """An archive, and the keys of the two versions of one of its reports."""
    keep(tmp_path)
    with open_archive(tmp_path, read_only=True) as archive:
        keys = [
            r["key"]
            for r in archive.rows(
                "select v.key from versions v join renditions n on n.id = v.rendition_id where n.url = ? order by"
                " v.first_seen",
                url_of(1),
            )
        ]
    return tmp_path, keys[0], keys[1]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["diff", *(str(a) for a in arguments)], env={"COLUMNS": "200"})


def test_json(versions: tuple[Path, str, str]) -> None:
    data, before, after = versions
    result = run(before, after[:12], "--json", "--data", data)
    assert result.exit_code == 0, result.output
    cells = json.loads(result.stdout)["cells"]
    assert list(cells) == ["t3.new_received.total"]
    assert [side[1] for side in cells["t3.new_received.total"]] == [33, 35]


@pytest.mark.parametrize("options", [(), ("--html",)])
def test_for_people(versions: tuple[Path, str, str], options: tuple[str, ...]) -> None:
    data, before, after = versions
    result = run(before, after, *options, "--data", data)
    assert result.exit_code == 0
    assert "33" in result.stdout and "35" in result.stdout and "t3.new_received.total" in result.stdout
    assert run(before, before, "--data", data).stdout.startswith("no cell differs")


@pytest.mark.parametrize(
    ("key", "said"),
    [("ab", "is no key"), ("%%%%%%%%", "is no key"), ("ffffffffffff", "no report or version")],
)
def test_no_such_key(versions: tuple[Path, str, str], key: str, said: str) -> None:
    data, before, _ = versions
    result = run(before, key, "--data", data)
    assert result.exit_code == 2 and said in result.stderr and result.stderr.count("\n") == 1
