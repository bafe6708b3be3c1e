"""Traditional characters folded to simplified ones, for comparing only: what is printed stays as it is printed.

The table is `parsers/data/traditional.txt.gz`, made by `scripts/traditional` from OpenCC's TSCharacters (Apache License 2.0).
"""

from __future__ import annotations

import gzip
from importlib import resources

_PAIRS = (
    gzip.decompress((resources.files("parsers") / "data" / "traditional.txt.gz").read_bytes())
    .decode()
    .split("\n")
)
_TABLE = {ord(pair[0]): pair[1] for pair in _PAIRS}
_ONLY_TRADITIONAL = frozenset(pair[0] for pair in _PAIRS)
_BACK = {ord(pair[1]): pair[0] for pair in reversed(_PAIRS)}
"""Simplified character -> the first traditional one that it stands for."""


def simplified(text: str) -> str:
    """A text with its traditional characters simplified, one for one."""
    return text if _ONLY_TRADITIONAL.isdisjoint(text) else text.translate(_TABLE)


def traditional(text: str) -> str:
    """A text in traditional characters, one for one: about as it would be written, for searching only."""
    return text.translate(_BACK)
