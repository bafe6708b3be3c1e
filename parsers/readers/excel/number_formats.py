"""What the number format of a cell makes of its number: nearly always nothing; else what is shown is not what is stored.

A format has up to four sections, for positive numbers, negative ones, zero and text (ECMA-376, 18.8.31).
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

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
_DATE = re.compile("[ymdhs年月日时]", re.I)
_ASIDE = re.compile(r"\[[^\[\]]*\]|_.|\*.")
_LITERAL = re.compile(r'"([^"]*)"|[\\!](.)')
_PLAIN = re.compile(r"[¥$€£+\-() ]*(?:General|G/通用格式|[#0?][#0?,]*(?:\.[#0?]*)?|@)[+\-() ]*", re.I)
_DECIMALS = re.compile(r"[#0?](?:\.([#0?]*))?[+\-() ]*$")
_EXACT = Context(prec=12)
"""Significant digits of a stored number that are its own: behind them stands what binary fractions leave."""
_SCALED = re.compile(r",(?:\.|$)")


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
    section = _section(code, number)
    if not section:
        return ""
    words = "".join("".join(pair) for pair in _LITERAL.findall(section)).strip()
    bare = _LITERAL.sub("", _ASIDE.sub("", section)).strip()
    if _DATE.search(bare.replace("General", "")):
        return None
    if bare.endswith("%"):
        return f"{number * 100:f}%"
    if any(map(str.isdigit, words)) or not _PLAIN.fullmatch(bare) or _SCALED.search(bare):
        return ""
    rounded = _rounded(bare, number)
    return f"{rounded or stored}{words}" if words or rounded else None


def _rounded(bare: str, number: Decimal) -> str | None:
    """A number with the decimals that a format leaves it; None where these are all it has."""
    places = _DECIMALS.search(bare)
    if places is None:
        return None
    shown = number.quantize(Decimal(1).scaleb(-len(places[1] or "")), ROUND_HALF_UP)
    exact = _EXACT.create_decimal(number)
    return None if shown == exact else f"{shown.normalize():f}"


def _section(code: str, number: Decimal) -> str:
    """The section of a format that is for a number."""
    sections = [""]
    quoted = False
    for char in code[:_LONGEST]:
        quoted = quoted != (char == '"')
        if char == ";" and not quoted:
            sections.append("")
        else:
            sections[-1] += char
    wanted = 1 if number < 0 else 2 if number == 0 else 0
    return sections[wanted] if wanted < len(sections) else sections[0]
