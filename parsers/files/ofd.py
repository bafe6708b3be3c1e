"""OFD (GB/T 33190) to a Document: positioned characters and rules, in millimetres.

Unproven: written after the standard and tried on files made by hand; no file of a publisher's program was at hand.
A locator is `ofd:p` PAGE `/` x0,top,x1,bottom, as for PDF.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from parsers.files.assembling import document_of
from parsers.files.faces import tables_of
from parsers.files.lattice import Box, Frame
from parsers.files.layout import blocks_of
from parsers.files.limits import entry_bytes, open_zip, xml_tree
from parsers.files.paragraphs import PageLine
from parsers.files.rules import Rule, whole
from parsers.files.wordxml import local_name
from parsers.model import Document, Issue, Unreadable
from parsers.sniff import OFD

PREFIX = "ofd:"
MEDIA_TYPE = OFD
MAX_PAGES = 60
MAX_CHARS = 40_000
MAX_RULES = 4_000
_WHAT = "the OFD file"
_TOLERANCE = 0.8
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_ORDER = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_AT = re.compile(r"p(\d+)/(-?[\d.]+),(-?[\d.]+),(-?[\d.]+),(-?[\d.]+)")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character, its left edge, baseline and size."""

    text: str
    x: float
    y: float
    size: float


@dataclass(slots=True)
class Page:
    """What a page draws."""

    number: int
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    across: list[Rule] = field(default_factory=list)
    along: list[Rule] = field(default_factory=list)


def read_ofd(raw: bytes) -> Document:
    """The Document of an OFD file.

    :raises Unreadable: it is damaged, encrypted, a bomb, or prints no text.
    """
    items: list[PageLine | Frame] = []
    issues: list[Issue] = []
    for page in _pages(raw):
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
        raise Unreadable(f"{_WHAT} prints no text: its pages are pictures")
    return document_of(blocks_of(items, _TOLERANCE), MEDIA_TYPE, issues)


def _pages(raw: bytes) -> Iterator[Page]:
    box = open_zip(raw, _WHAT)
    root = xml_tree(entry_bytes(box, "OFD.xml", _WHAT), _WHAT)
    where = next((n.text for n in root.iter() if local_name(n) == "DocRoot" and n.text), None)
    if where is None:
        raise Unreadable(f"{_WHAT} is damaged: it names no document")
    where = where.strip().lstrip("/")
    document = xml_tree(entry_bytes(box, where, _WHAT), _WHAT)
    boxes = [n.text or "" for n in document.iter() if local_name(n) == "PhysicalBox"]
    size = _numbers(boxes[0] if boxes else "")
    number = 0
    for node in document.iter():
        if local_name(node) == "Page" and node.get("BaseLoc"):
            number += 1
            page = Page(number, size[3] if len(size) == 4 else 297.0)
            if number <= MAX_PAGES:
                _draw(box, _joined(posixpath.dirname(where), node.get("BaseLoc")), page)
            yield page
            if number > MAX_PAGES:
                return


def _joined(folder: str, place: str) -> str:
    return place.lstrip("/") if place.startswith("/") else posixpath.normpath(posixpath.join(folder, place))


def _draw(box: zipfile.ZipFile, name: str, page: Page) -> None:
    for node in xml_tree(entry_bytes(box, name, _WHAT), _WHAT).iter():
        kind = local_name(node)
        if kind == "PhysicalBox" and len(size := _numbers(node.text or "")) == 4:
            page.height = size[3]
        elif kind == "TextObject":
            page.glyphs += _glyphs(node)
        elif kind == "PathObject":
            _rules(node, page)


def _numbers(text: str) -> list[float]:
    return [float(n) for n in _NUMBER.findall(text)]


def _frame(node: Any) -> tuple[float, float, list[float]]:
    """Where an object stands, and its matrix."""
    place = _numbers(node.get("Boundary") or "")
    matrix = _numbers(node.get("CTM") or "")
    return (
        place[0] if len(place) == 4 else 0.0,
        place[1] if len(place) == 4 else 0.0,
        matrix if len(matrix) == 6 else [1, 0, 0, 1, 0, 0],
    )


def _glyphs(node: Any) -> Iterator[Glyph]:
    left, top, (a, b, c, d, e, f) = _frame(node)
    size = (_numbers(node.get("Size") or "") or [4.0])[0]
    for code in node:
        if local_name(code) != "TextCode" or not code.text:
            continue
        x = (_numbers(code.get("X") or "") or [0.0])[0]
        y = (_numbers(code.get("Y") or "") or [size])[0]
        steps_x, steps_y = (
            _steps(code.get("DeltaX"), len(code.text)),
            _steps(code.get("DeltaY"), len(code.text)),
        )
        for index, char in enumerate(code.text):
            yield Glyph(char, left + a * x + c * y + e, top + b * x + d * y + f, size * abs(d or 1))
            x += steps_x[index] if index < len(steps_x) else size * (0.5 if char.isascii() else 1.0)
            y += steps_y[index] if index < len(steps_y) else 0.0


def _steps(text: str | None, most: int) -> list[float]:
    """Distances between characters; `g 3 2.5` says 2.5 three times."""
    words = (text or "").split()
    out: list[float] = []
    at = 0
    while at < len(words) and len(out) < most:
        if words[at] == "g" and at + 2 < len(words) and words[at + 1].isdecimal():
            out += [(_numbers(words[at + 2]) or [0.0])[0]] * min(int(words[at + 1][:6]), most)
            at += 3
        else:
            out.append((_numbers(words[at]) or [0.0])[0])
            at += 1
    return out


def _rules(node: Any, page: Page) -> None:
    """Straight lines of a path along an axis."""
    left, top, (a, b, c, d, e, f) = _frame(node)
    data = next((n.text or "" for n in node if local_name(n) == "AbbreviatedData"), "")
    here: tuple[float, float] | None = None
    start: tuple[float, float] | None = None
    for order, rest in _ORDER.findall(data):
        numbers = _numbers(rest)
        point = here
        if order in "SMLBQA" and len(numbers) >= 2:
            x, y = numbers[-2:]
            point = (left + a * x + c * y + e, top + b * x + d * y + f)
        elif order == "C":
            point = start
        if order in "LC" and here is not None and point is not None:
            _rule(here, point, page)
        start = point if order in "SM" else start
        here = point


def _rule(one: tuple[float, float], two: tuple[float, float], page: Page) -> None:
    (x0, x1), (y0, y1) = sorted((one[0], two[0])), sorted((one[1], two[1]))
    if x1 - x0 < _TOLERANCE < y1 - y0:
        page.across.append(Rule((x0 + x1) / 2, y0, y1))
    elif y1 - y0 < _TOLERANCE < x1 - x0:
        page.along.append(Rule((y0 + y1) / 2, x0, x1))


def _items(page: Page) -> Iterator[PageLine | Frame]:
    rest = page.glyphs
    across, along = whole(page.across, _TOLERANCE), whole(page.along, _TOLERANCE)
    for faces in tables_of(across, along, _TOLERANCE):
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
        self._pages = {page.number: page for page in _pages(raw)}

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
