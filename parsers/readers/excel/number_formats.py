"""What the number format of a cell makes of its number: nearly always nothing; else what is shown is not what is stored.

A format has up to four sections, for positive numbers, negative ones, zero and text (ECMA-376, 18.8.31).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from operator import eq, ge, gt, le, lt, ne
from typing import NamedTuple

_BUILT_IN = {
    **{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00"},
    **{37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00"},
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    48: "##0.0E+0",
}
_LONGEST = 200
_MOST_DIGITS = 30
_DATE = re.compile("[ymdhs年月日时]", re.I)
_PIECE = re.compile(r'"([^"]*)"|[\\!](.)|(?:\[[^\[\]]*\]|_.|\*.)|([¥$€£ ])|([+\-()])|(.)')
"""Quoted words; aside, which shows no text; currency and blanks, which change no number; signs; what stands for digits."""
_PLAIN = re.compile(r"General|G/通用格式|[#0?][#0?,]*(?:\.[#0?]*)?|@", re.I)
_DECIMALS = re.compile(r"[#0?](?:\.([#0?]*))?$")
_EXACT = Context(prec=12)
"""Significant digits of a stored number that are its own: behind them stands what binary fractions leave."""
_WIDE = Context(prec=_MOST_DIGITS + 2 * _LONGEST)
_SCALED = re.compile(r",(?:\.|$)")
_WHITE = re.compile(r"\[(?:white|白色?|color ?2)\]", re.I)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d{1,15}(?:\.\d{1,9})?)\]")
_HOLDS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "<>": ne,
}  # fmt: skip


class _Format(NamedTuple):
    """A section of a format: the words and signs around the digits, and their code, with a stroke where words part it."""

    before: str
    digits: str
    behind: str


def format_code(number: int, codes: dict[int, str]) -> str | None:
    """The code of a number format; None for the built-in ones that show a number as it is, or as a date."""
    return codes.get(number, _BUILT_IN.get(number))


def shown_by(code: str, stored: str) -> str | None:
    """What a format shows of a number: its text with the words of the format, rounded as it is shown; empty where it shows
    none or another number; None where it shows the number as it is.

    Dates are none of this: the library of values reads them.
    """
    try:
        number = Decimal(stored)
    except InvalidOperation:
        return None
    if not number.is_finite() or number.adjusted() > _MOST_DIGITS:
        return None
    section, own_sign = _section(code, number)
    if not section or _WHITE.search(section):
        return ""
    found = _parts(section)
    if _DATE.search(found.digits.replace("General", "")):
        return None
    if found.digits.endswith("%"):
        return f"{number * 100:f}%"
    if not _is_plain(found):
        return ""
    rounded = _rounded(found.digits, number)
    if Decimal(rounded or stored) == 0 and found.digits[0] in "#?" and "0" not in found.digits:
        return ""
    text = _signed(found.before, rounded or stored, found.behind, own_sign=own_sign)
    return rounded if text is None else text


def _is_plain(found: _Format) -> bool:
    """Whether a format prints the digits of its number and no others."""
    if any(map(str.isdigit, found.before + found.behind)):
        return False
    return bool(_PLAIN.fullmatch(found.digits)) and not _SCALED.search(found.digits)


def _signed(before: str, shown: str, behind: str, *, own_sign: bool) -> str | None:
    """A number between the words of its format; None where there are none. A section for negative numbers prints their
    sign itself, or none, and then the number may be either."""
    if not own_sign:
        minus = "-" if shown.startswith("-") else ""
        return f"{minus}{before}{shown.removeprefix('-')}{behind}" if before or behind else None
    if (before, behind) in (("-", ""), ("(", ")")):
        return None
    return f"{before}{shown.removeprefix('-')}{behind}" if "-" in before or "(" in before else ""


def _parts(section: str) -> _Format:
    """The words, signs and digits of a section."""
    words, digits, behind = "", "", ""
    for match in _PIECE.finditer(section):
        quoted, escaped, _, sign, digit = match.groups()
        word = quoted or escaped or sign or ""
        if digit and behind:  # no number in one piece
            digits, behind = f"{digits}|", ""
        words, behind = (words, behind + word) if digits else (words + word, behind)
        digits += digit or ""
    return _Format(words.strip(), digits, behind.strip())


def _rounded(digits: str, number: Decimal) -> str | None:
    """A number with the decimals that a format leaves it; None where these are all it has."""
    places = _DECIMALS.search(digits)
    if places is None:
        return None
    shown = number.quantize(Decimal(1).scaleb(-len(places[1] or "")), ROUND_HALF_UP, _WIDE)
    exact = _EXACT.create_decimal(number)
    return None if shown == exact else f"{shown.normalize():f}"


def _section(code: str, number: Decimal) -> tuple[str, bool]:
    """The section of a format that is for a number, and whether it is one for negative numbers that prints their sign."""
    sections = [""]
    quoted = False
    for char in code[:_LONGEST]:
        quoted = quoted != (char == '"')
        if char == ";" and not quoted:
            sections.append("")
        else:
            sections[-1] += char
    conditions = [_CONDITION.search(section) for section in sections]
    if any(conditions):
        return _under_condition(sections, conditions, number), False
    wanted = 1 if number < 0 else 2 if number == 0 else 0
    return (sections[wanted], wanted == 1) if wanted < len(sections) else (sections[0], False)


def _under_condition(sections: list[str], conditions: list[re.Match[str] | None], number: Decimal) -> str:
    """The first section whose condition a number meets, else the last that has none."""
    for section, condition in zip(sections, conditions, strict=True):
        if condition and _HOLDS[condition[1]](number, Decimal(condition[2])):
            return section
    free = [s for s, condition in zip(sections, conditions, strict=True) if condition is None]
    return free[-1] if free else ""
