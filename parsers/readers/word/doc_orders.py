"""The orders (Sprm) by which the binary Word format says how texts, paragraphs and tables are set.

Source: [MS-DOC], 2.2.5.1 Sprm, 2.2.5.2 Prl.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

TABLE_DEFINITION, _TABS = 0xD608, 0xC615
_OPERAND = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
"""Kind of an order (its highest bits) -> bytes of its operand; kind 6 says its own length."""


def orders(grpprl: bytes) -> Iterator[tuple[int, bytes]]:
    """The orders of a list, each with its operand; a list that is cut off ends there."""
    at = 0
    while at + 2 < len(grpprl):
        (code,) = struct.unpack_from("<H", grpprl, at)
        at += 2
        size = _OPERAND.get(code >> 13)
        if code == TABLE_DEFINITION:
            if at + 2 > len(grpprl):
                return
            size = max(struct.unpack_from("<H", grpprl, at)[0] - 1, 0)
            at += 2
        elif size is None:
            size = grpprl[at]
            at += 1
            if code == _TABS and size == 255:
                return
        operand = grpprl[at : at + size]
        if len(operand) < size:
            return
        yield code, operand
        at += size
