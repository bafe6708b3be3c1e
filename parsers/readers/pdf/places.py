"""Characters of a page by where they stand, and the text that they are. A place is named by its page and its box."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left

from parsers.readers.pdf.drawn import BBox, Char

PREFIX = "pdf:"
TOLERANCE = 3.0
"""Points that two edges may be apart and still be one."""
# A gap of so many ems is a blank; between Chinese characters and digits a quarter em is set without one.
BLANK = 0.35
# Radicals that fonts give for the characters they look like; NFKC knows the first block, not the second.
_RADICALS: dict[int, str] = {
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)},
    **dict(
        zip(
            map(
                ord, "⺠⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳⻄⻁⺟⺁⺌⺎⺒⺓⺙⺝⺫⺬⺮⻌⻍⻎⻏⻗⻟"
            ),
            "民见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟西虎母厂小兀巳幺攵月目示竹辶辶辶阝雨飠",
            strict=True,
        )
    ),
}


class Placed:
    """Characters by where their middles stand, so that the few in a box are found without a look at all."""

    def __init__(self, chars: list[Char]) -> None:
        self._chars = chars
        self._middles = sorted(
            ((c["top"] + c["bottom"]) / 2, (c["x0"] + c["x1"]) / 2, number) for number, c in enumerate(chars)
        )
        self._heights = [y for y, _, _ in self._middles]

    def within(self, bbox: BBox) -> list[Char]:
        """The characters whose middle is in a box, in the order they are drawn."""
        x0, top, x1, bottom = bbox
        first, last = bisect_left(self._heights, top), bisect_left(self._heights, bottom)
        numbers = sorted(number for _, x, number in self._middles[first:last] if x0 <= x < x1)
        return [self._chars[number] for number in numbers]


def text_of(chars: list[Char]) -> str:
    if not chars:
        return ""
    from pdfplumber.utils.text import extract_text

    return str(extract_text(chars, x_tolerance_ratio=BLANK)).translate(_RADICALS).strip()


def locator(number: int, bbox: BBox) -> str:
    return f"{PREFIX}p{number}/" + ",".join(f"{value:.1f}" for value in bbox)
