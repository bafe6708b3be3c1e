"""A list on a terminal. Nothing in it is cut: labels shrink and wrap first, then everything else folds in its own column."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

KEY = 8
"""Characters of a key in a list; commands that take a key take its beginning."""
_NARROWEST_LABEL = 10
_BETWEEN = 2
"""Cells of the terminal between two columns."""
_ONE_LINE = 10_000
"""The width where no person looks: `| grep` and `> file` find each row on a line of its own."""


def print_listing(
    headings: Sequence[str],
    rows: Iterable[Sequence[str | Text]],
    *,
    labels: Collection[int] = (0,),
    console: Console | None = None,
) -> None:
    """Print a table; what it holds is text, never markup.

    :param labels: the columns that give way first; all others keep their words whole as long as there is room.
    """
    console = console or Console()
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _ONE_LINE
    cells = [[cell if isinstance(cell, Text) else Text(cell) for cell in row] for row in rows]
    whole = _fits(headings, cells, labels, console.width)
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for at, heading in enumerate(headings):
        table.add_column(Text(heading), overflow="fold", no_wrap=whole and at not in labels)
    for row in cells:
        table.add_row(*row)
    console.print(table)


def _fits(headings: Sequence[str], cells: list[list[Text]], labels: Collection[int], width: int) -> bool:
    """Whether every column but the labels can have its widest text on one line."""
    wide = sum(
        max([cell_len(heading), *(cell_len(row[at].plain) for row in cells)])
        for at, heading in enumerate(headings)
        if at not in labels
    )
    return wide + _NARROWEST_LABEL * len(labels) + _BETWEEN * len(headings) <= width
