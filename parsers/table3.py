"""Table 3, 收到和处理政府信息公开申请情况: seven columns of applicants by the rows of the form.

Rows are known by their labels inside their groups; a row whose label is lost is placed by its neighbours, and only
where one row of the form is missing there. Which seven cells are a row's figures is decided in `placing`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from parsers.cells import read_cell
from parsers.forms import form, labels
from parsers.labelling import edit_distance, label_parts, match, match_fuzzy
from parsers.model import Cell, Issue
from parsers.placing import Placing, Slots, place, usual_columns
from parsers.rowstream import Row
from parsers.textnorm import label_text

WIDTH = 7
COLUMNS = ("natural_person", "business", "research", "public_welfare", "legal_service", "other_org", "total")
_TOTAL = "total"


@dataclass(slots=True)
class Entry:
    """A row of the table as it was met: its key (None where no label was known), label and cells behind it."""

    key: str | None
    label: Cell | None
    cells: list[Cell] = field(default_factory=list)
    flags: tuple[str, ...] = ()

    @property
    def printed(self) -> str:
        return " ".join(self.label.text.split()) if self.label else ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A row that was read: its cells in the order of COLUMNS and the label they stand behind."""

    slots: Slots
    flags: tuple[str, ...]
    label: Cell | None


@dataclass(slots=True)
class Table3:
    """What was read: for each row key its seven cells in the order of COLUMNS, flags, and what went wrong."""

    form: str
    rows: dict[str, Placed] = field(default_factory=dict)
    unread: dict[str, list[Cell]] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)


class _Walk:
    """One pass over the rows that tells labels of rows, groups and columns apart by what was met before."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.group: str | None = None
        self.after_column = False
        self.columns: list[str] = []

    def label(self, cell: Cell) -> None:
        for part in label_parts(cell.text):
            self._part(part, cell)

    def _part(self, part: str, cell: Cell) -> None:
        column = match("t3columns", part)
        if column and (column not in ("other_org", "total") or self.after_column or not self.entries):
            self.after_column = True
            self.columns.append(column)
            return
        group = match("t3groups", part)
        if group in ("applicants", "organisations"):
            self.after_column = True
            self.columns.append(group)
            return
        self.after_column = False
        key = match("t3rows", part)
        if key == "other_total" or (key is None and group is not None) or (group and key is None):
            self._open_group(group, cell)
            return
        if key == "other_misc" and self.group != "other_handling":
            key = None
        flags: tuple[str, ...] = ()
        if key is None and self._goes_on(part):
            return
        if key is None:
            key = match_fuzzy("t3rows", part)
            flags = ("label_fuzzy",) if key else ()
        if key is not None:
            self.group = labels("t3rows")[key].group or (
                None if key in ("total_results", "carried_out") else self.group
            )
        self.entries.append(Entry(key, cell, flags=flags))

    def _goes_on(self, part: str) -> bool:
        """Whether an unknown label is the rest of the one before it, which has no figures yet."""
        last = self.entries[-1] if self.entries else None
        if last is None or last.cells or last.key is None or last.key == "other_total" or last.label is None:
            return False
        full = label_text(labels("t3rows")[last.key].zh)
        joined = label_parts(last.label.text)[-1] + part
        return joined in full or edit_distance(joined, full) <= 2

    def _open_group(self, group: str | None, cell: Cell) -> None:
        """A group's own label; 其他处理 is a row of its own in the 2019 form, where figures follow it at once."""
        self.group = "other_handling" if group is None else group
        if self.group == "other_handling":
            self.entries.append(Entry("other_total", cell))

    def values(self, cells: tuple[Cell, ...], same_row: bool) -> None:
        if not same_row and (not self.entries or len(self.entries[-1].cells) >= WIDTH or len(cells) >= WIDTH):
            self.entries.append(Entry(None, None))
        if self.entries:
            self.entries[-1].cells.extend(cells)


def read_table3(rows: list[Row], fallback: str) -> Table3:
    """Read the rows of table 3. Its form is found by its own rows: 其他处理 is one row in 2019, three in 2021;
    where neither stands, it is `fallback`."""
    walk = _walk(rows)
    met = [e for e in walk.entries if e.cells or (e.key and e.key != "other_total")]
    table = Table3(form=_form_of(met) or fallback)
    order = _column_order(walk.columns)
    entries = _known(met, form(table.form).t3_rows, table)
    usual = usual_columns([tuple(e.cells) for e in entries if e.cells], WIDTH)
    for entry in entries:
        placing = place(tuple(entry.cells), WIDTH, usual, lambda slots: row_holds(slots, order))
        _keep(entry, placing, order, table)
    return table


def _form_of(entries: list[Entry]) -> str | None:
    keys = {e.key for e in entries}
    if keys & {"other_no_correction", "other_unpaid_fee", "other_misc"}:
        return "2021"
    return "2019" if "other_total" in keys else None


def _walk(rows: list[Row]) -> _Walk:
    walk = _Walk()
    for row in rows:
        before = len(walk.entries)
        for cell in row.labels:
            if cell.text.strip():
                walk.label(cell)
        if not row.aligned:
            if row.values and walk.entries:
                walk.entries[-1].cells.extend(row.values)
            continue
        opened = len(walk.entries) > before
        if opened or "value" in row.kinds:
            walk.values(row.values, same_row=opened)
    return walk


def _known(entries: list[Entry], form_rows: tuple[str, ...], table: Table3) -> list[Entry]:
    """Entries with a key of the form, each key once; the rest is placed by its neighbours or raised as an issue."""
    _place_orphans(entries, form_rows)
    kept: dict[str, Entry] = {}
    for entry in entries:
        if entry.key is None or entry.key not in form_rows:
            if entry.cells and not all(c.text.strip() == "" for c in entry.cells):
                table.issues.append(_unknown(entry))
            continue
        first = kept.get(entry.key)
        if first is None or not first.cells:
            kept[entry.key] = entry
        elif entry.cells and [c.text for c in entry.cells] != [c.text for c in first.cells]:
            where = entry.label.locator if entry.label else None
            table.issues.append(
                Issue("duplicate_row", f"the row {entry.printed} stands twice with different figures", where)
            )
    return list(kept.values())


def _place_orphans(entries: list[Entry], form_rows: tuple[str, ...]) -> None:
    """Give a row without a known label its key, where exactly one row of the form is missing at its place."""
    known = {e.key for e in entries if e.key}
    for index, entry in enumerate(entries):
        if entry.key is not None or not entry.cells:
            continue
        before = next((e.key for e in reversed(entries[:index]) if e.key in form_rows), None)
        after = next((e.key for e in entries[index + 1 :] if e.key in form_rows), None)
        low = form_rows.index(before) + 1 if before in form_rows else 0
        high = form_rows.index(after) if after in form_rows else len(form_rows)
        open_rows = [r for r in form_rows[low:high] if r not in known]
        waiting = [e for e in entries[index:] if e.key is None and e.cells]
        if len(open_rows) == 1 and waiting and waiting[0] is entry and len(entry.cells) == WIDTH:
            entry.key, entry.flags = open_rows[0], (*entry.flags, "placed_by_sequence")
            known.add(open_rows[0])


def _unknown(entry: Entry) -> Issue:
    where = entry.label or entry.cells[0]
    text = " ".join(c.text for c in entry.cells[:9])
    return Issue(
        "unknown_row",
        f"table 3 has a row that the form does not know: {entry.printed!r} {text}",
        where.locator,
    )


def _column_order(met: list[str]) -> tuple[str, ...]:
    """The order of the seven columns as the header gives it; the form's own order where the header is incomplete.

    The header is a tree printed by rows: 申请人情况 stands for the row below it, 法人或其他组织 for its five kinds.
    """
    top: list[str] = []
    for name in met:
        if name == "applicants" or name in top:
            continue
        top.append(name)
    organisations = [c for c in COLUMNS[1:6] if c in top]
    if len(organisations) != 5 or "natural_person" not in top or _TOTAL not in top:
        return COLUMNS
    kinds = [c for c in top if c in COLUMNS[1:6]]
    person_first = (
        top.index("natural_person") < top.index("organisations") if "organisations" in top else True
    )
    # 总计 is printed above the rest where 申请人情况 spans the others: only its place among its own row counts.
    total_first = (
        top.index(_TOTAL) < top.index("natural_person") and "applicants" not in met[: met.index(_TOTAL)]
    )
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
    if placing.cells is None:
        table.unread[entry.key] = entry.cells
        where = entry.label or entry.cells[0]
        table.issues.append(
            Issue(
                placing.issue or "row_unread",
                f"the row {entry.printed} has {len(entry.cells)} cells where the form has {WIDTH}; none is believed",
                where.locator,
            )
        )
        return
    by_column = dict(zip(order, placing.cells, strict=True))
    slots = tuple(by_column[c] for c in COLUMNS)
    table.rows[entry.key] = Placed(slots, (*entry.flags, *placing.flags), entry.label)
