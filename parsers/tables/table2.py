"""Table 2, 主动公开政府信息情况: items of article 20, each with its own header row.

This table has no checksum, so nothing here is placed by guess: a figure belongs to the column in whose slot it
stands, or, in a row as long as its header, to the column in the same order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from parsers.forms import Form, Item, form, forms, forms_of_tables
from parsers.lexicon.kinds import kind_of, printed
from parsers.lexicon.labels import item_of, label_parts, match
from parsers.lexicon.money import heading_unit, multiple, stated_unit, table_unit
from parsers.lexicon.normalize import explanation_free, squeeze
from parsers.model import Cell, Issue
from parsers.tables.rows import Row
from parsers.tables.table2_columns import Column, cells_for, cut_from, names_several, torn_row
from parsers.tables.table2_figures import Placed2, Table2, money, say_strayed
from parsers.tables.units import is_unit

_STOPS = " ,，、;；|。"
_HEADER_WORDS = ("信息内容",)


def read_table2(rows: list[Row], fallback: str) -> Table2:
    """Read the rows of table 2; its form is found by its column labels, else it is `fallback`."""
    table = Table2(_form_of(rows, fallback))
    if not _is_table2(rows):
        return table
    state = _State(table)
    for row in rows:
        state.take(row)
    state.finish()
    say_strayed(table)
    return table


def _is_table2(rows: list[Row]) -> bool:
    """Whether these rows are the form's table: other tables of a report print 行政许可 too."""
    texts = [c.text for r in rows for c in r.cells]
    columns = {match("t2columns", p) for t in texts if len(t) < 60 for p in label_parts(t)}
    opens = any(squeeze(t).startswith(_HEADER_WORDS) for t in texts) and columns - {None}
    return bool(opens) or any(item_of(t) for t in texts) or len(columns - {None}) >= 2


def _form_of(rows: list[Row], fallback: str) -> str:
    """The form that most column labels tell; a newer one that has all of its rows and columns where one of its own is met."""
    labelled = [c for row in rows for c, kind in zip(row.cells, row.kinds, strict=True) if kind == "label"]
    met = [match("t2columns", label_parts(cell.text)[-1]) for cell in labelled]
    votes = Counter(key for column in met for key, one in forms().items() if column in one.telling)
    if not votes:
        return fallback
    told = form(votes.most_common(1)[0][0])
    names = {*met, *(_row_of(cell) for cell in labelled)}
    for newer in forms_of_tables():
        if newer.first_year <= told.first_year:
            break
        if _places(told) <= _places(newer) and names & newer.telling:
            return newer.key
    return fallback if told.t2 == form(fallback).t2 else told.key


def _places(at: Form) -> set[tuple[str, str, str]]:
    """Item, row and column of each figure of a form's table 2."""
    return {(item.key, row, column) for item in at.t2 for row in item.rows for column in item.columns}


def _row_of(label: Cell) -> str | None:
    """The row of the form that a label names, by the last of its parts that names one."""
    return next((r for p in reversed(label_parts(label.text)) if (r := match("t2rows", p))), None)


def _unseen_header(item: Item | None) -> list[Column]:
    """The columns of an item as the form has them, for rows whose header is not printed."""
    return [Column(c, -1, None) for c in (item.columns if item else ())]


class _State:
    """The item and header that the rows below them belong to."""

    def __init__(self, table: Table2) -> None:
        self.table = table
        self.items = {i.key: i for i in form(table.form).t2}
        self.item: Item | None = None
        self.header: list[Column] = []
        self.label: Cell | None = None
        self.unit: str | None = None
        self.of_item: str | None = None
        """The unit that the title of the item states."""
        self.beside: list[str] = []
        """The units that stand between the label and the figures of the open row."""
        self.cells: list[Cell] = []
        self.slotted = True

    def take(self, row: Row) -> None:
        """Read the next row."""
        self.slotted = row.layout == "slots"
        if row.whole:
            self.finish()
            if names_several(row.cells[0]):
                self.table.surplus = True
                message = f"table 2 has several rows in one: {squeeze(row.cells[0].text)}; none is believed"
                self.table.say("row_unread", message, row.cells[0], row.cells)
                return
        if self._damaged_header(row):
            return
        split = self._split(row)
        for cell in row.cells[:split]:
            if printed(cell):
                self._label(cell)
        values = row.cells[split:]
        if self.label is not None:
            self.cells.extend(values)
        elif any(kind_of(c.text) == "value" for c in values):
            self.table.nameless.append(list(values))
        if row.whole:
            self.finish()

    def _damaged_header(self, row: Row) -> bool:
        """Take a header row with as many headings as the item has columns, of which some are cut but none is another's."""
        if not row.whole or self.item is None or not squeeze(row.cells[0].text).startswith(_HEADER_WORDS):
            return False
        headings = [cell for cell in row.cells[1:] if printed(cell)]
        columns = self.item.columns
        keys = [match("t2columns", label_parts(cell.text)[-1]) for cell in headings]
        if None not in keys or len(headings) != len(columns):
            return False
        if not all(
            key == column or (key is None and cut_from(cell, column))
            for key, column, cell in zip(keys, columns, headings, strict=True)
        ):
            return False
        self.header = [Column(key, c.col, c.text) for key, c in zip(columns, headings, strict=True)]
        return True

    def _split(self, row: Row) -> int:
        """Where the figures of a row begin: under the header's first column, whatever stands there, else behind the
        last label."""
        first = label_parts(row.cells[0].text)[-1]
        if not row.whole or not self.header or not match("t2rows", first) or item_of(row.cells[0].text):
            return row.split
        if row.layout == "slots":
            slots = {c.slot for c in self.header}
            at = next((i for i, c in enumerate(row.cells) if i and c.col in slots), len(row.cells))
            return min(at, row.split) if at < len(row.cells) else row.split
        return 1 if len(row.cells) == len(self.header) + 1 else row.split

    def _label(self, cell: Cell) -> None:
        if unit := table_unit(cell.text):
            self.unit = unit
            return
        if is_unit(cell.text):
            self._take_unit(cell.text)
            return
        item = item_of(cell.text)
        if item:
            self.finish()
            self.of_item = stated_unit(cell.text)
            self.item, self.header = self.items.get(item), []
            if self.item is None:
                message = f"{cell.text} is not in the form of {self.table.form}"
                self.table.issues.append(Issue("unknown_row", message, cell.locator))
            return
        if squeeze(cell.text).startswith(_HEADER_WORDS):
            self.finish()
            self.header = []
            return
        if _row_of(cell) is None:
            last = label_parts(cell.text)[-1]
            column, stranger = match("t2columns", last), match("strangers", last)
            if column or stranger:  # last year's number (上年处理决定数量) names this year's column, too
                self._head(cell, None if stranger else column)
                return
        self.finish()
        self.label = cell

    def _take_unit(self, text: str) -> None:
        """A cell that holds a unit alone: that of the open row, or of the columns below."""
        if self.label is not None:
            self.beside.append(text)
        else:
            self.unit = heading_unit(text) or self.unit

    def _head(self, cell: Cell, column: str | None) -> None:
        """Add a column to the header, or begin a new one; `column` is None for one that no form has."""
        if self.label is not None or (self.slotted and any(c.slot == cell.col for c in self.header)):
            self.finish()
            self.header = []
        self.header.append(Column(column, cell.col, cell.text))
        if column is None:
            message = f"table 2 has a column that the form does not know: {cell.text}; it is not read"
            self.table.say("unknown_column", message, cell)

    def finish(self) -> None:
        """Read the row that is open."""
        self._read_open()
        self.beside = []

    def _read_open(self) -> None:
        label, cells = self.label, tuple(self.cells)
        self.label, self.cells = None, []
        if label is None:
            return
        row = _row_of(label)
        flags: tuple[str, ...] = ()
        if row is None and (row := torn_row(label)):
            flags = ("label_fuzzy",)
        if row is None and not any(printed(c) for c in cells):
            return
        item = self._item_of(row)
        header = self.header or _unseen_header(item)
        if row is not None and item is not None:
            header = [c for c in header if c.key is None or c.key in item.columns]
            self._place(f"{item.key}.{row}", header, cells, label, flags)
        elif header:
            self._place(f"ext.{explanation_free(label.text)}", header, cells, label, flags)
        else:
            message = f"table 2 has a row that the form does not know: {label.text}"
            self.table.say("unknown_row", message, label, cells)

    def _item_of(self, row: str | None) -> Item | None:
        """The item a row belongs to: the open one, else the only one of the form that has such a row."""
        if self.item is not None and row in self.item.rows:
            return self.item
        return next((i for i in self.items.values() if row in i.rows), None)

    def _place(
        self,
        prefix: str,
        header: list[Column],
        cells: tuple[Cell, ...],
        label: Cell,
        flags: tuple[str, ...],
    ) -> None:
        glued = not cells and label.text.rstrip(_STOPS)[-1:].isdigit()
        chosen = None if glued else cells_for(header, cells, self.slotted)
        if chosen is None:
            self._not_believed(prefix, header, cells, label)
            return
        if cells and None in chosen and any(chosen):
            flags = (*flags, "short_row")
            message = f"the row {label.text} has {len(cells)} cells under {len(header)} columns"
            self.table.say("row_short", message, label)
        self._keep_row(prefix, header, chosen, label, flags)

    def _keep_row(
        self,
        prefix: str,
        header: list[Column],
        chosen: list[Cell | None],
        label: Cell,
        flags: tuple[str, ...],
    ) -> None:
        """Keep the figures of a row; a unit in a column of its own is theirs."""
        strange = [cell for column, cell in zip(header, chosen, strict=True) if cell and column.key is None]
        self.table.named |= {cell.locator: "unknown_column" for cell in strange}
        beside = [cell.text for cell in strange if is_unit(cell.text)]
        wider = self.of_item or self.unit
        for column, cell in zip(header, chosen, strict=True):
            if column.key is not None:
                unit = self._unit_of(column, (label.text, *beside))
                self._keep(f"{prefix}.{column.key}", Placed2(cell, unit, flags, label, wider))

    def _unit_of(self, column: Column, texts: Iterable[str]) -> str | None:
        """The unit of an amount that its heading and its row print; of a count, the multiple."""
        printed_in = (column.heading or "", *texts, *self.beside)
        if column.key and money(column.key):
            return heading_unit(*printed_in)
        return next((found for text in printed_in if (found := multiple(text))), None)

    def _not_believed(self, prefix: str, header: list[Column], cells: tuple[Cell, ...], label: Cell) -> None:
        """Say that no reading of a row stands out; its figures are unreadable."""
        message = f"the row {label.text} has {len(cells)} cells under {len(header)} columns; none is believed"
        self.table.say("row_unread", message, label, cells)
        self.table.surplus = self.table.surplus or len(cells) > len(header)
        item = self.items.get(prefix.partition(".")[0])
        keys = item.columns if item else [column.key for column in header if column.key]
        for index, key in enumerate(keys):
            shown = cells[min(index, len(cells) - 1)] if cells else label
            self.table.unread.setdefault(f"{prefix}.{key}", shown)

    def _keep(self, key: str, placed: Placed2) -> None:
        """Keep a figure; a row that stands twice keeps its first, and what the second says otherwise is named."""
        known = self.table.figures.get(key)
        if known is None or known.cell is None:
            self.table.figures[key] = placed
        elif placed.cell is not None and placed.cell.text != known.cell.text:
            label = placed.label.text if placed.label else key
            message = f"the row {label} stands twice with different figures"
            self.table.say("duplicate_row", message, placed.cell)
        elif placed.cell is not None:
            self.table.named.setdefault(placed.cell.locator, "duplicate_row")
