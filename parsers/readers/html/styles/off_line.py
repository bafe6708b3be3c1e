"""Elements that a style raises or lowers, as `<sup>` and `<sub>` do: a digit in one behind a text is the number of a note."""

from __future__ import annotations

import re
from typing import Any

from parsers.readers.html.styles.in_parts import NumbersInParts
from parsers.readers.html.styles.note_numbers import note_numbers
from parsers.readers.html.styles.sheets import PageStyles, Rank

RAISED = "nianbao-raised"
"""Attribute that marks such an element of the tree."""
_OFF_LINE = re.compile(r"vertical-align\s{0,9}:\s{0,9}(?:super|sub)\b")
_ALIGNS = re.compile("vertical-align", re.I)
_OFF = ("super", "sub")
_MOST_RULES, _MOST_NODES = 100, 20_000


def off_line(parts: NumbersInParts) -> list[Any]:
    """The nodes of a page that stand off their line; a page without such a style, and without a number in parts, costs a
    search of its text."""
    return [*_aligned(parts.styles), *note_numbers(parts)]


def _aligned(styles: PageStyles) -> list[Any]:
    if not _OFF_LINE.search(styles.low):
        return []
    won: dict[int, tuple[tuple[bool, Rank], Any, bool]] = {}
    said = sorted(styles.said_of(_ALIGNS, _MOST_RULES), key=lambda one: not any(d[1] in _OFF for d in one[1]))
    for node, declared, rank in said[:_MOST_NODES]:  # those that raise first: they are what is asked for
        for name, value, important in declared:
            weight = (important, rank)
            if name == "vertical-align" and (node.mem_id not in won or won[node.mem_id][0] <= weight):
                won[node.mem_id] = (weight, node, value in _OFF)
    return [node for _, node, off in won.values() if off]
