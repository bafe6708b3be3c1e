"""Units of money that stand about the tables of a report and in none of their rows: captions, chapter headings, notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from parsers.lexicon.cells import read_cell
from parsers.lexicon.money import heading_unit, multiple, stated_units
from parsers.lexicon.normalize import squeeze
from parsers.lexicon.sections import heading_key
from parsers.model import Block, Cell, Grid, Line

_UNITS = frozenset({"条", "件", "次", "篇", "万元", "个", "人", "人次", "——", "—", "-", "--", "单位"})
_LONGEST_UNIT = 6
_ABOVE, _BELOW = 3, 2
"""Lines beside a table that may speak of it."""


def stated_about(
    blocks: Sequence[Block], grids: Sequence[int], of: Callable[[str], Iterable[str]] = stated_units
) -> dict[str, Line]:
    """Each unit of money that is stated above some tables, between or below them, or in their captions, and where.

    :param grids: the places of the tables among the blocks.
    :param of: the units that a text states.
    """
    if not grids:
        return {}
    first, last = min(grids), max(grids)
    captions = (block.caption for i in grids if isinstance(block := blocks[i], Grid) and block.caption)
    between = (line for i in range(first, last) if i not in grids for line in _lines(blocks[i]))
    about = [*_above(blocks, first), *captions, *between, *_below(blocks, last)]
    return {unit: line for line in reversed(about) for unit in of(line.text)}


def _lines(block: Block) -> list[Line]:
    """A line, or what a table of one cell prints: a line of a text that looks like a cell."""
    if isinstance(block, Line):
        return [block]
    cells = [cell for row in block.rows for cell in row]
    return [Line(cells[0].text, cells[0].locator)] if len(cells) == 1 else []


def _above(blocks: Sequence[Block], first: int) -> Iterator[Line]:
    """The lines next above a table, up to the heading of its chapter."""
    for block in reversed(blocks[max(0, first - _ABOVE) : first]):
        lines = _lines(block)
        yield from lines
        if not lines or heading_key(lines[0].text) is not None:
            return


def _below(blocks: Sequence[Block], last: int) -> Iterator[Line]:
    """The lines next below a table, up to the heading of another chapter."""
    for block in blocks[last + 1 : last + 1 + _BELOW]:
        lines = _lines(block)
        if not lines or heading_key(lines[0].text) is not None:
            return
        yield from lines


def stated_by(cells: Iterable[Cell]) -> frozenset[str]:
    """The units of money that cells state."""
    return frozenset[str]().union(*(stated_units(cell.text) for cell in cells))


@lru_cache(maxsize=5_000)
def is_unit(text: str) -> bool:
    """Whether a cell holds a unit and nothing else: it is neither a label nor a figure."""
    squeezed = squeeze(text)
    if squeezed in _UNITS:
        return True
    if not 0 < len(squeezed) <= _LONGEST_UNIT or any(map(str.isdigit, squeezed)):
        return False
    return heading_unit(squeezed) is not None or multiple(squeezed) is not None


def says_nothing(cell: Cell) -> bool:
    """Whether a cell prints no number but 0: it is the same in any unit."""
    return not read_cell(cell.text, money=True, signed=True).value
