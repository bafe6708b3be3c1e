"""The tables of a page: boxes that drawn rules close in. What is drawn behind a text makes none, nor a frame round the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from parsers.lexicon.cells import looks_like_value
from parsers.readers.pdf.drawn import BBox, Char
from parsers.readers.pdf.grounds import without_grounds
from parsers.readers.pdf.laid_on import laid_on
from parsers.readers.pdf.numbers import OVER_EDGE, numbers_of
from parsers.readers.pdf.places import TOLERANCE, Placed, locator, text_of
from parsers.readers.pdf.view import View
from parsers.readers.ruled.lattice import Box, Frame
from parsers.readers.ruled.rules import Rule, missing_rules, whole
from parsers.readers.text.lines import is_row, split_lines

_MANY_VALUES = 13
"""Lines of one cell that are numbers: a number that a narrow column wraps has at most twelve digits."""
_MANY_ROWS, _MANY_FIGURES = 2, 5
"""Lines of cells that are rows of the form, label and figures, or so many figures whatever stands before them; one may
have lost the rule between them."""


def frames_of(view: View, placed: Placed, flags: tuple[str, ...]) -> tuple[list[Frame], set[int]]:
    """The tables of a page, and the characters that stand in them."""
    page = view.page
    for kind in ("rect", "curve"):
        if kind in page._objects:
            page._objects[kind] = without_grounds(page._objects[kind], placed)
    rules = [s for s in (*page.rects, *page.lines, *page.curves) if not s.get("band")]
    frames: list[Frame] = []
    taken: set[int] = set()
    numbers = {} if view.is_scan else {id(c): number for number in numbers_of(view.chars) for c in number}
    for table in page.find_tables(_settings(page)):
        inside = placed.within(view.turn.snapped(table.bbox))
        frame = Frame(page.page_number, [])
        owners: dict[int, int] = {}
        for box, chars in _boxes(table, Placed(inside), view, flags):
            owners.update((id(c), len(frame.boxes)) for c in chars)
            frame.boxes.append(box)
        bands = not any(_parts(rule, table.bbox) for rule in rules)
        if not _is_table(frame, bands, len(owners) < len(inside)):
            continue
        _mark_split(frame, numbers, owners)
        frames.append(frame)
        taken.update(owners)
    return frames, taken


def _is_table(frame: Frame, bands: bool, has_more: bool) -> bool:
    """Whether boxes are cells. One column is none of the form's, and what has its rows within cells is a frame round them.
    Faces without a rule between them are cells only where nothing is printed beside them, between two bands."""
    if len({box.x0 for box in frame.boxes}) < 2 or _holds_rows(frame):
        return False
    if not bands:
        return True
    has_rows = len({box.top for box in frame.boxes}) > 1
    return has_rows and not has_more and any(looks_like_value(box.text) for box in frame.boxes)


def _holds_rows(frame: Frame) -> bool:
    rows = 0
    for box in frame.boxes:
        lines = box.text.split("\n")
        if len(lines) >= _MANY_VALUES and sum(map(_is_figures, lines)) >= _MANY_VALUES:
            return True
        rows += sum(is_row(line) or len(line.spans) > _MANY_FIGURES for line in split_lines(box.text))
    return rows >= _MANY_ROWS


def _is_figures(line: str) -> bool:
    words = line.split()
    return bool(words) and all(map(looks_like_value, words))


def _parts(rule: dict[str, Any], bbox: BBox) -> bool:
    """Whether a rule stands upright between the sides of a table."""
    upright = rule["bottom"] - rule["top"] > rule["x1"] - rule["x0"]
    across = bbox[0] + TOLERANCE < rule["x0"] and rule["x1"] < bbox[2] - TOLERANCE
    return bool(upright and across and rule["top"] < bbox[3] and rule["bottom"] > bbox[1])


def _mark_split(frame: Frame, numbers: dict[int, list[Char]], owners: dict[int, int]) -> None:
    """Of a number that runs over the edge of a cell nobody knows whose it is: no cell that it touches is believed.
    `numbers`: of each character the number that it is part of."""
    touching = {id(numbers[char]): numbers[char] for char in owners if char in numbers}
    for number in touching.values():
        touched = {owners.get(id(c)) for c in number}
        if len(touched) > 1:
            for at in touched - {None}:
                frame.boxes[at] = replace(frame.boxes[at], holds=OVER_EDGE)  # type: ignore[index]


def _settings(page: Any) -> dict[str, Any]:
    """pdfplumber's own way by drawn rules, with the rules added that the page leaves out."""
    # Bands of colour end where a row ends: between them no rule is left out.
    edges = [e for e in page.edges if not e.get("band")]
    across = whole(Rule(e["x0"], e["top"], e["bottom"]) for e in edges if e["orientation"] == "v")
    along = whole(Rule(e["top"], e["x0"], e["x1"]) for e in edges if e["orientation"] == "h")
    rows = [_edge(r.low, r.at, r.high, r.at) for r in missing_rules(across, along)]
    sides = [_edge(r.at, r.low, r.at, r.high) for r in missing_rules(along, across)]
    return {"explicit_horizontal_lines": rows, "explicit_vertical_lines": sides}


def _edge(x0: float, top: float, x1: float, bottom: float) -> dict[str, Any]:
    return {
        "object_type": "line", "x0": x0, "x1": x1, "top": top, "bottom": bottom, "width": x1 - x0, "height": bottom - top
    }  # fmt: skip


def _boxes(
    table: Any, placed: Placed, view: View, flags: tuple[str, ...]
) -> Iterator[tuple[Box, list[Char]]]:
    """The cells of a table, each with its characters."""
    beside = [] if view.is_scan else laid_on(view.page) + [("a box over a text", box) for box in view.covered]
    for cell in table.cells:
        bbox = view.turn.snapped(cell)
        if bbox[2] - bbox[0] > TOLERANCE and bbox[3] - bbox[1] > TOLERANCE:
            where = locator(view.page.page_number, view.turn.to_page(bbox))
            chars = placed.within(bbox)
            text = text_of(chars)
            holds = next((what for what, inner in beside if not text and _lies_in(inner, bbox)), None)
            yield Box(text, *bbox, where, flags=flags, holds=holds), chars


def _lies_in(inner: BBox, outer: BBox) -> bool:
    low = all(inner[i] >= outer[i] - TOLERANCE for i in (0, 1))
    return low and all(inner[i] <= outer[i] + TOLERANCE for i in (2, 3))
