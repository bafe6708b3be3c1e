"""Blocks to a Document: what every file reader does at its end, and what it does with a Document that lay in another file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from parsers.lexicon.boilerplate import is_boilerplate
from parsers.lexicon.header_fields import from_line, from_table
from parsers.model import Attachment, Block, Cell, Document, Grid, Issue, Line

_STATED_LINES = 20
MAX_ROW = 200
"""Cells of one row that are read; the widest table of the forms has fifteen."""


def document_of(
    blocks: Iterable[Block],
    media_type: str,
    issues: Iterable[Issue] = (),
    attachments: Iterable[Attachment] = (),
) -> Document:
    """The Document of blocks in reading order, with what its first lines and its tables state about it."""
    found = list(issues)
    kept: list[Block] = []
    for block in blocks:
        if isinstance(block, Grid):
            kept.append(_bounded(block, found))
        elif block.text and not is_boilerplate(block.text):
            kept.append(block)
    metas: dict[str, str] = {}
    lines = 0
    for block in kept:
        if isinstance(block, Grid):
            from_table(block, metas)
        elif lines < _STATED_LINES:
            lines += 1
            from_line(block.text, metas)
    return Document(tuple(kept), media_type, metas, tuple(attachments), tuple(found))


def _bounded(grid: Grid, issues: list[Issue]) -> Grid:
    """A grid whose rows are of a length that can be a report's."""
    if all(len(row) <= MAX_ROW for row in grid.rows):
        return grid
    message = f"a table has rows of more than {MAX_ROW} cells; the cells behind were not read"
    issues.append(Issue("table_too_large", message, grid.locator))
    return replace(grid, rows=tuple(row[:MAX_ROW] for row in grid.rows))


def within(document: Document, way: str, flags: tuple[str, ...] = ()) -> Document:
    """A document with the way to it before each of its locators; `flags`: what is doubted of each of its cells."""
    return replace(
        document,
        blocks=tuple(_block(block, way, flags) for block in document.blocks),
        issues=tuple(
            Issue(i.code, i.message, way + i.locator if i.locator else None) for i in document.issues
        ),
    )


def _block(block: Block, way: str, flags: tuple[str, ...]) -> Block:
    if isinstance(block, Line):
        return Line(block.text, way + block.locator)
    rows = tuple(tuple(_cell(cell, way, flags) for cell in row) for row in block.rows)
    return replace(block, rows=rows, locator=way + block.locator)


def _cell(cell: Cell, way: str, flags: tuple[str, ...]) -> Cell:
    return replace(cell, locator=way + cell.locator, flags=(*cell.flags, *flags))
