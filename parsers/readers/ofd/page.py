"""What the pages of an OFD file draw: characters with their places, and straight rules, in millimetres."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from parsers.model import Unreadable
from parsers.readers.limits import entry_bytes, open_zip
from parsers.readers.ruled.rules import Rule
from parsers.readers.xml import local_name, xml_tree

MAX_PAGES = 60
WHAT = "the OFD file"
TOLERANCE = 0.8
"""Millimetres that two edges may be apart and still be one."""
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_ORDER = re.compile(r"([A-Za-z])([^A-Za-z]*)")


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


def pages_of(raw: bytes) -> Iterator[Page]:
    """The pages of an OFD file in order.

    :raises Unreadable: it is damaged, encrypted or a bomb.
    """
    box = open_zip(raw, WHAT)
    root = xml_tree(entry_bytes(box, "OFD.xml", WHAT), WHAT)
    where = next((n.text for n in root.iter() if local_name(n) == "DocRoot" and n.text), None)
    if where is None:
        raise Unreadable(f"{WHAT} is damaged: it names no document")
    where = where.strip().lstrip("/")
    document = xml_tree(entry_bytes(box, where, WHAT), WHAT)
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
    for node in xml_tree(entry_bytes(box, name, WHAT), WHAT).iter():
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
    if x1 - x0 < TOLERANCE < y1 - y0:
        page.across.append(Rule((x0 + x1) / 2, y0, y1))
    elif y1 - y0 < TOLERANCE < x1 - x0:
        page.along.append(Rule((y0 + y1) / 2, x0, x1))
