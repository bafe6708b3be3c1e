"""The two READMEs say the same, and what documents link to is there."""

from __future__ import annotations

import re

import pytest

from nianbao.cli.main import COMMANDS
from tests.conftest import ROOT

FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)
DOCUMENTS = [
    "README.md",
    "README.zh.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    *(str(p.relative_to(ROOT)) for p in (ROOT / "docs").glob("*.md")),
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
