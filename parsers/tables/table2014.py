"""政府信息公开情况统计表 (国办发〔2014〕32号): one value column, the indicator known by its chapter and its label.

Editions add columns (代码, 上年数, the share of each level): the header says which column is the form's, and where it
does not, a row with several figures is not believed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

from parsers.forms import form
from parsers.lexicon.kinds import kind_of, printed
from parsers.lexicon.labels import label_parts, match
from parsers.lexicon.money import UNKNOWN, YUAN, heading_unit, multiple
from parsers.lexicon.normalize import squeeze
from parsers.lexicon.titles import year_in
from parsers.model import Cell, Grid, Issue
from parsers.tables.rows import Row, rows_of
from parsers.tables.second_report import CODE as SECOND
from parsers.tables.units import is_unit, says_nothing, stated_by

_ENOUGH = 5
_MOST_NAMED = 20
_DIGIT = re.compile(r"\d")
_HEADER = re.compile(r"统计指标|指标名称")
_VALUE = re.compile(r"统计数|数[量值]|本[年期]|[合总]计|总数|全[省市州县区]")


@dataclass(slots=True)
class Table2014:
    """The value cell of each indicator, the first cell of each that was not believed, and what went wrong."""

    cells: dict[str, Cell] = field(default_factory=dict)
    unread: dict[str, Cell] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)
    """The unit of money of each amount for which one is printed."""
    left: list[Cell] = field(default_factory=list)
    """Numbers of its rows that are the figures of none and that no issue names."""


def is_table2014(grid: Grid) -> bool:
    """Whether a grid is the statistics table, or a part of it."""
    texts = {c.text for row in grid.rows for c in row[:3] if len(c.text) < 120}
    return sum(map(_is_indicator, texts)) >= _ENOUGH


@lru_cache(maxsize=5_000)
def _is_indicator(text: str) -> bool:
    part = label_parts(text)[-1]
    return any(e.matches(part) is not None for e in form("2014").indicators.values())


def read_table2014(grids: list[Grid], year: int | None = None, about: Collection[str] = ()) -> Table2014:
    """Read the statistics table from the grids that are its parts. `year` tells the form's column where columns are headed
    by years; `about` are the units of money that are stated about it."""
    walk = _Walk(year, frozenset(about))
    for _, rows in groupby(rows_of(grids), key=lambda row: row.grid):
        walk.column = None
        walk.strange = set()
        for row in rows:
            walk.take(row)
    if again := walk.again:
        message = (
            f"the statistics table prints {len(again)} rows a second time; only the first of each is read"
        )
        code = SECOND if len(again) >= _ENOUGH else "duplicate_row"
        walk.table.issues.append(Issue(code, message, again[0].locator))
    walk.leave()
    return walk.table


class _Walk:
    """The chapter that the rows below it belong to, the column of the grid, and the rows met a second time."""

    def __init__(self, year: int | None, about: frozenset[str]) -> None:
        self.table = Table2014()
        self.column: int | None = None
        self.strange: set[int] = set()
        """The slots of columns that are none of the form's."""
        self.again: list[Cell] = []
        self._year = year
        self._about = about
        self._stated: frozenset[str] = frozenset()
        """The units of money that the chapter states."""
        self._chapter: str | None = None
        self._met: list[Cell] = []

    def take(self, row: Row) -> None:
        """Read the next row."""
        if any(_HEADER.match(squeeze(c.text)) for c in row.cells):
            self.column, self.strange = _value_column(row, self.table, self._year)
            self._about |= stated_by(row.cells)
        else:
            before = self._chapter
            label, self._chapter, key = _named(row, self._chapter)
            if self._chapter != before or key is None:
                self._stated = stated_by(c for c in row.cells if key is None or c is not label)
            if label is not None:
                self._take_row(row, label, key)

    def _take_row(self, row: Row, label: Cell, key: str | None) -> None:
        values = _values_of(row, label, self.column)
        shown = [c for c in values if printed(c)]
        self._meet(row, label, [*values, *shown[:1]])
        if key is None:
            if shown and self._chapter and not _is_heading(_core(label)):
                self._unknown(label, shown[0])
        elif len(shown) > 1:
            _disbelieve(key, shown, label, self.table)
        elif values:
            self._measure(key, row, label, shown)
            self._keep(key, shown[0] if shown else values[0], label)

    def _measure(self, key: str, row: Row, label: Cell, shown: list[Cell]) -> None:
        """Note in which unit the figure of a row is printed; one in a unit that is not read is not believed."""
        beside = [
            c.text for c in row.cells if c.col > label.col and c not in shown and c.col not in self.strange
        ]
        own = form("2014").indicators[key].unit
        unit = _unit_of((label.text, *beside), (self._stated, self._about), own == "万元")
        if unit in YUAN:
            self.table.units.setdefault(key, unit)
        elif unit and shown and not says_nothing(shown[0]) and key not in self.table.cells:
            self.table.unread.setdefault(key, shown[0])
            told = " ".join((*filter(is_unit, beside), *self._stated, *self._about)) or unit
            message = f"the row {label.text} is printed in another unit than {own}: {told}"
            self.table.issues.append(Issue("row_unread", message, shown[0].locator))

    def _keep(self, key: str, value: Cell, label: Cell) -> None:
        if self.table.cells.setdefault(key, value) is not value and printed(value):
            self.again.append(label)

    def _meet(self, row: Row, label: Cell, values: list[Cell]) -> None:
        """Note the numbers behind a label that stand in no column that is read or named."""
        self._met += [
            c for c, kind in zip(row.cells, row.kinds, strict=True)
            if kind == "value" and c.col > label.col and c.col not in self.strange and c not in values and _DIGIT.search(c.text)
        ]  # fmt: skip

    def leave(self) -> None:
        """Name what was met and is left over."""
        self.table.left = self._met
        for cell in self._met[:_MOST_NAMED]:
            message = f"the statistics table prints {cell.text!r}, which is the figure of no row"
            self.table.issues.append(Issue("unplaced_number", message, cell.locator))

    def _unknown(self, label: Cell, value: Cell) -> None:
        message = f"the statistics table has a row that the form does not know: {label.text} {value.text}"
        self.table.issues.append(Issue("unknown_row", message, label.locator))


def _named(row: Row, chapter: str | None) -> tuple[Cell | None, str | None, str | None]:
    """The label of a row, the chapter that it is in and its indicator; a chapter may stand in a cell before it."""
    names = [
        c for c, kind in zip(row.cells, row.kinds, strict=True)
        if kind == "label" and not is_unit(c.text)
    ]  # fmt: skip
    label, key = names[0] if names else None, None
    for cell in names:
        part = _core(cell)
        chapter = next((k for k, e in form("2014").chapters.items() if e.matches(part) is not None), chapter)
        indicators = form("2014").indicators.items()
        own = (k for k, e in indicators if e.chapter == chapter and e.matches(part) is not None)
        if found := next(own, None):
            label, key = cell, found
    return label, chapter, key


def _value_column(header: Row, table: Table2014, year: int | None) -> tuple[int | None, set[int]]:
    """The slot of the form's own column by the header's names, and those of others; every further column of figures is an
    issue."""
    if header.layout != "slots":
        return None, set()
    figures, strangers = _further(header)
    own = _own_column(figures, year)
    others = [cell for cell in (*figures, *strangers) if cell is not own]
    _say_unknown(others, table)
    return (own.col, {c.col for c in others}) if own else (None, set())


def _further(header: Row) -> tuple[list[Cell], list[Cell]]:
    """The headings of a header that may be the form's own column, and those of columns that are known to be none."""
    name = next(c for c in header.cells if _HEADER.match(squeeze(c.text)))
    kinds = {c: match("strangers", _core(c)) for c in header.cells if c is not name and printed(c)}
    figures = [c for c, stranger in kinds.items() if c.col > name.col and stranger is None]
    return figures, [c for c, stranger in kinds.items() if stranger not in (None, "unit")]


def _say_unknown(others: list[Cell], table: Table2014) -> None:
    for cell in others:
        message = (
            f"the statistics table has a column that the form does not know: {cell.text}; it is not read"
        )
        table.issues.append(Issue("unknown_column", message, cell.locator))


def _own_column(figures: list[Cell], year: int | None) -> Cell | None:
    """The heading of the form's own column: the only one, else that of the report's year, else the first that is called as
    the form calls it."""
    if len(figures) == 1:
        return figures[0]
    of_year = [c for c in figures if year is not None and year_in(c.text) == year]
    if len(of_year) == 1:
        return of_year[0]
    return next((c for c in figures if _VALUE.search(_core(c))), None)


def _core(cell: Cell) -> str:
    return label_parts(cell.text)[-1]


def _values_of(row: Row, label: Cell, column: int | None) -> list[Cell]:
    """The cells in which the figure of a row may stand: the one in the form's column, else all behind label and unit."""
    behind = [c for c in row.cells if c.col > label.col]
    if column is not None:
        return [c for c in behind if c.col == column and not is_unit(c.text)]
    if behind and is_unit(behind[0].text):
        behind = behind[1:]
    return [c for c in behind if kind_of(c.text) != "label" or not is_unit(c.text)]


def _unit_of(own: Sequence[str], wider: Iterable[frozenset[str]], money: bool) -> str | None:
    """The unit that the cells `own` of a row print, of an amount else the nearest that is stated about it; of a count only
    a multiple is one."""
    if not money:
        return next((found for text in own if (found := multiple(text))), None)
    if unit := heading_unit(*own):
        return unit
    stated = next((units for units in wider if units), frozenset())
    return next(iter(stated)) if len(stated) == 1 else UNKNOWN if stated else None


def _disbelieve(key: str, shown: list[Cell], label: Cell, table: Table2014) -> None:
    if key in table.cells or key in table.unread:
        return
    table.unread[key] = shown[0]
    message = f"the row {label.text} has {len(shown)} figures under no heading that tells which is the form's; none is believed"
    table.issues.append(Issue("row_unread", message, label.locator))


def _is_heading(part: str) -> bool:
    return any(e.matches(part) is not None for e in form("2014").chapters.values()) or "渠道和方式" in part
