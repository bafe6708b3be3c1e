"""Damage to the figures of a row: a digit, a cell, two cells, a shift. For tables 3 and 4 alike, and for table 2."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.parsers.layouts.damage import (
    NOBODY_KNOWS,
    NOTHING_PRINTED,
    Damage,
    Expected,
    agreed,
    as_printed,
    damage,
    keys_of,
    prints,
    put,
    rows_of,
    unknown,
)
from tests.parsers.layouts.figures import BLANK
from tests.parsers.layouts.model import Cell, Page, Row, clone

_GROUP = {"t2": 0, "t3": 7, "t4": 5}


def _each_table(*tables: str) -> Callable[[Callable[[Page, random.Random, str], Expected | None]], None]:
    """Register one function as a kind of damage for each of several tables."""

    def add(apply: Callable[[Page, random.Random, str], Expected | None]) -> None:
        for table in tables:

            def bound(page: Page, rng: random.Random, table: str = table) -> Expected | None:
                return apply(page, rng, table)

            bound.__name__ = apply.__name__
            kind: Damage = bound
            damage(table)(kind)

    return add


def _row(page: Page, rng: random.Random, table: str) -> Row:
    """A row; such with figures that are not zero are preferred, for they can go wrong."""
    rows = rows_of(page, table)
    telling = [r for r in rows if any((prints(c).value or 0) for c in r.values())]
    return rng.choice(telling if telling and rng.random() < 0.7 else rows)


@_each_table("t2", "t3", "t4")
def digit_lost(page: Page, rng: random.Random, table: str) -> Expected | None:
    """A digit is gone: what is left is what the page prints."""
    cells = [c for r in rows_of(page, table) for c in r.values() if c.text.isdigit() and c.text != "0"]
    if not cells:
        return None
    cell = rng.choice(cells)
    at = rng.randrange(len(cell.text))
    cell.text = cell.text[:at] + cell.text[at + 1 :]
    return as_printed([str(cell.key)], [cell])


@_each_table("t2", "t3", "t4")
def cell_dropped(page: Page, rng: random.Random, table: str) -> Expected:
    """A cell is gone and the others moved up: nobody can say which it was."""
    row = _row(page, rng, table)
    keys, cells = keys_of(row), row.values()
    gone = rng.choice(cells)
    put(row, [c for c in cells if c is not gone]) if len(cells) > 1 else row.cells.remove(gone)
    return unknown(keys, cells) if len(cells) > 1 else dict.fromkeys(keys, NOTHING_PRINTED)


@_each_table("t2", "t3", "t4")
def shifted_right_in_place(page: Page, rng: random.Random, table: str) -> Expected:
    """Figures moved one column to the right, the last one lost: each column reads what stands in it."""
    row = _row(page, rng, table)
    keys, cells = keys_of(row), row.values()
    moved = [Cell("", "value", keys[0]), *cells[:-1]]
    put(row, moved)
    return as_printed(keys, moved)


@_each_table("t2", "t3", "t4")
def shifted_left_in_place(page: Page, rng: random.Random, table: str) -> Expected:
    """Figures moved one column to the left, a blank behind them: each column reads what stands in it."""
    row = _row(page, rng, table)
    keys, cells = keys_of(row), row.values()
    moved = [*cells[1:], Cell("", "value", keys[-1])]
    put(row, moved)
    return as_printed(keys, moved)


@_each_table("t2", "t3", "t4")
def shifted_beyond(page: Page, rng: random.Random, table: str) -> Expected:
    """An empty cell before the figures pushes the last one out of the table. Where that is blank, nothing is lost and
    the columns are right; where it is a number, all figures stand one column too far unless the sums refute it."""
    row = _row(page, rng, table)
    keys, cells = keys_of(row), row.values()
    empty = Cell("", "value", keys[0])
    columns = [empty, *cells[:-1]]
    put(row, [empty, *cells])
    if prints(cells[-1]) == BLANK:
        return as_printed(keys, columns)
    certain = table != "t2" and prints(cells[-1]).value
    return agreed(keys, [cells] if certain else [cells, columns], _GROUP[table])


@_each_table("t2", "t3", "t4")
def figure_too_many(page: Page, rng: random.Random, table: str) -> Expected:
    """A figure that belongs to no column stands among the others: nobody can say which one it is, but where a blank
    was pushed out of the table: then the columns read as any others."""
    row = _row(page, rng, table)
    keys, cells = keys_of(row), row.values()
    at = rng.randrange(len(cells))
    more = [*cells[:at], Cell(rng.choice(("3", "17")), "value"), *cells[at:]]
    put(row, more)
    return as_printed(keys, more[:-1]) if prints(more[-1]) == BLANK else unknown(keys)


@_each_table("t2", "t3", "t4")
def cells_joined(page: Page, rng: random.Random, table: str) -> Expected | None:
    """Two neighbours became one cell over both columns: the others are certain, these two are not."""
    row = _row(page, rng, table)
    keys, cells = keys_of(row), row.values()
    if len(cells) < 2:
        return None
    at = rng.randrange(len(cells) - 1)
    one = _joined(cells[at], cells[at + 1], rng)
    one.colspan = cells[at].colspan + cells[at + 1].colspan
    empty = prints(cells[at]) == prints(cells[at + 1]) == BLANK
    put(row, [*cells[:at], one, *cells[at + 2 :]])
    return dict.fromkeys(keys[at : at + 2], NOTHING_PRINTED if empty else NOBODY_KNOWS)


@_each_table("t2", "t3", "t4")
def cells_joined_without_span(page: Page, rng: random.Random, table: str) -> Expected | None:
    """Two neighbours became one cell in one column: the others moved up."""
    row = _row(page, rng, table)
    keys, cells = keys_of(row), row.values()
    if len(cells) < 2:
        return None
    at = rng.randrange(len(cells) - 1)
    put(row, [*cells[:at], _joined(cells[at], cells[at + 1], rng), *cells[at + 2 :]])
    return unknown(keys, cells)


def _joined(left: Cell, right: Cell, rng: random.Random) -> Cell:
    return clone(left, text=left.text + rng.choice(("", " ", "\n")) + right.text)


@_each_table("t2", "t3", "t4")
def garbled(page: Page, rng: random.Random, table: str) -> Expected:
    """Something that is no number stands in a cell."""
    cell = rng.choice(_row(page, rng, table).values())
    cell.text = rng.choice(("#REF!", "1?", "?", "一二", "3/4", "1-2", "2.5.1", "l2", "□", "12a"))
    return {str(cell.key): NOBODY_KNOWS}


@_each_table("t2", "t3", "t4")
def row_emptied(page: Page, rng: random.Random, table: str) -> Expected:
    """All figures of a row gone, the cells still there."""
    row = _row(page, rng, table)
    for cell in row.values():
        cell.text = ""
    return as_printed(keys_of(row), row.values())
