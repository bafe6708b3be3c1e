"""Cells in which a style sets pieces of a text apart: on lines of their own, in boxes or columns, or with room between.

`<span>2345</span><span>11</span>` is one number where nothing says otherwise, as Word splits them. Where a style parts them a
reader of the page sees two: such a cell is marked, and none is read from it.
"""

from __future__ import annotations

import re
from typing import Any

from parsers.readers.html.styles.in_parts import NumbersInParts, pieces
from parsers.readers.html.styles.sheets import Declared
from parsers.readers.html.styles.visibility import MOVED, Marks

_PARTING = re.compile(r"display|padding|margin|border|tab-count", re.I)
_BREAKS = re.compile("block|list-item|table|table-.*|flow-root|flex|grid")
_STACKS = re.compile("(?:inline-)?grid")
_FLEX = re.compile("(?:inline-)?flex")
_PARTS_ITEMS = re.compile("space-(?:between|around|evenly)|column(?:-reverse)?")
_ROOM = re.compile(
    r"(?:[3-9]|[1-9]\d{1,3})(?:\.\d{1,6})?(?:px|pt)|(?:[1-9]\d?(?:\.\d{1,6})?|0?\.[3-9]\d{0,6})(?:r?em|%|[cm]m|e[xn]|ch|v[wh])"
)
"""Room that an eye sees between two digits."""
_SIDES = re.compile(r"(?:padding|margin)-(?:left|right|inline(?:-start|-end)?)|column-gap|gap")
_WIDE = re.compile("[1-9]")
_RULED = re.compile(r"border-(?:left|right)(?:-width)?")


def spaced_cells(parts: NumbersInParts, unseen: Marks) -> Marks:
    """The cells of a page whose digits a style sets apart, by the id of their node."""
    found: Marks = {}
    for node, declared in parts.declared(_PARTING):
        cell = parts.cells[node.mem_id]
        if cell.mem_id not in found and cell.mem_id not in unseen and _parts(node, cell, declared):
            found[cell.mem_id] = (cell, MOVED)
    return found


def _parts(node: Any, cell: Any, declared: Declared) -> bool:
    """Whether what is declared of an element sets digits of its cell apart."""
    said = {name: value for name, value, _ in declared}
    display = said.get("display", "")
    own, whole = pieces(node), pieces(cell)
    if len(own) > 1 and _sets_items_apart(display, said):
        return sum(bool(pieces(child)) for child in node.iter(include_text=True)) > 1
    if node.mem_id == cell.mem_id or len(own) == len(whole):
        return False
    if _BREAKS.fullmatch(display):
        return bool(own) or _stands_between(node)
    if "mso-tab-count" in said:
        return _stands_between(node)
    if all(len(piece) == 1 for piece in whole) or not (_is_wide_box(display, said) or _has_room(said)):
        return False
    return bool(own) or _stands_between(node)


def _is_wide_box(display: str, said: dict[str, str]) -> bool:
    return display.startswith("inline-") and bool(_ROOM.search(said.get("width", said.get("min-width", ""))))


def _sets_items_apart(display: str, said: dict[str, str]) -> bool:
    """Whether an element sets what stands in it in rows, columns, or apart."""
    if _STACKS.fullmatch(display):
        return True
    flex = _FLEX.fullmatch(display) is not None
    return flex and (_has_gap(said) or any(map(_PARTS_ITEMS.search, said.values())))


def _has_gap(said: dict[str, str]) -> bool:
    return any(_ROOM.search(said.get(name, "")) for name in ("gap", "column-gap"))


def _has_room(said: dict[str, str]) -> bool:
    """Whether an element in a line has room or a rule at its sides."""
    for name, value in said.items():
        if name in ("padding", "margin"):
            sides = value.split()[1::2] or value.split()
            if any(map(_ROOM.fullmatch, sides)):
                return True
        elif (
            _ROOM.fullmatch(value)
            if _SIDES.fullmatch(name)
            else _RULED.fullmatch(name) and _WIDE.search(value)
        ):
            return True
    return False


def _stands_between(node: Any) -> bool:
    """Whether an element without text parts those that stand beside it."""
    return not pieces(node) and node.prev is not None and node.next is not None
