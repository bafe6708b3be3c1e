"""Dotted rules: a browser draws each dot as a shape of its own, thousands on a page. Dots in a row are one rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

Shape = dict[str, Any]

_DOT, _APART, _FEWEST = 2.5, 3.0, 4
"""Points: the widest dot, and how far apart two of one rule are; and how many make one."""
_SIDES = {"x": ("x0", "x1", "top", "bottom"), "y": ("top", "bottom", "x0", "x1")}


def without_dots(shapes: list[Shape]) -> list[Shape]:
    """The shapes of a page, with rows of dots as one shape each."""
    dots = [s for s in shapes if s["width"] <= _DOT and s["height"] <= _DOT]
    if len(dots) < _FEWEST:
        return shapes
    rules: list[Shape] = []
    used: set[int] = set()
    for along in _SIDES:
        for row in _rows(dots, along):
            rules.append(_as_one(row))
            used.update(map(id, row))
    return [s for s in shapes if id(s) not in used] + rules


def _rows(dots: list[Shape], along: str) -> Iterator[list[Shape]]:
    low, high, side, _ = _SIDES[along]
    by_line: dict[float, list[Shape]] = defaultdict(list)
    for dot in dots:
        by_line[round(dot[side], 1)].append(dot)
    for line in by_line.values():
        line.sort(key=lambda dot: dot[low])
        row: list[Shape] = []
        for dot in line:
            if row and dot[low] - row[-1][high] > _APART:
                yield from [row] if len(row) >= _FEWEST else []
                row = []
            row.append(dot)
        yield from [row] if len(row) >= _FEWEST else []


def _as_one(row: list[Shape]) -> Shape:
    box = {side: min(dot[side] for dot in row) for side in ("x0", "top", "doctop", "y0")}
    box |= {side: max(dot[side] for dot in row) for side in ("x1", "bottom", "y1")}
    return {**row[0], **box, "width": box["x1"] - box["x0"], "height": box["bottom"] - box["top"]}
