"""One page of a PDF: its tables and lines, with the text of every box read by one function from its characters."""

from __future__ import annotations

import unicodedata
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from parsers.forms import labels
from parsers.lexicon.normalize import squeeze
from parsers.readers.pdf.drawn import CUT, BBox, Char
from parsers.readers.pdf.laid_on import laid_on
from parsers.readers.pdf.view import Turn, View
from parsers.readers.ruled.lattice import Box, Frame
from parsers.readers.ruled.paragraphs import PageLine
from parsers.readers.ruled.rules import Rule, missing_rules, whole

PREFIX = "pdf:"
TOLERANCE = 3.0
"""Points that two edges may be apart and still be one."""
MAX_CONTENT = 20_000_000
"""Bytes that the drawing orders of one page may inflate to."""
# A gap of so many ems is a blank; between Chinese characters and digits a quarter em is set without one.
_BLANK = 0.35
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


def is_bounded(page: Any) -> bool:
    """Whether the page's drawing orders stay small when inflated; a few kilobytes can hold gigabytes."""
    total = 0
    for stream in page.page_obj.contents:
        filters = [str(name) for name, _ in stream.get_filters()] if hasattr(stream, "get_filters") else []
        packed = stream.rawdata if hasattr(stream, "rawdata") else None
        if packed is None or not filters:
            continue
        if len(filters) > 2:
            return False
        if "FlateDecode" in filters[0] or "Fl'" in filters[0]:
            try:
                total += len(zlib.decompressobj().decompress(packed, MAX_CONTENT + 1))
            except zlib.error:
                continue
        if total > MAX_CONTENT:
            return False
    return True


def is_legible(chars: list[Char]) -> bool:
    """Whether the page has text that means something: a font without a table of its characters prints (cid:12)."""
    texts = [c["text"] for c in chars if c["text"] != CUT]
    lost = sum(1 for text in texts if text.startswith("(cid:") or "\ue000" <= text <= "\uf8ff")
    return len(texts) > 0 and lost * 3 < len(texts)


def printed(items: list[PageLine | Frame]) -> str:
    """All that stands on a page."""
    return "".join(b.text for item in items for b in (item.boxes if isinstance(item, Frame) else [item]))


def has_words(text: str) -> bool:
    """Whether anything in a text is a word of the form, or names a report."""
    squeezed = squeeze(text)
    return any(word in squeezed for word in _form_words())


@cache
def _form_words() -> tuple[str, ...]:
    kinds = ("t2rows", "t3groups", "t3columns", "t4blocks", "items")
    words = {squeeze(entry.zh) for kind in kinds for entry in labels(kind).values()}
    return ("政府信息公开", *sorted(word for word in words if len(word) > 3))


def items_of(view: View) -> Iterator[PageLine | Frame]:
    """Tables and lines of a page."""
    page, flags = view.page, ("ocr",) if view.is_scan else ()
    # One column is none of the form's: bands of colour behind the rows, and no rule between their cells.
    tables = [t for t in page.find_tables(_settings(page)) if len({cell[0] for cell in t.cells}) > 1]
    placed = Placed(view.chars)
    outside = view.chars
    for table in tables:
        inside = placed.within(view.turn.snapped(table.bbox))
        taken = {id(c) for c in inside}
        outside = [c for c in outside if id(c) not in taken]
        boxes = list(_boxes(table, Placed(inside), view, flags))
        if not _is_cut(box.text for box in boxes):
            yield Frame(page.page_number, boxes)
    for bbox in _line_boxes(view.in_line(outside), view.turn):
        text = text_of(placed.within(bbox))
        if _is_cut([text]):
            continue
        where = _locator(page.page_number, view.turn.to_page(bbox))
        yield PageLine(text, page.page_number, *bbox, float(page.height), where, flags)


def _is_cut(texts: Iterable[str]) -> bool:
    """Whether all that is printed stands outside the crop box."""
    printed = "".join(texts)
    return CUT in printed and not printed.replace(CUT, "").strip()


def _settings(page: Any) -> dict[str, Any]:
    """pdfplumber's own way by drawn rules, with the rules added that the page leaves out."""
    edges = page.edges
    across = whole(Rule(e["x0"], e["top"], e["bottom"]) for e in edges if e["orientation"] == "v")
    along = whole(Rule(e["top"], e["x0"], e["x1"]) for e in edges if e["orientation"] == "h")
    rows = [_edge(r.low, r.at, r.high, r.at) for r in missing_rules(across, along)]
    sides = [_edge(r.at, r.low, r.at, r.high) for r in missing_rules(along, across)]
    return {"explicit_horizontal_lines": rows, "explicit_vertical_lines": sides}


def _edge(x0: float, top: float, x1: float, bottom: float) -> dict[str, Any]:
    return {
        "object_type": "line", "x0": x0, "x1": x1, "top": top, "bottom": bottom, "width": x1 - x0, "height": bottom - top
    }  # fmt: skip


def _boxes(table: Any, placed: Placed, view: View, flags: tuple[str, ...]) -> Iterator[Box]:
    beside = [] if view.is_scan else laid_on(view.page) + [("a box over a text", box) for box in view.covered]
    for cell in table.cells:
        bbox = view.turn.snapped(cell)
        if bbox[2] - bbox[0] > TOLERANCE and bbox[3] - bbox[1] > TOLERANCE:
            where = _locator(view.page.page_number, view.turn.to_page(bbox))
            text = text_of(placed.within(bbox))
            holds = next((what for what, inner in beside if not text and _lies_in(inner, bbox)), None)
            yield Box(text, *bbox, where, flags=flags, holds=holds)


def _lies_in(inner: BBox, outer: BBox) -> bool:
    low = all(inner[i] >= outer[i] - TOLERANCE for i in (0, 1))
    return low and all(inner[i] <= outer[i] + TOLERANCE for i in (2, 3))


def _line_boxes(chars: list[Char], turn: Turn) -> Iterator[BBox]:
    """The boxes of the printed lines of a page."""
    if not chars:
        return
    from pdfplumber.utils.text import chars_to_textmap

    for line in chars_to_textmap(chars, x_tolerance_ratio=_BLANK).extract_text_lines(return_chars=False):
        # A hair wider than its glyphs, so that rounding leaves none outside.
        yield turn.snapped((line["x0"] - 0.5, line["top"], line["x1"] + 0.5, line["bottom"]))


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

    return str(extract_text(chars, x_tolerance_ratio=_BLANK)).translate(_RADICALS).strip()


def _locator(number: int, bbox: BBox) -> str:
    return f"{PREFIX}p{number}/" + ",".join(f"{value:.1f}" for value in bbox)
