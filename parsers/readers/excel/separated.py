"""Cells that commas, semicolons or tabs part (CSV) as a book of one sheet without a name."""

from __future__ import annotations

import csv
import io

from parsers.lexicon.cells import looks_like_value
from parsers.lexicon.encoding import decode
from parsers.model import Unreadable
from parsers.readers.excel.overlay import Overlay, Ranges
from parsers.readers.excel.size_guard import MAX_SHEET_SLOTS
from parsers.readers.limits import MAX_ENTRY
from parsers.readers.media_type import delimiter_of

NAME = ""
_SENTENCE = ("。", "；")


class Separated:
    """The cells of a CSV file.

    :raises Unreadable: it is too large to be a report's.
    """

    def __init__(self, raw: bytes) -> None:
        if len(raw) > MAX_ENTRY:
            raise Unreadable(f"the file has more than {MAX_ENTRY // 1_000_000} MB of cells")
        text = decode(raw)[0].removeprefix("\ufeff")
        mark = delimiter_of(text) or ","
        if text.count(mark) + text.count("\n") > MAX_SHEET_SLOTS:
            raise Unreadable("the CSV file is too large to be a report's")
        csv.field_size_limit(MAX_ENTRY)
        # Not padded: a line with fewer cells than its neighbours lost one, and nobody knows which.
        self._rows = [_row(row, mark) for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark)]
        if max(map(len, self._rows), default=0) * len(self._rows) > MAX_SHEET_SLOTS:
            raise Unreadable("the CSV file has a sheet too large to be a report's")
        self.names = [NAME]

    def is_shown(self, name: str) -> bool:
        """The only sheet is shown."""
        return name == NAME

    def overlay(self, name: str) -> Overlay:
        """Nothing is known beside the texts."""
        return Overlay()

    def sheet(self, name: str) -> tuple[list[list[str]], Ranges]:
        """The cells as text; nothing is merged."""
        return self._rows, {}


def _row(cells: list[str], mark: str) -> list[str]:
    """The cells of a line; a sentence that has the mark in it, outside of quotes, is one cell."""
    prose = any(end in cell for cell in cells for end in _SENTENCE)
    if len(cells) > 1 and prose and sum(map(looks_like_value, cells)) < 2:
        return [mark.join(cells).strip()]
    return [cell.strip() for cell in cells]
