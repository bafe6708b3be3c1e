"""What a person sees in the tables of a page, by html5lib and a walk of our own; nothing here is shared with the reader.

Every cell of the page as it was made carries a number (`MARK`), so that it is known again wherever a damage puts it.
The reader gets the page without the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

import html5lib

MARK = "nb-k"
_MARKS = re.compile(rf" {MARK}=\d+")
_NOT_SHOWN = frozenset(
    ["script", "style", "template", "select", "option", "textarea", "noscript", "title", "head"]
)
_FOREIGN = _NOT_SHOWN | {"table", "img", "input", "button", "svg", "math", "iframe", "object", "caption"}
"""Elements that have no place in a cell of figures."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell at its slot. `mark` is its number; None for a cell that a damage made."""

    mark: int | None
    row: int
    col: int
    rowspan: int
    colspan: int
    text: str
    foreign: bool


@dataclass(slots=True)
class Sight:
    """One table as it is shown: its cells in order, and which cell covers a slot."""

    cells: list[Shown] = field(default_factory=list)
    covered: dict[tuple[int, int], Shown] = field(default_factory=dict)


def unmarked(source: str) -> str:
    """A page without the numbers of its cells."""
    return _MARKS.sub("", source)


def sights(source: str) -> list[Sight]:
    """The tables of a page that hold no other table of more than one cell, in order."""
    root = html5lib.parse(source, treebuilder="etree", namespaceHTMLElements=False, scripting=True)
    return [_sight(table) for table in root.iter("table")]


def _sight(table: Element) -> Sight:
    sight = Sight()
    rows = list(_rows(table))
    for index, row in enumerate(rows):
        col = 0
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while (index, col) in sight.covered:
                col += 1
            colspan = min(_number(cell.get("colspan")), 1000)
            rowspan = min(_number(cell.get("rowspan")), len(rows) - index)
            foreign = any(inner.tag in _FOREIGN for inner in cell.iter() if inner is not cell)
            shown = Shown(_mark(cell), index, col, rowspan, colspan, text_of(cell), foreign)
            sight.cells.append(shown)
            for r in range(index, index + rowspan):
                for c in range(col, col + colspan):
                    sight.covered.setdefault((r, c), shown)
            col += colspan
    return sight


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _number(value: str | None) -> int:
    found = re.match(r"\s*(\d{1,6})", value or "")
    return max(1, int(found[1])) if found else 1


def _mark(cell: Element) -> int | None:
    value = cell.get(MARK) or ""
    return int(value) if value.isdigit() else None


def text_of(element: Element) -> str:
    """What an element prints, without blanks."""
    pieces: list[str] = []

    def walk(node: Element) -> None:
        if isinstance(node.tag, str) and node.tag not in _NOT_SHOWN:
            pieces.append(node.text or "")
            for child in node:
                walk(child)
                pieces.append(child.tail or "")

    walk(element)
    return re.sub(r"\s", "", "".join(pieces))
