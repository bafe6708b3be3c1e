"""An official table on a terminal: its labels in one column, indented by their groups, its figures behind them.

The label column takes what the figures leave, and its labels wrap; a figure or a heading that is still too wide wraps
in its own column. Nothing is cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from parsers.forms.layout import Slot
from parsers.forms.layout import Table as Layout

_ABSENT = Text("·", style="dim", justify="right")
_NARROWEST_LABEL = 12
_HEADING = 4
"""Chinese characters after which a heading of figures wraps."""
_HAN = 2
"""Cells of the terminal that a Chinese character takes."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the table: its label and what stands behind it, one entry a column."""

    label: Text
    cells: tuple[Text, ...] = ()


def drawn(layout: Layout, figures: dict[str, Text], extra: Sequence[str], width: int) -> Table:
    """A table of a report, at most `width` cells of the terminal wide.

    :param figures: by field; a field without one is drawn as absent.
    :param extra: fields of rows that a publisher added, drawn below the form's own.
    """
    rows = [*_rows(layout, figures), *_added(extra, figures)]
    count = max(len(row.cells) for row in rows)
    widths = _widths(rows, count, width)
    table = Table(title=layout.zh, show_header=False, box=None, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(overflow="fold", max_width=width - sum(widths) - count)
    for column in widths:
        table.add_column(overflow="fold", width=column, justify="right")
    for row in rows:
        table.add_row(row.label, *row.cells)
    return table


def _widths(rows: list[_Row], count: int, width: int) -> list[int]:
    """The widths of the columns of figures: as wide as their texts, unless that leaves too little for the labels."""
    wanted = [
        max((_width(row.cells[i]) for row in rows if i < len(row.cells)), default=1) for i in range(count)
    ]
    most = max(_HAN, (width - _NARROWEST_LABEL) // count - 1)
    fits = sum(wanted) + count <= width - _NARROWEST_LABEL
    return wanted if fits else [min(column, most) for column in wanted]


def _width(text: Text) -> int:
    return max(cell_len(line) for line in text.plain.split("\n"))


def _rows(layout: Layout, figures: dict[str, Text]) -> Iterator[_Row]:
    headings = _headings(layout)
    if len(layout.body) == 1:
        yield from _by_block(layout.body[0], headings, figures)
        return
    if headings:
        yield _Row(Text(), tuple(_heading(path[-1]) for path in headings))
    open_groups: list[int] = []
    for row in layout.body:
        yield from _lines(row, open_groups, figures)
        open_groups[:] = [left - 1 for left in open_groups if left > 1]


def _lines(row: tuple[Slot, ...], open_groups: list[int], figures: dict[str, Text]) -> Iterator[_Row]:
    """The lines of a row: one for each group that begins with it, and its own. `open_groups`: how many rows each group
    that is open still has."""
    own: list[Slot] = []
    for slot in row:
        if slot.scope in ("rowgroup", "colgroup"):
            yield _Row(Text("  " * len(open_groups) + slot.zh, style="bold"))
            if slot.scope == "rowgroup":
                open_groups.append(slot.rowspan)
        else:
            own.append(slot)
    if own:
        label = Text("  " * len(open_groups) + own[0].zh, style="dim" if own[0].scope == "col" else "")
        yield _Row(label, tuple(_slot(slot, figures) for slot in own[1:]))


def _slot(slot: Slot, figures: dict[str, Text]) -> Text:
    if slot.field:
        return figures.get(slot.field, _ABSENT)
    return _heading(slot.zh)


def _heading(label: str) -> Text:
    """A label over figures, in lines of four Chinese characters."""
    lines = (label[at : at + _HEADING] for at in range(0, len(label), _HEADING))
    return Text("\n".join(lines), style="dim", justify="right")


def _by_block(
    row: tuple[Slot, ...], headings: list[tuple[str, ...]], figures: dict[str, Text]
) -> Iterator[_Row]:
    """A table of one row, too wide for a terminal: a line for each block that its header names."""
    blocks: dict[str, list[int]] = {}
    for index, path in enumerate(headings):
        blocks.setdefault(" ".join(path[:-1]), []).append(index)
    first = next(iter(blocks.values()))
    yield _Row(Text(), tuple(_heading(headings[i][-1]) for i in first))
    for name, indexes in blocks.items():
        yield _Row(Text(name), tuple(_slot(row[i], figures) for i in indexes))


def _headings(layout: Layout) -> list[tuple[str, ...]]:
    """For each column of figures the labels above it, from the top; the corner above the row labels is none."""
    paths: dict[int, tuple[str, ...]] = {}
    taken: dict[int, int] = {}
    for depth, row in enumerate(layout.head):
        at = 0
        for slot in row:
            while taken.get(at, 0) > depth:
                at += 1
            for column in range(at, at + slot.colspan):
                paths[column] = (*paths.get(column, ()), slot.zh)
                taken[column] = depth + slot.rowspan
            at += slot.colspan
    places = sum(slot.colspan for slot in layout.body[-1] if slot.field)
    corner = len(paths) - places
    return [paths[column] for column in sorted(paths)[corner:]]


def _added(extra: Sequence[str], figures: dict[str, Text]) -> Iterator[_Row]:
    """The rows that a publisher added: t2.ext.<printed label>.<column>, a figure a line."""
    for key in extra:
        yield _Row(Text(key.split(".", 2)[2], style="dim"), (figures[key],))
