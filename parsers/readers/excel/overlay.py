"""What every kind of workbook comes to: sheets by name, their texts, merged ranges, and what is hidden or no text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from parsers.model import Unreadable
from parsers.readers.excel.size_guard import MAX_SHEET_SLOTS

Slot = tuple[int, int]
"""Row and column from 0."""

Ranges = dict[Slot, Slot]
"""Origin of a merged range -> its rows and columns."""


@dataclass(slots=True)
class Overlay:
    """What is to be known of one sheet beside its values."""

    texts: dict[Slot, str] = field(default_factory=dict)
    """Slots whose text is another than the library's: without what is struck out, notes in raised digits."""
    holds: dict[Slot, str] = field(default_factory=dict)
    """Slots without text that something else stands in or over."""
    rows: set[int] = field(default_factory=set)
    """Hidden rows."""
    columns: set[int] = field(default_factory=set)
    """Hidden columns."""


def padded(rows: list[list[str]], what: str) -> list[list[str]]:
    """The rows of a sheet, all as wide as the widest.

    :raises Unreadable: it is too large to be a report's.
    """
    width = max(map(len, rows), default=0)
    if width * len(rows) > MAX_SHEET_SLOTS:
        raise Unreadable(f"{what} has a sheet too large to be a report's")
    return [row + [""] * (width - len(row)) for row in rows]


class Book(Protocol):
    """A workbook, whatever its format is."""

    names: list[str]

    def is_shown(self, name: str) -> bool: ...

    def overlay(self, name: str) -> Overlay: ...

    def sheet(self, name: str) -> tuple[list[list[str]], Ranges]: ...
