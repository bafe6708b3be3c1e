"""Cells of figures that a source lays over several rows: what stands in one is said of all of them and is the figure of none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from parsers.lexicon.kinds import printed
from parsers.model import Cell, Issue
from parsers.tables.rows import Row

MERGED = "a number of several rows"
"""What such a cell holds."""


def parted(rows: Iterable[Row]) -> tuple[list[Row], list[Issue]]:
    """The rows, each with the cells of the row above that reach into it where it has a label and lacks just these, and what is
    said of them. A cell that claims rows which have all of their own cells reaches into none."""
    found: list[Row] = []
    said: dict[str, Issue] = {}
    for row in rows:
        above = found[-1] if found and found[-1].grid == row.grid else None
        reaching = list(_reaching(above, row)) if above else []
        if above and reaching:
            found[-1] = _marked(above, reaching)
            row = _with(row, [_held(cell) for cell in reaching])
            said |= {cell.locator: _issue(cell) for cell in reaching if printed(cell)}
        found.append(row)
    return found, list(said.values())


def _reaching(above: Row, row: Row) -> Iterator[Cell]:
    """The cells of figures of a row that a row below goes on with."""
    if row.layout != "slots" or "label" not in row.kinds:
        return
    at = row.cells[0].row
    figures = _behind_labels(above)
    down = [cell for cell in figures if cell.row + cell.rowspan > at]
    if len(down) + len(_behind_labels(row)) == len(figures):
        yield from down


def _behind_labels(row: Row) -> tuple[Cell, ...]:
    last = max((place for place, kind in enumerate(row.kinds) if kind == "label"), default=-1)
    return row.cells[last + 1 :]


def _marked(row: Row, cells: list[Cell]) -> Row:
    return replace(row, cells=tuple(_held(cell) if cell in cells else cell for cell in row.cells))


def _held(cell: Cell) -> Cell:
    return replace(cell, holds=MERGED) if printed(cell) else cell


def _with(row: Row, cells: list[Cell]) -> Row:
    """A row with more cells, each in its column."""
    kinds = dict(zip((cell.col for cell in row.cells), row.kinds, strict=True))
    kinds |= {cell.col: "value" if printed(cell) else "blank" for cell in cells}
    whole = sorted((*row.cells, *cells), key=lambda cell: cell.col)
    return replace(row, cells=tuple(whole), kinds=tuple(kinds[cell.col] for cell in whole))


def _issue(cell: Cell) -> Issue:
    message = f"one cell stands for the figures of several rows: {' '.join(cell.text.split())!r}; it is believed of none"
    return Issue("row_unread", message, cell.locator)
