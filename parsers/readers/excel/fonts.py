"""How the texts of cells are set in workbooks of every kind, and what is seen of them."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.lexicon.normalize import raised
from parsers.readers.excel.number_formats import shown_by

SMALLEST = 2
"""Points: what is smaller nobody reads."""


@dataclass(frozen=True, slots=True)
class Font:
    """The font of a cell or of a part of its text. A cell's is `white` only where its ground is."""

    struck: bool = False
    raised: bool = False
    white: bool = False
    tiny: bool = False
    on_ground: bool = False
    """The cell has a ground that may be dark."""
    number_format: str | None = None
    """The code of the cell's number format, where that may change what is shown."""

    @property
    def is_unseen(self) -> bool:
        """Whether nothing is seen of what a cell in this font holds."""
        return self.struck or self.white or self.tiny


PLAIN = Font()
Run = tuple[str, Font | None]
"""A part of a text, and its font where it has one of its own."""


def shown(runs: list[Run], cell: Font) -> str:
    """What a rich text shows: nothing that is struck out, white or tiny, notes in raised digits."""
    seen, on_line = "", False
    for text, own in runs:
        font = own or cell
        if not font.struck and not font.tiny and (cell.on_ground or not font.white):
            seen += raised(text) if font.raised and on_line else text
            on_line = on_line or (bool(text.strip()) and not font.raised)
    return seen.strip()


def number_shown(font: Font, stored: str) -> str | None:
    """What is shown of a number; None where it is shown as it is."""
    if font.is_unseen:
        return ""
    return None if font.number_format is None else shown_by(font.number_format, stored)


def why_unseen(font: Font, numeric: bool) -> str:
    """What stands in a cell of which nothing is seen."""
    if font.white:
        return "white text"
    if font.tiny:
        return "tiny text"
    return "a number that its format does not show so" if numeric and not font.struck else "struck text"
