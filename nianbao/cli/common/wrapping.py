"""Lines of text by the cells of the terminal that characters take: Chinese ones two, without blanks between them."""

from __future__ import annotations

import re

from rich.cells import cell_len

__all__ = ["cell_len", "wrapped"]

_WIDE = "\u2e80-\u9fff\uff00-\uffef\u3000-\u303f“”"
_CLOSING, _OPENING = "，。；：、！？）」』”》…", "（「『“《"
_UNIT = re.compile(rf"\s+|\[[^\[\]]{{1,24}}\]|[{_OPENING}]*(?:[^\s{_WIDE}]+|\S)[{_CLOSING}]*")
"""What no line end parts: a word, a short note in brackets, or a character with the marks that may not begin or end a line."""


def wrapped(written: str, width: int) -> list[str]:
    """A paragraph in lines of at most `width` cells; a word that is longer stands alone."""
    lines = [""]
    for unit in _UNIT.findall(written):
        if cell_len(lines[-1]) + cell_len(unit.rstrip()) > width and lines[-1]:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += unit.lstrip() if not lines[-1] else unit
    return [line.rstrip() for line in lines]
