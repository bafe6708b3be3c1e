"""Grids to figures: every field of the form with its value, state, raw text and locator."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from parsers.forms import Label, expected_form, form, forms_of_tables, labels
from parsers.lexicon.cells import read_cell
from parsers.lexicon.kinds import Table
from parsers.model import Block, Cell, Figure, Forms, Grid, Issue
from parsers.tables.captions import captioned
from parsers.tables.ledger import Ledger, balanced, ledger_of, said
from parsers.tables.merged import MERGED, parted
from parsers.tables.rows import Row, rows_of, split_tables
from parsers.tables.second_report import CODE as SECOND
from parsers.tables.second_report import ENOUGH, first_set, keys_with_figures, of_other_years
from parsers.tables.table2 import read_table2
from parsers.tables.table2_figures import Table2
from parsers.tables.table2_units import settle_units
from parsers.tables.table3 import Table3, read_table3
from parsers.tables.table4 import BLOCKS, Table4, read_table4
from parsers.tables.table4 import COLUMNS as T4_COLUMNS
from parsers.tables.table2014 import is_table2014, read_table2014
from parsers.tables.transpose import transpose
from parsers.tables.units import stated_about
from parsers.tables.unrelated import of_the_form

TEXT = "text:"
# With these issues there are figures without a row of their own: a blank behind a label may then be a lost figure.
_ASTRAY = frozenset({"unknown_row", "row_long", "duplicate_row"})
Empty = Callable[[Cell | None], Cell | None]
NOT_TEXT = "not_text"
_LEFT = ("unplaced_number",)
ASTRAY = "figures that stand elsewhere"
_UNREAD_AS_A_WHOLE = frozenset({"row_unread", "unplaced_number", NOT_TEXT})


@dataclass(slots=True)
class Tables:
    """The figures of a report in the order of its form, which forms its tables have, and what went wrong."""

    figures: list[Figure] = field(default_factory=list)
    forms: Forms = field(default_factory=Forms)
    form: str | None = None
    issues: list[Issue] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)


def read_tables(blocks: Sequence[Block], year: int | None) -> Tables:
    """Read every statistics table of a report. `year` decides only what no label of a table says, and which is read
    where a page prints the table of 2014 and later ones."""
    others = of_other_years(blocks, year)
    older: dict[int, Grid] = {}
    later: dict[int, Grid] = {}
    for place, grid in _placed(blocks, others):
        (older if is_table2014(grid) else later)[place] = grid
    stream, merged = parted(rows_of([transpose(grid) for grid in later.values()]))
    rows = split_tables(stream)
    newer = len({*keys_with_figures(rows["t3"])} - {None}) >= ENOUGH
    if older and (not newer or expected_form(year) == "2014"):
        about = stated_about(blocks, list(older))
        tables = _tables2014(list(older.values()), year, about)
        unread = [row.cells[0] for row in rows["t3"]] if newer else []
    else:
        tables = _tables(rows, year, _Books(blocks, list(later)))
        unread = [grid.rows[0][0] for grid in older.values()]
        tables.issues += merged
    if unread:
        message = "tables of an older and of a later form stand on the page; only those of the form read are its figures"
        tables.issues.insert(0, Issue(SECOND, message, unread[0].locator))
    tables.issues[:0] = others.values()
    return tables


def _placed(blocks: Sequence[Block], left_out: Container[int]) -> Iterator[tuple[int, Grid]]:
    """The grids of a document under their captions, each with the place of its block."""
    places = (place for place, block in enumerate(blocks) if isinstance(block, Grid))
    found = zip(places, captioned(blocks), strict=True)
    return ((place, grid) for place, grid in found if place not in left_out)


def _tables2014(grids: list[Grid], year: int | None, about: Collection[str]) -> Tables:
    table = read_table2014(grids, year, about)
    figures = [
        _unread(f"s2014.{key}", table.unread[key])
        if key in table.unread
        else _figure(f"s2014.{key}", table.cells.get(key), entry, header_unit=table.units.get(key))
        for key, entry in form("2014").indicators.items()
    ]
    if table.left:
        lost = _unread("", table.left[0])
        figures = [replace(lost, key=f.key, flags=_LEFT) if f.state == "missing" else f for f in figures]
    figures = _without_torn(figures)
    return Tables(figures, Forms(), "2014", [*table.issues, *_unreadable(figures)])


@dataclass(frozen=True, slots=True)
class _Books:
    """What the ledger needs beside the rows: the blocks of the document and which of them each grid is."""

    blocks: Sequence[Block]
    places: list[int]

    def close(
        self, rows: dict[Table, list[Row]], left: Iterable[Row], named: dict[str, str], figures: list[Figure]
    ) -> tuple[list[Figure], Ledger]:
        """The ledger, and the figures that it lets stand. `left` are rows that issues about whole tables name."""
        whole = named | {cell.locator: SECOND for row in left for cell in row.cells}
        ledger = ledger_of(self.blocks, self.places, rows, whole, figures)
        return balanced(figures, ledger), ledger


def _tables(rows: dict[Table, list[Row]], year: int | None, books: _Books) -> Tables:
    """Tables 2, 3 and 4 of the later forms."""
    printed = {table: list(stream) for table, stream in rows.items()}
    expected = expected_form(year)
    fallback = expected if form(expected).t3_rows else forms_of_tables()[-1].key
    own = _own_rows(rows)
    rows2, again2 = first_set(2, rows["t2"])
    rows3, again3 = first_set(3, rows["t3"])
    t2 = read_table2(rows2, fallback)
    settle_units(t2, rows2, books.blocks, books.places)
    t3 = read_table3(rows3, t2.form if t2.figures else fallback)
    t4 = read_table4(rows["t4"])
    has2, has3 = bool(t2.figures or t2.unread), bool(t3.rows or t3.unread)
    if not (has2 or has3 or t4.blocks or t4.unread):
        return Tables()
    base = t3.form if has3 else t2.form
    figures = _printed_figures(t2, t3, t4, base)
    left = _left(printed, (rows2, rows3, rows["t4"]))
    figures, ledger = books.close(printed, left, t2.named | t3.named | t4.named, figures)
    forms = Forms(t2.form if has2 else None, t3.form if has3 else None)
    issues = [*own, *again2, *again3, *t2.issues, *t3.issues, *t4.issues, *said(ledger)]
    return Tables(figures, forms, base, [*issues, *_unreadable(figures)], ledger)


def _own_rows(rows: dict[Table, list[Row]]) -> list[Issue]:
    """Take the rows of a report's own tables out of each stream; what is said of them."""
    said_of: list[Issue] = []
    for table, stream in rows.items():
        rows[table], others = of_the_form(table, stream)
        said_of += others
    return said_of


def _printed_figures(t2: Table2, t3: Table3, t4: Table4, base: str) -> list[Figure]:
    """The figures of the three tables in the order of the form."""
    told = {issue.code for issue in (*t2.issues, *t3.issues, *t4.issues)}
    empty = _astray if told & _ASTRAY or t2.surplus else _empty_behind
    return _without_torn([*_table2(t2, base, empty), *_table3(t3, base, empty), *_table4(t4)])


def _left(printed: dict[Table, list[Row]], streams: Iterable[list[Row]]) -> list[Row]:
    """The rows that none of the three readers saw."""
    read = {id(row) for stream in streams for row in stream}
    return [row for stream in printed.values() for row in stream if id(row) not in read]


def _table2(table: Table2, base: str, empty: Empty) -> Iterator[Figure]:
    columns = labels("t2columns")
    for item in form(table.form if table.figures else base).t2:
        for row in item.rows:
            for column in item.columns:
                placed = table.figures.get(f"{item.key}.{row}.{column}")
                key = f"t2.{item.key}.{row}.{column}"
                if placed is None:
                    unread = table.unread.get(f"{item.key}.{row}.{column}")
                    yield _unread(key, unread) if unread else Figure(key, None, "missing")
                    continue
                cell = placed.cell or empty(placed.label)
                yield _figure(key, cell, columns[column], placed.flags, placed.unit)
    for key, placed in table.figures.items():
        if key.startswith("ext."):
            column = key.rsplit(".", 1)[1]
            cell = placed.cell or empty(placed.label)
            yield _figure(f"t2.{key}", cell, columns[column], placed.flags, placed.unit)


def _table3(table: Table3, base: str, empty: Empty) -> Iterator[Figure]:
    columns = labels("t3columns")
    printed = table.columns if table.rows or table.unread else form(base).t3_columns
    for row in form(base).t3_rows:
        placed = table.rows.get(row)
        unread = table.unread.get(row)
        for index, column in enumerate(printed):
            key = f"t3.{row}.{column}"
            if placed is not None:
                cell = placed.slots[index] or empty(placed.label)
                yield _figure(key, cell, columns[column], placed.flags)
            elif unread is not None:
                yield _unread(key, unread[min(index, len(unread) - 1)])
            else:
                yield Figure(key, None, "missing")


def _table4(table: Table4) -> Iterator[Figure]:
    columns = labels("t4columns")
    for block in BLOCKS:
        five = table.blocks.get(block)
        for index, column in enumerate(T4_COLUMNS):
            key = f"t4.{block}.{column}"
            if five is not None:
                yield _figure(key, five[index], columns[column], table.flags)
            elif unread := table.unread.get(block) or next(iter(table.unread.values()), None):
                yield _unread(key, unread[min(index, len(unread) - 1)])
            else:
                yield Figure(key, None, "missing")


def _empty_behind(label: Cell | None) -> Cell | None:
    """The empty place behind a label of a text that prints no blank cells: the row is there, its figures are not."""
    if label is None or not label.locator.startswith(TEXT):
        return None
    line, _, span = label.locator.removeprefix(TEXT).partition("/")
    end = span.rsplit("-", 1)[1]
    return Cell("", label.row, label.col + 1, 1, 1, f"{TEXT}{line}/{end}-{end}")


def _astray(label: Cell | None) -> Cell | None:
    """In a text whose figures are astray, a label without figures is a row that is not read."""
    empty = _empty_behind(label)
    return None if empty is None or label is None else replace(label, holds=ASTRAY)


def _unread(key: str, where: Cell) -> Figure:
    """A figure whose row is not believed."""
    return Figure(
        key, None, "unreadable", where.text, flags=("row_unread", *where.flags), locator=where.locator
    )


def _figure(
    key: str, cell: Cell | None, entry: Label, flags: tuple[str, ...] = (), header_unit: str | None = None
) -> Figure:
    if cell is None:
        return Figure(key, None, "missing")
    if cell.holds in (ASTRAY, MERGED):
        return _unread(key, cell)
    if cell.holds:
        return Figure(key, None, "unreadable", cell.text, flags=(NOT_TEXT, *flags), locator=cell.locator)
    in_wan = entry.unit == "万元"
    read = read_cell(
        cell.text, money=in_wan, signed=entry.signed, header_unit=header_unit, parted=cell.parted
    )
    return Figure(
        key=key,
        value=read.value,
        state=read.state,
        raw=cell.text,
        unit=entry.unit,
        note=read.note,
        flags=(*read.flags, *flags, *cell.flags),
        locator=cell.locator,
    )


def _without_torn(figures: list[Figure]) -> list[Figure]:
    """Figures without a number joined from digits that stand apart, unless the sum of its own row confirms that they are
    one number; one that a line end of a page cuts is believed unless that sum refutes it. Where pages are printed, a narrow
    column cuts its numbers, and that is believed."""
    torn = {f.key for f in figures if "joined_numbers" in f.flags}
    wrapped = {f.key for f in figures if "joined_blanks" in f.flags and _is_broken(f)}
    if not torn | wrapped:
        return figures
    confirmed, refuted = _by_sums(figures)
    lost = (torn - confirmed) | (wrapped & refuted)
    return [replace(f, value=None, state="unreadable", flags=()) if f.key in lost else f for f in figures]


def _by_sums(figures: list[Figure]) -> tuple[set[str], set[str]]:
    """The keys of figures whose row adds up to its total, and of those whose row has another total."""
    rows: dict[str, list[Figure]] = {}
    for figure in figures:
        rows.setdefault(figure.key.rpartition(".")[0], []).append(figure)
    confirmed = {f.key for row in rows.values() if _adds_up(row) for f in row}
    return confirmed, {f.key for row in rows.values() if _has_total(row) for f in row} - confirmed


def _is_broken(figure: Figure) -> bool:
    return (figure.locator or "").startswith("html:") and "\n" in (figure.raw or "")


def _has_total(row: list[Figure]) -> bool:
    return any(f.key.endswith(".total") and f.value is not None for f in row)


def _adds_up(row: list[Figure]) -> bool:
    """Whether a row of figures, or a block of table 4, has a total and it is the sum of the others."""
    total = next((f.value for f in row if f.key.endswith(".total")), None)
    return total is not None and sum(f.value or 0 for f in row if not f.key.endswith(".total")) == total


def _unreadable(figures: list[Figure]) -> list[Issue]:
    """What is said of cells that print something, but no number."""
    found = [f for f in figures if f.state == "unreadable"]
    return [
        *(Issue("unreadable_cell", f"{f.key}: {f.raw!r} is no number", f.locator)
          for f in found if not _UNREAD_AS_A_WHOLE.intersection(f.flags)),
        *(Issue(NOT_TEXT, f"{f.key}: the cell holds something that is no text", f.locator)
          for f in found if NOT_TEXT in f.flags),
    ]  # fmt: skip
