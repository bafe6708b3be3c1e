"""The rules of a table in a picture, by OpenCV: long strokes along an axis that hold on to one another.

Vertical strokes of characters pass for short rules, so a vertical rule must begin and end on a horizontal one.
"""

from __future__ import annotations

from typing import Any

from parsers.readers.ruled.rules import Rule, missing_rules, whole

_NEAR = 5.0
# Strokes up to so many times the shortest may be a character's; how much of its sides other strokes take.
_LETTERS, _HANGING = 4, 0.12
# A rule ends on the one it meets; a character keeps off both.
_TOUCH = 3.5
_STEEPEST = 5.0
# Degrees from which on a page is turned.
_LEANS = 0.05
# Pixels of a rule that lie in one line of pixels even where it leans that much.
_LEVEL = 11
# Pixels of noise that a line of pixels between two lines of text may hold.
_SPECKS = 4
# Shortest strokes, as shares of the picture's width.
_ROW, _COLUMN = 1 / 45, 1 / 90
# What a rule must reach in all, to be believed by itself, to show that a table is open above or below.
_SUPPORT, _TRUSTED, _LONG = 1 / 42, 1 / 5, 1 / 20


def ink_of(picture: Any) -> Any:
    """What is printed, white on black."""
    import cv2

    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    return cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12)


def bands_of(ink: Any, highest: int) -> list[tuple[int, int]]:
    """Top and bottom of bands of at most so many pixels that cover a picture, cut where the least ink lies: between two
    lines of text, where only upright rules cross the cut."""
    import numpy

    height, bands, top = ink.shape[0], [], 0
    while height - top > highest:
        low = top + highest * 2 // 3
        per_line = (ink[low : top + highest] > 0).sum(axis=1)
        clear = (per_line <= per_line.min() + _SPECKS).nonzero()[0]
        gaps = numpy.split(clear, (numpy.diff(clear) > 1).nonzero()[0] + 1)
        widest = max(gaps, key=len)
        cut = low + int(widest[len(widest) // 2])
        bands.append((top, cut))
        top = cut
    return [*bands, (top, height)]


def deskewed(picture: Any) -> Any:
    """The picture turned so that its long horizontal rules are level."""
    import cv2
    import numpy

    leans = _leans(picture)
    if not leans or abs(float(numpy.median(leans))) < _LEANS:
        return picture
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(numpy.median(leans)), 1.0)
    return cv2.warpAffine(picture, turn, (width, height), borderValue=(255, 255, 255))


def _leans(picture: Any) -> list[float]:
    """Degrees by which each long rule leans: that of the straight line nearest to its ink. (A Hough transform finds the
    same to a twentieth of a degree, in a hundred times the time.)"""
    import cv2
    import numpy

    width = picture.shape[1]
    level = cv2.getStructuringElement(cv2.MORPH_RECT, (_LEVEL, 1))
    strokes = cv2.morphologyEx(ink_of(picture), cv2.MORPH_OPEN, level)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, level), connectivity=8
    )
    steepest = numpy.tan(numpy.radians(_STEEPEST))
    leans = []
    for index in range(1, count):
        left, top, wide, high = (int(v) for v in stats[index][:4])
        if wide < width // 4 or high > wide * steepest + _LEVEL:
            continue
        ys, xs = (labels[top : top + high, left : left + wide] == index).nonzero()
        leans.append(float(numpy.degrees(numpy.arctan(numpy.polyfit(xs, ys, 1)[0]))))
    return [lean for lean in leans if abs(lean) < _STEEPEST]


def rules_of(ink: Any) -> tuple[list[Rule], list[Rule]]:
    """Vertical and horizontal rules of a picture."""
    width = ink.shape[1]
    along = whole(_strokes(ink, max(int(width * _ROW), 20), 1), _NEAR)
    across = whole(_strokes(ink, 1, max(int(width * _COLUMN), 12)), _NEAR)
    # A page break may leave the outermost rule undrawn.
    along += missing_rules([r for r in across if r.high - r.low > width * _LONG], along)
    while True:
        held = [r for r in across if all(_meets(r.at, end, along) for end in (r.low, r.high))]
        held = [r for r in held if _length_at(r.at, held) >= width * _SUPPORT]
        kept = [
            r
            for r in along
            if r.high - r.low > width * _TRUSTED or all(_meets(r.at, end, held) for end in (r.low, r.high))
        ]
        if len(held) == len(across) and len(kept) == len(along):
            # A side that was too faint, or is open, stands where the rows end.
            return [*held, *missing_rules(kept, held)], kept
        across, along = held, kept


def _meets(at: float, end: float, others: list[Rule]) -> bool:
    """Whether the end of a rule stands on a rule that crosses it."""
    return any(abs(r.at - end) <= _TOUCH and r.low - _NEAR <= at <= r.high + _NEAR for r in others)


def _length_at(at: float, rules: list[Rule]) -> float:
    """How much of a picture's height the rules at one place cover; a character's stroke stands alone there."""
    return sum(r.high - r.low for r in rules if abs(r.at - at) <= _NEAR)


def _strokes(ink: Any, wide: int, high: int) -> list[Rule]:
    """Runs of ink of at least a length along one axis."""
    import cv2

    kept = cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, (wide, high)))
    count, _, stats, _ = cv2.connectedComponentsWithStats(kept, connectivity=8)
    out = []
    for index in range(1, min(int(count), 20_000)):
        left, top, width, height = (float(v) for v in stats[index][:4])
        if wide > high and height < 0.5 * width:
            out.append(Rule(top + height / 2, left, left + width))
        elif (
            high > wide
            and width < 0.5 * height
            and (height > _LETTERS * high or _is_bare(ink, int(left), int(top), int(width), int(height)))
        ):
            out.append(Rule(left + width / 2, top, top + height))
    return out


def _is_bare(ink: Any, left: int, top: int, width: int, height: int) -> bool:
    """Whether nothing hangs on a short vertical stroke: other strokes of its character would."""
    for start in (max(left - 4, 0), left + width + 1):
        beside = ink[top + 4 : top + height - 4, start : start + 3]
        if beside.size and float((beside.max(axis=1) > 0).mean()) > _HANGING:
            return False
    return True
