"""Which inks cannot be read on their ground."""

from __future__ import annotations

import re

WHITEST = 0xF0
"""Of 255: a colour of which each part is as much cannot be read on white."""
ALIKE = 0x10
"""Colours of which no part differs by as much look the same."""
_COLOUR = re.compile("#?([0-9A-Fa-f]{6})")

Colour = tuple[int, ...]
"""Red, green and blue, 0 to 255."""


def colour(said: str | None) -> Colour | None:
    """The colour of `RRGGBB` or `#RRGGBB`; None of `auto` and of anything else."""
    known = _COLOUR.fullmatch(said or "")
    return tuple(bytes.fromhex(known[1])) if known else None


def is_white(ink: Colour | None) -> bool:
    """Whether an ink is white, or so near it that nobody reads it on white."""
    return ink is not None and min(ink) >= WHITEST


def look_alike(ink: Colour | None, ground: Colour | None) -> bool:
    """Whether an ink cannot be read on a ground."""
    return (
        ink is not None
        and ground is not None
        and all(abs(a - b) < ALIKE for a, b in zip(ink, ground, strict=True))
    )
