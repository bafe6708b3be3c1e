"""A report page as tables of cells and blocks around them, and its HTML."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Literal

from tests.parsers.layouts.figures import Figures

Role = Literal["value", "row", "group", "results", "head", "corner", "item", "caption", "pad"]
LABEL_ROLES = frozenset({"row", "group", "results", "head", "corner", "item", "caption"})


@dataclass(slots=True)
class Cell:
    """A table cell. `key` is the field of a value, the row of a label; `html` overrides the escaped text."""

    text: str
    role: Role = "value"
    key: str | None = None
    colspan: int = 1
    rowspan: int = 1
    tag: str = "td"
    html: str | None = None
    attrs: str = ""

    @property
    def inner(self) -> str:
        return escape(self.text, quote=False) if self.html is None else self.html

    def render(self) -> str:
        spans = "".join(
            f' {name}="{span}"'
            for name, span in (("colspan", self.colspan), ("rowspan", self.rowspan))
            if span != 1
        )
        return f"<{self.tag}{spans}{self.attrs}>{self.inner}</{self.tag}>"


@dataclass(slots=True)
class Row:
    """A table row. `key` is the row of table 3, the item and row of table 2, the blocks of table 4 whose figures it has."""

    cells: list[Cell]
    key: str | None = None
    attrs: str = ""
    section: str = ""

    def values(self) -> list[Cell]:
        return [c for c in self.cells if c.role == "value"]

    def label(self) -> Cell | None:
        return next((c for c in self.cells if c.role == "row"), None)

    def is_head(self) -> bool:
        return not any(c.role in ("value", "row") for c in self.cells)

    def render(self) -> str:
        return f"<tr{self.attrs}>{''.join(c.render() for c in self.cells)}</tr>\n"


@dataclass(slots=True)
class Table:
    """A table element. `name` is t2, t3, t4 or empty for a table that is no part of the form."""

    name: str
    rows: list[Row]
    attrs: str = ' border="1" cellspacing="0"'
    wrap: str = "%s"

    def render(self) -> str:
        out: list[str] = []
        section = ""
        for row in self.rows:
            if row.section != section:
                out.append((f"</{section}>" if section else "") + (f"<{row.section}>" if row.section else ""))
                section = row.section
            out.append(row.render())
        out.append(f"</{section}>" if section else "")
        return self.wrap.replace("%s", f"<table{self.attrs}>\n{''.join(out)}</table>\n")

    def cells(self, *roles: Role) -> Iterator[Cell]:
        for row in self.rows:
            for cell in row.cells:
                if not roles or cell.role in roles:
                    yield cell

    def data_rows(self) -> list[Row]:
        return [row for row in self.rows if row.values()]


@dataclass(slots=True)
class Text:
    """A block of the page that is no table: `kind` says what it is to whoever changes it."""

    kind: Literal["title", "heading", "prose", "sign", "extra"]
    html: str


Part = Table | Text


@dataclass(slots=True)
class Page:
    """A whole page and the truth about it. `top` and `bottom` stand outside the container of the report."""

    title: str
    publisher: str
    year: int
    form2: str
    form3: str
    truth: Figures
    parts: list[Part] = field(default_factory=list)
    metas: list[str] = field(default_factory=list)
    page_title: str = ""
    top: list[str] = field(default_factory=list)
    bottom: list[str] = field(default_factory=list)
    container: str = '<div id="zoom">%s</div>'
    whole: str = "%s"
    head: str = '<!DOCTYPE html>\n<html><head><meta charset="utf-8">%s</head><body>'
    foot: str = "</body></html>"
    encoding: str = "utf-8"

    def tables(self, *names: str) -> list[Table]:
        return [p for p in self.parts if isinstance(p, Table) and (not names or p.name in names)]

    def texts(self, kind: str) -> list[Text]:
        return [p for p in self.parts if isinstance(p, Text) and p.kind == kind]

    def cells(self, *roles: Role) -> Iterator[Cell]:
        for table in self.tables("t2", "t3", "t4"):
            yield from table.cells(*roles)

    def replace(self, old: Table, *new: Part) -> None:
        at = next(i for i, p in enumerate(self.parts) if p is old)
        self.parts[at : at + 1] = list(new)

    def html(self) -> str:
        content = "".join(p.render() if isinstance(p, Table) else p.html + "\n" for p in self.parts)
        head = f"<title>{escape(self.page_title)}</title>{''.join(self.metas)}"
        body = self.whole.replace(
            "%s", "".join(self.top) + self.container.replace("%s", content) + "".join(self.bottom)
        )
        return self.head.replace("%s", head) + body + self.foot


def slots(rows: list[Row]) -> list[list[Cell]]:
    """For each row the cell that covers each slot, spans expanded (rowspans end with the rows)."""
    out: list[list[Cell]] = []
    pending: dict[int, tuple[int, Cell]] = {}
    for row in rows:
        line: dict[int, Cell] = {col: cell for col, (_, cell) in pending.items()}
        pending = {col: (left - 1, cell) for col, (left, cell) in pending.items() if left > 1}
        col = 0
        for cell in row.cells:
            while col in line:
                col += 1
            for slot in range(col, col + cell.colspan):
                line[slot] = cell
                if cell.rowspan > 1:
                    pending[slot] = (cell.rowspan - 1, cell)
            col += cell.colspan
        out.append([line[c] for c in sorted(line)])
    return out


def clone(cell: Cell, **changes: object) -> Cell:
    """A copy of a cell with some fields changed."""
    other = copy.copy(cell)
    for name, value in changes.items():
        setattr(other, name, value)
    return other
