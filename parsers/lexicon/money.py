"""Units of money: a closed list, and what a heading says of its own."""

from __future__ import annotations

import re
from decimal import Decimal

from parsers.lexicon.normalize import squeeze

YUAN = {
    "百万元": Decimal(100),
    "万元": Decimal(1),
    "千元": Decimal("0.1"),
    "百元": Decimal("0.01"),
    "亿元": Decimal(10000),
    "元": Decimal("0.0001"),
}
"""What one of each unit is in 万元."""
UNKNOWN = "?"
"""The unit of a heading that names another currency, another multiple or two units."""
_NAMED = re.compile(
    "[十百千万亿美港澳日欧韩加新台]{0,6}元|[美日欧英港][金镑]|(?<!人民)币|[$€£¥￥]|USD|HKD|EUR|RMB", re.I
)
_AFTER_WORD = re.compile(r"单位[:为是]?([^)\],，;；]+)")

_OF_TABLE = re.compile("(?:计量|金额|货币|数据)?单位[:为是]?")
_LONGEST_UNITS = 16


def heading_unit(*texts: str | None) -> str | None:
    """The unit of money that headings print together: one of `YUAN`, None where they print none, else `UNKNOWN`."""
    named: set[str] = set()
    for text in texts:
        squeezed = squeeze(text or "")
        named.update(_NAMED.findall(squeezed))
        after = _AFTER_WORD.search(squeezed)
        if after and not _NAMED.search(after[1]):
            named.add(after[1])
    if not named:
        return None
    unit = named.pop()
    return unit if not named and unit in YUAN else UNKNOWN


def table_unit(text: str) -> str | None:
    """The unit of money that a line above a table, or a row of it, names for the whole of it (单位：元; 单位：件、万元); None for
    any other text."""
    squeezed = squeeze(text).strip("()（）")
    if len(squeezed) > _LONGEST_UNITS or not _OF_TABLE.match(squeezed) or not _NAMED.search(squeezed):
        return None
    return heading_unit(squeezed)


def in_wan(amount: Decimal, unit: str | None) -> Decimal | None:
    """An amount in 万元; `unit` is None where none is printed (the form's own); None for a unit that is not believed."""
    if unit is None:
        return amount
    return amount * YUAN[unit] if unit in YUAN else None
