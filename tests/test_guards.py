"""What nobody may forget: a reading that changes, and a command, setting, hook, exit status or public name without a word."""

from __future__ import annotations

import ast
import hashlib
import importlib
import json
import os
import re
from pathlib import Path

import click
import pytest

import parsers
from nianbao.cli.common.config import SETTINGS
from nianbao.cli.main import main
from nianbao.exits import Exit
from parsers.json_schema import as_json
from samples import SampleServer, truth
from tests.conftest import ROOT
from tests.parsers.test_sample_pages import fetch

GOLDEN = ROOT / "tests" / "parsers" / "golden.json"
RENEW = "NIANBAO_RENEW_GOLDEN"
CLOCK = b'class="now"'
"""Pages that print the clock are another at each visit."""
DOORS = ("parsers", "archive", "crawler", "nianbao", "nianbao.site", "samples")
ROOMS = ("archive", "crawler", "nianbao", "parsers")
MODULES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
DOCUMENTS = "\n".join(
    p.read_text(encoding="utf-8") for p in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"))
)


def readings(portals: SampleServer) -> dict[str, str]:
    """Address of each report of the samples -> the hash of all that is read of it."""
    found = {}
    for address in sorted({address for report in truth()["reports"] for address in report["addresses"]}):
        page = fetch(portals, address)
        if CLOCK in page:
            continue
        said = as_json(parsers.parse_report(page.replace(b":%d" % portals.port, b""))) | {"parser": None}
        found[address] = hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()[
            :16
        ]
    return found


def test_a_reading_changes_only_with_the_version_of_the_parser(portals: SampleServer) -> None:
    """Stored readings are renewed by their version; a change without one would be told as a change of the page."""
    now = {"parser": parsers.PARSER_VERSION, "readings": readings(portals)}
    if os.environ.get(RENEW):
        GOLDEN.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
    kept = json.loads(GOLDEN.read_text(encoding="utf-8"))
    changed = sorted(name for name, said in now["readings"].items() if kept["readings"].get(name) != said)
    what = f"{len(changed)} readings are other than in {GOLDEN.name}, the first of {changed[:1]}"
    if kept["parser"] == now["parser"]:
        assert not changed, (
            f"{what}: raise PARSER_VERSION in parsers/model.py, then run this once with {RENEW}=1"
        )
    else:
        assert not changed, f"{what}: look at them, then run this once with {RENEW}=1"
        pytest.fail(
            f"PARSER_VERSION is {now['parser']}, {GOLDEN.name} is of {kept['parser']}: run this once with {RENEW}=1"
        )


@pytest.mark.parametrize("name", sorted(main.list_commands(click.Context(main))))
def test_every_command_is_documented(name: str) -> None:
    assert re.search(rf"nianbao {name}\b", DOCUMENTS), f"neither README nor docs/ shows `nianbao {name}`"
    command = main.get_command(click.Context(main), name)
    assert command and command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.name} has no help"


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_documented(name: str) -> None:
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    assert re.search(rf"^{name} =|`{name}`", text, re.M)


@pytest.mark.parametrize(
    "name", sorted({v for p in MODULES for v in re.findall(r"\bNIANBAO_[A-Z_]+\b", p.read_text())})
)
def test_every_variable_of_the_environment_is_documented(name: str) -> None:
    assert name in DOCUMENTS


@pytest.mark.parametrize("status", Exit, ids=lambda s: s.name)
def test_every_exit_status_is_documented(status: Exit) -> None:
    for name, first in (("README.md", "0 done"), ("README.zh.md", "0 完成")):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert re.search(rf"(^|· ){int(status)} ", text[text.index(first) :])


def test_every_hook_that_we_offer_or_lean_on_is_documented() -> None:
    from nianbao import site

    for name in site.__all__:
        assert f"`{name}`" in DOCUMENTS, f"docs/ says nothing of the hook {name}"


@pytest.mark.parametrize("door", DOORS)
def test_what_a_door_offers_has_a_docstring(door: str) -> None:
    module = importlib.import_module(door)
    assert module.__doc__
    for name in module.__all__:
        offered = getattr(module, name)
        if callable(offered):
            assert (offered.__doc__ or "").strip(), f"{door}.{name} has no docstring"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_modules_have_docstrings_and_sorted_doors(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the module has no docstring"
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            offered = ast.literal_eval(node.value)
            constants = [name for name in offered if name.isupper()]
            classes = [name for name in offered if name[0].isupper() and not name.isupper()]
            rest = [name for name in offered if not name[0].isupper()]
            assert list(offered) == sorted(constants) + sorted(classes) + sorted(rest)
