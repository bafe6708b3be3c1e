"""Characters of a PDF's page as they are painted: under white, white themselves, twice, struck out, raised or tiny.

What is painted over, or in the colour of its ground, nobody reads. A character that is drawn twice a little apart is a bold
one. A struck digit keeps its stroke (U+0336), so that no cell takes it for a number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from statistics import median
from typing import Any

from parsers.lexicon.normalize import raised
from parsers.readers.ink import WHITEST

Char = dict[str, Any]
Box = tuple[float, float, float, float]

STROKE = "\u0336"
THIN = 3.0
"""Points: a filled shape that is thinner is a rule, not a ground."""
_MOST_GROUNDS = 400
_TINY = 1.5
_LEGIBLE = 4.0
_SMALL = 0.92
"""How much smaller than its neighbour the digit of a note is: browsers set five sixths, some programs nine tenths."""
_OFF_BASE = 1 / 7
"""How far off the line of its neighbour the digit of a note stands, in parts of the neighbour's size."""
_SMALLER, _APART, _CLOSE = 0.75, 0.5, 0.25
"""How far apart a figure and the digit of its note are, in parts of the figure's size: a digit so much smaller, and others."""
_SPOT, _MOST_AT_SPOT = 12.0, 16
"""Points of a square of a page in which a digit is looked for, and how many digits at one such square are."""
_LARGE, _OFF_LINE = 12.0, 2.0
"""Points: the size of characters whose boxes may stand further apart than pdfplumber takes for one line."""
_MOST_RULES = 2_000
_LOWEST, _HIGHEST = 0.2, 0.7
"""Where a stroke goes through a digit, in parts of its height: a box begins at the line in some fonts, a fifth below it in others."""


class Grounds:
    """The filled shapes of a page, taken in the order they are drawn."""

    def __init__(self, unseen: list[bool]) -> None:
        self._unseen = unseen
        self._middles: list[tuple[float, float]] = []
        self._dark: list[Box] = []
        self.covered: set[int] = set()
        """The characters that lie under a coloured shape."""

    @property
    def count(self) -> int:
        """How many characters are drawn so far."""
        return len(self._middles)

    def char(self, item: Any) -> None:
        """A character: white on no ground it is not seen."""
        x0, y0, x1, y1 = item.bbox
        middle = ((x0 + x1) / 2, (y0 + y1) / 2)
        number = len(self._middles)
        self._middles.append(middle)
        white = _is_white(item.graphicstate.ncolor)
        if white and number < len(self._unseen) and not any(_holds(box, middle) for box in self._dark):
            self._unseen[number] = True

    def shape(self, item: Any) -> None:
        """A filled shape: it covers what is drawn before; a coloured one is a ground for what comes, too."""
        if item.width < THIN or item.height < THIN:
            return
        white = _is_white(item.non_stroking_color)
        if not white:
            self.dark(item.bbox)
        if item.covers is None or not (white or _is_box(item)):
            return
        for number, middle in enumerate(self._middles[: len(self._unseen)]):
            if _holds(item.covers, middle) and not self._unseen[number]:
                self._unseen[number] = True
                if not white:
                    self.covered.add(number)

    def dark(self, box: Box) -> None:
        """A ground that may be dark: a coloured shape or a picture."""
        if len(self._dark) < _MOST_GROUNDS:
            self._dark.append(box)


def _is_box(item: Any) -> bool:
    """Whether a coloured shape fills all of its box: a seal does not, nor does a frame, and of a pattern nobody knows."""
    colour = item.non_stroking_color
    parts = colour if isinstance(colour, (tuple, list)) else (colour,)
    known = bool(parts) and all(isinstance(part, (int, float)) for part in parts)
    return type(item).__name__ == "LTRect" and item.whole and known


def _holds(box: Box, middle: tuple[float, float]) -> bool:
    return box[0] <= middle[0] <= box[2] and box[1] <= middle[1] <= box[3]


def _is_white(colour: Any) -> bool:
    """Whether a colour of gray, RGB or CMYK is white, or so near it that nobody reads it on white."""
    parts = colour if isinstance(colour, (tuple, list)) else (colour,)
    if not parts or not all(isinstance(part, (int, float)) for part in parts):
        return False
    lightest = WHITEST / 255
    return (
        all(part <= 1 - lightest for part in parts)
        if len(parts) == 4
        else all(part >= lightest for part in parts)
    )


def as_printed(chars: list[Char], page: Any) -> list[Char]:
    """The characters of a page: each once, without tiny ones, digits of notes raised, struck digits with their stroke."""
    chars = _once(_legible(chars))
    small = _notes(chars)
    struck = _struck([c for c in chars if c["text"].isdecimal()], page)
    if not small and not struck:
        return chars
    return [_rewritten(c, small.get(id(c)), id(c) in struck) for c in chars]


def on_lines(chars: list[Char]) -> list[Char]:
    """Large characters of several fonts with their boxes at one height, where they stand on one line: fonts put the line at
    different heights of their boxes, and a title would fall apart into its words and its year."""
    if not any(c["size"] > _LARGE for c in chars):
        return chars
    bottoms: dict[tuple[int, int], float] = {}
    return [_lowered(c, bottoms) if c["size"] > _LARGE else c for c in chars]


def _lowered(char: Char, bottoms: dict[tuple[int, int], float]) -> Char:
    a, b, *_, base = char["matrix"]
    if a <= 0 or abs(b) > 0.01 * a:
        return char
    down = bottoms.setdefault((round(base), round(char["size"])), char["bottom"]) - char["bottom"]
    if not _OFF_LINE < abs(down) < char["size"] / 3:
        return char
    return {**char, **{side: char[side] + down for side in ("top", "bottom", "doctop")}}


def _rewritten(char: Char, noted: Char | None, struck: bool) -> Char:
    """`noted`: the digit whose note this one is; it is put on the line of that, or it would be a line of its own."""
    text = char["text"]
    if noted is not None:
        return {**char, "text": raised(text), **{side: noted[side] for side in ("top", "bottom", "doctop")}}
    return {**char, "text": text + STROKE} if struck else char


def _legible(chars: list[Char]) -> list[Char]:
    if not any(c["size"] < _TINY for c in chars) or median(c["size"] for c in chars) < _LEGIBLE:
        return chars
    return [c for c in chars if c["size"] >= _TINY]


def _once(chars: list[Char]) -> list[Char]:
    """Without characters that are drawn again over themselves, a little apart."""
    seen: dict[tuple[str, int, int], list[Char]] = defaultdict(list)
    kept = []
    for char in chars:
        x, y = int(char["x0"]), int(char["top"])
        near = (
            other
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in seen.get((char["text"], x + dx, y + dy), ())
        )
        if char["text"].isspace() or not any(_is_same(char, other) for other in near):
            kept.append(char)
            seen[char["text"], x, y].append(char)
    return kept


def _is_same(char: Char, other: Char) -> bool:
    most = min(1.0, 0.3 * (char["x1"] - char["x0"]))
    return bool(abs(char["x0"] - other["x0"]) <= most and abs(char["top"] - other["top"]) <= most)


def _notes(chars: list[Char]) -> dict[int, Char]:
    """The digits that are smaller than the digit beside them and set above or below its line, each with that digit. Only
    neighbours are compared: a page sets one table in larger digits than the other."""
    digits = [c for c in chars if c["text"].isdecimal() and c["matrix"][0] > 0]
    largest = max((c["size"] for c in digits), default=0.0)
    small = [c for c in digits if c["size"] <= _SMALL * largest]
    ends = _by_end(digits) if small else {}
    found = {id(c): other for c in small for other in _beside(c, ends) if _is_note_of(c, other)}
    _take_next(small, ends, found)
    return found


def _take_next(small: list[Char], ends: Spots, found: dict[int, Char]) -> None:
    """The further digits of notes: each is beside the one before."""
    for c in sorted(small, key=lambda c: c["x0"]) if found else ():
        before = next((o for o in _beside(c, ends) if id(o) in found and _goes_on(o, c)), None)
        if before is not None:
            found.setdefault(id(c), found[id(before)])


Spots = dict[tuple[int, int], list[Char]]


def _by_end(digits: list[Char]) -> Spots:
    """Digits by the squares of the page in which they begin and end, so that neighbours are found without a look at all."""
    spots: Spots = defaultdict(list)
    for c in digits:
        for spot in {_spot(c, "x0"), _spot(c, "x1")}:
            if len(spots[spot]) < _MOST_AT_SPOT:
                spots[spot].append(c)
    return spots


def _spot(char: Char, side: str) -> tuple[int, int]:
    return int(char[side] // _SPOT), int((char["top"] + char["bottom"]) / 2 // _SPOT)


def _beside(char: Char, ends: Spots) -> Iterable[Char]:
    left, row = _spot(char, "x0")
    right, _ = _spot(char, "x1")
    for x in range(left - 1, min(right, left + 2) + 2):
        for y in (row - 1, row, row + 1):
            yield from ends.get((x, y), ())


def _is_note_of(char: Char, other: Char) -> bool:
    size = other["size"]
    apart = min(abs(char["x0"] - other["x1"]), abs(char["x1"] - other["x0"]))
    beside = apart < (_APART if char["size"] <= _SMALLER * size else _CLOSE) * size
    off_line = abs(char["matrix"][5] - other["matrix"][5]) > _OFF_BASE * size
    overlaps = char["top"] < other["bottom"] and char["bottom"] > other["top"]
    return bool(char["size"] <= _SMALL * size and beside and overlaps and off_line)


def _goes_on(before: Char, char: Char) -> bool:
    """Whether a digit is the next one of the same note."""
    alike = abs(before["size"] - char["size"]) < 0.1 and abs(before["matrix"][5] - char["matrix"][5]) < 0.1
    return bool(alike and abs(char["x0"] - before["x1"]) < _CLOSE * char["size"])


def _struck(digits: list[Char], page: Any) -> set[int]:
    """The digits that a level rule goes through from side to side."""
    rules = list(_level_rules(page))[:_MOST_RULES]
    if not digits or not rules:
        return set()
    by_height: dict[int, list[tuple[float, float, float]]] = defaultdict(list)
    for rule in rules:
        by_height[int(rule[2])].append(rule)
    return {
        id(c)
        for c in digits
        for y in range(int(c["top"]), int(c["bottom"]) + 1)
        for rule in by_height.get(y, ())
        if _goes_through(rule, c)
    }


def _goes_through(rule: tuple[float, float, float], char: Char) -> bool:
    x0, x1, y = rule
    height = char["bottom"] - char["top"]
    middle = _LOWEST < (char["bottom"] - y) / height < _HIGHEST if height else False
    return bool(middle and x0 <= char["x0"] + 0.5 and x1 >= char["x1"] - 0.5)


def _level_rules(page: Any) -> Iterable[tuple[float, float, float]]:
    """Left, right and height of the level rules of a page."""
    for item in (*page.lines, *page.rects):
        if item["bottom"] - item["top"] < 2 and item["x1"] - item["x0"] > 2:
            yield item["x0"], item["x1"], (item["top"] + item["bottom"]) / 2
