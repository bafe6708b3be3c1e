"""Tables that a page draws without <table>: rows and cells of div, li and span, laid out by CSS.

Only the form's own tables are looked for, from their words upward: the lowest element whose children are rows.
"""

from __future__ import annotations

from collections.abc import Callable

from parsers.lexicon.normalize import squeeze
from parsers.model import Cell, Grid
from parsers.readers.html.main_content import Place
from parsers.readers.html.standard_tree import Element
from parsers.readers.html.tree import Paths, element_text, invisible, is_hidden

_LONGEST_CELL = 100
_MOST_ROWS = 400
_LEVELS_UP = 8


def _has(cells: int) -> Callable[[list[list[Element]]], bool]:
    return lambda rows: any(len(row) >= cells for row in rows)


def _has_item_columns(rows: list[list[Element]]) -> bool:
    texts = [squeeze(element_text(cell)) for row in rows if len(row) > 1 for cell in row]
    return any(text.startswith(("信息内容", "本年", "上一年", "采购")) for text in texts)


# What the rows of each table must have, by the mark that stands in it.
_WANTED = {"t2": _has_item_columns, "t3a": _has(7), "t3b": _has(7), "t4": _has(10)}


def drawn_grids(content: Element, places: list[Place], paths: Paths) -> dict[Element, Grid]:
    """The elements below `content` that draw a table of the form, each with its grid; `places` lie in it."""
    found: dict[Element, Grid] = {}
    for owner, mark in places:
        wanted = _WANTED.get(mark)
        if wanted is None or next(owner.iterancestors("table"), None) is not None or owner.tag == "table":
            continue
        node = owner.getparent()
        for _ in range(_LEVELS_UP):
            if node is None or node is content.getparent() or node in found:
                break
            rows = _rows(node)
            if rows and wanted(rows):
                found[node] = _grid(node, rows, paths)
                break
            node = node.getparent()
    # The words of prose lead up to what holds it and the tables; a cell holds no table.
    outer = {above for node in found for above in node.iterancestors()}
    return {node: grid for node, grid in found.items() if node not in outer}


def _rows(node: Element) -> list[list[Element]] | None:
    """The cells of each child of an element, if these are rows: at least two of several cells, none of prose."""
    children = _children(node)
    if children is None or not 2 <= len(children) <= _MOST_ROWS or next(node.iter("table"), None) is not None:
        return None
    rows = [_children(child) or [child] for child in children]
    if sum(len(row) > 1 for row in rows) < 2:
        return None
    short = all(len("".join(cell.itertext())) <= _LONGEST_CELL for row in rows for cell in row)
    return rows if short else None


def _children(node: Element) -> list[Element] | None:
    """The elements in an element that has no text beside them."""
    if (node.text or "").strip() or any((child.tail or "").strip() for child in node):
        return None
    shown = [c for c in node if not invisible(c.tag) and c.tag not in ("br", "hr") and not is_hidden(c)]
    return shown if len(shown) > 1 else None


def _grid(node: Element, rows: list[list[Element]], paths: Paths) -> Grid:
    cells = tuple(
        tuple(Cell(element_text(cell), r, c, 1, 1, paths.locator(cell)) for c, cell in enumerate(row))
        for r, row in enumerate(rows)
    )
    return Grid(cells, max(len(row) for row in rows), paths.locator(node), "rows")
