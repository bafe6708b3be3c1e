"""One page of a PDF: its tables and lines, with the text of every box read by one function from its characters."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from parsers.forms import labels
from parsers.lexicon.normalize import squeeze
from parsers.readers.pdf.drawn import CUT, BBox, Char
from parsers.readers.pdf.frames import frames_of
from parsers.readers.pdf.places import BLANK, Placed, locator, text_of
from parsers.readers.pdf.view import Turn, View
from parsers.readers.ruled.lattice import Frame
from parsers.readers.ruled.paragraphs import PageLine

MAX_CONTENT = 20_000_000
"""Bytes that the drawing orders of one page may inflate to."""


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
    placed = Placed(view.chars)
    frames, taken = frames_of(view, placed, flags)
    for frame in frames:
        if not _is_cut(box.text for box in frame.boxes):
            yield frame
    outside = [c for c in view.chars if id(c) not in taken]
    for bbox in _beside(view.in_line(outside), placed, view.turn):
        text = text_of(placed.within(bbox))
        if _is_cut([text]):
            continue
        where = locator(page.page_number, view.turn.to_page(bbox))
        yield PageLine(text, page.page_number, *bbox, float(page.height), where, flags)


def _is_cut(texts: Iterable[str]) -> bool:
    """Whether all that is printed stands outside the crop box."""
    printed = "".join(texts)
    return CUT in printed and not printed.replace(CUT, "").strip()


def _beside(chars: list[Char], placed: Placed, turn: Turn) -> Iterator[BBox]:
    """The boxes of the printed lines of what stands in no table, so that each holds its own characters alone: low ones for
    lines that overlap, and for a line on both sides of a table those of its words."""
    own = Placed(chars)
    for bbox, line in _lines(chars, turn):
        count = _printed(line)
        middles = [(c["top"] + c["bottom"]) / 2 for c in line]
        low = turn.snapped((bbox[0], min(middles) - 0.5, bbox[2], max(middles) + 0.5))
        chosen = next((box for box in (bbox, low) if _printed(placed.within(box)) == count), None)
        if chosen is None and _printed(placed.within(bbox)) == _printed(own.within(bbox)):
            chosen = bbox
        yield from [chosen] if chosen else _word_boxes(line, turn)


def _printed(chars: list[Char]) -> int:
    return sum(not c["text"].isspace() for c in chars)


def _word_boxes(chars: list[Char], turn: Turn) -> Iterator[BBox]:
    from pdfplumber.utils.text import extract_words

    for word in extract_words(chars, x_tolerance_ratio=BLANK):
        yield turn.snapped((word["x0"], word["top"], word["x1"], word["bottom"]))


def _lines(chars: list[Char], turn: Turn) -> Iterator[tuple[BBox, list[Char]]]:
    """The printed lines of a page: the box of each, and its characters."""
    if not chars:
        return
    from pdfplumber.utils.text import chars_to_textmap

    for line in chars_to_textmap(chars, x_tolerance_ratio=BLANK).extract_text_lines():
        # A hair wider than its glyphs, so that rounding leaves none outside.
        box = (line["x0"] - 0.5, line["top"], line["x1"] + 0.5, line["bottom"])
        yield turn.snapped(box), line["chars"]
