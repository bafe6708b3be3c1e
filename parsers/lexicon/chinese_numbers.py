"""Numbers in Chinese characters, as reports write a few of them: 零, 十二, 一百二十, 三千零五."""

from __future__ import annotations

import re

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")}
_NUMERAL = re.compile("[零一二两三四五六七八九十百千万]{1,16}")
_PLACES = (("千", 1000), ("百", 100), ("十", 10))


def chinese_number(text: str) -> int | None:
    """The number that a text is, written by the rules of the language; None for any other text, 一二 or 百五 too."""
    if not _NUMERAL.fullmatch(text):
        return None
    plain = text.replace("两", "二")
    number = _sum(plain)
    said = None if number is None else _written(number)
    return (
        number
        if said is not None and plain in (said, said.removeprefix("一") if said[:2] == "一十" else said)
        else None
    )


def _sum(text: str) -> int | None:
    """The sum of the places, whatever their order."""
    upper, wan, lower = text.partition("万")
    if "万" in lower or (wan and not upper):
        return None
    return (_below_wan(upper) * 10_000 if wan else 0) + _below_wan(lower if wan else upper)


def _below_wan(text: str) -> int:
    total = digit = 0
    for char in text:
        place = next((value for name, value in _PLACES if name == char), None)
        if place is None:
            digit = _DIGITS[char]
            continue
        total += (digit or 1) * place
        digit = 0
    return total + digit


def _written(number: int) -> str:
    """A number below 100,000,000 as the language writes it: one 零 for the places between that are empty."""
    if number == 0:
        return "零"
    upper, lower = divmod(number, 10_000)
    head = f"{_written_below(upper)}万" if upper else ""
    gap = "零" if head and 0 < lower < 1000 else ""
    return head + gap + _written_below(lower)


def _written_below(number: int) -> str:
    out = ""
    for name, value in (*_PLACES, ("", 1)):
        digit, number = divmod(number, value)
        if digit:
            out += "零一二三四五六七八九"[digit] + name
        elif out and number and not out.endswith("零"):
            out += "零"
    return out
