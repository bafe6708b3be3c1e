"""Table 3, 收到和处理政府信息公开申请情况: the columns of applicants by the rows of the form.

Rows are known by their labels inside their groups; a row whose label is lost is placed by its neighbours, and only
where one row of the form is missing there. Which cells are a row's figures is decided in `placing`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from parsers.forms import Form, form, forms_of_tables
from parsers.lexicon.cells import read_cell
from parsers.lexicon.kinds import printed
from parsers.lexicon.labels import label_parts, match
from parsers.model import Cell, Issue
from parsers.tables.alignment import Placing, Slots, place, usual_columns
from parsers.tables.rows import Row
from parsers.tables.table3_rows import Entry, Heading, Walk, printed_nothing, slots_of

_TOTAL = "total"
_TORN = ("pdf:", "ocr:")
"""How locators begin on whose pages rows may be torn."""
_HEADER = 3
"""So many columns make a header: 其他 and 总计 head rows too."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A row that was read: its cells in the order of the form's columns and the label they stand behind."""

    slots: Slots
    flags: tuple[str, ...]
    label: Cell | None


@dataclass(slots=True)
class Table3:
    """What was read: for each row key its cells in the order of the form's columns, flags, and what went wrong."""

    form: str
    columns: tuple[str, ...]
    rows: dict[str, Placed] = field(default_factory=dict)
    unread: dict[str, list[Cell]] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)
    """The locators of cells that an issue names, and its code."""

    def say(self, issue: Issue, cells: Iterable[Cell] = ()) -> None:
        """Raise an issue that names cells."""
        self.issues.append(issue)
        self.named |= {cell.locator: issue.code for cell in cells}


def read_table3(rows: list[Row], fallback: str) -> Table3:
    """Read the rows of table 3. Its form is found by its own rows and columns: 其他处理 is one row in 2019, three in 2021;
    where nothing tells, it is `fallback`."""
    columns = _columns_of(rows, form(fallback))
    walk = Walk(rows, len(columns))
    met = [e for e in walk.entries if e.cells or (e.key and e.key != "other_total")]
    table = Table3(_form_of(met, columns, fallback), columns)
    table.issues += [unknown_column(3, heading) for heading in walk.left_out.values()]
    table.named |= {cell.locator: "unknown_column" for cell in walk.strange_cells}
    order = _column_order(walk.headings, met, columns)
    slotted = [tuple(e.cells) for e in met if e.slotted]
    usual = slots_of(walk.headings, len(columns)) or usual_columns(slotted, len(columns))
    if usual:
        _leave_blank_labels(met, usual[0])
    for entry in _known(met, form(table.form).t3_rows, table):
        slots = usual if entry.slotted else None
        placing = place(tuple(entry.cells), len(columns), slots, lambda slots: row_holds(slots, order))
        _keep(entry, placing, order, table)
    _doubt_blank_rows(table)
    return table


def _doubt_blank_rows(table: Table3) -> None:
    """On pages of a PDF a row may be torn in two, its figures under the first words of its label and nothing under the
    rest: where figures are left that no row claims, a row without any is not believed to be blank."""
    if not any(issue.code == "unknown_row" for issue in table.issues):
        return
    for key, placed in list(table.rows.items()):
        cells = [cell for cell in placed.slots if cell is not None]
        if cells and cells[0].locator.startswith(_TORN) and not any(map(printed, cells)):
            table.unread[key] = cells
            del table.rows[key]


def _columns_of(rows: list[Row], fallback: Form) -> tuple[str, ...]:
    """The columns that the table has: those of the newest form whose own ones are headed, else of the oldest form that
    has all that are headed; those of `fallback` where no header is printed."""
    found = forms_of_tables()
    if len({one.t3_columns for one in found}) == 1:
        return found[0].t3_columns
    headed = _headed(rows)
    for at, one in enumerate(found[:-1]):
        if headed & set(one.t3_columns).difference(*(older.t3_columns for older in found[at + 1 :])):
            return one.t3_columns
    if len(headed) < _HEADER:
        return fallback.t3_columns
    return next((one.t3_columns for one in found[::-1] if headed <= set(one.t3_columns)), fallback.t3_columns)


def _headed(rows: list[Row]) -> set[str]:
    """The columns of any form that labels of the table head."""
    labelled = (
        c.text for row in rows for c, kind in zip(row.cells, row.kinds, strict=True) if kind == "label"
    )
    return {key for text in labelled for part in label_parts(text) if (key := match("t3columns", part))}


def _leave_blank_labels(entries: list[Entry], first: int) -> None:
    """Take from rows without a label the blank cells before the slot `first`: a label that is blank now is still a
    label's cell."""
    for entry in entries:
        if entry.key is None and entry.slotted:
            entry.cells = [c for c in entry.cells if printed(c) or c.col >= first]


def unknown_column(number: int, heading: Cell) -> Issue:
    """What is said of a column that the form does not have."""
    message = f"table {number} has a column that the form does not know: {heading.text}; it is not read"
    return Issue("unknown_column", message, heading.locator)


def _form_of(entries: list[Entry], columns: tuple[str, ...], fallback: str) -> str:
    """The newest form of these columns that has a row which is there and no older one has; the oldest is known by rows
    that no newer one has."""
    # 其他 also heads a column of table 4, which may stand in the same table.
    keys = {e.key for e in entries if e.cells} or {e.key for e in entries}
    found = [one for one in forms_of_tables() if one.t3_columns == columns]
    for at, one in enumerate(found):
        others = found[at + 1 :] or found[:at]
        if keys & (set(one.t3_rows) - {row for other in others for row in other.t3_rows}):
            return fallback if one.t3_rows == form(fallback).t3_rows else one.key
    return fallback if form(fallback) in found else found[0].key


def _known(entries: list[Entry], form_rows: tuple[str, ...], table: Table3) -> list[Entry]:
    """Entries with a key of the form, each key once; the rest is placed by its neighbours or raised as an issue."""
    _place_orphans(entries, form_rows, len(table.columns))
    kept: dict[str, Entry] = {}
    for entry in entries:
        if entry.key is None or entry.key not in form_rows:
            if any(printed(c) for c in entry.cells):
                table.say(_unknown(entry), (*entry.cells, *([entry.label] if entry.label else [])))
            continue
        first = kept.get(entry.key)
        if first is None or not first.cells or _is_filled_in(first, entry):
            kept[entry.key] = entry
        elif entry.cells:
            where = entry.label.locator if entry.label else None
            # A row of a table of the report's own (this year's grants beside last year's) is not the form's.
            later = len(first.cells) != len(table.columns) == len(entry.cells)
            if later:
                kept[entry.key] = entry
            message = f"the row {entry.printed} stands twice; the {'second' if later else 'first'} is read"
            table.say(Issue("duplicate_row", message, where), first.cells if later else entry.cells)
    return list(kept.values())


def _is_filled_in(first: Entry, entry: Entry) -> bool:
    """Whether a row of the form's own blank sheet stands above the one that was filled in."""
    return printed_nothing(first.cells) and not printed_nothing(entry.cells)


def _place_orphans(entries: list[Entry], form_rows: tuple[str, ...], width: int) -> None:
    """Give a row without a known label its key, where exactly one row of the form is missing at its place."""
    places = {key: place for place, key in enumerate(form_rows)}
    known = {e.key for e in entries if e.key}
    begin = 0
    for entry, end in zip(entries, _next_places(entries, places), strict=True):
        if entry.key is None and len(entry.cells) == width:
            missing = [r for r in form_rows[begin:end] if r not in known]
            if len(missing) == 1:
                entry.key, entry.flags = missing[0], (*entry.flags, "placed_by_sequence")
                known.add(missing[0])
        begin = places.get(entry.key or "", begin - 1) + 1


def _next_places(entries: list[Entry], places: dict[str, int]) -> list[int]:
    """For each entry, the place in the form of the first row of the form behind it; the form's length where none is."""
    found, place = [], len(places)
    for entry in reversed(entries):
        found.append(place)
        place = places.get(entry.key or "", place)
    return found[::-1]


def _unknown(entry: Entry) -> Issue:
    where = entry.label or entry.cells[0]
    text = " ".join(c.text for c in entry.cells[:9])
    message = f"table 3 has a row that the form does not know: {entry.printed!r} {text}"
    return Issue("unknown_row", message, where.locator)


def _column_order(headings: list[Heading], entries: list[Entry], columns: tuple[str, ...]) -> tuple[str, ...]:
    """The order of the columns: as the header's slots say, or as it is printed where the slots tear the kinds
    of organisations apart (spans that were lost move its cells); the other of the two where the sums of the rows
    refute that and confirm this."""
    told = _printed_order(headings, columns)
    if not slots_of(headings, len(columns)):
        return told
    slots = {h.name: h.slot or 0 for h in reversed(headings) if h.name in columns}
    by_slots = tuple(sorted(columns, key=lambda name: slots[name]))
    kinds = sorted(by_slots.index(name) for name in columns[1:-1])
    believed, other = (by_slots, told) if kinds[-1] - kinds[0] == len(kinds) - 1 else (told, by_slots)
    rows = [tuple(e.cells) for e in entries if len(e.cells) == len(columns)]
    refuted = [row for row in rows if row_holds(row, believed) is False]
    mended = any(row_holds(row, other) for row in refuted)
    return other if mended and not any(row_holds(row, other) is False for row in rows) else believed


def _printed_order(headings: list[Heading], columns: tuple[str, ...]) -> tuple[str, ...]:
    """The order of the columns as the header is printed, the first whole one of those that a table repeats on each page;
    the form's own order where none is whole."""
    orders = (_order_of(header, columns) for header in _headers(headings, columns))
    return next((order for order in orders if order), columns)


def _headers(headings: list[Heading], columns: tuple[str, ...]) -> list[list[str]]:
    """The names of each header: another one begins where a column is named again."""
    found: list[list[str]] = [[]]
    for name in (heading.name for heading in headings):
        if name in columns[:-1] and name in found[-1]:
            found.append([])
        found[-1].append(name)
    return found


def _order_of(header: list[str], columns: tuple[str, ...]) -> tuple[str, ...] | None:
    """The columns in the order of one header; None where it lacks some.

    Printed by rows, the header is a tree: 申请人情况 stands for the row below it, 法人或其他组织 for its kinds.
    """
    met = list(dict.fromkeys(header))
    kinds = [c for c in met if c in columns[1:-1]]
    if len(kinds) != len(columns) - 2 or "natural_person" not in met or _TOTAL not in met:
        return None
    person_first = "organisations" not in met or met.index("natural_person") < met.index("organisations")
    # 总计 is printed above the rest where 申请人情况 spans the others: only its place among its own row counts.
    above = "applicants" in met[: met.index(_TOTAL)]
    total_first = met.index(_TOTAL) < met.index("natural_person") and not above
    body = ["natural_person", *kinds] if person_first else [*kinds, "natural_person"]
    return tuple([_TOTAL, *body] if total_first else [*body, _TOTAL])


def row_holds(slots: Slots, order: tuple[str, ...]) -> bool | None:
    """Whether a row's total is the sum of its other columns; None where it has no total or no parts."""
    values = dict(zip(order, (read_cell(c.text) if c else None for c in slots), strict=True))
    total = values[_TOTAL]
    parts = [v.value for k, v in values.items() if k != _TOTAL and v is not None and v.value is not None]
    if total is None or total.value is None or not parts:
        return None
    return sum(parts) == total.value


def _keep(entry: Entry, placing: Placing, order: tuple[str, ...], table: Table3) -> None:
    assert entry.key is not None
    width = len(table.columns)
    if placing.cells is None:
        table.unread[entry.key] = entry.cells
        where = entry.label or entry.cells[0]
        message = f"the row {entry.printed} has {len(entry.cells)} cells where the form has {width}; none is believed"
        table.say(Issue(placing.issue or "row_unread", message, where.locator), entry.cells)
        return
    if None in placing.cells and any(placing.cells):
        where = entry.label or entry.cells[0]
        lacking = sum(cell is None for cell in placing.cells)
        message = f"the row {entry.printed} lacks {lacking} of its {width} cells"
        table.issues.append(Issue("row_short", message, where.locator))
    if len(entry.cells) > width:
        # What is left of a row with a cell too many is padding; the flag of its figures names it.
        table.named |= {c.locator: "extra_cell" for c in entry.cells if c not in placing.cells}
    by_column = dict(zip(order, placing.cells, strict=True))
    slots = tuple(by_column[c] for c in table.columns)
    table.rows[entry.key] = Placed(slots, (*entry.flags, *placing.flags), entry.label)
