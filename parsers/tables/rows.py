"""The rows of all grids of a document as one stream, each told apart by the words it prints.

A report may stand in one table or in twenty; which table of the form a row belongs to is decided row by row.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Literal

from parsers.lexicon.cells import is_blank, looks_like_value
from parsers.lexicon.labels import item_of, label_parts, match
from parsers.model import Cell, Grid, Layout

Kind = Literal["label", "value", "blank"]
Table = Literal["t2", "t3", "t4"]


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


@lru_cache(maxsize=50_000)
def kind_of(text: str) -> Kind:
    if is_blank(text):
        return "blank"
    return "value" if looks_like_value(text) else "label"


def printed(cell: Cell | None) -> bool:
    """Whether a cell prints anything; blanks of any width print nothing."""
    return cell is not None and kind_of(cell.text) != "blank"


def rows_of(grids: list[Grid]) -> list[Row]:
    """The rows of the grids in reading order."""
    return [
        Row(row, tuple(kind_of(c.text) for c in row), number, grid.layout)
        for number, grid in enumerate(grids)
        for row in grid.rows
        if row
    ]


def strangers_of(row: Row) -> dict[int, Cell]:
    """The headings in a row of columns that no form has, by their slots."""
    return {
        cell.col: cell
        for cell, kind in zip(row.cells, row.kinds, strict=True)
        if kind == "label" and len(cell.text) < 20 and match("strangers", label_parts(cell.text)[-1])
    }


_T2_KINDS = ("t2rows", "t2columns")
_SAID_ELSEWHERE = frozenset({"other_org", "total", "other_misc", "total_results"})


@lru_cache(maxsize=50_000)
def evidence(text: str) -> frozenset[Table]:
    """Which tables a label speaks for; 其他 and 总计 stand in several and speak for none."""
    if item_of(text):
        return frozenset({"t2"})
    found: set[Table] = set()
    for part in label_parts(text):
        if len(part) > 60:
            continue
        if any(match(kind, part) for kind in _T2_KINDS):
            found.add("t2")
        if (match("t3rows", part) or match("t3columns", part) or "total") not in _SAID_ELSEWHERE:
            found.add("t3")
        if match("t3groups", part) not in (None, "other_handling"):
            found.add("t3")
        if match("t4blocks", part) or match("t4columns", part) not in (None, "total"):
            found.add("t4")
    return frozenset(found)


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
            # A text between two rows of a table cuts it; what stands there is the table's own.
            torn = any("value" in row.kinds and row.layout != "slots" for row in block)
            if current and (torn or all(_goes_on(row) for row in block)):
                tables[current].extend(block)
            continue
        table: Table = current if current and "label" not in block[0].kinds else first
        for row, own in zip(block, said, strict=True):
            table = own or table
            tables[table].append(row)
        current = table
    return tables


def _goes_on(row: Row) -> bool:
    """Whether a row can stand in any table of the form: bare figures, or 其他 and 总计 with figures behind them."""
    labels = [c for c, kind in zip(row.cells, row.kinds, strict=True) if kind == "label"]
    return not labels or (
        "value" in row.kinds
        and all(match("t3rows", label_parts(c.text)[-1]) in _SAID_ELSEWHERE for c in labels)
    )


def _said(row: Row) -> Table | None:
    """The table that a row's labels speak for, by majority."""
    votes: dict[Table, int] = {}
    for cell, kind in zip(row.cells, row.kinds, strict=True):
        if kind == "label":
            for table in evidence(cell.text):
                votes[table] = votes.get(table, 0) + 1
    ranked = sorted(votes.items(), key=lambda vote: -vote[1])
    return ranked[0][0] if ranked else None
