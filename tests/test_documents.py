"""The two READMEs say the same, and what documents link to is there."""

from __future__ import annotations

import re
import shlex
import tomllib
from itertools import takewhile
from typing import Any

import click
import pytest
from click.testing import CliRunner

from archive.exchange.writers import LICENCE
from nianbao.cli.main import COMMANDS, main
from tests.conftest import ROOT

FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)
DOCUMENTS = [
    "README.md",
    "README.zh.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    *(str(p.relative_to(ROOT)) for p in (ROOT / "docs").rglob("*.md")),
]


def commands(name: str) -> list[tuple[str, list[str]]]:
    """The code blocks of a document, without comments: those are in its own language."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return [
        (kind, [re.sub(r"\s+#\s.*", "", line).rstrip() for line in block.splitlines()])
        for kind, block in FENCED.findall(text)
    ]


def test_the_chinese_readme_has_the_same_commands() -> None:
    assert commands("README.zh.md") == commands("README.md")


def test_what_the_readme_reads_is_there_and_says_what_it_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    [example] = [lines for kind, lines in commands("README.md") if kind == "python"]
    values: dict[str, Any] = {}
    exec("\n".join(example), values)
    reading = values["reading"]
    assert (reading.publisher, reading.report_year) == ("平阴县人民政府办公室", 2021)
    assert reading.figure("t3.new_received.total").value == 3
    [parse] = [lines for kind, lines in commands("README.md") if kind == "sh" and "parse" in lines[0]]
    for line in parse:
        said = CliRunner().invoke(main, line.split()[1:])
        assert said.exit_code == 0, said.output
        assert "平阴县人民政府办公室" in said.output


def test_the_chinese_readme_has_the_same_chapters() -> None:
    counts = [
        [len(mark) for mark in re.findall(r"^(#+) ", (ROOT / name).read_text(encoding="utf-8"), re.M)]
        for name in ("README.md", "README.zh.md")
    ]
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_is_linked_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert ((ROOT / name).parent / target).exists(), target
    for target in re.findall(r"`(docs/[\w./-]+)`", text):
        assert (ROOT / target).exists(), target


def test_the_licence_is_said_in_one_way() -> None:
    for readme, words in (("README.md", "en"), ("README.zh.md", "zh")):
        said = tomllib.loads((ROOT / f"nianbao/site/words/{words}.toml").read_text(encoding="utf-8"))
        text = (ROOT / readme).read_text(encoding="utf-8")
        assert text.rstrip().endswith(said["data"]["licence"])
    assert "PDDL-1.0" in text
    assert LICENCE["name"] == "PDDL-1.0"


def test_the_tests_that_hold_each_promise_are_there() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| promise")]
    assert len(rows) >= 8
    for row in rows:
        named = re.findall(r"`(tests/[\w./-]+)`", row)
        assert named, row
        for name in named:
            assert (ROOT / name).exists(), name


PLACES = ("archive", "build", "crawler", "docs", "nianbao", "parsers", "samples", "scripts", "tests")
MADE = ("build/", "nianbao/nianbao.toml")
"""What a run makes, and what people write outside of the checkout."""


@pytest.mark.parametrize("name", [*DOCUMENTS, "CHANGELOG.md"])
def test_every_path_in_backticks_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for path in re.findall(r"`([\w.-]+/[\w./*{},-]*)`", text):
        if path.startswith(PLACES) and not path.startswith(MADE):
            head, braces, rest = path.partition("{")
            inner, _, tail = rest.partition("}")
            for each in (head + part + tail for part in inner.split(",")) if braces else (path,):
                assert any(ROOT.glob(each)), each


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_module_in_backticks_is_there(name: str) -> None:
    known = {path.name for room in PLACES for path in (ROOT / room).rglob("*.py")}
    text = (ROOT / name).read_text(encoding="utf-8")
    assert set(re.findall(r"`(\w+\.py)`", text)) <= known


@pytest.mark.parametrize("name", [*DOCUMENTS, "CHANGELOG.md"])
def test_every_command_named_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = "\n".join(line for kind, lines in commands(name) if kind != "python" for line in lines)
    named = re.findall(r"`(?:\$ )?nianbao ([a-z]+)", text)
    named += re.findall(r"^(?:\$ )?(?:\S+/)?nianbao ([a-z]+)", blocks, re.M)
    assert set(named) <= set(COMMANDS)


ENDS = {">", ">>", "|", "||", "2>&1"}


def lines_of(name: str) -> list[list[str]]:
    """The words behind `nianbao` of each line of a document's code blocks that calls it, up to a pipe."""
    found = []
    for kind, lines in commands(name):
        for line in lines if kind != "python" else ():
            if called := re.search(r"(?:^|[\s/])nianbao ([a-z]+\b.*)$", line):
                words = shlex.split(called[1])
                found.append(list(takewhile(lambda word: word not in ENDS, words)))
    return [words for words in found if words[0] in COMMANDS]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_option_of_a_command_is_there(name: str) -> None:
    """Read as the command would read them; nothing is run."""
    for words in lines_of(name):
        command: click.Command | None = main
        context = click.Context(main)
        while isinstance(command, click.Group):
            command = command.get_command(context, words.pop(0))
        assert command is not None
        command.make_context("nianbao", words)


def test_the_lines_are_found() -> None:
    assert len(lines_of("README.md")) >= 13 and len(lines_of("docs/operating.md")) >= 6
