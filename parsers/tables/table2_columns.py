"""The cells of a row of table 2 and the columns they stand under."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.forms import labels
from parsers.lexicon.kinds import printed
from parsers.lexicon.labels import label_parts, match
from parsers.lexicon.normalize import label_text
from parsers.model import Cell


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an item; `key` is None for one that a publisher added, `heading` for one whose heading is not printed."""

    key: str | None
    slot: int
    heading: str | None


def names_several(cell: Cell) -> bool:
    """Whether the lines of one cell are the labels of several rows."""
    keys = {match("t2rows", label_parts(line)[-1]) for line in cell.text.split("\n")}
    return len(keys - {None}) > 1


def torn_row(label: Cell) -> str | None:
    """The row whose label begins with this one, the rest of which was lost on the next line."""
    text = label_text(label.text)
    keys = [k for k, entry in labels("t2rows").items() if label_text(entry.zh).startswith(text)]
    return keys[0] if len(text) > 4 and len(keys) == 1 else None


def cut_from(cell: Cell, column: str) -> bool:
    """Whether a heading is that of a column with some of its characters lost."""
    rest = iter(label_text(labels("t2columns")[column].zh))
    text = label_text(cell.text)
    return len(text) > 1 and all(char in rest for char in text)


def cells_for(header: list[Column], cells: tuple[Cell, ...], slotted: bool) -> list[Cell | None] | None:
    """One cell for each column, or None where the layout does not say which is whose."""
    if len(cells) == len(header):
        return list(cells)
    if not cells:
        return [None] * len(header)
    if slotted and all(c.slot >= 0 for c in header):
        return _by_slot(header, cells)
    solid = [c for c in cells if printed(c)]
    if len(solid) == len(header):
        return list(solid)
    if len(cells) > len(header) and not any(printed(c) for c in cells[len(header) :]):
        return list(cells[: len(header)])
    return None


def _by_slot(header: list[Column], cells: tuple[Cell, ...]) -> list[Cell | None] | None:
    """The cell in the slot of each column; None where a printed cell stands in none of them, or over several."""
    by_slot = {c.col: c for c in cells}
    chosen = [by_slot.get(c.slot) for c in header]
    shown = [c for c in cells if printed(c)]
    return chosen if all(c in chosen and _columns_under(c, header) <= 1 for c in shown) else None


def _columns_under(cell: Cell, header: list[Column]) -> int:
    return sum(cell.col <= c.slot < cell.col + cell.colspan for c in header)
