"""Ruled tables of pages: boxes with edges to grids, and the parts of a table that a page break cut put together.

A part at the bottom of a page and one at the top of the next with the same outer edges are one table. Each part shows
only the columns that its own rows use, so the columns are those of all parts together. A row that the break cut is
one row again: its second half prints no label of its own.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from parsers.forms import labels
from parsers.lexicon.cells import is_blank
from parsers.lexicon.kinds import evidence, kind_of
from parsers.lexicon.labels import edit_distance
from parsers.lexicon.normalize import label_text, squeeze
from parsers.model import Cell, Grid
from parsers.readers.ruled.paragraphs import chained

OVER_PAGES = "row_over_pages"
"""The flag of figures of a row that a page break cut, where its lower part may as well be a row that lost its label."""
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．,，]|第.{1,4}条")


@dataclass(frozen=True, slots=True)
class Box:
    """A cell on a page. `rows`: how many rows of its part it spans; `holds`: why it is no number whatever its text: what
    stands in it that is no text, or a number that runs over its edge."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    locator: str
    rows: int = 1
    flags: tuple[str, ...] = ()
    holds: str | None = None


@dataclass(slots=True)
class Frame:
    """A table, or the part of it that one page shows."""

    page: int
    boxes: list[Box]

    @property
    def left(self) -> float:
        return min(b.x0 for b in self.boxes)

    @property
    def right(self) -> float:
        return max(b.x1 for b in self.boxes)

    @property
    def top(self) -> float:
        return min(b.top for b in self.boxes)

    @property
    def bottom(self) -> float:
        return max(b.bottom for b in self.boxes)


Rows = list[list[Box]]
# So many edges in common are no chance.
_MIN_SHARED = 5


def same_table(upper: Frame, lower: Frame, tolerance: float) -> bool:
    """Whether two parts are of one table: their outer edges are the same, or all columns of one are the other's.

    A part may lack the column of a group label whose cell began on the page before.
    """
    if abs(upper.left - lower.left) <= tolerance and abs(upper.right - lower.right) <= tolerance:
        return True
    first, second = (edges_of((x for b in f.boxes for x in (b.x0, b.x1)), tolerance) for f in (upper, lower))
    few, many = sorted((first, second), key=len)
    return len(few) >= _MIN_SHARED and all(any(abs(x - y) <= tolerance for y in many) for x in few)


def grid_of_frames(frames: Sequence[Frame], tolerance: float) -> Grid:
    """One grid of the parts of a table, in the order of their pages."""
    rows: Rows = []
    for frame in frames:
        part = _rows(frame, tolerance)
        if rows and part:
            _join_cut(rows, part, tolerance)
        rows.extend(row for row in part if row)
    edges = edges_of((x for row in rows for box in row for x in (box.x0, box.x1)), tolerance)
    cells = tuple(
        tuple(_cell(box, index, len(rows), edges, tolerance) for box in row) for index, row in enumerate(rows)
    )
    return Grid(cells, max(1, len(edges) - 1), frames[0].boxes[0].locator)


def _cell(box: Box, row: int, count: int, edges: list[float], tolerance: float) -> Cell:
    left, right = at_edge(edges, box.x0, tolerance), at_edge(edges, box.x1, tolerance)
    span = max(1, min(box.rows, count - row))
    text = box.text.strip()
    return Cell(text, row, left, span, max(1, right - left), box.locator, box.holds, flags=box.flags)


def _rows(frame: Frame, tolerance: float) -> Rows:
    """The boxes of a part by the row they begin in, left to right, each knowing how many rows it spans."""
    edges = edges_of((y for box in frame.boxes for y in (box.top, box.bottom)), tolerance)
    rows: Rows = [[] for _ in edges[1:]]
    for box in frame.boxes:
        first, last = at_edge(edges, box.top, tolerance), at_edge(edges, box.bottom, tolerance)
        if first < len(rows) and last > first:
            rows[first].append(replace(box, rows=last - first))
    for row in rows:
        row.sort(key=lambda b: b.x0)
    return rows


def _join_cut(above: Rows, below: Rows, tolerance: float) -> None:
    """Give the boxes that the break cut back to the last row of the part above."""
    first = below[0]
    partners = _partners(above, first, tolerance)
    cut = _is_row_cut(above, first, partners)
    doubted = cut and _may_be_a_row(above, first, partners)
    kept: list[Box] = []
    for box, key in zip(first, partners, strict=True):
        whole_row = cut and box.rows == 1
        if key is not None and (whole_row or _spans_on(above[key[0]][key[1]], box)):
            index, at = key
            upper = _joined(above[index][at], box)
            above[index][at] = replace(upper, flags=(*upper.flags, OVER_PAGES)) if doubted else upper
            box = replace(box, text="")
        if not whole_row:
            kept.append(box)
    if not cut:
        below[0] = kept
        return
    # The row itself is gone; what spans further rows begins one row lower.
    below.pop(0)
    lower = [replace(box, rows=box.rows - 1) for box in kept]
    if below:
        below[0] = sorted([*lower, *below[0]], key=lambda b: b.x0)


def _partners(above: Rows, first: list[Box], tolerance: float) -> list[tuple[int, int] | None]:
    """For each box of a row the place of the one right above it that reaches the end of its part, if any."""
    reaching = {
        (index, place): box
        for index, row in enumerate(above)
        for place, box in enumerate(row)
        if index + box.rows >= len(above)
    }
    return [
        next((key for key, upper in reaching.items() if _same_columns(upper, box, tolerance)), None)
        for box in first
    ]


def _is_row_cut(above: Rows, first: list[Box], partners: list[tuple[int, int] | None]) -> bool:
    """Whether the boxes of one row are all the rest of boxes above the break."""
    single = [(key, box) for key, box in zip(partners, first, strict=True) if box.rows == 1]
    pairs = [(above[key[0]][key[1]].text, box.text) for key, box in single if key is not None]
    return len(single) == len(pairs) > 0 and _is_cut(pairs)


def _may_be_a_row(above: Rows, first: list[Box], partners: list[tuple[int, int] | None]) -> bool:
    """Whether the rest of a row below a break has no word, and numbers below numbers: only a cut through digits leaves those."""
    pairs = [
        (above[key[0]][key[1]].text, box.text)
        for key, box in zip(partners, first, strict=True)
        if key is not None
    ]
    figures = [upper for upper, lower in pairs if not is_blank(lower)]
    labelled = any(kind_of(lower) == "label" for _, lower in pairs)
    return not labelled and len(figures) > 1 and not all(map(is_blank, figures))


def _spans_on(upper: Box, box: Box) -> bool:
    """Whether a box over several rows goes on with the text of the one above it."""
    return box.rows > 1 and not is_blank(box.text) and not _own_label(upper.text, box.text)


def _joined(upper: Box, lower: Box) -> Box:
    if is_blank(lower.text):
        return replace(upper, holds=upper.holds or (lower.holds if is_blank(upper.text) else None))
    if is_blank(upper.text):
        return replace(upper, text=lower.text, locator=lower.locator, flags=lower.flags, holds=lower.holds)
    return replace(
        upper,
        text=f"{upper.text}\n{lower.text}",
        locator=chained([upper.locator, lower.locator]),
        holds=upper.holds or lower.holds,
        flags=tuple(dict.fromkeys((*upper.flags, *lower.flags))),
    )


def _same_columns(upper: Box, lower: Box, tolerance: float) -> bool:
    return abs(upper.x0 - lower.x0) <= tolerance and abs(upper.x1 - lower.x1) <= tolerance


def _is_cut(pairs: list[tuple[str, str]]) -> bool:
    """Whether a row (second texts) is the rest of the one above it (first texts), cell by cell."""
    labelled = [(upper, lower) for upper, lower in pairs if kind_of(lower) == "label"]
    if not labelled:
        # Figures without a word of their own have left their label above the break, unless that is their header.
        figures = [upper for upper, lower in pairs if not is_blank(lower)]
        return bool(figures) and all(kind_of(upper) != "label" for upper in figures)
    if any(_completes(upper, lower) for upper, lower in labelled):
        return True
    if any(_own_label(upper, lower) for upper, lower in labelled):
        return False
    # Two numbers in one cell are two rows where no label says otherwise.
    return not any(kind_of(lower) == "value" and not is_blank(upper) for upper, lower in pairs)


def _own_label(upper: str, lower: str) -> bool:
    """Whether the text below a break is a label in its own right, not the rest of the one above it."""
    said = bool(_NUMBERED.match(squeeze(lower)) or evidence(lower))
    return said and not _completes(upper, lower)


@cache
def _full_labels() -> tuple[str, ...]:
    kinds = ("t2rows", "t2columns", "t3rows", "t3groups", "t3columns", "t4blocks", "t4columns", "items")
    return tuple(label_text(entry.zh) for kind in kinds for entry in labels(kind).values())


def _completes(upper: str, lower: str) -> bool:
    """Whether the text above a break alone is no label of the form, and both together are."""
    if is_blank(upper) or is_blank(lower):
        return False
    parts = (label_text(upper), label_text(lower))
    both = label_text(squeeze(upper) + squeeze(lower))
    for full in _full_labels():
        most = min(2, len(full) // 3)
        if abs(len(both) - len(full)) > most:
            continue
        missed = edit_distance(both, full)
        if missed <= most and all(missed < edit_distance(part, full) for part in parts):
            return True
    return False


def edges_of(values: Iterable[float], tolerance: float) -> list[float]:
    """The distinct edges among coordinates that differ by a hair."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > tolerance:
            edges.append(value)
    return edges


def at_edge(edges: list[float], value: float, tolerance: float) -> int:
    """The index of the edge that a coordinate stands for."""
    index = bisect_left(edges, value)
    if index == len(edges) or (index and value - edges[index - 1] <= tolerance):
        index -= 1
    return index
