"""A consistent set of figures: what the cells of a report print, and what is true of each.

Reports are mostly zeros. Every identity of the form holds, so a failed check on an undamaged page is the reader's.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal

from tests.parsers.layouts import official

Value = int | Decimal


@dataclass(frozen=True, slots=True)
class Truth:
    """What a careful person reads in a cell: a value, or one of the other states of a figure."""

    state: str
    value: Value | None = None


BLANK = Truth("blank")
NOT_APPLICABLE = Truth("not_applicable")
MISSING = Truth("missing")
Figures = dict[str, Truth]

SIZES = ("zeros", "small", "large")


def draw_figures(rng: random.Random, form2: str, form3: str, size: str) -> Figures:
    """Random figures for a table 2 of `form2` and tables 3 and 4 of `form3`, obeying every identity."""
    table3 = _table3(rng, form3, size)
    return {
        **{key: Truth("value", value) for key, value in _table2(rng, form2, size).items()},
        **{key: Truth("value", value) for key, value in table3.items()},
        **{key: Truth("value", value) for key, value in _table4(rng, size).items()},
    }


def _count(rng: random.Random, size: str, zero: float) -> int:
    """One count: zero with probability `zero`, else of the size asked for."""
    if size == "zeros" or rng.random() < zero:
        return 0
    if size == "small":
        return rng.choice((1, 1, 2, 3, 5, 8, 11, 26))
    return rng.choice((rng.randrange(1, 10), rng.randrange(10, 1000), rng.randrange(1000, 60_000)))


def _table3(rng: random.Random, form: str, size: str) -> dict[str, Value]:
    rows: dict[str, dict[str, int]] = {row: {} for row in official.t3_rows(form)}
    for column in ("natural_person", *official.ORGANISATIONS):
        zero = 0.55 if column == "natural_person" else 0.9
        for row in official.t3_leaves(form):
            rows[row][column] = _count(rng, size, zero)
        done = sum(rows[row][column] for row in official.t3_leaves(form))
        out = _count(rng, size, 0.7)
        carried_in = min(_count(rng, size, 0.7), done + out)
        rows["total_results"][column] = done
        rows["carried_out"][column] = out
        rows["carried_in"][column] = carried_in
        rows["new_received"][column] = done + out - carried_in
    for cells in rows.values():
        cells["total"] = sum(cells.values())
    return {f"t3.{row}.{column}": rows[row][column] for row in rows for column in official.T3_COLUMNS}


def _table4(rng: random.Random, size: str) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for block in official.T4_BLOCKS:
        parts = [_count(rng, "zeros" if size == "zeros" else "small", 0.6) for _ in range(4)]
        for result, count in zip(official.T4_RESULTS, [*parts, sum(parts)], strict=True):
            found[f"t4.{block}.{result}"] = count
    return found


def _table2(rng: random.Random, form: str, size: str) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for item, (rows, columns) in official.T2_LAYOUT[form].items():
        for row in rows:
            figures = _item_row(rng, row, tuple(columns), size)
            found.update({f"t2.{item}.{row}.{column}": value for column, value in figures.items()})
    return found


def _item_row(rng: random.Random, row: str, columns: tuple[str, ...], size: str) -> dict[str, Value]:
    if row == "rules":
        return dict.fromkeys(columns, 0)
    figures: dict[str, Value] = {column: _count(rng, size, 0.3) for column in columns}
    if "amount_wan" in columns:
        digits = rng.choice((0, 1, 2, 4))
        figures["amount_wan"] = _plain(Decimal(_count(rng, size, 0.3) * 7).scaleb(-digits))
    if "in_force" in columns:
        figures["in_force"] = int(figures["in_force"]) + int(figures["issued"])
    if "total_disclosed" in columns:
        figures["total_disclosed"] = int(figures["total_disclosed"]) + int(figures["newly_disclosed"])
    if "items_delta" in columns and rng.random() < 0.4:
        figures["items_delta"] = -min(int(figures["items_delta"]), int(figures["items_prev"]))
    return figures


def _plain(amount: Decimal) -> Value:
    return int(amount) if amount == amount.to_integral_value() else amount.normalize()


def printed(truth: Truth) -> str:
    """What a plain cell prints for a truth."""
    if truth.state == "value":
        return f"{truth.value:f}" if isinstance(truth.value, Decimal) else str(truth.value)
    return "/" if truth.state == "not_applicable" else ""
