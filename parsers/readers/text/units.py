"""Headings of table 2 in a text: their columns apart by blanks, and units of money that wrap to the line below (本年收费金额,
then （单位：元）)."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import reduce

from parsers.lexicon.labels import label_parts, match
from parsers.lexicon.money import heading_unit
from parsers.lexicon.normalize import squeeze
from parsers.readers.text.lines import Span, TextLine

_HEAD, _AMOUNT = "信息内容", "金额"
_WORD = re.compile(r"\S+")
_UNIT = re.compile(r"[(\[【]?(?:(?:计量|金额|货币)?单位[:为是]?)?[^()\[\]【】:\d]{1,6}[)\]】]?")
_LONGEST, _MOST_LINES = 12, 2


def headings_parted(lines: list[TextLine]) -> list[TextLine]:
    """The lines with the headings of table 2 (信息内容  本年收费金额) as rows of cells, where each is that of a column."""
    return [_parted(line) if line.text.lstrip().startswith(_HEAD) else line for line in lines]


def _parted(line: TextLine) -> TextLine:
    words = [Span(m[0], line.number, m.start(), m.end()) for m in _WORD.finditer(line.text)]
    columns = [match("t2columns", label_parts(word.text)[-1]) for word in words[1:]]
    if line.shape != "plain" or not columns or words[0].text != _HEAD or not all(columns):
        return line
    return replace(line, shape="row", spans=tuple(words))


def units_joined(lines: list[TextLine]) -> list[TextLine]:
    """The lines with a heading of an amount and the unit below it as one cell."""
    out: list[TextLine] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if line.shape in ("plain", "row", "cell") and not line.pipes and _AMOUNT in line.text:
            below = _unit_below(line.spans[-1], lines[at : at + _MOST_LINES])
            line = replace(line, spans=(*line.spans[:-1], reduce(Span.joined, below, line.spans[-1])))
            at += len(below)
        out.append(line)
    return out


def _unit_below(heading: Span, lines: list[TextLine]) -> list[Span]:
    """The pieces of the lines below a heading that are its unit, or with its own last bracket make one; else none."""
    if match("t2columns", label_parts(heading.text)[-1]) != "amount_wan":
        return []
    pieces: list[Span] = []
    for line in lines:
        if line.shape not in ("plain", "cell") or line.pipes or len(line.spans[0].text) > _LONGEST:
            break
        pieces.append(line.spans[0])
        whole = squeeze("".join(span.text for span in (heading, *pieces)))
        unit = whole.rpartition(_AMOUNT)[2] if whole.count(_AMOUNT) == 1 else ""
        closed = whole.count("(") == whole.count(")")
        if closed and _UNIT.fullmatch(unit) and heading_unit(unit):
            return pieces
    return []
