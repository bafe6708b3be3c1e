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

_COUNTED = "人次|件次|[件条项个次篇人份起宗例]"
_TOKEN = rf"(?:人民币)?(?:{_COUNTED}|[十百千万亿美港澳日欧韩加新台]{{0,6}}元|USD|HKD|EUR|RMB)"
_LIST = rf"{_TOKEN}(?:[、,/和及或;]{_TOKEN}){{0,4}}"
_STATED = re.compile(
    rf"单位(?:[:(]|均?为|是){{0,2}}{_LIST}(?![\u4e00-\u9fff])|[(\[【](?:金额|单位|[:为]){{0,3}}{_LIST}[)\]】]"
    rf"|[以按]{_TOKEN}(?:为单位|计|填[报列写]|统计|表示)|金额(?::|均?为|是){_LIST}(?![\u4e00-\u9fff])|^{_TOKEN}$",
    re.I,
)
"""How a unit is stated, as against an amount in a sentence: 单位：件、元, （元）, 以元为单位, 元 alone."""
_SEVERAL = re.compile("[百千万亿]")
_MULTIPLE = re.compile(
    rf"(?:^|[(\[【、,/]|单位[:为是]?)(十?[百千万亿]{{1,3}}(?:{_COUNTED}))(?=$|[)\]】、,/])"
)
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


def stated_units(text: str) -> frozenset[str]:
    """The units of money that a text states, in any of the ways in which tables do; a sentence that speaks of an amount
    states none."""
    if "元" not in text and "单位" not in text:
        return frozenset()
    return frozenset(unit for found in _STATED.finditer(squeeze(text)) for unit in _NAMED.findall(found[0]))


def stated_unit(text: str) -> str | None:
    """The one unit of money that a text states; `UNKNOWN` where it states another than those of `YUAN`, or several."""
    units = stated_units(text)
    if not units:
        return None
    return next(iter(units)) if len(units) == 1 and units < YUAN.keys() else UNKNOWN


def multiple(text: str) -> str | None:
    """The multiple in which a heading says that things are counted: 万件, 千条."""
    return next(iter(multiples(text)), None)


def multiples(text: str) -> frozenset[str]:
    """The multiples in which a text says that things are counted."""
    if not _SEVERAL.search(text):
        return frozenset()
    return frozenset(_MULTIPLE.findall(squeeze(text)))


def in_wan(amount: Decimal, unit: str | None) -> Decimal | None:
    """An amount in 万元; `unit` is None where none is printed (the form's own); None for a unit that is not believed."""
    if unit is None:
        return amount
    return amount * YUAN[unit] if unit in YUAN else None
