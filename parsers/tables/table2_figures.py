"""The figures of table 2 as they were read, and what is said of those that stand in no row of the form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from parsers.forms import form, labels
from parsers.lexicon.kinds import printed
from parsers.lexicon.normalize import squeeze
from parsers.model import Cell, Issue


@dataclass(frozen=True, slots=True)
class Placed2:
    """One figure of table 2: its cell (None where the row is too short for it), the unit that is printed with it, flags."""

    cell: Cell | None
    unit: str | None
    flags: tuple[str, ...]
    label: Cell
    wider: str | None = None
    """The unit that is printed for its item or its table."""


@dataclass(slots=True)
class Table2:
    """Figures by `<item>.<row>.<column>` and, for rows that a province added, `ext.<printed label>.<column>`."""

    form: str
    figures: dict[str, Placed2] = field(default_factory=dict)
    unread: dict[str, Cell] = field(default_factory=dict)
    """The figures of rows that are not believed, each with a cell of its row."""
    issues: list[Issue] = field(default_factory=list)
    surplus: bool = False
    """Whether a row has more cells than columns: they may be another row's."""
    nameless: list[list[Cell]] = field(default_factory=list)
    """Rows of figures without a label."""
    named: dict[str, str] = field(default_factory=dict)
    """The locators of cells that an issue names, and its code."""

    def say(self, code: str, message: str, where: Cell, cells: Iterable[Cell] = ()) -> None:
        """Raise an issue that names cells."""
        self.issues.append(Issue(code, message, where.locator))
        self.named |= {cell.locator: code for cell in (where, *cells)}


def money(column: str) -> bool:
    """Whether a column of table 2 is in 万元."""
    return labels("t2columns")[column].unit == "万元"


def say_strayed(table: Table2) -> None:
    """Say of rows without a label, and of such as the form does not know, which rows of the form are absent: their
    figures may be theirs."""
    if table.nameless:
        _doubt_short_rows(table, table.nameless[0][0])
    rows = {f"{item.key}.{row}" for item in form(table.form).t2 for row in item.rows}
    absent = rows - {key.rsplit(".", 1)[0] for key in table.figures}
    strange = {
        key.rsplit(".", 1)[0]: placed.label for key, placed in table.figures.items() if key[:4] == "ext."
    }
    lacks = f"lacks {', '.join(sorted(absent))}" if absent else ""
    for cells in table.nameless:
        text = " ".join(squeeze(c.text) for c in cells if printed(c))
        message = f"table 2 has figures without a label: {text}{lacks and f'; it {lacks}'}"
        table.say("unknown_row", message, cells[0], cells)
    for label in strange.values() if absent else ():
        message = f"table 2 has a row {label.text}, which the form does not know, and {lacks}"
        table.issues.append(Issue("unknown_row", message, label.locator))


def _doubt_short_rows(table: Table2, cell: Cell) -> None:
    """The figures that rows lack stand perhaps in a row without a label: none of them is absent. `cell`: one of that row."""
    for key, placed in list(table.figures.items()):
        if placed.cell is None and not key.startswith("ext."):
            table.unread[key] = cell
            del table.figures[key]
