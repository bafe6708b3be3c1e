"""Dates as pages print them, and which of them is the day a report was published.

Rule: of what the page states (meta, printed line, signature) the earliest that is not before 1 January of the year
after the report year. Portals carry the day of a migration too, and an address never tells a date.
"""

from __future__ import annotations

import re
from datetime import date

from parsers.lexicon.normalize import squeeze

_NUMERALS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "О": 0, "O": 0, "o": 0}
_ARABIC = re.compile(r"(?<!\d)(20\d\d)[-年./](\d{1,2})[-月./](\d{1,2})(?!\d{3})")
_COMPACT = re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)")
_CHINESE = re.compile(
    r"(二[〇○零OoО][〇○零一二三四五六七八九OoО]{2})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)


def date_in(text: str) -> date | None:
    """The first date of a text, in Arabic or Chinese numerals; None for what is no day of the calendar."""
    squeezed = squeeze(text)
    for pattern in (_ARABIC, _CHINESE, _COMPACT):
        match = pattern.search(squeezed)
        if match:
            year, month, day = (_number(part) for part in match.groups())
            try:
                return date(year, month, day)
            except ValueError:
                return None
    return None


def _number(text: str) -> int:
    if text.isascii() and text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0)
    return int("".join(str(_NUMERALS[c]) for c in text))


def published_on(
    candidates: list[tuple[str, str, str | None]], report_year: int | None
) -> tuple[date, int] | None:
    """The day and the index of the candidate (source, text, locator) it came from."""
    dated = [(d, i) for i, (_, text, _) in enumerate(candidates) if (d := date_in(text)) is not None]
    if report_year is not None:
        dated = [(d, i) for d, i in dated if d >= date(report_year + 1, 1, 1)]
    return min(dated) if dated else None
