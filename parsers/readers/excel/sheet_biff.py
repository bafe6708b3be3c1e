"""What a binary workbook (XLS, ET) says of its sheets beside their values: how texts are set, and what is hidden."""

from __future__ import annotations

import io
from typing import Any

from parsers.readers.excel.fonts import PLAIN, SMALLEST, Font, Run, number_shown, shown, why_unseen
from parsers.readers.excel.overlay import Overlay
from parsers.readers.ink import is_white
from parsers.readers.limits import need

_TWIPS = 20
"""A point in the unit of sizes."""
_WHITE = (255, 255, 255)
_GENERAL = "General"


class BookBiff:
    """The settings of a binary workbook.

    :raises Unreadable: the extra [office] is missing.
    :raises ValueError: its settings are damaged, or of a kind that is not known.
    """

    def __init__(self, raw: bytes) -> None:
        xlrd = need("xlrd", "office", "a binary workbook")
        try:
            self._book = xlrd.open_workbook(
                file_contents=raw,
                formatting_info=True,
                on_demand=True,
                logfile=io.StringIO(),
                ragged_rows=True,
            )
        except Exception as error:  # a library of the open, and a file of strangers
            raise ValueError(f"{type(error).__name__}: {error}") from error
        self._number, self._text = xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_TEXT
        self._fonts = [self._font(font) for font in self._book.font_list]
        self._styles = [self._style(style) for style in self._book.xf_list]

    def overlay(self, name: str) -> Overlay:
        """What is to be known of a sheet.

        :raises ValueError: as above.
        """
        found = Overlay()
        try:
            sheet = self._book.sheet_by_name(name)
            found.rows.update(at for at, row in sheet.rowinfo_map.items() if row.hidden or row.height == 0)
            found.columns.update(
                at for at, column in sheet.colinfo_map.items() if column.hidden or column.width == 0
            )
            for row in range(sheet.nrows):
                for column, cell in enumerate(sheet.row(row)):
                    self._cell(sheet, (row, column), cell, found)
        except Exception as error:
            raise ValueError(f"{type(error).__name__}: {error}") from error
        finally:
            self._book.unload_sheet(name)
        return found

    def _cell(self, sheet: Any, at: tuple[int, int], cell: Any, found: Overlay) -> None:
        if cell.ctype not in (self._number, self._text):
            return
        font = self._styles[cell.xf_index]
        seen: str | None
        if cell.ctype == self._number:
            seen = number_shown(font, repr(cell.value).removesuffix(".0"))
        elif at in sheet.rich_text_runlist_map:
            seen = shown(self._runs(cell.value, sheet.rich_text_runlist_map[at]), font)
        else:
            seen = "" if font.is_unseen and cell.value.strip() else None
        if seen is not None:
            found.texts[at] = seen
        if seen == "":
            found.holds[at] = why_unseen(font, cell.ctype == self._number)

    def _runs(self, text: str, places: list[tuple[int, int]]) -> list[Run]:
        """The parts of a text; what stands before the first of them is set as the cell is."""
        begins = [(0, None), *((at, self._fonts[font]) for at, font in places)]
        ends = [*(at for at, _ in begins[1:]), len(text)]
        return [(text[at:end], font) for (at, font), end in zip(begins, ends, strict=True) if at < end]

    def _font(self, font: Any) -> Font:
        white = is_white(self._book.colour_map.get(font.colour_index))
        tiny = 0 < font.height <= SMALLEST * _TWIPS
        return Font(bool(font.struck_out), font.escapement in (1, 2), white, tiny)

    def _style(self, style: Any) -> Font:
        """The font of a cell's style, white only where its ground is, and the format of its numbers."""
        font = self._fonts[style.font_index] if style.font_index < len(self._fonts) else PLAIN
        ground = style.background.fill_pattern != 0 and (
            self._book.colour_map.get(style.background.pattern_colour_index) != _WHITE
        )
        known = self._book.format_map.get(style.format_key)
        code = known.format_str if known is not None and known.format_str != _GENERAL else None
        return Font(font.struck, font.raised, font.white and not ground, font.tiny, ground, code)
