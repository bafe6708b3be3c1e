"""Reports whose tables, or one of them, a page prints as text: preformatted, or with every row or cell in a paragraph of its own.

The reader of plain text finds their rows in the lines that the content prints. A place is LINE/START-END of these lines,
behind the path of the element that prints them: `html:/html/body/pre#12/0-2`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from itertools import groupby, pairwise

from parsers.lexicon.kinds import Table, evidence, kind_of
from parsers.lexicon.normalize import squeeze
from parsers.lexicon.titles import read_title, year_in
from parsers.model import Block, Cell, Grid, Line
from parsers.readers.html.standard_tree import Element
from parsers.readers.html.tree import PREFIX as HTML_PREFIX
from parsers.readers.html.tree import find, lines_of, locator
from parsers.readers.text.lines import PREFIX
from parsers.readers.text.reader import read_lines
from parsers.readers.text.statistics import speaks_of_statistics

_WORDS = ("第二十条第", "本年新收", "结转下年度", "未经复议")
_WORDS_OF: dict[Table, tuple[str, ...]] = {
    "t2": ("第二十条第",),
    "t3": ("本年新收", "结转下年度"),
    "t4": ("未经复议", "结果维持"),
}
_ENOUGH = 3
_LONGEST_LABEL, _LONGEST_CAPTION = 80, 40
_MOST_ABOVE = 10
"""Lines of a content among which the title of its report stands."""
_GRID = "\ue000"
"""Stands in the lines of a content for a table that is read as one; no page prints it."""


def flat_blocks(content: Element, blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks of a page with the tables that stand in it as text: all of them, or those that no table of it is."""
    if _print_all(blocks):
        return blocks
    lacking = [table for table in _WORDS_OF if table not in (found := _tables(blocks))]
    if found:
        return _beside(content, blocks, lacking) if lacking else blocks
    lines = lines_of(content)
    text = squeeze("".join(lines))
    if sum(word in text for word in _WORDS) < _ENOUGH and not speaks_of_statistics(text):
        return blocks
    path = locator(content)
    flat = [_placed(block, path) for block in read_lines("\n".join(lines)).blocks]
    return flat if _tables(flat) else blocks


def _beside(content: Element, blocks: Sequence[Block], lacking: Sequence[Table]) -> Sequence[Block]:
    """The blocks with the lines between two tables read as a text, where they print a table that the page lacks."""
    runs = [(is_grid, list(run)) for is_grid, run in groupby(blocks, lambda block: isinstance(block, Grid))]
    wanted = [not is_grid and _speaks(run, lacking) for is_grid, run in runs]
    if not any(wanted):
        return blocks
    printed = _between(content, [block for block in blocks if isinstance(block, Grid)])
    path, year, before = locator(content), _year_of(blocks), 0
    out: list[Block] = []
    for (is_grid, run), want in zip(runs, wanted, strict=True):
        before += len(run) if is_grid else 0
        flat = read_lines(printed[before]).blocks if want and before in printed else ()
        out += [_placed(block, path) for block in flat] if _are_of(flat, lacking, year) else run
    return out


def _speaks(run: Sequence[Block], lacking: Sequence[Table]) -> bool:
    """Whether lines print words of a table that the page lacks."""
    text = squeeze("".join(block.text for block in run if isinstance(block, Line)))
    return any(word in text for table in lacking for word in _WORDS_OF[table])


def _between(content: Element, grids: Sequence[Grid]) -> dict[int, str]:
    """What an element prints behind its first tables, by their number, and before the next: with so many empty lines above
    that each line has its own number. Nothing where the tables do not stand in it as they were read."""
    copy, path = deepcopy(content), locator(content)
    tables = [find(copy, f"{HTML_PREFIX}/{copy.tag}{grid.locator.removeprefix(path)}") for grid in grids]
    for table in tables:
        if table is None or table.getparent() is None:
            return {}
        ends = len(lines_of(table)) - 1
        for child in list(table):
            table.remove(child)
        table.tag, table.text = "pre", _GRID + "\n" * ends
    lines, whole = lines_of(copy), lines_of(content)
    marks = [number for number, line in enumerate(lines) if line == _GRID]
    same = all(line in ("", _GRID, own) for line, own in zip(lines, whole, strict=False))
    if len(marks) != len(grids) or len(lines) != len(whole) or not same:
        return {}
    begins = [0, *(mark + 1 for mark in marks)]
    return {
        number: "\n" * begin + "\n".join(lines[begin:end])
        for number, (begin, end) in enumerate(zip(begins, [*marks, len(lines)], strict=True))
    }


def _are_of(blocks: Sequence[Block], lacking: Sequence[Table], year: int | None) -> bool:
    """Whether blocks have figures under labels of tables that the page lacks, and of no others, nor of another year."""
    own = _tables(blocks)
    cells = (cell for block in blocks if isinstance(block, Grid) for cell in block.cells())
    above = [one.text for one, two in pairwise(blocks) if isinstance(one, Line) and isinstance(two, Grid)]
    named = {year_in(text) for text in above if len(text) <= _LONGEST_CAPTION} - {None, year}
    is_own = bool(own) and own.issubset(lacking) and (year is None or not named)
    return is_own and any(kind_of(cell.text) == "value" for cell in cells)


def _year_of(blocks: Sequence[Block]) -> int | None:
    """The year of the report by its title, where that stands in the content."""
    titles = (read_title(block.text) for block in blocks[:_MOST_ABOVE] if isinstance(block, Line))
    return next((title.year for title in titles if title.is_report and title.year), None)


def words_in_cells(blocks: Sequence[Block]) -> int:
    """How many cells print a label of the form."""
    return sum(1 for _ in _labels(blocks))


def _tables(blocks: Sequence[Block]) -> set[Table]:
    """The tables of the form that cells print labels of."""
    found: set[Table] = set()
    for cell in _labels(blocks):
        found |= evidence(cell.text)
        if len(found) == len(_WORDS_OF):
            break
    return found


def _print_all(blocks: Sequence[Block]) -> bool:
    """Whether short cells print the words of every table as they stand in the form: the quick look at a page that lacks none."""
    texts = {cell.text for block in blocks if isinstance(block, Grid) for row in block.rows for cell in row}
    text = "\n".join([text for text in texts if len(text) < _LONGEST_LABEL]).replace(" ", "")
    return all(any(word in text for word in words) for words in _WORDS_OF.values())


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
