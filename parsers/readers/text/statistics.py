"""The statistics table of 2014 in a text, one cell a line or cells apart by blanks: its lines as rows of label, unit and figure.

The form has one figure a row, so that nothing in a row tells a figure from one that a converter left there. The lines
are rows only where each of them has its place: else nothing of the table is believed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from parsers.forms import form
from parsers.lexicon.cells import looks_like_value
from parsers.lexicon.labels import label_parts
from parsers.lexicon.normalize import squeeze
from parsers.readers.text.lines import Span, TextLine

_WORDS = ("公开政府信息数", "举报投诉", "同意公开答复", "申请办结", "培训人员")
_ENOUGH_WORDS, _ENOUGH_ROWS = 3, 10
_LONGEST_LABEL = 80
_UNITS = frozenset(
    [
        "条",
        "件",
        "次",
        "篇",
        "个",
        "人",
        "人次",
        "元",
        "百元",
        "千元",
        "万元",
        "项",
        "份",
        "——",
        "—",
        "--",
        "-",
    ]
)
_NAMED = re.compile("统计指标|指标名称")
_FARTHEST = 6
"""Lines from a label to its figure, with empty ones between."""
_WORD = re.compile(r"\S+")


def speaks_of_statistics(text: str) -> bool:
    """Whether a text has words of the statistics table of 2014."""
    return sum(word in text for word in _WORDS) >= _ENOUGH_WORDS


def statistics_rows(lines: list[TextLine]) -> tuple[list[TextLine], Span | None]:
    """The lines of a text with those of its statistics table as rows; as they are, and where it begins, if one of them has
    no place in it."""
    head = next((at for at, line in enumerate(lines) if _NAMED.match(squeeze(line.text))), 0)
    known = [at for at in range(head, len(lines)) if _is_indicator(lines[at])]
    if len(known) < _ENOUGH_ROWS:
        return lines, None
    begin, end = _first(lines, known[0]), _behind(lines, known[-1])
    rows = _rows(lines[begin:end])
    if rows is not None:
        return [*lines[:begin], *rows, *lines[end:]], None
    figures = sum(_cut(line).figure is not None for line in lines[begin:end])
    return lines, lines[known[0]].spans[0] if figures >= _ENOUGH_ROWS else None


@dataclass(frozen=True, slots=True)
class _Pieces:
    """What a line prints of a row: a label (or what else is no unit and no figure), a unit, a figure."""

    label: Span | None = None
    unit: Span | None = None
    figure: Span | None = None


def _cut(line: TextLine) -> _Pieces:
    """The pieces of a line without separators; none of another."""
    if line.shape == "empty":
        return _Pieces()
    if line.shape != "plain":
        return _Pieces(label=line.spans[0] if line.spans else Span(line.text, line.number, 0, len(line.text)))
    words = [Span(m[0], line.number, m.start(), m.end()) for m in _WORD.finditer(line.text)]
    figure = words.pop() if words and _is_figure(words[-1].text) else None
    unit = words.pop() if words and words[-1].text in _UNITS else None
    if not words:
        return _Pieces(None, unit, figure)
    start, end = words[0].start, words[-1].end
    return _Pieces(Span(line.text[start:end], line.number, start, end), unit, figure)


def _is_figure(text: str) -> bool:
    return text not in _UNITS and looks_like_value(text)


def _first(lines: list[TextLine], indicator: int) -> int:
    """Where the table begins whose first indicator stands in a line: with its chapter, below its headings."""
    at = indicator
    while at and ((label := _cut(lines[at - 1]).label) is None or _kind(label.text) == "chapter"):
        at -= 1
    return at


def _behind(lines: list[TextLine], indicator: int) -> int:
    """Where the table ends whose last indicator stands in a line: behind its figure."""
    for at in range(indicator, min(indicator + _FARTHEST, len(lines))):
        found = _cut(lines[at])
        if at > indicator and found.label is not None:
            break
        if found.figure is not None:
            return at + 1
    return indicator + 1


def _rows(lines: list[TextLine]) -> list[TextLine] | None:
    """Lines as rows, each begun by its label; None where one of them goes on with no row."""
    rows: list[tuple[TextLine, _Pieces]] = []
    for line in lines:
        found = _cut(line)
        last = rows[-1][1] if rows else _Pieces()
        if found == _Pieces():
            continue
        if line.shape == "plain" and found.label is not None and _is_label(found.label.text):
            rows.append((line, found))
        elif (whole := _gone_on(last, found)) is not None and line.shape == "plain":
            rows[-1] = (rows[-1][0], whole)
        else:
            return None
    return [_row(line, pieces) for line, pieces in rows]


def _gone_on(row: _Pieces, more: _Pieces) -> _Pieces | None:
    """A row with the pieces of the next line: the rest of an explanation in brackets, a unit, then a figure. None where
    they are no rest of it."""
    if row.label is None or row.figure is not None:
        return None
    label, unit = row.label, row.unit
    if more.label is not None:
        opened = squeeze(label.text).count("(") > squeeze(label.text).count(")")
        if unit is not None or not opened:
            return None
        label = label.joined(more.label)
    if unit is not None and more.unit is not None:
        return None
    return _Pieces(label, unit or more.unit, more.figure)


def _row(line: TextLine, pieces: _Pieces) -> TextLine:
    """A row of the table; behind a label without a figure is the place of a blank one."""
    before = [span for span in (pieces.label, pieces.unit) if span is not None]
    last = before[-1]
    figure = pieces.figure or Span("", last.line, last.end, last.end)
    return replace(line, shape="row", spans=(*before, figure))


def _is_indicator(line: TextLine) -> bool:
    label = _cut(line).label if line.shape == "plain" else None
    return label is not None and _kind(label.text) == "indicator"


def _is_label(text: str) -> bool:
    """Whether a text is a label and no more: before the figure of its row may stand another."""
    last = text.split()[-1]
    return bool(_kind(text)) and last not in _UNITS and not _is_figure(last)


@lru_cache(maxsize=5_000)
def _kind(text: str) -> str:
    """Whether a text is the label of an indicator, or of a chapter or a group of channels, of the form of 2014."""
    squeezed = squeeze(text)
    if len(squeezed) > _LONGEST_LABEL or squeezed.endswith(("。", ";", ",")):
        return ""
    part = label_parts(text)[-1]
    if any(entry.matches(part) is not None for entry in form("2014").indicators.values()):
        return "indicator"
    heads = any(entry.matches(part) is not None for entry in form("2014").chapters.values())
    return "chapter" if heads or "渠道和方式" in part else ""
