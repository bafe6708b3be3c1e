"""HTML tables to grids: rowspan and colspan expanded by the rules of the HTML standard, with clamps.

Source of the algorithm: HTML Living Standard, 4.9.12 "Forming a table". Clamps are ours: a page that asks for a
billion columns gets at most `MAX_COLSPAN`, and a table of more than `MAX_CELLS` slots is cut and said so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from parsers.model import Cell, Grid, Line
from parsers.readers.html.held import held_beside, held_by
from parsers.readers.html.standard_tree import Element, outside_table
from parsers.readers.html.styles.visibility import KEEPING, UNSEEN
from parsers.readers.html.tree import Paths, element_text, field_text, is_hidden, parted, plain_text

OUTSIDE = "outside_table"
"""Flag of the cells of rows that stand behind the end of their table."""
MAX_COLSPAN = 1000
MAX_CELLS = 200_000
_FEWEST_ROWS, _FEWEST_FIGURES = 2, 3
_PARTS = ("tr", "thead", "tbody", "tfoot")


def grid_of(table: Element, paths: Paths | None = None) -> Grid:
    """The grid of one table element. Rows and cells that the page hides (Word's rows of height 0) are left out.

    :param paths: shared where many tables of a page are read: a page may have thousands beside each other.
    """
    base = (paths or Paths()).locator(table)
    rows = list(_rows(table))
    pending: dict[int, int] = {}
    out: list[tuple[Cell, ...]] = []
    width = slots = 0
    for index, (path, row) in enumerate(rows):
        cells, pending = _place(row, f"{base}/{path}", len(out), len(rows) - index, pending)
        slots += sum(c.colspan for c in cells)
        if slots > MAX_CELLS:
            break
        if cells:
            width = max(width, max(c.col + c.colspan for c in cells))
        out.append(tuple(cells))
    if outside_table(table):
        out = [tuple(replace(cell, flags=(OUTSIDE,)) for cell in row) for row in out]
    return Grid(tuple(out), width, base, caption=_caption(table, base))


def _caption(table: Element, base: str) -> Line | None:
    """What a table prints as its caption."""
    caption = next((part for part in table if part.tag == "caption"), None)
    if caption is None or is_hidden(caption):
        return None
    text = element_text(caption)
    return Line(text, f"{base}/caption") if text.strip() else None


def split_table(table: Element, paths: Paths) -> tuple[Grid, list[Element]] | None:
    """Of a table that holds others, the grid of its own cells and the cells that hold a table, where it prints rows of
    figures itself: a tag opened a table within it that nobody meant. None for a table that lays out a page."""
    own = [row for _, row in _rows(table)]
    if sum(map(_is_row_of_figures, own)) < _FEWEST_ROWS:
        return None
    holders = [cell for row in own for cell in row if next(cell.iter("table"), None) is not None]
    left_out = {paths.locator(cell) for cell in holders}
    grid = grid_of(table, paths)
    rows = tuple(tuple(cell for cell in row if cell.locator not in left_out) for row in grid.rows)
    return replace(grid, rows=rows), holders


def _is_row_of_figures(row: Element) -> bool:
    texts = [(cell.text or "").strip() for cell in row if cell.tag in ("td", "th")]
    return len(texts) > _FEWEST_FIGURES and sum(map(str.isdigit, texts)) >= _FEWEST_FIGURES


def too_large(table: Element) -> bool:
    """Whether a table is beyond what this reader reads whole."""
    return fewer_cells(table, MAX_CELLS) is None


def fewer_cells(table: Element, number: int) -> list[Element] | None:
    """The cells in a table, those of tables within it too, if they are fewer than `number`; looks no further."""
    cells = list(islice(table.iter("td", "th"), number))
    return cells if len(cells) < number else None


def _place(
    row: Element, path: str, index: int, rows_left: int, pending: dict[int, int]
) -> tuple[list[Cell], dict[int, int]]:
    """Cells of one row at their slots; `pending` maps a slot to the rows it is still taken for."""
    cells: list[Cell] = []
    taken = dict(pending)
    col = 0
    counts = {"td": 0, "th": 0}
    tags = [c.tag for c in row if c.tag in counts]
    lone = {tag: tags.count(tag) == 1 for tag in counts}
    for cell in row:
        tag = cell.tag
        if tag not in counts:
            continue
        counts[tag] += 1
        plain = plain_text(cell)
        if plain is None and _takes_no_place(cell):
            continue
        while taken.get(col):
            col += 1
        rowspan, colspan = _spans(cell, rows_left)
        where = f"{path}/{tag}" if lone[tag] else f"{path}/{tag}[{counts[tag]}]"
        place = (index, col, rowspan, colspan, where)
        cells.append(Cell(*_said(cell, place)) if plain is None else Cell(plain, *place))
        if rowspan > 1:
            for slot in range(col, col + colspan):
                taken[slot] = max(taken.get(slot, 0), rowspan)
        col += colspan
    return cells, {slot: left - 1 for slot, left in taken.items() if left > 1}


def _takes_no_place(cell: Element) -> bool:
    """Whether a cell is hidden so that a browser leaves no place for it."""
    return is_hidden(cell) and cell.get(UNSEEN) not in KEEPING


def _said(cell: Element, place: tuple[int, int, int, int, str]) -> tuple[Any, ...]:
    """What a cell is made of: its text, its place, what stands in it beside or instead of its text, and whether it has paragraphs."""
    if is_hidden(cell):
        printed = any(map(str.isdigit, "".join(cell.itertext())))
        return "", *place, "hidden text" if printed else held_by(cell), False
    text = element_text(cell) or field_text(cell)
    held = held_beside(cell, text) if text else held_by(cell)
    return text, *place, held, "\n" in text and parted(cell)


def _spans(cell: Element, rows_left: int) -> tuple[int, int]:
    """Over how many rows and columns a cell goes; nearly all go over one."""
    high, wide = cell.get("rowspan"), cell.get("colspan")
    rowspan = 1 if high is None else _span(high, rows_left, rows_left)
    return rowspan, 1 if wide is None else _span(wide, MAX_COLSPAN, 1)


def _span(value: str, most: int, zero: int) -> int:
    """A span attribute as a browser reads it: junk is 1, 0 means to the end (rows only), never beyond `most`."""
    digits = ""
    for char in value.strip():
        if not char.isdigit() or not char.isascii():
            break
        digits += char
    if not digits:
        return 1
    number = int(digits[:7])
    return max(1, min(zero if number == 0 else number, most))


def _rows(table: Element) -> Iterator[tuple[str, Element]]:
    """The rows of this table, not of tables within it, as a browser shows them, each with its path below the table."""
    sections = [c for c in table if c.tag in _PARTS]
    names = [c.tag for c in sections]
    for child, number in _as_shown(sections):
        step = child.tag if names.count(child.tag) == 1 else f"{child.tag}[{number}]"
        if child.tag == "tr":
            if not is_hidden(child):
                yield step, child
        elif not is_hidden(child):
            inner = [r for r in child if r.tag == "tr"]
            for number, row in enumerate(inner, 1):
                if not is_hidden(row):
                    yield f"{step}/tr" if len(inner) == 1 else f"{step}/tr[{number}]", row


def _as_shown(sections: list[Element]) -> list[tuple[Element, int]]:
    """Parts of a table, each with its number among its like: the first head stands above all others and the first foot below,
    wherever the source has them (CSS 2.1, 17.2)."""
    seen: Counter[str] = Counter()
    numbered: list[tuple[Element, int]] = []
    for part in sections:
        seen[part.tag] += 1
        numbered.append((part, seen[part.tag]))
    place = {("thead", 1): -1, ("tfoot", 1): 1}
    return sorted(numbered, key=lambda found: place.get((found[0].tag, found[1]), 0))
