"""The rows of all grids of a document as one stream, each told apart by the words it prints.

A report may stand in one table or in twenty; which table of the form a row belongs to is decided row by row.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from parsers.lexicon.kinds import SEVERAL_TABLES, Kind, Table, evidence, kind_of
from parsers.lexicon.labels import label_parts, match
from parsers.model import Cell, Grid, Layout

_UNITS = frozenset({"件", "条", "项", "个", "次", "人", "万元", "元"})


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a grid: its cells, what each looks like, and what the layout of its grid tells."""

    cells: tuple[Cell, ...]
    kinds: tuple[Kind, ...]
    grid: int
    layout: Layout

    @property
    def whole(self) -> bool:
        """Whether the source says where the row begins and ends."""
        return self.layout != "flow"

    @property
    def labels(self) -> tuple[Cell, ...]:
        """The label cells that stand before the first value."""
        return self.cells[: self.split]

    @property
    def values(self) -> tuple[Cell, ...]:
        """Every cell behind the last label: values, blanks, and text where a value should stand."""
        return self.cells[self.split :]

    @property
    def split(self) -> int:
        last = 0
        for index, kind in enumerate(self.kinds):
            if kind == "value":
                break
            if kind == "label":
                last = index + 1
        return last


def rows_of(grids: list[Grid]) -> list[Row]:
    """The rows of the grids in reading order."""
    return [
        Row(row, tuple(kind_of(c.text) for c in row), number, grid.layout)
        for number, grid in enumerate(grids)
        for row in grid.rows
        if row
    ]


def strangers_of(row: Row) -> dict[int, Cell]:
    """The headings in a row of columns that no form has, by their slots; none in a row that prints the unit of each column."""
    if any(cell.text.strip() in _UNITS for cell in row.cells):
        return {}
    return {
        cell.col: cell
        for cell, kind in zip(row.cells, row.kinds, strict=True)
        if kind == "label" and len(cell.text) < 20 and match("strangers", label_parts(cell.text)[-1])
    }


def split_tables(rows: list[Row]) -> dict[Table, list[Row]]:
    """The rows of tables 2, 3 and 4. A row that says nothing of its own belongs where the row before it does; a
    grid that never says which table it is belongs to none, unless it is bare numbers: a table cut by a page."""
    tables: dict[Table, list[Row]] = {"t2": [], "t3": [], "t4": []}
    current: Table | None = None
    for _, group in groupby(rows, key=lambda row: row.grid):
        block = list(group)
        said = [_said(row) for row in block]
        first = next((s for s in said if s), None)
        if first is None:
            if current and _is_torn_off(block):
                tables[current].extend(block)
            continue
        table: Table = current if current and "label" not in block[0].kinds else first
        for row, own in zip(block, said, strict=True):
            table = own or table
            tables[table].append(row)
        current = table
    return tables


def _is_torn_off(block: list[Row]) -> bool:
    """Whether a grid that says nothing of its own can be a part of the table before it. A text between two rows of a
    table cuts it; what stands there is the table's own."""
    torn = any("value" in row.kinds and row.layout != "slots" for row in block)
    return torn or all(_goes_on(row) for row in block)


def _goes_on(row: Row) -> bool:
    """Whether a row can stand in any table of the form: bare figures, or 其他 and 总计 with figures behind them."""
    labels = [c for c, kind in zip(row.cells, row.kinds, strict=True) if kind == "label"]
    return not labels or (
        "value" in row.kinds
        and all(match("t3rows", label_parts(c.text)[-1]) in SEVERAL_TABLES for c in labels)
    )


def _said(row: Row) -> Table | None:
    """The table that a row's labels speak for, by majority."""
    votes: dict[Table, int] = {}
    for cell, kind in zip(row.cells, row.kinds, strict=True):
        if kind == "label":
            for table in evidence(cell.text):
                votes[table] = votes.get(table, 0) + 1
    ranked = sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))
    return ranked[0][0] if ranked else None
