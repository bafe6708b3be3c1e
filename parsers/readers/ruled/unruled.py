"""Tables that a page prints without rules: the reader of plain text finds their rows, here they get their places back.

A cell of such a row is a piece of a printed line: LINE `#` START-END, the characters of that line from 0.
"""

from __future__ import annotations

import re
from dataclasses import replace

from parsers.lexicon.cells import looks_like_value
from parsers.model import Block, Cell, Grid, Line
from parsers.readers.ruled.paragraphs import PageLine, chained, paragraphs
from parsers.readers.text.lines import TextLine, is_row, split_lines
from parsers.readers.text.reader import read_lines

_FEW_FIGURES = 5
"""So many figures alone on a line are no page number and no date: the blocks of table 4 have five."""
_PIECE = re.compile(r"(?<!\d)(\d+)/(\d+)-(\d+)")


def prints_rows(lines: list[PageLine]) -> bool:
    """Whether any line is a row of the form's tables, or figures alone as the one row of table 4."""
    return any(_is_row(line) for printed in lines for line in split_lines(printed.text))


def _is_row(line: TextLine) -> bool:
    figures = line.shape == "row" and all(looks_like_value(span.text) for span in line.spans)
    return is_row(line) or (figures and len(line.spans) >= _FEW_FIGURES)


def unruled_blocks(lines: list[PageLine], sides: tuple[float, float] | None = None) -> list[Block]:
    """Paragraphs, and rows of numbers where lines print them. `sides`: the edges of the document's text."""
    if not lines:
        return []
    left, right = sides or (min(line.x0 for line in lines), max(line.x1 for line in lines))
    blocks: list[Block] = []
    text: list[PageLine] = []
    # A line keeps its number as long as it holds no line break.
    printed = "\n".join(re.sub(r"[\r\n]", " ", line.text) for line in lines)
    for block in read_lines(printed).blocks:
        if isinstance(block, Line):
            number = _PIECE.search(block.locator)
            if number:
                text.append(lines[int(number[1]) - 1])
            continue
        blocks += paragraphs(text, left, right)
        text = []
        blocks.append(_placed(block, lines))
    return [*blocks, *paragraphs(text, left, right)]


def _placed(grid: Grid, lines: list[PageLine]) -> Grid:
    rows = tuple(tuple(_cell(cell, lines) for cell in row) for row in grid.rows)
    return replace(grid, rows=rows, locator=_locator(grid.locator, lines))


def _cell(cell: Cell, lines: list[PageLine]) -> Cell:
    numbers = [int(m[1]) for m in _PIECE.finditer(cell.locator)]
    flags = tuple(dict.fromkeys(flag for number in numbers for flag in lines[number - 1].flags))
    return replace(cell, locator=_locator(cell.locator, lines), flags=flags)


def _locator(locator: str, lines: list[PageLine]) -> str:
    pieces = [
        f"{lines[int(m[1]) - 1].locator}#{m[2]}-{m[3]}" for m in _PIECE.finditer(locator.partition(":")[2])
    ]
    return chained(pieces)
