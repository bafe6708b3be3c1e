"""Table 4, 行政复议、行政诉讼: three blocks of five results, printed as one row, as two or three, or as three tables."""

from __future__ import annotations

from dataclasses import dataclass, field

from parsers.cells import read_cell
from parsers.forms import labels
from parsers.labelling import label_parts, match
from parsers.model import Cell, Issue
from parsers.placing import Slots, place
from parsers.rowstream import Row, printed
from parsers.textnorm import squeeze

BLOCKS = ("review", "direct", "after_review")
COLUMNS = ("upheld", "corrected", "other", "pending", "total")


@dataclass(slots=True)
class Table4:
    """What was read: the five cells of each block that has a place, and what went wrong."""

    blocks: dict[str, Slots] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    unread: list[Cell] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def read_table4(rows: list[Row]) -> Table4:
    """Read the rows of table 4: block labels are collected until figures come, which then belong to them in order."""
    table = Table4()
    waiting: list[str] = []
    run: list[Cell] = []
    for row in rows:
        blocks, is_header = _header(row)
        if blocks or is_header:
            if row.whole or blocks:
                _settle(run, waiting, table)
            waiting.extend(b for b in blocks if b not in waiting)
        # Blank cells behind 行政复议 in a header row are its merged neighbours, not its figures.
        heads = is_header or (len(blocks) > 1 and "value" not in row.kinds)
        cells = () if heads else row.values
        if not cells:
            continue
        run.extend(cells)
        if row.whole:
            _settle(run, waiting, table)
    _settle(run, waiting, table)
    return table


def _header(row: Row) -> tuple[list[str], bool]:
    """The blocks that a row names, and whether it names result columns too."""
    blocks: list[str] = []
    columns = 0
    for cell, kind in zip(row.cells, row.kinds, strict=True):
        if kind != "label":
            continue
        part = label_parts(cell.text)[-1]
        if block := _block_of(cell.text, part):
            blocks.append(block)
        elif match("t4columns", part) or _is_torn(part):
            columns += 1
    return blocks, columns > 0


def _block_of(text: str, part: str) -> str | None:
    """The block of a label; 行政诉讼（复议后起诉） names its kind in the bracket that label matching leaves out."""
    bracket = squeeze(text)
    return next(
        (b for b in ("direct", "after_review") if match("t4blocks", bracket) == b), match("t4blocks", part)
    )


def _is_torn(part: str) -> bool:
    """Whether a label is the first half of a result column whose second line was lost (结果 | 其他 | 尚未)."""
    return len(part) >= 2 and any(entry.zh.startswith(part) for entry in labels("t4columns").values())


def _expand(waiting: list[str]) -> list[str]:
    """The blocks in the order their figures come: 行政诉讼 stands for its two kinds."""
    named = [b for b in waiting if b != "litigation"]
    if "litigation" in waiting and not {"direct", "after_review"} & set(named):
        at = waiting.index("litigation")
        named = [*waiting[:at], "direct", "after_review", *waiting[at + 1 :]]
    return named or list(BLOCKS)


def _settle(run: list[Cell], waiting: list[str], table: Table4) -> None:
    """Give a run of cells to the blocks that wait for it. A row of blanks alone is kept only if nothing better comes."""
    if not run:
        return
    cells, blocks = tuple(run), [b for b in _expand(waiting) if b not in table.blocks] or _expand(waiting)
    run.clear()
    says = any(printed(c) for c in cells)
    if not says and len(cells) < 5:
        return
    if set(blocks) <= table.blocks.keys() and any(printed(c) for b in blocks for c in table.blocks[b]):
        if says:
            table.issues.append(
                Issue("duplicate_row", "table 4 has a second row of figures", cells[0].locator)
            )
        return
    if len(cells) == 5 * len(BLOCKS) != 5 * len(blocks):
        # A block's own label is lost, its figures are not: fifteen are the whole table.
        blocks, table.flags = list(BLOCKS), (*table.flags, "placed_by_sequence")
    width = 5 * len(blocks)
    placing = place(cells, width, None, _holds, padded_before=False)
    if placing.cells is None:
        table.unread.extend(cells)
        message = f"table 4 has {len(cells)} figures where its labels ask for {width}; none is believed"
        table.issues.append(Issue(placing.issue or "row_unread", message, cells[0].locator))
        return
    table.flags = (*table.flags, *placing.flags)
    for index, block in enumerate(blocks):
        table.blocks[block] = placing.cells[5 * index : 5 * index + 5]
    if says:
        waiting.clear()


def _holds(slots: Slots) -> bool | None:
    """Whether the total of each block of five is the sum of the other four; None where no block can be worked out."""
    verdicts = [v for i in range(0, len(slots), 5) if (v := block_holds(slots[i : i + 5])) is not None]
    return all(verdicts) if verdicts else None


def block_holds(five: Slots) -> bool | None:
    """The identity of one block."""
    values = [read_cell(c.text) if c else None for c in five]
    total = values[-1]
    parts = [v.value for v in values[:-1] if v is not None and v.value is not None]
    if total is None or total.value is None or not parts:
        return None
    return sum(parts) == total.value
