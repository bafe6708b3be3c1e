"""docs/glossary.md: every name that it says is in the code is there."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator

import parsers
from tests.conftest import ROOT

ROOMS = ("parsers", "archive", "crawler", "nianbao")


def _table_rows() -> Iterator[list[str]]:
    for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("|") and not line.startswith(("|---", "| 中文")):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def _names_of_the_code() -> set[str]:
    """Modules by their dotted names; classes, functions, fields and constants; whole strings, as stored values are."""
    names: set[str] = set()
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        names.add(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                names.add(node.name)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                names.add(node.target.id)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                names.add(node.value)
    return names


def _names_of_the_data() -> set[str]:
    """Tables, views and their columns; what the forms call their rows and columns, and the fields that these make."""
    dictionary = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    names = set(re.findall(r"^## (\w+)$|^\| `(\w+)`", dictionary, re.M))
    labels = tomllib.loads((ROOT / "parsers/forms/labels.toml").read_text(encoding="utf-8"))
    keys = {key for table in labels.values() for key in table}
    fields = {field.key.rpartition(".")[0] for field in parsers.fields()}
    items = {field.rpartition(".")[0] for field in fields}
    return {name for pair in names for name in pair} | keys | fields | items


def test_every_name_of_the_glossary_is_in_the_code() -> None:
    known = _names_of_the_code() | _names_of_the_data()
    named = {name for row in _table_rows() for name in re.findall(r"`([^`]+)`", row[2])}
    assert len(named) > 100
    assert sorted(named - known) == []


def test_every_row_of_the_glossary_is_whole_and_stands_once() -> None:
    rows = list(_table_rows())
    assert [row for row in rows if len(row) != 4 or not all(row)] == []
    for column in (0, 1):
        terms = [row[column] for row in rows]
        assert sorted(terms) == sorted(set(terms))
