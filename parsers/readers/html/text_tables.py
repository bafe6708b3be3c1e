"""Reports whose tables a page prints as text: preformatted, or with every row or cell in a paragraph of its own.

The reader of plain text finds their rows in the lines that the content prints. A place is LINE/START-END of these lines,
behind the path of the element that prints them: `html:/html/body/pre#12/0-2`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from parsers.lexicon.kinds import evidence
from parsers.lexicon.normalize import squeeze
from parsers.model import Block, Cell, Grid, Line
from parsers.readers.html.standard_tree import Element
from parsers.readers.html.tree import lines_of, locator
from parsers.readers.text.lines import PREFIX
from parsers.readers.text.reader import read_lines

_WORDS = ("第二十条第", "本年新收", "结转下年度", "未经复议")
_ENOUGH = 3
_LONGEST_LABEL = 80


def flat_blocks(content: Element, blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks of a page read as a text, where its own have no table of the form and its words are those of one."""
    if _has_tables(blocks):
        return blocks
    lines = lines_of(content)
    text = squeeze("".join(lines))
    if sum(word in text for word in _WORDS) < _ENOUGH:
        return blocks
    path = locator(content)
    flat = [_placed(block, path) for block in read_lines("\n".join(lines)).blocks]
    return flat if _has_tables(flat) else blocks


def words_in_cells(blocks: Sequence[Block]) -> int:
    """How many cells print a label of the form."""
    return sum(1 for _ in _labels(blocks))


def _has_tables(blocks: Sequence[Block]) -> bool:
    return next(_labels(blocks), None) is not None


def _labels(blocks: Sequence[Block]) -> Iterator[Cell]:
    for block in blocks:
        if isinstance(block, Grid):
            yield from (c for c in block.cells() if len(c.text) < _LONGEST_LABEL and evidence(c.text))


def _placed(block: Block, path: str) -> Block:
    if isinstance(block, Line):
        return Line(block.text, _at(block.locator, path))
    rows = tuple(tuple(_cell(cell, path) for cell in row) for row in block.rows)
    return replace(block, rows=rows, locator=_at(block.locator, path))


def _cell(cell: Cell, path: str) -> Cell:
    return replace(cell, locator=_at(cell.locator, path))


def _at(place: str, path: str) -> str:
    return f"{path}#{place.removeprefix(PREFIX)}"
