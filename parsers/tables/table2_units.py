"""Units that are printed about table 2 and in none of its rows: what they say of its figures, or that this is not told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parsers.lexicon.labels import label_parts, match
from parsers.lexicon.money import UNKNOWN, YUAN, heading_unit, multiples, stated_units, table_unit
from parsers.model import Block, Line
from parsers.tables.rows import Row
from parsers.tables.table2_figures import Placed2, Table2, money
from parsers.tables.units import says_nothing, stated_about

_OWN = "万元"


def settle_units(table: Table2, rows: Sequence[Row], blocks: Sequence[Block], places: Sequence[int]) -> None:
    """Give amounts without a unit of their own the one that is stated about the table. Where what is stated and what is
    used differ, no amount is believed; nor is a count in 万件.

    :param places: for each number of a grid in `Row.grid` the index of its block.
    """
    grids = sorted({places[row.grid] for row in rows})
    printed = {
        key: placed
        for key, placed in table.figures.items()
        if placed.cell is not None and not says_nothing(placed.cell)
    }
    amounts = {key: placed for key, placed in printed.items() if money(key.rpartition(".")[2])}
    if amounts:
        _settle_amounts(table, amounts, stated_about(blocks, grids) | _in_cells(rows))
    counts = {key: placed for key, placed in printed.items() if key not in amounts}
    about = stated_about(blocks, grids, multiples) if counts else {}
    for key, placed in counts.items():
        unit = placed.unit or next(iter(about), None)
        if unit:
            _disbelieve(table, key, placed, unit)


def _in_cells(rows: Sequence[Row]) -> dict[str, Line]:
    """The units of money that stand in cells of the table that are neither labels of rows nor headings of columns."""
    return {
        unit: Line(cell.text, cell.locator)
        for row in rows
        if "value" not in row.kinds
        for cell, kind in zip(row.cells, row.kinds, strict=True)
        if kind == "label" and (units := stated_units(cell.text)) and not _heads(cell.text)
        for unit in units
    }


def _heads(text: str) -> bool:
    return any(match("t2columns", part) for part in label_parts(text))


def _settle_amounts(table: Table2, amounts: dict[str, Placed2], about: dict[str, Line]) -> None:
    alone = next(iter(about)) if len(about) == 1 else None
    units = {key: placed.unit or placed.wider or alone for key, placed in amounts.items()}
    for key, placed in amounts.items():
        unit = units[key]
        if doubt := _doubt(placed, unit, about, {_OWN, *units.values()}):
            _disbelieve(table, key, placed, doubt, about.get(doubt))
        else:
            table.figures[key] = replace(placed, unit=unit)


def _doubt(placed: Placed2, unit: str | None, about: dict[str, Line], used: set[str | None]) -> str | None:
    """A unit that leaves open in which an amount is; what its own heading says stands against the line above the table."""
    if placed.cell is None or heading_unit(placed.cell.text) or unit == UNKNOWN:
        return None  # the cell says its own unit; what nobody reads is told where the cell is read
    if unit is not None and unit not in YUAN:
        return unit
    unused = (
        at for at, line in about.items() if at not in used and not (placed.unit and table_unit(line.text))
    )
    return next(unused, None) or next(iter(about.keys() - {_OWN} if unit is None else ()), None)


def _disbelieve(table: Table2, key: str, placed: Placed2, unit: str, where: Line | None = None) -> None:
    """A figure whose unit is not told, or is none that is read."""
    assert placed.cell is not None
    told = (
        f"{unit} in {where.text!r}"
        if where
        else "several, or one that is not read"
        if unit == UNKNOWN
        else unit
    )
    message = f"{placed.cell.text!r} in the row {placed.label.text} is not read: units are printed that leave its own open: {told}"
    table.say("row_unread", message, placed.cell)
    table.unread.setdefault(key, placed.cell)
    del table.figures[key]
