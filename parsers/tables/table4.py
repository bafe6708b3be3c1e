"""Table 4, 行政复议、行政诉讼: three blocks of five results, printed as one row, as two or three, or as three tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from parsers.forms import LATEST, form, labels
from parsers.lexicon.cells import read_cell
from parsers.lexicon.kinds import printed
from parsers.lexicon.labels import label_parts, match
from parsers.lexicon.normalize import squeeze
from parsers.model import Cell, Issue
from parsers.tables.alignment import Placing, Slots, place
from parsers.tables.rows import Row

BLOCKS = form(LATEST).t4_blocks
COLUMNS = form(LATEST).t4_columns
LITIGATION = ("direct", "after_review")


@dataclass(slots=True)
class Table4:
    """What was read: the five cells of each block that has a place, and what went wrong."""

    blocks: dict[str, Slots] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    unread: dict[str, list[Cell]] = field(default_factory=dict)
    """The cells of blocks that are not believed."""
    issues: list[Issue] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)
    """The locators of cells that an issue names, and its code."""

    def say(self, code: str, message: str, cells: Sequence[Cell]) -> None:
        """Raise an issue that names cells, at the first of them."""
        self.issues.append(Issue(code, message, cells[0].locator))
        self.named |= {cell.locator: code for cell in cells}


@dataclass(slots=True)
class _State:
    """What the header has named since the last figures: blocks in order, and result columns as they are printed."""

    table: Table4 = field(default_factory=Table4)
    blocks: list[str] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)
    names_used: bool = False
    run: list[Cell] = field(default_factory=list)
    block: str | None = None
    """The block named last: a table printed downward names it once."""


def read_table4(rows: list[Row]) -> Table4:
    """Read the rows of table 4: labels are collected until figures come, which then belong to them in order."""
    state = _State()
    for row in rows:
        _take(row, state)
    _place_run(state)
    _without_figures(rows, state.table)
    return state.table


def _without_figures(rows: list[Row], table: Table4) -> None:
    """Say of a table that prints its header, and something below it that is none of its figures, that it is not read."""
    headings = [cell for row in rows for cell in row.cells if match("t4columns", label_parts(cell.text)[-1])]
    if len(headings) < len(COLUMNS) or table.blocks or table.unread or rows[-1].cells[-1] in headings:
        return
    below = rows[-1].cells
    table.say("row_unread", f"table 4 has a header and no row of figures: {below[0].text}", below)
    table.unread = {block: list(below) for block in BLOCKS}


def _take(row: Row, state: _State) -> None:
    blocks, names = _header(row)
    state.block = next((b for b in reversed(blocks) if b != "litigation"), state.block)
    if row.whole and len(names) == 1 and _is_single(row):
        _take_single(row, names[0], state)
        return
    if blocks or names:
        if row.whole or blocks:
            _place_run(state)
        state.blocks.extend(b for b in blocks if b not in state.blocks)
        _name(names, state)
    # Blank cells behind 行政复议 in a header row are its merged neighbours, not its figures.
    if names or (len(blocks) > 1 and "value" not in row.kinds):
        _leave_figures(row, state.table)
    else:
        _take_figures(row, state)


def _leave_figures(row: Row, table: Table4) -> None:
    """Say that the figures of a header row are not read."""
    if row.whole and "value" in row.kinds:
        said = " ".join(c.text for c in row.cells[:20])
        message = f"table 4 has figures among its labels: {said}"
        table.say("row_unread", message, row.cells)


def _take_figures(row: Row, state: _State) -> None:
    if len(row.values) > 5 and [c.text for c in row.values] == [str(n + 1) for n in range(len(row.values))]:
        state.table.say("unknown_row", "table 4 has a row that numbers its columns", row.values)
        return
    state.run.extend(row.values)
    if row.whole and row.values:
        _place_run(state)


def _is_single(row: Row) -> bool:
    """Whether a row is a result with its one figure: a table printed downward."""
    return len(row.values) == 1 and row.kinds[-1] != "label"


def _take_single(row: Row, name: str | None, state: _State) -> None:
    """Keep the one figure of a result; blocks fill up row by row."""
    if state.block is None or name is None:
        message = f"table 4 has a figure whose block is not named: {' '.join(c.text for c in row.cells)}"
        state.table.say("row_unread", message, row.cells)
        return
    five = list(state.table.blocks.get(state.block, (None,) * 5))
    at = COLUMNS.index(name)
    if five[at] is None:
        five[at] = row.values[0]
    elif printed(row.values[0]):
        state.table.say("duplicate_row", "table 4 has a second row of figures", row.values)
    state.table.blocks[state.block] = tuple(five)


def _name(names: list[str | None], state: _State) -> None:
    if names and state.names_used:
        state.names.clear()
        state.names_used = False
    state.names.extend(names)


def _header(row: Row) -> tuple[list[str], list[str | None]]:
    """The blocks that a row names, and its result columns (None for one whose name is torn)."""
    blocks: list[str] = []
    names: list[str | None] = []
    for cell, kind in zip(row.cells, row.kinds, strict=True):
        if kind != "label":
            continue
        part = label_parts(cell.text)[-1]
        if block := block_of(cell.text):
            blocks.append(block)
        elif whole := match("t4columns", part):
            names.append(whole)
        elif torn := _torn(part):
            names.append(torn[0] if len(torn) == 1 else None)
    return blocks, names


def block_of(text: str) -> str | None:
    """The block that a label names; 行政诉讼（复议后起诉） names its kind in the bracket that label matching leaves out."""
    bracket = squeeze(text)
    return next(
        (b for b in LITIGATION if match("t4blocks", bracket) == b),
        match("t4blocks", label_parts(text)[-1]),
    )


def _torn(part: str) -> list[str]:
    """The result columns that a label may be the first half of, its second line lost (结果 | 其他 | 尚未)."""
    return [k for k, entry in labels("t4columns").items() if part and entry.zh.startswith(part)]


def _expand(waiting: list[str]) -> list[str]:
    """The blocks in the order their figures come: 行政诉讼 stands for its two kinds, which a lower row may name."""
    named = [b for b in waiting if b != "litigation"]
    if "litigation" in waiting:
        at = waiting.index("litigation")
        kinds = [b for b in waiting[at:] if b in LITIGATION] or [
            b for b in LITIGATION if not set(LITIGATION) & set(named)
        ]
        named = [*waiting[:at], *kinds, *(b for b in waiting[at + 1 :] if b not in LITIGATION)]
    return named or list(BLOCKS)


def _place_run(state: _State) -> None:
    """Place a run of cells in the blocks that wait for it. A row of blanks alone is kept only if nothing better comes."""
    cells, table = tuple(state.run), state.table
    state.run.clear()
    says = any(printed(c) for c in cells)
    if not says and len(cells) < 5:
        return
    wanted = _expand(state.blocks)
    blocks = [b for b in wanted if b not in table.blocks] or wanted
    if _is_placed(blocks, table):
        if says:
            table.say("duplicate_row", "table 4 has a second row of figures", cells)
        return
    if len(cells) == 5 * len(BLOCKS) != 5 * len(blocks):
        # A block's own label is lost, its figures are not: fifteen are the whole table.
        blocks, table.flags = list(BLOCKS), (*table.flags, "placed_by_sequence")
    if _place_blocks(cells, blocks, state) and says:
        state.blocks.clear()
        state.names_used = True


def _is_placed(blocks: list[str], table: Table4) -> bool:
    """Whether all these blocks have their cells, and one of them prints something."""
    return set(blocks) <= table.blocks.keys() and any(printed(c) for b in blocks for c in table.blocks[b])


def _place_blocks(cells: tuple[Cell, ...], blocks: list[str], state: _State) -> bool:
    """Give each block its five cells; returns whether any reading stood out."""
    table, width = state.table, 5 * len(blocks)
    possible = _orders(state.names, len(blocks))
    if len(blocks) > 1 and len(cells) == width - 1 and _place_all_but_one(cells, blocks, possible, table):
        return True
    placing, orders = _placed(cells, width, possible)
    surplus = sum(printed(c) for c in cells[width:])
    if len(blocks) < len(BLOCKS) and surplus > 1:
        # As many as that are another block's, whose name is lost.
        placing = Placing(None, issue="row_long")
    if placing.cells is None:
        _disbelieve(cells, blocks, table)
        message = f"table 4 has {len(cells)} figures where its labels ask for {width}; none is believed"
        table.say(placing.issue or "row_unread", message, cells)
        return False
    table.flags = (*table.flags, *placing.flags)
    if len(cells) > width:
        table.named |= {c.locator: "extra_cell" for c in cells if c not in placing.cells}
    if len(possible) > 1 and _holds(placing.cells, orders) is False:
        table.flags = (*table.flags, "order_assumed")
    for index, block in enumerate(blocks):
        table.blocks[block] = _ordered(placing.cells[5 * index : 5 * index + 5], orders[index])
    return True


def _place_all_but_one(
    cells: tuple[Cell, ...], blocks: list[str], possible: list[list[tuple[str, ...]]], table: Table4
) -> bool:
    """Read the blocks whose own sums hold where one block alone can be the one that lacks a cell; returns whether it is
    known. That block is not read: which of its cells is lost is nowhere said."""
    found: dict[int, list[Slots]] = {}
    for orders in possible:
        for lacking in range(len(blocks)):
            fives = [
                _ordered(_five(cells, at, lacking), orders[at]) for at in range(len(blocks)) if at != lacking
            ]
            if all(block_holds(five) for five in fives):
                found.setdefault(lacking, fives)
    if len(found) != 1:
        return False
    ((lacking, fives),) = found.items()
    rest = list(cells[5 * lacking : 5 * lacking + 4])
    table.unread[blocks[lacking]] = rest
    table.blocks |= dict(zip((b for b in blocks if b != blocks[lacking]), fives, strict=True))
    table.say(
        "row_short",
        f"the block {blocks[lacking]} of table 4 has 4 cells where the form has 5; none is believed",
        rest,
    )
    return True


def _five(cells: tuple[Cell, ...], at: int, lacking: int) -> Slots:
    """The cells of block `at` where block `lacking` has one cell less."""
    start = 5 * at - (at > lacking)
    return cells[start : start + 5]


def _disbelieve(cells: Sequence[Cell], blocks: list[str], table: Table4) -> None:
    """Keep the cells of blocks that are not read, in the order of the blocks."""
    for index, block in enumerate(blocks):
        table.unread[block] = list(cells[5 * index : 5 * index + 5] or cells[-1:])


def _placed(
    cells: tuple[Cell, ...], width: int, possible: list[list[tuple[str, ...]]]
) -> tuple[Placing, list[tuple[str, ...]]]:
    """The cells in their places, in the first order whose sums hold, else in the first."""
    tried = [(place(cells, width, None, partial(_holds, orders=o), padded_before=False), o) for o in possible]
    return next((t for t in tried if t[0].cells is not None and _holds(t[0].cells, t[1])), tried[0])


def _orders(names: list[str | None], blocks: int) -> list[list[tuple[str, ...]]]:
    """The orders that the five results of each block may have: the header's own where it names every one, else the
    form's, or 总计 first, between which the sums must choose. Torn names stand for those that are missing, in the form's
    order."""
    fives = [_completed(names[i : i + 5]) for i in range(0, len(names), 5)]
    if len(fives) == 1:
        fives *= blocks
    if len(names) % 5 == 0 and len(fives) == blocks and all(sorted(f) == sorted(COLUMNS) for f in fives):
        return [fives]
    return [[COLUMNS] * blocks, [(COLUMNS[-1], *COLUMNS[:-1])] * blocks]


def _completed(names: list[str | None]) -> tuple[str, ...]:
    missing = (c for c in COLUMNS if c not in names)
    return tuple(name or next(missing, "") for name in names)


def _ordered(five: Slots, order: tuple[str, ...]) -> Slots:
    """The five cells of a block in the form's order; the header's order is not believed where the sum refutes it and
    confirms the form's."""
    by_name = dict(zip(order, five, strict=True))
    told = tuple(by_name[name] for name in COLUMNS)
    return five if block_holds(told) is False and block_holds(five) else told


def _holds(slots: Slots, orders: list[tuple[str, ...]]) -> bool | None:
    """Whether the total of each block of five is the sum of the other four; None where no block can be worked out."""
    fives = (_ordered(slots[5 * i : 5 * i + 5], order) for i, order in enumerate(orders))
    read = [(five, block_holds(five)) for five in fives]
    # A block that lacks a cell and has no total of its own is confirmed by nothing.
    if any(verdict is None and None in five for five, verdict in read):
        return False if any(verdict is False for _, verdict in read) else None
    verdicts = [verdict for _, verdict in read if verdict is not None]
    return all(verdicts) if verdicts else None


def block_holds(five: Slots) -> bool | None:
    """The sum rule of one block."""
    values = [read_cell(c.text) if c else None for c in five]
    total = values[-1]
    parts = [v.value for v in values[:-1] if v is not None and v.value is not None]
    if total is None or total.value is None or not parts:
        return None
    return sum(parts) == total.value
