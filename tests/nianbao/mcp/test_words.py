"""The data files of the tools and the command that starts them."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

import nianbao.mcp
import parsers
from archive.schema.view_measures import measures
from nianbao.cli.main import main

ROOM = Path(nianbao.mcp.__file__).parent
FIELDS = {field.key for field in parsers.fields()}


def file(name: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((ROOM / name).read_text(encoding="utf-8"))


def test_every_name_means_figures_of_the_forms() -> None:
    names = file("names.toml")
    assert {f"{row}.total" for row in names["rows"]} | set(names["figures"]) <= FIELDS
    assert {*names["other_forms"].values(), *names["other_forms"]} - set(names["sums"]) <= FIELDS
    assert set(names["rates"]) <= set(measures())
    assert set(names["columns"]) <= {key.rpartition(".")[2] for key in FIELDS}
    assert not set(measures()) & FIELDS and not set(names["sums"]) & set(measures())


def test_every_reason_is_said_and_every_sentence_is_used() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in ROOM.glob("*.py"))
    reasons = set(file("refusals.toml")["reasons"])
    raised = set(re.findall(r'(?:Refused|refusal)\(\s*"(\w+)"', code))
    assert raised <= reasons
    assert all(
        f'"{reason}"' in code or reason in ("blank", "not_applicable", "unreadable") for reason in reasons
    )


def test_without_the_extra_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "nianbao.mcp.server", raising=False)
    monkeypatch.setitem(sys.modules, "mcp", None)
    done = CliRunner().invoke(main, ["mcp", "--data", str(tmp_path)])
    assert done.exit_code == 2 and "requirements-mcp.lock" in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "site", ["ftp://a.example/", "nianbao", "https:///", "https://a.example/?q=1", "http://[x"]
)
def test_links_lead_to_the_address_of_a_site_alone(site: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["mcp", "--data", str(tmp_path), "--site", site])
    assert done.exit_code == 2 and "address" in done.stderr
