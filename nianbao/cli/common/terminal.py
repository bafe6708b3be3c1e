"""What others wrote must not drive the terminal it is printed on."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO, cast

_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069"
"""The control characters of C0 and C1 (ECMA-48) but tab and line ends, and those that turn the direction of text."""
_HIDES = r"(?:[0-9;]*;)?0*8[;m]"
_COLOURS = rf"\x1b(?!\[(?!{_HIDES})[0-9;]*m)|\r(?!\n)"
_MOVES = rf"\x1b(?!\[(?!{_HIDES})[0-9;]*[mAGK]|\[\?25[lh])"
"""An escape that begins neither a colour nor, where a bar of progress is drawn, one of its moves; one that hides what follows is no
colour. Elsewhere a return without its line end as well, behind which a line is written over."""


class _Shown:
    """A text stream that prints such characters as their escapes, which are those of JSON too."""

    def __init__(self, stream: TextIO, escape: str) -> None:
        self._stream = stream
        self._driving = re.compile(f"[{_CONTROLS}]|{escape}")

    def write(self, text: str) -> int:
        return self._stream.write(self._driving.sub(lambda found: f"\\u{ord(found[0]):04x}", text))

    def writelines(self, lines: Iterator[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def shown() -> Iterator[None]:
    """While it lasts, text that goes to standard output and standard error is shown and drives nothing."""
    out, err = sys.stdout, sys.stderr
    sys.stdout = cast(TextIO, _Shown(out, _COLOURS))
    sys.stderr = cast(TextIO, _Shown(err, _MOVES if err.isatty() else _COLOURS))
    try:
        yield
    finally:
        sys.stdout, sys.stderr = out, err
