"""Numbers of which a line prints but a part: those that go on on the next line, and the one in which a text is cut off.

Nobody knows whether 23 and 45 are 2345: such a cell is no number, and is no blank one either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise

from parsers.forms import labels
from parsers.lexicon.labels import label_parts, row_widths
from parsers.lexicon.normalize import label_text
from parsers.model import Block, Grid
from parsers.readers.text.lines import PREFIX, Span, TextLine

BROKEN = "a part of a number"
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_PART = re.compile(r"\d[\d,]*(?:\.\d*)?")
_BEHIND = re.compile(r"(?<=\s)\d[\d,]*[.,]\s*$")
_WIDTHS_OF_TABLE2 = (1, 2, 3)
_MOST = 2
"""Rows with a number below them that are broken; more of them have a further column."""
_LAST = frozenset({"fees", "procurement"})
"""The last rows of table 2."""


def broken_joined(lines: list[TextLine]) -> list[TextLine]:
    """Rows of table 2 with the rest of their last number, which stands alone on the line below: cells that hold a part."""
    found = list(_broken(lines))
    if not 0 < len(found) <= _MOST:
        return lines
    out = list(lines)
    for at, row in reversed(found):
        out[at : at + 2] = [row]
    return out


def _broken(lines: list[TextLine]) -> Iterator[tuple[int, TextLine]]:
    for at, (line, below) in enumerate(pairwise(lines)):
        if below.shape == "plain" and _NUMBER.fullmatch(below.spans[0].text) and (row := _row(line)):
            label, *values = row
            broken = [
                replace(span, holds=BROKEN) for span in (*values[:-1], values[-1].joined(below.spans[0]))
            ]
            yield at, replace(line, shape="row", spans=(label, *broken))


def _row(line: TextLine) -> tuple[Span, ...] | None:
    """The label and the figures of a line that is a whole row of table 2; None where it is none."""
    spans = line.spans
    if line.shape == "plain" and (part := _BEHIND.search(line.text)):
        head = line.text[: part.start()].rstrip()
        start, end = part.start(), part.start() + len(part[0].rstrip())
        spans = (
            replace(spans[0], text=head.lstrip(), end=len(head)),
            Span(line.text[start:end], line.number, start, end),
        )
    if line.shape not in ("row", "plain") or line.pipes or len(spans) - 1 not in _WIDTHS_OF_TABLE2:
        return None
    whole = len(spans) - 1 in row_widths(label_parts(spans[0].text)[-1])
    return spans if whole and all(_PART.fullmatch(span.text) for span in spans[1:]) else None


def without_cut_number(blocks: tuple[Block, ...], text: str) -> tuple[Block, ...]:
    """The blocks of a text that ends without a line end in a number of table 2 (the sums of the others tell), of which more
    rows are to come: the text may be cut off in that number."""
    last = blocks[-1] if blocks else None
    if not isinstance(last, Grid) or not text[-1:].isdecimal():
        return blocks
    *rows, row = last.rows
    *cells, cell = row
    end = len(text) - text.rfind("\n") - 1
    where = f"{PREFIX}{text.count(chr(10)) + 1}/{end - len(cell.text)}-{end}"
    if cell.locator != where or not _goes_on(last):
        return blocks
    return (*blocks[:-1], replace(last, rows=(*rows, (*cells, replace(cell, holds=BROKEN)))))


def _goes_on(grid: Grid) -> bool:
    """Whether the last row that a grid names is one of table 2, and not its last."""
    named = [part for cell in grid.cells() if row_widths(part := label_parts(cell.text)[-1])]
    return bool(named) and named[-1] in _with_rows_behind()


@cache
def _with_rows_behind() -> frozenset[str]:
    return frozenset(label_text(entry.zh) for key, entry in labels("t2rows").items() if key not in _LAST)
