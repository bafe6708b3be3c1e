"""OFD (GB/T 33190) to a Document: positioned characters and rules, in millimetres.

Unproven: written after the standard and tried on files made by hand; no file of a publisher's program was at hand.
A locator is `ofd:p` PAGE `/` x0,top,x1,bottom, as for PDF.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.model import Document, Issue, Unreadable
from parsers.readers.build import document_of
from parsers.readers.media_type import OFD
from parsers.readers.ofd.page import MAX_PAGES, TOLERANCE, WHAT, Glyph, Page, pages_of
from parsers.readers.ruled.blocks import blocks_of
from parsers.readers.ruled.faces import tables_of
from parsers.readers.ruled.lattice import Box, Frame
from parsers.readers.ruled.paragraphs import PageLine
from parsers.readers.ruled.rules import whole

PREFIX = "ofd:"
MAX_CHARS = 40_000
MAX_RULES = 4_000
_AT = re.compile(r"p(\d+)/(-?[\d.]+),(-?[\d.]+),(-?[\d.]+),(-?[\d.]+)")


def read_ofd(raw: bytes) -> Document:
    """The Document of an OFD file.

    :raises Unreadable: it is damaged, encrypted, a bomb, or prints no text.
    """
    items: list[PageLine | Frame] = []
    issues: list[Issue] = []
    for page in pages_of(raw):
        if page.number > MAX_PAGES:
            message = f"the file has more than {MAX_PAGES} pages; what follows was not read"
            issues.append(Issue("truncated_at_page", message, f"{PREFIX}p{MAX_PAGES}"))
            break
        if len(page.glyphs) > MAX_CHARS or len(page.across) + len(page.along) > MAX_RULES:
            message = f"page {page.number} draws too much to be read"
            issues.append(Issue("page_too_large", message, f"{PREFIX}p{page.number}"))
            continue
        items += sorted(_items(page), key=lambda item: item.top)
    if not items:
        raise Unreadable(f"{WHAT} prints no text: its pages are pictures")
    return document_of(blocks_of(items, TOLERANCE), OFD, issues)


def _items(page: Page) -> Iterator[PageLine | Frame]:
    rest = page.glyphs
    across, along = whole(page.across, TOLERANCE), whole(page.along, TOLERANCE)
    for faces in tables_of(across, along, TOLERANCE):
        boxes = []
        for face in faces:
            bbox = _rounded(face)
            boxes.append(Box(_text(_within(rest, bbox)), *bbox, _locator(page.number, bbox)))
        frame = Frame(page.number, boxes)
        yield frame
        inside = {id(g) for g in _within(rest, (frame.left, frame.top, frame.right, frame.bottom))}
        rest = [g for g in rest if id(g) not in inside]
    for line in _lines(rest):
        top, bottom = min(g.y - g.size for g in line), max(g.y for g in line)
        bbox = _rounded((min(g.x for g in line) - 0.1, top, max(g.x + g.size for g in line), bottom + 0.1))
        text = _text(_within(rest, bbox))
        if text:
            yield PageLine(text, page.number, *bbox, page.height, _locator(page.number, bbox))


def _middle(glyph: Glyph) -> tuple[float, float]:
    return glyph.x + 0.25 * glyph.size, glyph.y - 0.4 * glyph.size


def _within(glyphs: list[Glyph], bbox: tuple[float, float, float, float]) -> list[Glyph]:
    x0, top, x1, bottom = bbox
    return [g for g in glyphs if x0 <= _middle(g)[0] < x1 and top <= _middle(g)[1] < bottom]


def _lines(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Characters by the line they stand on."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: (g.y, g.x)):
        if lines and glyph.y - lines[-1][0].y <= 0.5 * glyph.size:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return lines


def _text(glyphs: list[Glyph]) -> str:
    """Characters as lines from left to right; a gap of half an em is a blank."""
    out = []
    for line in _lines(glyphs):
        pieces: list[str] = []
        end: float | None = None
        for glyph in sorted(line, key=lambda g: g.x):
            width = glyph.size * (0.5 if glyph.text.isascii() else 1.0)
            if end is not None and glyph.x - end > 0.5 * glyph.size:
                pieces.append(" ")
            pieces.append(glyph.text)
            end = glyph.x + width
        out.append("".join(pieces).strip())
    return "\n".join(line for line in out if line)


def _rounded(bbox: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    x0, top, x1, bottom = (round(value, 2) for value in bbox)
    return x0, top, x1, bottom


def _locator(number: int, bbox: tuple[float, float, float, float]) -> str:
    return f"{PREFIX}p{number}/" + ",".join(f"{value:.2f}" for value in bbox)


class OfdResolver:
    """Reads the text at a locator again; the pages are drawn once."""

    def __init__(self, raw: bytes) -> None:
        self._pages = {page.number: page for page in pages_of(raw)}

    def text(self, locator: str) -> str | None:
        """The text at a locator of this file; None where nothing is there."""
        found = []
        for part in locator.removeprefix(PREFIX).split("+"):
            match = _AT.fullmatch(part)
            page = self._pages.get(int(match[1])) if match else None
            if match is None or page is None:
                return None
            bbox = (float(match[2]), float(match[3]), float(match[4]), float(match[5]))
            found.append(_text(_within(page.glyphs, bbox)))
        return "\n".join(found)
