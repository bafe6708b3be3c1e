"""What a reading says of its own doubts: flags, failed sums, and issues that name a row, a table or a number.

An issue counts for a figure only where it names it: by its row's label or key, by its table as a whole, by its number, or by
the place of its row. That there is some issue says nothing of a figure.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from parsers import Reading
from parsers.model import Issue
from tests.parsers.layouts import official
from tests.parsers.layouts.model import Page

REWRITINGS = frozenset({"full_width", "thousands", "sign_variant", "unit", "note", "ocr_zero"})
"""Flags that say how a number was written, not that it is doubted."""
_OF_A_TABLE = ("tables_missing", "second_report", "table_too_large", "other_table")
"""Issues that are said of a whole table."""


class Said:
    """The doubts of one reading of a page."""

    def __init__(self, reading: Reading, page: Page) -> None:
        self._flagged = {f.key for f in reading.figures if set(f.flags) - REWRITINGS}
        self._failed = {
            key for check in reading.failed() if check.severity == "hard" for key in check.operands
        }
        self._messages = [core(i.message) for i in reading.issues]
        self._tables = set(_tables_named(reading.issues))
        self._places = {row_of(i.locator) for i in reading.issues} - {None}
        self._rows = {f.key: row_of(f.locator) for f in reading.figures}
        self._row_places: dict[str, set[str]] = defaultdict(set)
        for key, place in self._rows.items():
            if place is not None:
                self._row_places[_row(key)].add(place)
        self._labels = labels_of(page)
        self._numbers = {
            number
            for issue in reading.issues
            if issue.code in ("unplaced_number", "markup_lost")
            for number in re.findall(r"\d+(?:\.\d+)?", issue.message)
        }

    def doubts(self, key: str, text: str = "") -> bool:
        """Whether something is said of a cell, or of its row or table as a whole. `text`: what the cell prints."""
        if key in self._flagged or key in self._failed or (text and text in self._numbers):
            return True
        return self._rows.get(key) in self._places - {None} or self.names(key)

    def names(self, key: str, texts: Iterable[str] = ()) -> bool:
        """Whether an issue names the row or the table of a field, or one of the numbers `texts`."""
        row = _row(key)
        if key.partition(".")[0] in self._tables or self._row_places[row] & self._places:
            return True
        if any(text in self._numbers for text in texts):
            return True
        words = (*self._labels.get(row, ()), core(row.removeprefix("t2.")))
        return any(word in message for word in words for message in self._messages)


def _row(key: str) -> str:
    return key.rpartition(".")[0]


def _tables_named(issues: Iterable[Issue]) -> Iterator[str]:
    """Tables of which an issue speaks as a whole; of table 4, whose rows have no names, any issue."""
    for issue in issues:
        message = issue.message.casefold()
        numbers = re.findall(r"tables? (\d)(?!\d)", message) if issue.code in _OF_A_TABLE else []
        more = re.match(r"table (\d) prints \d+ more numbers", message)
        yield from (f"t{number}" for number in [*numbers, *(more[1] if more else "")])
        if "statistics tables" in message:
            yield from ("t2", "t3", "t4")
        if message.startswith("table 4"):
            yield "t4"


def labels_of(page: Page) -> dict[str, list[str]]:
    """Row -> the words it is named by: those that the page prints and those of the form, its group's among them."""
    found: dict[str, list[str]] = defaultdict(list)
    for table in page.tables("t2", "t3"):
        for row in table.rows:
            label = row.label()
            if label is not None and row.values():
                found[_row(str(row.values()[0].key))].append(core(label.text))
    for key, label in official.t3_rows(page.form3).items():
        found[f"t3.{key}"] += [core(label), core(official.group_of(key) or "")]
    for item, (rows, _) in official.T2_LAYOUT[page.form2].items():
        for key, label in rows.items():
            found[f"t2.{item}.{key}"].append(core(label))
    for block, label in official.T4_BLOCKS.items():
        found[f"t4.{block}"].append(core(label))
    return {row: [word for word in words if len(word) > 1] for row, words in found.items()}


def core(text: str) -> str:
    """A text as messages may print it: without numbering, brackets, quotes and blanks."""
    return re.sub(r"[（()）“”\"‘’'《》,，\s]", "", re.sub(r"^(?:（.）|\d\.|.、)", "", text.strip()))


def row_of(locator: str | None) -> str | None:
    """The row that a cell's address lies in."""
    if locator is None or "/tr" not in locator:
        return None
    return locator[: locator.rindex("/t")] if locator.rsplit("/", 1)[1][:2] in ("td", "th") else locator
