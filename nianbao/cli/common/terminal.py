"""What others wrote must not drive the terminal it is printed on."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO, cast

_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f"
"""The control characters of C0 and C1 (ECMA-48) but tab and line ends."""
_UNSEEN = (
    "\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
"""What turns the direction of text or takes no place: Unicode's formats (Cf), separators of lines, and fillers."""
_STYLE = r"0*(?:[1-4]|2[2-4]|3[1-6]|39|9[1-6])?"
_COLOURS = rf"\x1b(?!\[{_STYLE}(?:;{_STYLE})*m)|\r(?!\n)"
_BAR = r"\[(?:38;[0-9;]+|90)m[━╸╺]+\x1b\[0m"
_MOVES = rf"\x1b(?!\[{_STYLE}(?:;{_STYLE})*m|{_BAR}|\[[0-9;]*[AGK]|\[\?25[lh])"
"""An escape that begins none of the styles that we print in, all of which can be read on any ground, nor, where a bar of progress is
drawn, its colours and moves. Elsewhere a return without its line end as well, behind which a line is written over."""
_DRAWS = ("\r\x1b[2K", "\r\x1b[1A", "\x1b[?25")
"""How what a bar of progress writes begins."""
_DRIVES, _DRIVES_BARS = (re.compile(f"[{_CONTROLS}{_UNSEEN}]|{escape}") for escape in (_COLOURS, _MOVES))


def _escape(found: re.Match[str]) -> str:
    """As JSON writes it, in halves beyond four digits."""
    halves = found[0].encode("utf-16-be")
    return "".join(f"\\u{halves[at : at + 2].hex()}" for at in range(0, len(halves), 2))


class _Shown:
    """A text stream that prints such characters as their escapes, which are those of JSON too."""

    def __init__(self, stream: TextIO, has_bars: bool = False) -> None:
        self._stream, self._has_bars = stream, has_bars

    def write(self, text: str) -> int:
        driving = _DRIVES_BARS if self._has_bars and text.startswith(_DRAWS) else _DRIVES
        return self._stream.write(driving.sub(_escape, text))

    def writelines(self, lines: Iterator[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def shown() -> Iterator[None]:
    """While it lasts, text that goes to standard output and standard error is shown and drives nothing."""
    out, err = sys.stdout, sys.stderr
    sys.stdout = cast(TextIO, _Shown(out))
    sys.stderr = cast(TextIO, _Shown(err, err.isatty()))
    try:
        yield
    finally:
        sys.stdout, sys.stderr = out, err
