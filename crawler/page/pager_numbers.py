"""How many pages the bare numbers of a pager print, whatever follows them: links, a script, or nothing that is known."""

from __future__ import annotations

import re

TAGS = re.compile(r"<(script|style)\b.*?(?:</\1>|\Z)|<[^<>]*>", re.I | re.S)
_NUMBERED = re.compile(
    r"<(a|span|li|button|em|b|i|strong)\b[^<>]{0,300}>\s{0,20}(?:<\w+[^<>]{0,300}>\s{0,20})?\[?(\d{1,3})\]?\s{0,20}</\w{1,9}\s{0,9}>"
)
_PAGER = re.compile(r"[上下前后]一?页|[尾末]页|pag(?:e|ing|ination)", re.I)
_SLIDES = re.compile(r"swiper|slide|carousel|banner|lunbo", re.I)
"""What pictures that take turns are called: numbers below them are no pages."""
_AROUND = 300
"""Characters around a row of numbers in which something calls it a pager, or pictures."""
_BETWEEN = re.compile(r"&(?:nbsp|ensp|emsp|middot);|[\s|·,]")
"""What may stand between two numbers."""


def counted(text: str) -> int:
    """The last of the numbers 1, 2, 3… that stand side by side in a pager; 0 for none."""
    last = end = most = 0
    slides = False
    for match in _NUMBERED.finditer(text):
        number = int(match[2])
        between = text[end : match.start()]
        beside = len(between) < _AROUND and not _BETWEEN.sub("", TAGS.sub("", between))
        last = number if number == 1 or (number == last + 1 and beside) else 0
        end = match.end()
        around = max(0, match.start() - _AROUND)
        if number == 1:
            slides = _SLIDES.search(text, around, end) is not None
        if last > most and not slides and _PAGER.search(text, around, end + _AROUND):
            most = last
    return most if most > 1 else 0
