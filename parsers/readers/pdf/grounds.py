"""What a page draws behind or round a text: highlights, boxes round a figure, bands of colour. Their edges are no rules.

A highlighted figure would else be a cell within its cell, and its row one of too many cells.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

from parsers.readers.pdf.drawn import BBox, Char
from parsers.readers.pdf.painted import THIN
from parsers.readers.pdf.places import Placed

Shape = dict[str, Any]

_HUGS = 3.0
"""Points between a text and the side of what is drawn for it."""
_LINES = 2.4
"""How much taller than a character the box of one line is."""
_SAME = 1.0
"""Points that two sides are apart which are one."""


def without_grounds(shapes: list[Shape], placed: Placed) -> list[Shape]:
    """The shapes of a page but for those that are drawn for the text in them. What goes on above or below as the side of
    another shape is the column of a table, where the text just fills it."""
    tight = [s for s in shapes if _is_thick(s) and _hugs(s, placed.within(_around(s)))]
    if not tight:
        return shapes
    chosen = set(map(id, tight))
    sides = _Sides(s for s in shapes if id(s) not in chosen)
    grounds = {id(s) for s in tight if not (sides.go_on(s, "x0") and sides.go_on(s, "x1"))}
    return [s for s in shapes if id(s) not in grounds]


def _is_thick(shape: Shape) -> bool:
    return bool(shape["x1"] - shape["x0"] > THIN and shape["bottom"] - shape["top"] > THIN)


def _around(shape: Shape) -> BBox:
    return shape["x0"] - _SAME, shape["top"] - _SAME, shape["x1"] + _SAME, shape["bottom"] + _SAME


def _hugs(shape: Shape, chars: list[Char]) -> bool:
    printed = [c for c in chars if not c["text"].isspace()]
    if not printed:
        return False
    gaps = (min(c["x0"] for c in printed) - shape["x0"], shape["x1"] - max(c["x1"] for c in printed))
    one_line = shape["bottom"] - shape["top"] < _LINES * max(c["size"] for c in printed)
    return one_line and all(-_HUGS < gap < _HUGS for gap in gaps)


class _Sides:
    """The upright sides of shapes, by where they stand."""

    def __init__(self, shapes: Iterable[Shape]) -> None:
        self._sides = sorted((s[side], s["top"], s["bottom"]) for s in shapes for side in ("x0", "x1"))

    def go_on(self, shape: Shape, side: str) -> bool:
        """Whether a side of a shape goes on, above or below, as that of another."""
        top, bottom = shape["top"] - _SAME, shape["bottom"] + _SAME
        at = bisect_left(self._sides, (shape[side] - _SAME,))
        while at < len(self._sides) and self._sides[at][0] <= shape[side] + _SAME:
            if self._sides[at][1] <= bottom and self._sides[at][2] >= top:
                return True
            at += 1
        return False
