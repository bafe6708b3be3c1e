"""`scripts/new`: what it begins fails its own test until it is filled in, and passes then. In a copy of the checkout."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

NAMES = {"family": "yunzheng", "reader": "pairs", "form": "2097", "measure": "pace", "page": "bodies"}
TESTS = {
    "family": "tests/crawler/families/test_yunzheng.py",
    "reader": "tests/parsers/readers/test_pairs.py",
    "form": "tests/parsers/tables/test_form_2097.py",
    "measure": "tests/archive/schema/test_measure_pace.py",
    "page": "tests/nianbao/site/pages/test_bodies.py",
}
ROOMS = ("archive", "crawler", "nianbao", "parsers", "samples", "scripts", "tests", "pyproject.toml")
LIST = '<html><script>var yunzheng = true</script><ul id="y"></ul></html>'
FILLED = {
    "crawler/families/yunzheng.py": [
        ('marks(page: Page) -> bool:\n    return "FILL IN" in', 'marks(page: Page) -> bool:\n    return "yunzheng" in'),
        ("return marks(page) and page.ask.number is not None", "return marks(page)"),
        ("FILL IN", "invented"),
    ],
    "tests/crawler/families/test_yunzheng.py": [
        ("<html>FILL IN 年报: a small page of your own, in the manner of the software</html>",
         '{"by":"yunzheng","rows":[{"title":"2023年政府信息公开工作年度报告","url":"/a/1.html"}]}'),
        ("/FILL-IN", "/a/1.html"),
        ('"FILL IN" not in str', '"nothing" not in str'),
    ],
    "parsers/readers/pairs.py": [
        ("    blocks: tuple[Block, ...] = ()\n    if not blocks:\n        raise Unreadable(\"FILL IN\")\n",
         "    if not data.startswith(b'PAIRS'):\n        raise Unreadable('the file does not begin with PAIRS')\n"
         "    rows = [line.split('=', 1) for line in data.decode(errors='replace').splitlines()[1:]]\n"
         "    grid = Grid(tuple(tuple(Cell(t, r, c, 1, 1, f'{PREFIX}r{r}c{c}') for c, t in enumerate(row))"
         " for r, row in enumerate(rows)), 2, f'{PREFIX}table')\n"
         "    blocks: tuple[Block, ...] = (grid,)\n"),
    ],
    "tests/parsers/readers/test_pairs.py": [
        ("FILL IN a small file of your own with one table", "PAIRS\\\\na=1\\\\nb=2"),
        ('[["FILL IN", "its cells"]]', '[["a", "1"], ["b", "2"]]'),
    ],
    "parsers/readers/registry.py": [
        ("READERS: dict[str, Reader] = {", 'READERS: dict[str, Reader] = {\n    "application/x-pairs": lambda raw, url: pairs.read_pairs(raw),'),
        ("    HTML_PREFIX: html.HtmlResolver,", "    HTML_PREFIX: html.HtmlResolver,\n    pairs.PREFIX: pairs.Resolver,"),
        ("from parsers.readers.ofd import reader as ofd\n", "from parsers.readers import pairs\nfrom parsers.readers.ofd import reader as ofd\n"),
    ],
    "parsers/readers/media_type.py": [
        ("    found = next((name for magic", '    if raw.startswith(b"PAIRS"):\n        return "application/x-pairs"\n    found = next((name for magic'),
    ],
    "parsers/forms/2097.toml": [
        ('basis = "FILL IN"', 'basis = "an invented form"'),
        ('telling = []', 'telling = ["invented_ruling"]'),
        ('rows = ["licensing"]', 'rows = ["licensing", "invented_ruling"]'),
        ('"unable_unclear",', '"unable_unclear", "unable_invented",'),
        ("# [new.t3rows]", '[new.t2rows]\ninvented_ruling = { zh = "虚构裁决", en = "Rulings", cores = ["^虚构裁决$"] }\n'
         '[new.t3rows]\nunable_invented = { zh = "4.虚构灭失", en = "Lost", group = "unable", cores = ["虚构灭失"] }'),
    ],
    "archive/data/measures.toml": [("FILL IN", "予以公开占比")],
    "tests/archive/schema/test_measure_pace.py": [
        ("NUMERATOR: list[str] = []", 'NUMERATOR = ["t3.granted.total"]'),
        ("DENOMINATOR: list[str] = []", 'DENOMINATOR = ["t3.total_results.total"]'),
    ],
    "nianbao/site/pages/bodies.py": [
        ("select 'FILL IN' as name, 0 as number limit ? offset ?", "select name, 1 as number from publishers order by name limit ? offset ?"),
        ("FILL IN", "Every body"),
    ],
    "nianbao/site/words/en.toml": [("FILL IN", "Bodies")],
    "nianbao/site/words/zh.toml": [("FILL IN", "机关")],
    "tests/nianbao/site/pages/test_bodies.py": [("FILL IN a word that the page shows of the archive of the tests", "白岩县")],
}  # fmt: skip
"""File -> what a contributor would put in the place of what."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("checkout")
    for name in ROOMS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, found / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, found / name)
    return found


def new(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "scripts/new", *arguments], cwd=copy, capture_output=True, text=True
    )


def failures(copy: Path) -> set[str]:
    """The files of tests of which one failed."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rfE", "--tb=line", "-p", "no:cacheprovider", *TESTS.values()],
        cwd=copy, env={**os.environ, "PYTHONPATH": str(copy)}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return set(re.findall(r"^(?:FAILED|ERROR) ([\w/.]+\.py)", done.stdout, re.M))


def test_what_it_begins_fails_until_it_is_filled_in(copy: Path) -> None:
    written = []
    for kind, name in NAMES.items():
        done = new(copy, kind, name)
        assert done.returncode == 0 and TESTS[kind] in done.stdout, done.stderr
        written += re.findall(r"^written +(\S+\.py)$", done.stdout, re.M)
    assert failures(copy) == set(TESTS.values())
    for check in (["check", "--no-cache", "-q"], ["format", "--no-cache", "-q", "--check"]):
        said = subprocess.run(
            [sys.executable, "-m", "ruff", *check, *written], cwd=copy, capture_output=True, text=True
        )
        assert said.stdout + said.stderr == ""
    for path, parts in FILLED.items():
        text = (copy / path).read_text(encoding="utf-8")
        for old, filled in parts:
            assert old in text, (path, old)
            text = text.replace(old, filled.replace("\\\\n", "\\n"))
        (copy / path).write_text(text, encoding="utf-8")
    assert failures(copy) == set()


@pytest.mark.parametrize(
    "arguments", [(), ("family",), ("novel", "x"), ("form", "x"), ("family", "A B"), ("family", "trs")]
)
def test_a_wrong_call_writes_nothing(copy: Path, arguments: tuple[str, ...]) -> None:
    before = sorted(copy.rglob("*.txt"))
    done = new(copy, *arguments)
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and done.stderr.startswith("new: ")
    assert sorted(copy.rglob("*.txt")) == before
