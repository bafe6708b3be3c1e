"""OpenDocument text (ODT) to a Document: paragraphs and tables in the order they stand.

A locator is `odt:` and the path of elements by their local names, each counted from 1 among siblings of its name:
`odt:/text/table[1]/table-row[3]/table-cell[2]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from parsers.lexicon.kinds import evidence
from parsers.lexicon.normalize import squeeze, tidy
from parsers.model import Block, Cell, Document, Grid, Issue, Line, Unreadable
from parsers.readers.build import document_of
from parsers.readers.limits import MAX_SLOTS
from parsers.readers.media_type import ODT
from parsers.readers.odf import (
    Styles,
    body_of,
    cell_text,
    held_by,
    is_hidden,
    named_styles,
    number,
    odf_root,
    said,
    styles_of,
    text_of,
)
from parsers.readers.xml import local_name

PREFIX = "odt:"
_WHAT = "the ODT text"
_STEP = re.compile(r"([a-z-]{1,40})\[(\d{1,7})\]")
_THROUGH = frozenset({"section", "list", "list-item", "list-header", "text-box", "frame"})
_ROWS = frozenset({"table-header-rows", "table-rows", "table-row-group"})
_PROSE = 400
_REPEATED = 20
"""Cells of one row that one element may stand for."""


def read_odt(raw: bytes) -> Document:
    """The Document of an ODT file.

    :raises Unreadable: it is damaged, encrypted, a bomb, or declares entities.
    """
    body, styles = _body(raw)
    issues: list[Issue] = []
    return document_of(list(_blocks(body, f"{PREFIX}/text", styles, issues)), ODT, issues)


def _body(raw: bytes) -> tuple[Any, Styles]:
    root = odf_root(raw, _WHAT)
    body = body_of(root, "text")
    if body is None:
        raise Unreadable(f"{_WHAT} is damaged: it has no text")
    return body, styles_of(root, named_styles(raw, _WHAT))


def _counted(node: Any, path: str) -> Iterator[tuple[Any, str]]:
    """The elements in an element with their paths."""
    counts: dict[str, int] = {}
    for child in node:
        name = local_name(child)
        if name:
            counts[name] = counts.get(name, 0) + 1
            yield child, f"{path}/{name}[{counts[name]}]"


def _blocks(node: Any, path: str, styles: Styles, issues: list[Issue]) -> Iterator[Block]:
    for child, where in _counted(node, path):
        name = local_name(child)
        if name in ("p", "h"):
            text = tidy(text_of(child, styles))
            if text:
                yield Line(text, where)
            # Frames are anchored in a paragraph and stand beside it.
            for inner, place in _counted(child, where):
                if local_name(inner) == "frame":
                    yield from _blocks(inner, place, styles, issues)
        elif name == "table":
            yield from _table(child, where, styles, issues)
        elif name == "section" and is_hidden(child):
            issues += _hidden_part(child, where)
        elif name in _THROUGH:
            yield from _blocks(child, where, styles, issues)


def _hidden_part(section: Any, where: str) -> list[Issue]:
    """What is said of a section that is not shown: nothing, unless it prints words of the form."""
    texts = ("".join(p.itertext()) for p in section.iter("{*}p", "{*}h"))
    if not any(map(evidence, texts)):
        return []
    message = "a section of the text is hidden; it has words of the form and was not read"
    return [Issue("hidden_part", message, where)]


def _rows(table: Any, path: str) -> Iterator[tuple[Any, str]]:
    for child, where in _counted(table, path):
        if local_name(child) == "table-row":
            if said(child, "visibility") not in ("collapse", "filter"):
                yield child, where
        elif local_name(child) in _ROWS:
            yield from _rows(child, where)


def _table(table: Any, path: str, styles: Styles, issues: list[Issue]) -> Iterator[Block]:
    """A grid; or what stands in a table that only places things on the page."""
    rows = [list(_counted(row, where)) for row, where in _rows(table, path)]
    cells = [(c, place) for inner in rows for c, place in inner if local_name(c) == "table-cell"]
    if _only_places([c for c, _ in cells], styles):
        for cell, place in cells:
            yield from _blocks(cell, place, styles, issues)
        return
    out: list[tuple[Cell, ...]] = []
    width = slots = 0
    for inner in rows:
        line, wide = _row(inner, len(out), styles)
        slots += wide
        if slots > MAX_SLOTS:
            message = "the table has more cells than this reader reads; it was cut"
            issues.append(Issue("table_too_large", message, path))
            break
        width = max(width, wide)
        out.append(line)
    if any(out):
        yield Grid(tuple(out), max(width, 1), path)


def _only_places(cells: list[Any], styles: Styles) -> bool:
    """Whether a table of these cells only places things on the page."""
    if len(cells) <= 1 or any(next(cell.iter("{*}table"), None) is not None for cell in cells):
        return True
    return len(cells) <= 4 and any(len(squeeze(cell_text(c, styles))) > _PROSE for c in cells)


def _row(inner: list[tuple[Any, str]], y: int, styles: Styles) -> tuple[tuple[Cell, ...], int]:
    """The cells of a row, and its slots."""
    line: list[Cell] = []
    x = 0
    for cell, place in inner:
        times = number(cell, "number-columns-repeated")
        if local_name(cell) == "table-cell":
            line += [_cell(cell, place, y, x + i, styles) for i in range(min(times, _REPEATED))]
        x += times
    return tuple(line), x


def _cell(cell: Any, where: str, y: int, x: int, styles: Styles) -> Cell:
    text = cell_text(cell, styles)
    down, right = number(cell, "number-rows-spanned"), number(cell, "number-columns-spanned")
    return Cell(text, y, x, down, right, where, None if text else held_by(cell))


class OdtResolver:
    """Reads the text at a locator again; the tree is made once."""

    def __init__(self, raw: bytes) -> None:
        self._body, self._styles = _body(raw)

    def text(self, locator: str) -> str | None:
        """The text at a locator of this file; None where nothing is there."""
        head, *steps = locator.removeprefix(f"{PREFIX}/").split("/")
        node = self._body
        for step in steps if head == "text" else ("",):
            match = _STEP.fullmatch(step)
            same = [c for c in node if match and local_name(c) == match[1]]
            place = int(match[2]) if match else 0
            if not 0 < place <= len(same):
                return None
            node = same[place - 1]
        return (
            text_of(node, self._styles) if local_name(node) in ("p", "h") else cell_text(node, self._styles)
        )
