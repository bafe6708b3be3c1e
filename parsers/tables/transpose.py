"""Tables printed on their side: the applicants downward, the rows of the form across."""

from __future__ import annotations

from dataclasses import replace

from parsers.lexicon.labels import label_parts, match
from parsers.model import Cell, Grid

_ENOUGH = 8


def transpose(grid: Grid) -> Grid:
    """A table 3 that lies on its side turned, any other as it is; cells keep their locators."""
    if grid.layout != "slots" or not any(_row_labels(row) >= _ENOUGH for row in grid.rows):
        return grid
    turned: list[list[Cell]] = [[] for _ in range(grid.width)]
    for cell in grid.cells():
        turned[cell.col].append(
            replace(cell, row=cell.col, col=cell.row, rowspan=cell.colspan, colspan=cell.rowspan)
        )
    rows = tuple(tuple(sorted(row, key=lambda c: c.col)) for row in turned)
    return Grid(rows, len(grid.rows), grid.locator)


def _row_labels(row: tuple[Cell, ...]) -> int:
    """How many cells of a row are labels of rows of table 3, 其他 and 总计 aside."""
    if len(row) < _ENOUGH:
        return 0
    keys = (match("t3rows", label_parts(c.text)[-1]) for c in row if len(c.text) < 60)
    return sum(key not in (None, "other_misc", "total_results", "other_total") for key in keys)
