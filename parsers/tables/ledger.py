"""Double entry: every number that stands in a table of the form is booked once, and every row of the form too.

One side is what the tables print: each cell with a digit in a row of tables 2, 3 and 4, and each line that stands
between their rows. The other side is what became of it: a figure, a label, a heading, a note, or an issue that names it.
What is left over is `unplaced`; then the books do not balance, an issue `unplaced_number` says where it stands, and no
figure of that table is `missing` or taken for blank without a cell: it may be what is left over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from parsers.forms import labels
from parsers.lexicon.chinese_numbers import chinese_number
from parsers.lexicon.kinds import Table, evidence, kind_of
from parsers.lexicon.labels import label_parts, match, match_cut
from parsers.lexicon.normalize import nfkc, squeeze
from parsers.model import Block, Figure, Issue, Line
from parsers.tables.rows import Row

Entry = Literal["figure", "label", "heading", "note", "issue", "unplaced"]
_DIGIT = re.compile(r"\d")
_HAN = re.compile("[\u4e00-\u9fff]")
_PAGE_LINE = re.compile(r"[-—–·.\s]*(第?\d{1,3}页?([,，/]?共?\d{1,3}页)?)[-—–·.\s]*")
_DIGITS = re.compile(r"[\d,.]+")
_WORD = re.compile(r"[^\W\d_]")
_NUMBERING = re.compile(r"[(\[【]?\d{1,2}[)\]】]?[.、,:)]?|[-—–·]+\d{1,3}[-—–·]+")
_NUMBER_FIRST = re.compile(r"\d+(?![\d.\\、,:)\]】年])")
_BARE_ROW = re.compile(r"\D+\d[\d,]*(?:\.\d{1,6})?")
_IN_HEADING = re.compile(
    r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{4}年|\d{1,2}[月日号]|第\d{1,3}[条项款章列栏行页]|(?:[表图注]|附件)\d{1,2}(?!\d)"
    r"|\d位小数|(?<![\d.])\d{1,2}(?=[.．、,，:：)）\]】](?!\d))|[(\[【]\d{4}[)\]】]"
)
"""What digits a heading prints: dates, numbers of articles, tables and rows, decimals that are asked for."""
_ROW_KINDS = {"t2": "t2rows", "t3": "t3rows", "t4": "t4blocks"}
_NOTE = re.compile(r"^(备?注|说明)|。$")
_LONGEST_LABEL = 60
_MOST_ISSUES = 20
_ANYWHERE = frozenset({"art20_1.rules"})
"""Rows that many bodies have nothing to print for: below a districted city there are no 规章."""


@dataclass(frozen=True, slots=True)
class Booking:
    """One cell or line with a number and what became of it. `key`: of the figure, or the code of the issue."""

    table: Table
    text: str
    locator: str
    entry: Entry
    key: str | None = None


@dataclass(frozen=True, slots=True)
class RowEntry:
    """A row of the form: `printed` where any of its cells was found."""

    key: str
    printed: bool


@dataclass(frozen=True, slots=True)
class Ledger:
    """The books of the tables of one document."""

    bookings: tuple[Booking, ...] = ()
    rows: tuple[RowEntry, ...] = ()

    @property
    def left_over(self) -> tuple[Booking, ...]:
        return tuple(b for b in self.bookings if b.entry == "unplaced")

    def closes(self, table: str) -> bool:
        """Whether every number of a table is accounted for."""
        return not any(b.table == table for b in self.left_over)


def ledger_of(
    blocks: Sequence[Block],
    grids: Sequence[int],
    tables: dict[Table, list[Row]],
    named: dict[str, str],
    figures: Sequence[Figure],
) -> Ledger:
    """Book every number.

    :param grids: for each number of a grid in `Row.grid` the index of its block.
    :param tables: all rows that belong to a table of the form, read or not.
    :param named: the locators of cells that an issue names, with its code.
    """
    keys: dict[str, str] = {}
    for figure in figures:
        if figure.locator and figure.state != "missing":
            keys.setdefault(figure.locator, figure.key)
    bookings: list[Booking] = []
    taken: set[int] = {grids[row.grid] for rows in tables.values() for row in rows}
    for table, rows in tables.items():
        bookings += _of_rows(table, rows, keys, named)
        spans = [grids[row.grid] for row in rows]
        if spans:
            between = [blocks[i] for i in range(min(spans), max(spans)) if i not in taken and i not in spans]
            bookings += _between(table, between, named)
            bookings += _behind(table, blocks[max(spans) + 1 :])
    return Ledger(_once(bookings), tuple(_row_entries(figures)))


def _once(bookings: Iterable[Booking]) -> tuple[Booking, ...]:
    """Each place once: a caption that heads two tables is one line."""
    return tuple({booking.locator: booking for booking in reversed(list(bookings))}.values())[::-1]


def _of_rows(table: Table, rows: list[Row], keys: dict[str, str], named: dict[str, str]) -> Iterator[Booking]:
    for row in rows:
        for index, cell in enumerate(row.cells):
            if not _prints_number(cell.text) and cell.locator not in keys:
                continue
            entry, key = _entry(row, index, keys, named)
            if entry == "unplaced" and not _DIGIT.search(nfkc(cell.text)):
                continue
            yield Booking(table, cell.text, cell.locator, entry, key)


@lru_cache(maxsize=20_000)
def _prints_number(text: str) -> bool:
    return bool(_DIGIT.search(nfkc(text))) or chinese_number(squeeze(text)) is not None


def _entry(row: Row, index: int, keys: dict[str, str], named: dict[str, str]) -> tuple[Entry, str | None]:
    cell = row.cells[index]
    if cell.locator in keys:
        return "figure", keys[cell.locator]
    if cell.locator in named:
        return "issue", named[cell.locator]
    if (
        row.kinds[index] == "label"
        and _has_words(cell.text, index)
        and (index < row.split or _is_label(cell.text))
    ):
        if "value" in row.kinds:
            return "label", None
        return ("unplaced" if _heads_with_a_number(cell.text) else "heading"), None
    if row.kinds[index] == "label" and len(squeeze(cell.text)) > _LONGEST_LABEL:
        return "note", None
    return "unplaced", None


@lru_cache(maxsize=20_000)
def _heads_with_a_number(text: str) -> bool:
    """Whether a heading prints a number that may be a figure: 行政检查 51, in one cell. Numbers in circles are notes'."""
    return bool(_DIGIT.search(_IN_HEADING.sub("", text))) and len(squeeze(text)) <= _LONGEST_LABEL


def _has_words(text: str, index: int) -> bool:
    """Whether a text with a digit can be a label: not ~~9~~ 12, $12$ or 12-15, and behind another cell not 12 or so; 1. and
    （1） number a label, - 4 - a page."""
    squeezed = squeeze(text)
    if not _WORD.search(squeezed):
        return _NUMBERING.fullmatch(squeezed) is not None
    return index == 0 or _is_label(text) or not _NUMBER_FIRST.match(squeezed)


def _is_label(text: str) -> bool:
    if evidence(text):
        return True
    part = label_parts(text)[-1]
    return any(match(kind, part) for kind in ("t3groups", "t3rows", "t3columns", "t4columns", "strangers"))


def _between(table: Table, blocks: list[Block], named: dict[str, str]) -> Iterator[Booking]:
    """What stands between the rows of a table and in none of them."""
    for block in blocks:
        if isinstance(block, Line):
            if _DIGIT.search(nfkc(block.text)):
                yield Booking(table, block.text, block.locator, _line_entry(block.text))
            continue
        for cell in block.cells():
            if kind_of(cell.text) == "value" and _DIGIT.search(nfkc(cell.text)):
                code = named.get(cell.locator)
                yield Booking(table, cell.text, cell.locator, "issue" if code else "unplaced", code)


def _behind(table: Table, blocks: Sequence[Block]) -> Iterator[Booking]:
    """Rows of a table that stand behind it as bare text: a browser drops their cells where `</table>` comes too early."""
    for block in blocks:
        if not isinstance(block, Line):
            return
        parts = [part for part in label_parts(block.text) if _DIGIT.search(part)]
        rows = [
            part
            for part in parts
            if _BARE_ROW.fullmatch(part) and _names_row(_ROW_KINDS[table], _DIGITS.sub("", part))
        ]
        if rows and len(rows) == len(parts):
            yield Booking(table, block.text, block.locator, "unplaced")


def _names_row(kind: str, label: str) -> bool:
    """Whether a label is that of a row, or the beginning of one whose rest stands on the next line."""
    return bool(match(kind, label) or match_cut(kind, label))


def _line_entry(text: str) -> Entry:
    """A line is a note where it is prose, or a line that pages repeat; bare numbers and rows of the form are left over."""
    squeezed = squeeze(text)
    if _PAGE_LINE.fullmatch(squeezed) and not squeezed.isdecimal():
        return "note"
    digits = len(_DIGIT.findall(squeezed))
    rows = len(squeezed) <= _LONGEST_LABEL and match("t3rows", label_parts(text)[-1])
    if _NOTE.search(squeezed):
        return "note"
    return "note" if len(_HAN.findall(squeezed)) > digits and not (rows and digits > 2) else "unplaced"


def _row_entries(figures: Sequence[Figure]) -> Iterator[RowEntry]:
    printed: dict[str, bool] = {}
    for figure in figures:
        if ".ext." not in figure.key and not figure.key.startswith("s2014"):
            row = figure.key.rpartition(".")[0]
            printed[row] = printed.get(row, False) or figure.state != "missing"
    for key, there in printed.items():
        yield RowEntry(key, there)


def balanced(figures: list[Figure], ledger: Ledger) -> list[Figure]:
    """The figures, where the books of a table do not close without any that is `missing`, or blank without a cell."""
    first: dict[str, Booking] = {}
    for booking in ledger.left_over:
        first.setdefault(booking.table, booking)
    return [_doubted(f, first) if _says_nothing(f) else f for f in figures]


def _says_nothing(figure: Figure) -> bool:
    """Whether a figure has no cell of its own: absent, or the empty place behind a label of a text."""
    if figure.state != "blank":
        return figure.state == "missing"
    start, _, end = (figure.locator or "").rpartition("/")[2].partition("-")
    return "text:" in (figure.locator or "") and start == end


def _doubted(figure: Figure, first: dict[str, Booking]) -> Figure:
    booking = first.get(figure.key.partition(".")[0])
    if booking is None:
        return figure
    return replace(
        figure, state="unreadable", raw=booking.text, locator=booking.locator, flags=("unplaced_number",)
    )


def said(ledger: Ledger) -> Iterator[Issue]:
    """What is said of the books: numbers left over, and rows of a table of the form that the page does not print."""
    for table in ("t2", "t3", "t4"):
        left = [b for b in ledger.left_over if b.table == table]
        for booking in left[:_MOST_ISSUES]:
            message = (
                f"table {table[1]} prints {' '.join(booking.text.split())!r}, which is the figure of no row"
            )
            yield Issue("unplaced_number", message, booking.locator)
        if len(left) > _MOST_ISSUES:
            message = (
                f"table {table[1]} prints {len(left) - _MOST_ISSUES} more numbers that are figures of no row"
            )
            yield Issue("unplaced_number", message, left[_MOST_ISSUES].locator)
        yield from _absent(table, [r for r in ledger.rows if r.key.startswith(f"{table}.")])


def _absent(table: str, rows: list[RowEntry]) -> Iterator[Issue]:
    absent = [r.key.partition(".")[2] for r in rows if not r.printed]
    absent = [key for key in absent if key not in _ANYWHERE]
    if absent and any(r.printed for r in rows):
        names = "、".join(_names(table, absent))
        yield Issue("rows_missing", f"table {table[1]} prints {len(absent)} rows of the form not: {names}")


def _names(table: str, absent: list[str]) -> Iterator[str]:
    """The labels of rows, in table 3 each group of them under its own label."""
    group = None
    for key in absent:
        own = labels(_ROW_KINDS[table])[key.rpartition(".")[2]].group if table == "t3" else None
        yield (
            f"{labels('t3groups')[own].zh}{_name(table, key)}" if own and own != group else _name(table, key)
        )
        group = own


def _name(table: str, key: str) -> str:
    return labels(_ROW_KINDS[table])[key.rpartition(".")[2]].zh
