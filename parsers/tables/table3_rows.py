"""The rows of table 3 as they are met: labels of rows, groups and columns told apart by what was met before."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from parsers.forms import labels
from parsers.lexicon.cells import read_cell
from parsers.lexicon.kinds import printed
from parsers.lexicon.labels import (
    Part,
    edit_distance,
    label_parts,
    match,
    match_cut,
    match_fuzzy,
    numbered_parts,
)
from parsers.lexicon.normalize import label_text
from parsers.model import Cell, Layout
from parsers.tables.rows import Row, strangers_of

# 其他 and 总计 head a column as well as a row.
_TWOFOLD = ("other_org", "total")
_SUBTOTAL = "小计"
_GROUP_NUMBERS = {"六": "other_handling"}


@dataclass(slots=True)
class Entry:
    """A row as it was met: its key (None where no label was known), its label and the cells behind it."""

    key: str | None
    label: Cell | None
    cells: list[Cell] = field(default_factory=list)
    flags: tuple[str, ...] = ()
    layout: Layout = "rows"

    @property
    def slotted(self) -> bool:
        return self.layout == "slots"

    @property
    def printed(self) -> str:
        return " ".join(self.label.text.split()) if self.label else ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column heading as it was met; `slot` is None where the layout has no columns."""

    name: str
    slot: int | None


class Walk:
    """One pass over the rows of a table 3 of `width` columns."""

    def __init__(self, rows: list[Row], width: int) -> None:
        self.width = width
        self.entries: list[Entry] = []
        self.headings: list[Heading] = []
        self.left_out: dict[int, Cell] = {}
        """Columns that are none of the form's and were not read, by their slots: the heading of each."""
        self.strange_cells: list[Cell] = []
        """What stands in these columns."""
        self._strangers: dict[int, Cell] = {}
        self._subtotal: Cell | None = None
        self._group: str | None = None
        self._after_heading = False
        self._row: Row | None = None
        for row in rows:
            self._take(row)
        self.entries = [part for entry in self.entries for part in _parted_rows(entry, width)]

    def _take(self, row: Row) -> None:
        self._row = row = self._without_strangers(row)
        before = len(self.entries)
        if row.whole and "value" in row.kinds:
            self._after_heading = False
        split = self._split(row)
        for cell in row.cells[:split]:
            if printed(cell):
                for part in numbered_parts(cell.text):
                    self._label(part, cell)
        if not row.whole:
            if row.values and self.entries:
                self.entries[-1].cells.extend(row.values)
        elif len(self.entries) > before:
            self.entries[-1].cells.extend(row.cells[split:])
        elif "value" in row.kinds:
            self._continue(row.cells[split:])

    def _without_strangers(self, row: Row) -> Row:
        """A row of the form without the cells of columns that a publisher added (序号, 单位, 备注, 上年数)."""
        if row.layout != "slots":
            return row
        named = strangers_of(row) if "value" not in row.kinds else {}
        self._strangers |= named
        if named or slots_of(self.headings, self.width) is None:
            return row
        own = {heading.slot for heading in self.headings}
        strange = {c.col for c in row.cells if c.col in self._strangers and c.col not in own}
        self.left_out |= {slot: self._strangers[slot] for slot in strange}
        self.strange_cells += [c for c in row.cells if c.col in strange]
        return _without_columns(row, strange)

    def _split(self, row: Row) -> int:
        """Where the figures of a row begin: at the first column where the header says the slots of the columns (what
        stands there is a figure, readable or not), else behind the last label."""
        slots = slots_of(self.headings, self.width)
        if row.layout != "slots" or slots is None:
            return row.split
        at = next((i for i, c in enumerate(row.cells) if c.col >= slots[0]), len(row.cells))
        if "value" in row.kinds[:at]:
            return row.split  # a lying rowspan has moved this row
        behind = [c for c, kind in zip(row.cells[at:], row.kinds[at:], strict=True) if kind == "label"]
        known = any(
            match(kind, p)
            for c in behind
            for p in label_parts(c.text)
            for kind in ("t3rows", "t3groups", "t3columns")
        )
        return row.split if known else at

    def _continue(self, cells: tuple[Cell, ...]) -> None:
        """Figures without a label: the rest of a row torn by a page, or a row whose label is lost."""
        last = self.entries[-1] if self.entries else None
        if last is not None and len(cells) == self.width and self._waits(last):
            last.flags = (*last.flags, "placed_by_sequence")
        elif last is None or len(last.cells) + len(cells) > self.width or len(cells) >= self.width:
            last = self._open(None, None)
        last.cells.extend(cells)

    def _waits(self, last: Entry) -> bool:
        """Whether a label of a text alone waits for the figures of the next line: it has none, the one before it has."""
        assert self._row is not None
        before = [e for e in self.entries[:-1] if e.key != "other_total"]
        alone = not before or bool(before[-1].cells)
        return self._row.layout == "rows" and last.label is not None and not last.cells and alone

    def _open(self, key: str | None, cell: Cell | None, flags: tuple[str, ...] = ()) -> Entry:
        assert self._row is not None
        entry = Entry(key, cell, flags=flags, layout=self._row.layout)
        self.entries.append(entry)
        return entry

    def _label(self, part: Part, cell: Cell) -> None:
        if self._is_heading(part, cell):
            return
        self._after_heading = False
        group = _GROUP_NUMBERS.get(part.number) or match("t3groups", part.text)
        key = match("t3rows", part.text)
        if key == "other_misc" and group == "other_handling" and part.number not in ("3", ""):
            key = None
        if key == "other_total" or (key is None and group is not None):
            self._open_group(group or "other_handling", cell)
            return
        if key == "other_misc" and self._group != "other_handling" and part.number != "3":
            key = None
        if not self._goes_on(part.text, key):
            self._open_row(part.text, key, cell)

    def _open_row(self, text: str, key: str | None, cell: Cell) -> None:
        """Begin a row of the form; one whose label no pattern knows is known by two edits at most."""
        flags: tuple[str, ...] = ()
        if key is None and (key := match_fuzzy("t3rows", text) or self._cut(text)):
            flags = ("label_fuzzy",)
        if key is not None:
            self._group = labels("t3rows")[key].group or self._group
        self._open(key, cell, flags)

    def _cut(self, text: str) -> str | None:
        """The row of a label that is cut off, where its figures stand beside it: it does not go on in the next line."""
        assert self._row is not None
        beside = self._row.layout != "flow" and "value" in self._row.kinds
        return match_cut("t3rows", text) if beside else None

    def _is_heading(self, part: Part, cell: Cell) -> bool:
        """Whether a label heads columns. 其他 and 总计 do so only among other headings, unnumbered, without figures."""
        name = match("t3columns", part.text)
        if name is None:
            group = match("t3groups", part.text)
            name = group if group in ("applicants", "organisations") else None
        if name is None:
            return False
        assert self._row is not None
        if name in _TWOFOLD:
            has_figures = self._row.whole and "value" in self._row.kinds
            begun = any(entry.key for entry in self.entries)
            if part.number or has_figures or (begun and not self._after_heading):
                return False
        self._after_heading = True
        slot = cell.col if self._row.layout == "slots" else None
        if slot is None or not self._is_subtotal(name, part.text, cell):
            self.headings.append(Heading(name, slot))
        return True

    def _is_subtotal(self, name: str, text: str, cell: Cell) -> bool:
        """Whether a heading of a total is that of the organisations alone: 小计 where 总计 is headed too, whichever is met
        first."""
        if text == _SUBTOTAL:
            if any(heading.name == "total" for heading in self.headings):
                self._strangers[cell.col] = cell
                return True
            self._subtotal = cell
        elif name == "total" and (other := self._subtotal) is not None:
            self.headings = [h for h in self.headings if (h.name, h.slot) != ("total", other.col)]
            self._strangers[other.col] = other
            self._subtotal = None
        return False

    def _goes_on(self, text: str, key: str | None) -> bool:
        """Whether a label is the rest of the one before it: that has no figures yet, or this has none, and both together
        are a label of the form. A row whose label was cut thus gets its key."""
        last = self.entries[-1] if self.entries else None
        if last is None or last.label is None or last.key == "other_total" or self._parted(last, key):
            return False
        joined = label_parts(last.label.text)[-1] + text
        if last.key is None:
            last.key = match_fuzzy("t3rows", joined)
            if last.key:
                self._group = labels("t3rows")[last.key].group or self._group
            return last.key is not None
        full = label_text(labels("t3rows")[last.key].zh)
        return last.key != key and (joined in full or edit_distance(joined, full) <= 2)

    def _parted(self, last: Entry, key: str | None) -> bool:
        """Whether the label at hand, of the row `key`, cannot be the rest of the last one: a row is known or has its
        figures, and the layout does not tear labels."""
        assert self._row is not None
        torn = key is not None or last.key is None or last.cells
        return bool(torn) and (last.layout != "rows" or "value" in self._row.kinds)

    def _open_group(self, group: str, cell: Cell) -> None:
        """A group's own label; 其他处理 is a row of its own in the 2019 form, where figures follow it at once. A page that
        repeats 三、本年度办理结果 does not close the group that is open."""
        if group != "results":
            self._group = group
        if group == "other_handling":
            self._open("other_total", cell)


def _parted_rows(entry: Entry, width: int) -> list[Entry]:
    """An entry with whole rows of figures behind its own as several: the label of each of these is lost."""
    count, rest = divmod(len(entry.cells), width)
    if entry.slotted or count < 2 or rest:
        return [entry]
    runs = [entry.cells[i : i + width] for i in range(0, len(entry.cells), width)]
    if any(printed_nothing(run) or _is_refuted(run) for run in runs):
        return [entry]
    return [replace(entry, cells=runs[0]), *(Entry(None, None, run, (), entry.layout) for run in runs[1:])]


def _is_refuted(run: list[Cell]) -> bool:
    """Whether neither the last nor the first of some figures is the sum of the others: no row of the form, but pieces of
    numbers that blanks or commas cut, or a column."""
    values = [read_cell(cell.text).value for cell in run]
    twice = sum(value or 0 for value in values)
    return values[-1] is not None and all(2 * (end or 0) != twice for end in (values[0], values[-1]))


def printed_nothing(cells: list[Cell]) -> bool:
    """Whether none of some cells prints anything."""
    return not any(printed(cell) for cell in cells)


def slots_of(headings: list[Heading], width: int) -> tuple[int, ...] | None:
    """The slots of the form's columns, where the layout has a slot for each."""
    kinds = labels("t3columns")
    slots = {h.name: h.slot for h in reversed(headings) if h.name in kinds and h.slot is not None}
    found = tuple(sorted(set(slots.values())))
    return found if len(slots) == len(found) == width else None


def _without_columns(row: Row, slots: set[int]) -> Row:
    kept = [i for i, c in enumerate(row.cells) if c.col not in slots]
    return replace(row, cells=tuple(row.cells[i] for i in kept), kinds=tuple(row.kinds[i] for i in kept))
