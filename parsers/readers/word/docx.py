"""DOCX to a Document, from its XML: paragraphs and tables in the order they stand.

A locator is `docx:` and the path of elements by their local names: `docx:/w:document/w:body/w:tbl[1]/w:tr[3]/w:tc[2]`,
counted from 1 among siblings of one name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from parsers.lexicon.normalize import squeeze, tidy
from parsers.model import Attachment, Block, Cell, Document, Grid, Issue, Line
from parsers.readers.build import document_of
from parsers.readers.limits import MAX_SLOTS
from parsers.readers.media_type import DOCX
from parsers.readers.word.docx_parts import Parts, parts_of
from parsers.readers.word.docx_xml import (
    MAX_SPAN,
    PREFIX,
    Paths,
    cell_text,
    children,
    held_by,
    number_of,
    paragraph_text,
    property_of,
    value_of,
)
from parsers.readers.word.run_marks import mark_runs
from parsers.readers.xml import local_name

_STEP = re.compile(r"w:([A-Za-z0-9]+)(?:\[(\d{1,7})\])?")
_PROSE = 400
_FEWEST_ROWS, _FEWEST_FIGURES = 2, 3


@dataclass(slots=True)
class _Found:
    """What the walk over the tree carries along."""

    paths: Paths = field(default_factory=Paths)
    issues: list[Issue] = field(default_factory=list)


def read_docx(raw: bytes) -> Document:
    """The Document of a DOCX file.

    :raises Unreadable: it is damaged, encrypted, a bomb, or declares entities.
    """
    parts = parts_of(raw)
    root = _marked(parts)
    body = next((node for node in root if local_name(node) == "body"), root)
    found = _Found()
    blocks = list(_blocks(body, found))
    pictures = [
        Attachment(f"{PREFIX}{name}", name.rsplit("/", 1)[-1], "table_image")
        for name in parts.names
        if name.startswith("word/media/") and not name.lower().endswith((".emf", ".wmf"))
    ]
    has_tables = any(isinstance(block, Grid) for block in blocks)
    return document_of(blocks, DOCX, found.issues, () if has_tables else pictures)


def _marked(parts: Parts) -> Any:
    """The tree of the text, its runs marked by how they are set."""
    mark_runs(parts.text, parts.styles)
    return parts.text


def _blocks(parent: Any, found: _Found) -> Iterator[Block]:
    """Paragraphs and tables under an element, through content controls and tracked insertions."""
    for node in parent:
        name = local_name(node)
        if name == "p":
            text = tidy(paragraph_text(node))
            if text:
                yield Line(text, found.paths.locator(node))
            # Text boxes are anchored in a paragraph and stand beside it.
            for box in _text_boxes(node):
                yield from _blocks(box, found)
        elif name == "tbl":
            yield from _table(node, found)
        elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"):
            yield from _blocks(node, found)


def _text_boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes of a paragraph, each once: one that stands in another is found with that one's paragraphs."""
    todo = list(reversed(paragraph))
    while todo:
        node = todo.pop()
        name = local_name(node)
        if name == "txbxContent":
            yield node
        elif name != "Fallback":  # the same once more, for older readers
            todo.extend(reversed(node))


def _table(table: Any, found: _Found) -> Iterator[Block]:
    """A grid; or what stands in a table that only places things on the page."""
    rows = list(children(table, "tr"))
    cells = [cell for row in rows for cell in children(row, "tc")]
    holders = [cell for cell in cells if _holds_table(cell)]
    if (holders and sum(map(_is_row_of_figures, rows)) < _FEWEST_ROWS) or _is_frame(cells):
        for cell in cells:
            yield from _blocks(cell, found)
        return
    grid = _grid(table, rows, found)
    left_out = {found.paths.locator(cell) for cell in holders}
    yield replace(grid, rows=tuple(tuple(c for c in row if c.locator not in left_out) for row in grid.rows))
    for cell in holders:
        yield from _blocks(cell, found)


def _is_frame(cells: list[Any]) -> bool:
    """Whether a table is a frame around prose."""
    return len(cells) <= 1 or (len(cells) <= 4 and any(len(squeeze(cell_text(c))) > _PROSE for c in cells))


def _holds_table(cell: Any) -> bool:
    """Whether a table of several cells stands in a cell; one of a single cell is a frame around the cell's text."""
    return any(sum(1 for _ in inner.iter("{*}tc")) > 1 for inner in cell.iterdescendants("{*}tbl"))


def _is_row_of_figures(row: Any) -> bool:
    texts = [cell_text(cell) for cell in children(row, "tc") if next(cell.iter("{*}tbl"), None) is None]
    return len(texts) > _FEWEST_FIGURES and sum(map(str.isdecimal, texts)) >= _FEWEST_FIGURES


def _grid(table: Any, rows: list[Any], found: _Found) -> Grid:
    """Cells at their slots. A cell that goes on with the one above it (vMerge) is part of that one."""
    out: list[list[Cell]] = []
    open_above: dict[int, tuple[int, int]] = {}
    width = slots = 0
    for row in rows:
        col = number_of(property_of(row, "trPr", "gridBefore"))
        cells: list[Cell] = []
        merged: dict[int, tuple[int, int]] = {}
        for node in children(row, "tc"):
            span = min(max(number_of(property_of(node, "tcPr", "gridSpan")), 1), MAX_SPAN)
            merge = property_of(node, "tcPr", "vMerge")
            going_on = merge is not None and value_of(merge) != "restart"
            if going_on and col in open_above:
                y, x = open_above[col]
                out[y][x] = replace(out[y][x], rowspan=len(out) - y + 1)
                merged[col] = (y, x)
            else:
                if merge is not None:
                    merged[col] = (len(out), len(cells))
                text = cell_text(node)
                holds = None if text else held_by(node)
                cells.append(
                    Cell(
                        text,
                        len(out),
                        col,
                        1,
                        span,
                        found.paths.locator(node),
                        holds,
                        "\n" in text,
                    )
                )
            col += span
        slots += col
        if slots > MAX_SLOTS:
            found.issues.append(
                Issue(
                    "table_too_large",
                    "the table has more cells than this reader reads; it was cut",
                    found.paths.locator(table),
                )
            )
            break
        width = max(width, col)
        open_above = merged
        out.append(cells)
    return Grid(tuple(tuple(row) for row in out), max(width, 1), found.paths.locator(table))


class DocxResolver:
    """Reads the text at a locator again; the tree is made once."""

    def __init__(self, raw: bytes) -> None:
        self._root = _marked(parts_of(raw))

    def text(self, locator: str) -> str | None:
        """The text at a locator of this file; None where nothing is there."""
        node = self._root
        first, *steps = locator.removeprefix(f"{PREFIX}/").split("/")
        if first != f"w:{local_name(node)}":
            return None
        for step in steps:
            match = _STEP.fullmatch(step)
            if match is None:
                return None
            same = [child for child in node if local_name(child) == match[1]]
            place = int(match[2] or 1)
            if not 0 < place <= len(same):
                return None
            node = same[place - 1]
        return paragraph_text(node) if local_name(node) == "p" else cell_text(node)
