"""Which cells of a row are its figures: the candidates a layout allows, and the choice among them.

A row of a form has a fixed number of figures. Rows of real pages have more cells (padding, a cell too many) or
fewer (a merged or lost cell). Every reading that the layout allows is built; the sum rules may choose between
readings, never change a number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

from parsers.lexicon.cells import read_cell
from parsers.lexicon.kinds import kind_of
from parsers.model import Cell

Slots = tuple[Cell | None, ...]
"""One cell for each figure of the row, None where the source has no cell for it."""
Holds = Callable[[Slots], bool | None]
"""Whether a reading satisfies the row's own sum rule; None: it cannot tell."""


@dataclass(frozen=True, slots=True)
class Placing:
    """A reading of a row. `cells` is None where no reading stood out: then nothing of the row is believed."""

    cells: Slots | None
    flags: tuple[str, ...] = ()
    issue: str | None = None


def usual_columns(rows: list[tuple[Cell, ...]], width: int) -> tuple[int, ...] | None:
    """The slots in which most complete rows of a table have their figures."""
    seen = Counter(tuple(c.col for c in cells) for cells in rows if len(cells) == width)
    return seen.most_common(1)[0][0] if seen else None


def place(
    cells: tuple[Cell, ...],
    width: int,
    columns: tuple[int, ...] | None,
    holds: Holds,
    *,
    padded_before: bool = True,
) -> Placing:
    """Choose the `width` cells of a row. `holds` says whether a reading satisfies the row's own sum rule (None: it
    cannot tell); `columns` are the table's usual slots, where the layout has columns; `padded_before`: empty
    cells of merged labels may stand before the figures."""
    if len(cells) == width:
        return Placing(cells)
    if not cells:
        return Placing((None,) * width)
    standing = _by_column(cells, columns) if columns and len(columns) == width else None
    if len(cells) > width:
        return _place_many(cells, width, standing, holds, padded_before)
    return _place_few(cells, width, columns or (), standing, holds)


def _place_few(
    cells: tuple[Cell, ...],
    width: int,
    columns: tuple[int, ...],
    standing: tuple[Slots, bool] | None,
    holds: Holds,
) -> Placing:
    """Choose the places of fewer cells than the row has figures; `standing` is what `_by_column` returns for them."""
    shown = [cell for cell in cells if kind_of(cell.text) != "blank"]
    if not shown:
        return Placing((*cells, *(None,) * (width - len(cells))))
    if any(_columns_under(cell, columns) > 1 for cell in shown):
        return Placing(None)  # one number for several columns is that of none
    if standing is not None and not standing[1] and holds(standing[0]) is not False:
        return Placing(standing[0], ("short_row",))
    # Where a figure is lost, a reading without a total refutes nothing and confirms nothing.
    confirmed = [(cost, slots) for cost, slots in _gapped(cells, width) if holds(slots)]
    return _choose(confirmed, holds, "short_row", "row_short")


def _place_many(
    cells: tuple[Cell, ...],
    width: int,
    standing: tuple[Slots, bool] | None,
    holds: Holds,
    padded_before: bool,
) -> Placing:
    """Choose among more cells than the row has figures; `standing` is what `_by_column` returns for them."""
    if len(cells) >= 2 * width and standing is None and all(kind_of(c.text) == "value" for c in cells):
        return Placing(None, issue="row_long")
    windows = list(_windows(cells, width, padded_before))
    if standing is not None and None not in standing[0]:
        if holds(standing[0]) is not False:
            return Placing(standing[0], ("extra_cell",) if standing[1] else ())
        # The columns say one thing and the row's own sum refutes it: only a sum that holds may say another.
        windows = [(cost, slots) for cost, slots in windows if holds(slots)]
    return _choose(windows, holds, "extra_cell", "row_long")


def _windows(cells: tuple[Cell, ...], width: int, padded_before: bool) -> Iterator[tuple[int, Slots]]:
    """Runs of `width` neighbours that leave nothing but blanks and zeros outside; the cost counts what is left."""
    for start in range(len(cells) - width + 1 if padded_before else 1):
        outside = cells[:start] + cells[start + width :]
        weights = [_weight(c) for c in outside]
        if max(weights) < _MEANS_SOMETHING:
            inside_blank = sum(1 for c in cells[start : start + width] if kind_of(c.text) == "blank")
            yield sum(weights) * 100 + inside_blank, cells[start : start + width]


_MEANS_SOMETHING = 100


def _weight(cell: Cell) -> int:
    """How much is lost if a cell is taken for padding: nothing for a blank, little for a zero."""
    if cell.holds:
        return _MEANS_SOMETHING
    kind = kind_of(cell.text)
    if kind == "blank":
        return 0
    value = read_cell(cell.text, money=True, signed=True)
    if value.state == "not_applicable" or value.value == 0:
        return 1
    return _MEANS_SOMETHING


def _gapped(cells: tuple[Cell, ...], width: int) -> Iterator[tuple[int, Slots]]:
    """Every way to spread too few cells over the row without changing their order."""
    if width - len(cells) > 2:
        return
    for places in combinations(range(width), len(cells)):
        slots: list[Cell | None] = [None] * width
        for where, cell in zip(places, cells, strict=True):
            slots[where] = cell
        yield 0, tuple(slots)


def _by_column(cells: tuple[Cell, ...], columns: tuple[int, ...]) -> tuple[Slots, bool] | None:
    """Cells by the slot they begin in, and whether a zero was left over; None where anything else would be."""
    where = {slot: index for index, slot in enumerate(columns)}
    slots: list[Cell | None] = [None] * len(columns)
    left_over = False
    for cell in cells:
        index = where.get(cell.col)
        if index is not None:
            slots[index] = cell
        elif (weight := _weight(cell)) < _MEANS_SOMETHING:
            left_over = left_over or weight > 0
        else:
            return None
    return tuple(slots), left_over


def _columns_under(cell: Cell, columns: tuple[int, ...]) -> int:
    return sum(cell.col <= slot < cell.col + cell.colspan for slot in columns)


def _choose(candidates: list[tuple[int, Slots]], holds: Holds, flag: str, issue: str) -> Placing:
    """The cheapest candidate that the row's sum rule does not refute, if no other equally cheap one reads differently."""
    standing = [(cost, slots) for cost, slots in candidates if holds(slots) is not False]
    if not standing:
        return Placing(None, issue=issue)
    cheapest = min(cost for cost, _ in standing)
    best = [slots for cost, slots in standing if cost == cheapest]
    readings = {tuple(c.text.strip() if c else None for c in slots) for slots in best}
    if len(readings) > 1:
        return Placing(None, issue=issue)
    padded = flag == "extra_cell" and cheapest < 100
    return Placing(best[0], () if padded else (flag,))
