"""A page of a PDF as a person sees it: turned so that its text is level, without watermarks and hidden characters.

Characters that are drawn invisibly, or that a picture of the page covers, were read from that picture by some program:
such a page is a searchable scan. Locators name places on the page as it is stored; `Turn` leads there and back.
"""

from __future__ import annotations

import copy
from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import Any

from parsers.readers.pdf.drawn import CUT, BBox, Char, drawn
from parsers.readers.pdf.painted import as_printed, on_lines

_FEW_RULES = 10
_LARGE = 1.8
"""How much larger than the text of a page the letters of a watermark are."""
_MOST_LARGE, _MOST_CHARS = 200, 40_000
_SLOPE = 0.14
"""Tangent of the angle, 8 degrees, from which on a character slants."""


@dataclass(frozen=True, slots=True)
class Turn:
    """How a page is turned to be read: quarters of a turn clockwise, and the size of the page as it is stored."""

    quarters: int
    width: float
    height: float

    def to_page(self, box: BBox) -> BBox:
        """The place on the page of a box in the view."""
        return _turned(box, -self.quarters % 4, *self._size())

    def from_page(self, box: BBox) -> BBox:
        """The box in the view of a place on the page."""
        return _turned(box, self.quarters, self.width, self.height)

    def snapped(self, box: Any) -> BBox:
        """A box of the view, moved by less than a tenth of a point so that its place on the page is in whole tenths."""
        x0, top, x1, bottom = (round(float(value), 1) for value in self.to_page(box))
        return self.from_page((x0, top, x1, bottom))

    def _size(self) -> tuple[float, float]:
        return (self.height, self.width) if self.quarters % 2 else (self.width, self.height)


def _turned(box: BBox, quarters: int, width: float, height: float) -> BBox:
    for _ in range(quarters):
        x0, top, x1, bottom = box
        box = (height - bottom, x0, height - top, x1)
        width, height = height, width
    return box


@dataclass(frozen=True, slots=True)
class View:
    """A page as it is read."""

    page: Any
    chars: list[Char]
    turn: Turn
    is_scan: bool
    cut: str
    """What stands outside the crop box, which nobody is shown."""
    covered: tuple[BBox, ...] = ()
    """Where characters lie under a coloured shape."""

    def in_line(self, chars: list[Char]) -> list[Char]:
        """Without what stands across the text of a page that was turned: its page number, its running head."""
        return [c for c in chars if _quarters(c) == 0] if self.turn.quarters else chars


def view_of(page: Any) -> View:
    """The view of a page."""
    found = drawn(page)
    turns = Counter(_quarters(c) for c in found.chars if not c["text"].isspace() and c["text"] != CUT)
    quarters = turns.most_common(1)[0][0] if turns else 0
    turn = Turn(quarters or 0, float(page.width), float(page.height))
    if quarters:
        page = _upright(page, quarters)
        found = drawn(page)
    chars = found.chars
    unseen = found.unseen if len(found.unseen) == len(chars) else [False] * len(chars)
    is_scan = sum(unseen) * 2 > len(chars) or (found.pictured and _rules(page) < _FEW_RULES)
    if not is_scan and any(unseen):
        chars = [c for c, is_unseen in zip(chars, unseen, strict=True) if not is_unseen]
    chars = on_lines(as_printed(_without_watermark(chars), page))
    return View(page, chars, turn, is_scan, "".join(found.cut), tuple(found.covered))


def _rules(page: Any) -> int:
    return len(page.lines) + len(page.rects) + len(page.curves)


def _quarters(char: Char) -> int | None:
    """The quarter turns clockwise that make a character level; None where it slants."""
    a, b = char["matrix"][:2]
    if abs(b) <= _SLOPE * abs(a):
        return 0 if a >= 0 else 2
    if abs(a) <= _SLOPE * abs(b):
        return 1 if b > 0 else 3
    return None


def _upright(page: Any, quarters: int) -> Any:
    """The same page as one that is stored turned."""
    stored = copy.copy(page.page_obj)
    stored.rotate = (stored.rotate + 90 * quarters) % 360
    stored.attrs = {**stored.attrs, "Rotate": stored.rotate}
    return type(page)(page.pdf, stored, page.page_number, page.initial_doctop)


def _without_watermark(chars: list[Char]) -> list[Char]:
    """Characters without those that slant over a level text, and without large ones that are drawn over others."""
    level = [c for c in chars if _quarters(c) is not None] if len(chars) < _MOST_CHARS else []
    if len(level) * 2 <= len(chars):
        return chars
    body = median(c["size"] for c in level)
    large = [c for c in level if c["size"] > _LARGE * body]
    if not large or len(large) > _MOST_LARGE:
        return level
    fonts = {_font(c) for c in large if _covers(c, level)}
    return [c for c in level if c["size"] <= _LARGE * body or _font(c) not in fonts]


def _font(char: Char) -> tuple[str, int]:
    return char["fontname"], round(char["size"])


def _covers(large: Char, chars: list[Char]) -> bool:
    """Whether a character is drawn over smaller ones."""
    return any(
        c["size"] * _LARGE < large["size"]
        and large["x0"] < (c["x0"] + c["x1"]) / 2 < large["x1"]
        and large["top"] < (c["top"] + c["bottom"]) / 2 < large["bottom"]
        for c in chars
    )
