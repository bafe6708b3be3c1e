"""Damage to rows and columns: swapped, dropped, moved, printed twice."""

from __future__ import annotations

import random

from tests.parsers.layouts import official
from tests.parsers.layouts.damage import (
    NOBODY_KNOWS,
    NOTHING_PRINTED,
    Expected,
    as_printed,
    damage,
    keys_of,
    neighbours,
    prints,
    put,
    rows_of,
    unknown,
)
from tests.parsers.layouts.figures import BLANK, MISSING
from tests.parsers.layouts.model import Cell, Page, Row, clone

_ORGANISATIONS = list(official.ORGANISATIONS)


def _own(row: Row) -> list[Cell]:
    """A row's cells without the labels that span the rows below."""
    return [c for c in row.cells if c.role not in ("results", "group", "pad")]


def _set_own(row: Row, cells: list[Cell]) -> None:
    row.cells = [*(c for c in row.cells if c.role in ("results", "group")), *cells]


@damage("t3")
def rows_swapped(page: Page, rng: random.Random) -> Expected:
    """Two rows changed places with their labels: nothing else is true than before."""
    upper, lower = neighbours(page, rng)
    above, below = _own(upper), _own(lower)
    _set_own(upper, below)
    _set_own(lower, above)
    return {}


@damage("t3")
def figures_swapped(page: Page, rng: random.Random) -> Expected:
    """Two rows changed their figures but not their labels: each label reads what stands behind it."""
    upper, lower = neighbours(page, rng)
    above, below = upper.values(), lower.values()
    expected = as_printed(keys_of(upper), below) | as_printed(keys_of(lower), above)
    put(upper, below)
    put(lower, above)
    return expected


@damage("t3")
def figures_moved_down(page: Page, rng: random.Random) -> Expected:
    """All figures below a row slipped down by one row: each label reads what stands behind it."""
    rows = rows_of(page, "t3")
    start = rng.randrange(2, len(rows) - 2)
    texts = [[c.text for c in r.values()] for r in rows]
    expected: Expected = {}
    for index in range(start, len(rows)):
        above = texts[index - 1] if index > start else [""] * 7
        for cell, text in zip(rows[index].values(), above, strict=True):
            cell.text = text
        expected |= as_printed(keys_of(rows[index]), rows[index].values())
    return expected


@damage("t3")
def row_printed_twice(page: Page, rng: random.Random) -> Expected:
    """A row is printed again, as it was or with another figure: where the two differ nobody can say."""
    table = rng.choice(page.tables("t3"))
    rows = [r for r in table.rows if r in rows_of(page, "t3")]
    row = rng.choice(rows)
    again = Row([clone(c) for c in _own(row)], key=row.key)
    cell = rng.choice(again.values())
    if rng.random() < 0.5:
        cell.text = str(int(cell.text or 0) + 1) if cell.text.isdigit() or not cell.text else cell.text
    at = next(i for i, r in enumerate(table.rows) if r is row)
    for owner in (c for r in table.rows for c in r.cells if c.role in ("results", "group")):
        owner.rowspan += 1 if owner.rowspan > 1 and owner in row.cells else 0
    table.rows.insert(at + 1, again)
    old = next(c for c in row.values() if c.key == cell.key)
    return {str(cell.key): frozenset({prints(old)}) if prints(old) == prints(cell) else NOBODY_KNOWS}


@damage("t3")
def row_dropped(page: Page, rng: random.Random) -> Expected:
    """A row is gone with all that stood in it."""
    return _drop(page, rng.choice(rows_of(page, "t3")))


def _drop(page: Page, row: Row) -> Expected:
    for table in page.tables("t2", "t3", "t4"):
        table.rows[:] = [r for r in table.rows if r is not row]
    return dict.fromkeys(keys_of(row), frozenset({MISSING}))


@damage("t3")
def column_dropped(page: Page, rng: random.Random) -> Expected:
    """A column is gone with its header: the others still have theirs."""
    column = rng.choice(["natural_person", *_ORGANISATIONS, "total"])
    for cell in page.cells("head"):
        if cell.key == "applicants" or (cell.key == "organisations" and column in _ORGANISATIONS):
            cell.colspan = max(1, cell.colspan - 1)
    for table in page.tables("t3"):
        for row in table.rows:
            row.cells = [c for c in row.cells if not (c.role == "head" and c.key == column)]
    return _drop_cells(page, column, header=True)


@damage("t3")
def column_of_figures_dropped(page: Page, rng: random.Random) -> Expected:
    """A column's figures are gone but not its header: nobody can say which one is missing."""
    return _drop_cells(page, rng.choice(["natural_person", *_ORGANISATIONS, "total"]), header=False)


def _drop_cells(page: Page, column: str, header: bool) -> Expected:
    expected: Expected = {}
    for row in rows_of(page, "t3"):
        keys, cells = keys_of(row), row.values()
        empty = all(prints(c) == BLANK for c in cells)
        if not header:
            expected |= unknown(keys, cells)
        elif empty:
            expected |= dict.fromkeys(keys, NOTHING_PRINTED)
        else:
            expected[f"t3.{row.key}.{column}"] = frozenset({MISSING})
        row.cells = [c for c in row.cells if c.key != f"t3.{row.key}.{column}"]
    return expected


@damage("t3")
def columns_swapped(page: Page, rng: random.Random) -> Expected:
    """Two columns changed places with their headers: nothing else is true than before."""
    left, right = rng.sample(_ORGANISATIONS, 2)
    for table in page.tables("t3"):
        for row in table.rows:
            at = {c.key: i for i, c in enumerate(row.cells) if c.role in ("head", "value")}
            for one, other in ((left, right), (f"t3.{row.key}.{left}", f"t3.{row.key}.{right}")):
                if one in at and other in at:
                    i, j = at[one], at[other]
                    row.cells[i], row.cells[j] = row.cells[j], row.cells[i]
    return {}


@damage("t4")
def figures_dropped(page: Page, rng: random.Random) -> Expected:
    """The row of figures is gone, its header still there."""
    return _drop(page, rng.choice(rows_of(page, "t4")))


@damage("t2", "row_dropped")
def row_of_table2_dropped(page: Page, rng: random.Random) -> Expected:
    """A row of table 2 is gone."""
    return _drop(page, rng.choice(rows_of(page, "t2")))
