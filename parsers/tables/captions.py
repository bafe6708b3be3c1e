"""What the line above a table says of it and its own cells do not: the block (行政复议, then a table), the unit of money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parsers.lexicon.kinds import kind_of
from parsers.lexicon.labels import label_parts, match
from parsers.lexicon.money import table_unit
from parsers.lexicon.normalize import label_text, squeeze
from parsers.model import Block, Cell, Grid, Line
from parsers.tables.table4 import block_of

_LONGEST = 30
_LINES_ABOVE = 2


def captioned(blocks: Sequence[Block]) -> list[Grid]:
    """The grids of a document in order; a part of table 4 without a block of its own gets the line above as its head, and so
    does a part of table 2 whose unit stands there."""
    grids: list[Grid] = []
    above: list[Line] = []
    for block in blocks:
        if isinstance(block, Line):
            above = [*above[1 - _LINES_ABOVE :], block]
            continue
        name = next((line for line in reversed(above) if _names_block(line.text)), None)
        unit = next((line for line in above if table_unit(line.text)), None)
        if name and _waits(block):
            block = _headed(block, name)
        elif unit and _has_money(block):
            block = _headed(block, unit)
        grids.append(block)
        above = []
    return grids


def _has_money(grid: Grid) -> bool:
    return any(
        match("t2columns", label_parts(c.text)[-1]) == "amount_wan"
        for c in grid.cells()
        if len(c.text) <= _LONGEST
    )


def _names_block(text: str) -> bool:
    """Whether a line is the name of one block and no sentence; 行政复议、行政诉讼情况 names them all."""
    short = len(squeeze(text)) <= _LONGEST and not any(c.isdigit() for c in label_text(text))
    return short and block_of(text) is not None and not ("行政复议" in text and "诉讼" in text)


def _waits(grid: Grid) -> bool:
    """Whether a grid names results and no block."""
    labels = [c.text for c in grid.cells() if kind_of(c.text) == "label" and len(c.text) <= _LONGEST]
    results = {match("t4columns", label_parts(text)[-1]) for text in labels} - {None, "total"}
    return len(results) > 1 and not any(block_of(text) for text in labels)


def _headed(grid: Grid, line: Line) -> Grid:
    head = (Cell(line.text, 0, 0, 1, grid.width, line.locator),)
    moved = tuple(tuple(replace(c, row=c.row + 1) for c in row) for row in grid.rows)
    return replace(grid, rows=(head, *moved))
