"""What the number format of a cell makes of its number: nearly always nothing; else what is shown is not what is stored.

A format has up to four sections, for positive numbers, negative ones, zero and text (ECMA-376, 18.8.31).
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_BUILT_IN = {9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 48: "##0.0E+0"}
_LONGEST = 200
_DATE = re.compile("[ymdhs年月日时]", re.I)
_ASIDE = re.compile(r"\[[^\[\]]*\]|_.|\*.")
_LITERAL = re.compile(r'"([^"]*)"|[\\!](.)')
_PLAIN = re.compile(r"[¥$€£+\-() ]*(?:General|G/通用格式|[#0?][#0?,]*(?:\.[#0?]*)?|@)[+\-() ]*", re.I)
_SCALED = re.compile(r",(?:\.|$)")


def format_code(number: int, codes: dict[int, str]) -> str | None:
    """The code of a number format; None for the built-in ones that show a number as it is, or as a date."""
    return codes.get(number, _BUILT_IN.get(number))


def shown_by(code: str, stored: str) -> str | None:
    """What a format shows of a number: its text with the words of the format; empty where it shows none or another
    number; None where it shows the number as it is.

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
    return f"{stored}{words}" if words else None


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
