"""Damage to the content of a page, and what can still be read in it.

Each kind of damage changes the tables of a page and returns the true reading of what it touched: for each field the
readings that a careful person could give. None at all means that nobody can say what belongs there: a reader must
not give a figure without a flag. A flagged or absent figure is never an error here; a figure in silence must be true.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from tests.parsers.layouts import official
from tests.parsers.layouts.figures import BLANK, MISSING, NOT_APPLICABLE, Truth
from tests.parsers.layouts.model import Cell, Page, Row

Readings = frozenset[Truth]
Expected = dict[str, Readings]
Damage = Callable[[Page, random.Random], Expected | None]
NOBODY_KNOWS: Readings = frozenset()
NOTHING_PRINTED: Readings = frozenset({BLANK, MISSING})


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of damage; `table` is the table it is done to."""

    name: str
    table: str
    apply: Damage


DAMAGES: dict[str, Kind] = {}


def damage(table: str, name: str | None = None) -> Callable[[Damage], Damage]:
    """Register a kind of damage, under its function's name if no other is given. The function returns None where a
    page offers nothing to damage that way."""

    def add(apply: Damage) -> Damage:
        full = f"{table}_{name or apply.__name__}"
        assert full not in DAMAGES, full
        DAMAGES[full] = Kind(full, table, apply)
        return apply

    return add


def rows_of(page: Page, table: str) -> list[Row]:
    """The rows with figures of a table, wherever they stand."""
    return [
        row
        for element in page.tables("t2", "t3", "t4")
        for row in element.rows
        if any(str(c.key).startswith(f"{table}.") for c in row.values())
    ]


def keys_of(row: Row) -> list[str]:
    return [str(c.key) for c in row.values()]


def prints(cell: Cell) -> Truth:
    """What a cell prints, by itself. Only texts that the damaged pages have are known here."""
    text = cell.text.replace("\n", "").strip()
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return Truth("value", Decimal(text) if "." in text else int(text))
    return BLANK if not text else NOT_APPLICABLE


def as_printed(keys: Sequence[str], cells: Sequence[Cell]) -> Expected:
    """Each field reads the cell in its column."""
    return {key: frozenset({prints(cell)}) for key, cell in zip(keys, cells, strict=True)}


def unknown(keys: Sequence[str], cells: Sequence[Cell] = ()) -> Expected:
    """Nobody can say, but for a row in which no cell prints anything."""
    empty = bool(cells) and all(prints(c) == BLANK for c in cells)
    return dict.fromkeys(keys, NOTHING_PRINTED if empty else NOBODY_KNOWS)


def agreed(keys: Sequence[str], readings: Sequence[Sequence[Cell]], group: int) -> Expected:
    """What the readings of a row have in common that its identity confirms, or, where it confirms none, does not
    refute. `group` cells have a total each; 0: the table has none."""
    verdicts = [_verdict(r, group) for r in readings]
    best = max(verdicts)
    standing = [r for r, verdict in zip(readings, verdicts, strict=True) if verdict == best]
    found: Expected = {}
    for index, key in enumerate(keys):
        seen = {prints(r[index]) for r in standing}
        found[key] = frozenset(seen) if len(seen) == 1 else NOBODY_KNOWS
    return found


def _verdict(cells: Sequence[Cell], group: int) -> int:
    """-1: a total is not the sum of its parts; 1: every total that is printed is, and one is not zero; 0: neither."""
    confirmed = 0
    if not group:
        return 0
    for start in range(0, len(cells), group):
        values = [prints(c).value for c in cells[start : start + group]]
        parts = [v for v in values[:-1] if v is not None]
        if values[-1] is None or not parts:
            continue
        if sum(parts) != values[-1]:
            return -1
        confirmed = confirmed or int(values[-1] != 0)
    return confirmed


def put(row: Row, cells: Sequence[Cell]) -> None:
    """Replace the figures of a row; what stands before and behind stays."""
    values = row.values()
    at = next(i for i, c in enumerate(row.cells) if c is values[0])
    kept = [c for c in row.cells if c.role != "value"]
    row.cells = [*kept[:at], *cells, *kept[at:]]


def neighbours(page: Page, rng: random.Random) -> tuple[Row, Row]:
    """Two rows of table 3 that stand below each other in one group."""
    found: list[tuple[Row, Row]] = []
    for upper, lower in pairwise(rows_of(page, "t3")):
        group = official.group_of(str(upper.key))
        same = group is not None and group == official.group_of(str(lower.key))
        if same or (upper.key, lower.key) == ("new_received", "carried_in"):
            found.append((upper, lower))
    return rng.choice(found)
