"""Cells in which a style prints the parts of a text in another order than the source, or one over the other.

A number that is written in several elements (`<span>1</span><span>2</span>`) is read in the order of the source. Where a style
floats, orders or places one of them, what a browser prints may be another number: such a cell is marked, and none is read from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from parsers.readers.html.styles.in_parts import NumbersInParts
from parsers.readers.html.styles.sheets import PageStyles
from parsers.readers.html.styles.spaced import spaced_cells
from parsers.readers.html.styles.visibility import MOVED, Marks

_MOVES = re.compile(
    r"(?<![\w-])(?:float\s{0,9}:\s{0,9}(?:right|left)|order\s{0,9}:\s{0,9}-?[1-9]|position\s{0,9}:\s{0,9}(?:absolute|fixed)"
    r"|(?:left|right|margin-left)\s{0,9}:\s{0,9}-?[.\d]{0,9}[1-9]|direction\s{0,9}:\s{0,9}rtl|grid-(?:column|row|area)\s{0,9}:)"
    r"|-reverse|translate[xy3d]{0,2}\(",
    re.I,
)
_ALL_OF_IT = re.compile(r"-reverse|direction\s{0,9}:\s{0,9}rtl", re.I)
"""What moves the parts of an element, not the element."""
_COVERS = re.compile(r"position\s{0,9}:\s{0,9}(?:absolute|fixed)", re.I)
_DIGIT = re.compile(r"\d")
_CELLS = ("td", "th")
_MOST_RULES, _MOST_NODES = 200, 5_000
_LONGEST = 20
"""Characters of a cell that may be a number."""


def moved_cells(parts: NumbersInParts, unseen: Marks) -> Marks:
    """The cells of a page whose digits a style moves, by the id of their node; a page without a number in parts, and without a
    box that is laid over a cell, costs a search of its text. What is moved out of sight moves nothing else."""
    styles = parts.styles
    if not parts.any and not ("absolute" in styles.low and "<td" in styles.low):
        return {}
    found = spaced_cells(parts, unseen)
    for node, style in _moving(styles):
        cell = _cell_of(node) if node.mem_id not in unseen else None
        if cell is not None and _is_moved(cell, node, style):
            found[cell.mem_id] = (cell, MOVED)
    return found


def _moving(styles: PageStyles) -> Iterator[tuple[Any, str]]:
    """Elements that a style moves, and that style."""
    for style, of_it in styles.own.items():
        if _MOVES.search(style):
            yield from ((node, style) for node in of_it)
    if not _MOVES.search(styles.sheet):
        return
    left = _MOST_NODES
    rules = [(s, block) for s, block in styles.rules if _MOVES.search(block)]
    for selectors, block in rules[-_MOST_RULES:]:
        nodes = list(styles.matched(selectors))
        left -= len(nodes)
        if left < 0:
            return
        yield from ((node, block) for node in nodes)


def _cell_of(node: Any) -> Any | None:
    """The cell that an element is or stands in."""
    while node is not None and node.tag not in _CELLS:
        if node.tag in ("table", "body"):
            return None
        node = node.parent
    return node


def _is_moved(cell: Any, node: Any, style: str) -> bool:
    """Whether a style of an element may make another number of its cell."""
    whole = "".join(cell.text(deep=True).split())
    own = "".join(node.text(deep=True).split())
    if not _DIGIT.search(whole) or len(whole) > _LONGEST:
        return False
    if _ALL_OF_IT.search(style):
        return len(own) > 1 and sum(bool(_DIGIT.search(child.text(deep=True))) for child in node.iter()) > 1
    if node.mem_id == cell.mem_id:
        return False
    if not own:
        return _COVERS.search(style) is not None and "background" in style
    return bool(_DIGIT.search(own)) and len(re.findall(r"\d", whole)) > len(re.findall(r"\d", own))
