"""The printed numbers of a page: digits that stand close together on one line, whatever rule goes through between them."""

from __future__ import annotations

from collections.abc import Iterator

from parsers.readers.pdf.drawn import Char

OVER_EDGE = "a number that runs over the edge of its cell"
_PARTS = frozenset(".,，．")
_CLOSE = 0.15
"""How far apart the digits of one number are, in parts of their size; cells keep more between them and their edges."""


def numbers_of(chars: list[Char]) -> Iterator[list[Char]]:
    """Runs of two digits and more."""
    parts = [c for c in chars if c["text"].isdecimal() or c["text"] in _PARTS]
    parts.sort(key=lambda c: (round(c["bottom"], 1), c["x0"]))
    run: list[Char] = []
    for part in parts:
        if run and not _goes_on(run[-1], part):
            yield from [run] if len(run) > 1 else []
            run = []
        run.append(part)
    yield from [run] if len(run) > 1 else []


def _goes_on(before: Char, char: Char) -> bool:
    same_line = abs(before["bottom"] - char["bottom"]) < 0.1
    return bool(same_line and abs(char["x0"] - before["x1"]) < _CLOSE * char["size"])
