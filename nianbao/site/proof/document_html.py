"""A Word, Excel or OFD file, whose pages cannot be drawn here: its text and tables as they were read.

No proof by itself, and the bar above says so: the file is one click away. It shows where in the file a figure stands.
"""

from __future__ import annotations

from html import escape

from parsers import Unreadable
from parsers.model import Cell, Grid
from parsers.readers.registry import READERS


def can_tell(media: str) -> bool:
    return media in READERS


def document(body: bytes, media: str, locator: str, cell_id: str) -> tuple[str, bool]:
    """The body of an HTML document with what was read, the place of the locator under the given id, and whether it
    is there.

    :raises Unreadable: the file cannot be read, or the extra that reads it is missing.
    """
    found = READERS[media](body, None)
    here = f' id="{escape(cell_id)}"'
    parts, seen = [], False
    for block in found.blocks:
        if isinstance(block, Grid):
            seen = seen or any(cell.locator == locator for cell in block.cells())
            parts.append(_table(block, locator, here))
        else:
            mark = here if block.locator == locator and not seen else ""
            seen = seen or bool(mark)
            parts.append(f"<p{mark}>{escape(block.text)}</p>")
    if not parts:
        raise Unreadable("nothing was read in it")
    return f"<body>{''.join(parts)}</body>", seen


def _table(grid: Grid, locator: str, here: str) -> str:
    rows = "".join(f"<tr>{''.join(_cell(c, locator, here) for c in row)}</tr>" for row in grid.rows)
    return f"<table>{rows}</table>"


def _cell(cell: Cell, locator: str, here: str) -> str:
    mark = here if cell.locator == locator else ""
    return f'<td rowspan="{cell.rowspan}" colspan="{cell.colspan}"{mark}>{escape(cell.text)}</td>'
