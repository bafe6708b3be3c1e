"""Cells and labels that wrap over several lines of a text, as one: between the rules of a table, or below the figures of their row."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, reduce
from itertools import groupby

from parsers.forms import labels
from parsers.lexicon.cells import looks_like_value
from parsers.lexicon.labels import item_of, label_parts, row_widths
from parsers.lexicon.normalize import label_text, squeeze
from parsers.readers.text.lines import Span, TextLine

_COLUMN_KINDS = ("t2columns", "t2rows", "t3columns", "t4columns")
_MOST_WRAPPED = 3
_FEWEST_RULED = 3
_LONGEST_LINE = 400
_FARTHEST = 8
_WORD = re.compile(r"\S+")


def cells_joined(lines: list[TextLine]) -> list[TextLine]:
    """Rows of a table that has a rule under each of them, with the lines that their cells wrap over as one."""
    out: list[TextLine] = []
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and (
            lines[end].shape == "separator" or (lines[end].shape == "row" and lines[end].pipes)
        ):
            end += 1
        out += _ruled_rows(lines[at:end])
        out += lines[end : end + 1]
        at = end + 1
    return out


def _ruled_rows(block: list[TextLine]) -> list[TextLine]:
    """The lines of a table, those between two rules as one row; as they are where some of them are rows of their own."""
    rows = [
        list(group)
        for is_rule, group in groupby(block, lambda line: line.shape == "separator")
        if not is_rule
    ]
    framed = len(block) > 1 and block[0].shape == block[-1].shape == "separator"
    if not framed or len(rows) < _FEWEST_RULED or not all(map(_is_one_row, rows)):
        return block
    return [_as_one(row) for row in rows]


def _is_one_row(lines: list[TextLine]) -> bool:
    """Whether lines can be those of one row: of one shape, one with figures, and no label whole below the first: a first
    one may be, of which an explanation in brackets goes on."""
    if len(lines) == 1:
        return True
    if len({(line.pipes, len(line.spans)) for line in lines}) > 1:
        return False
    filled = [[span.text for span in line.spans if span.text] for line in lines]
    return sum(any(map(looks_like_value, texts)) for texts in filled) < 2 and not any(
        _is_whole(text) for texts in filled[1:] for text in texts
    )


def _is_whole(text: str) -> bool:
    """Whether a text is a label of the form, whole, so that the lines around it are other rows'."""
    last = label_parts(text)[-1]
    return bool(item_of(text) or row_widths(last) or last in whole_labels() or squeeze(text) == "信息内容")


def _as_one(lines: list[TextLine]) -> TextLine:
    """The lines of a row as one, each cell the lines that print something in it."""
    columns = zip(*(line.spans for line in lines), strict=True)
    filled = ([span for span in column if span.text] or column[:1] for column in columns)
    return replace(lines[0], spans=tuple(reduce(Span.joined, column) for column in filled))


def wrapped_joined(lines: list[TextLine]) -> list[TextLine]:
    """Rows whose labels go on below their figures, as a narrow column wraps them (行政许 12, then 可), as whole rows."""
    out: list[TextLine] = []
    at = 0
    while at < len(lines):
        line, wrapped = lines[at], _wrapped(out, lines, at)
        if wrapped is not None:
            above, below, spans = wrapped
            del out[len(out) - above :]
            line = replace(line, shape="row", spans=spans)
            at += below
        out.append(line)
        at += 1
    return out


def _wrapped(out: list[TextLine], lines: list[TextLine], at: int) -> tuple[int, int, tuple[Span, ...]] | None:
    """The row that a line of figures makes with lines below it, and perhaps above: how many of each, and its cells. None
    where none comes of it, or where it is one without them."""
    parted = _parted(lines[at])
    if parted is None:
        return None
    head, values = parted
    under = _plain_below(lines, at)
    for above in range(min(_MOST_WRAPPED, _plain_above(out) + 1)):
        spans = [*(p.spans[0] for p in out[len(out) - above :]), head]
        for below in under:
            spans.append(lines[below].spans[0])
            if len(values) in row_widths(label_parts("".join(span.text for span in spans))[-1]):
                fit = _is_one_label([span.text for span in spans])
                return (above, below - at, (reduce(Span.joined, spans), *values)) if fit else None
    return None


def _is_one_label(pieces: list[str]) -> bool:
    """Whether a label of a row begins in the first of its pieces: Page 4 of 8 above 行政许可 is none of it."""
    whole = label_parts("".join(pieces))[-1]
    begun = label_parts(pieces[0])[-1]
    return bool(begun) and begun != whole and whole.startswith(begun)


def _plain_above(out: list[TextLine]) -> int:
    """How many plain lines stand right above, as far as they are asked for."""
    last = out[-1 : -_MOST_WRAPPED - 1 : -1]
    return next((n for n, line in enumerate(last) if line.shape != "plain"), len(last))


def _plain_below(lines: list[TextLine], at: int) -> list[int]:
    """Where the next plain lines stand, over the empty lines that a page's mark leaves."""
    found: list[int] = []
    for index in range(at + 1, min(at + _FARTHEST, len(lines))):
        if lines[index].shape == "plain" and len(found) < _MOST_WRAPPED:
            found.append(index)
        elif lines[index].shape != "empty":
            break
    return found


def _parted(line: TextLine) -> tuple[Span, tuple[Span, ...]] | None:
    """A line without separators as the beginning of a label and the figures behind it; None where it is none or whole."""
    if (
        line.shape not in ("row", "plain")
        or line.pipes
        or "\t" in line.text
        or len(line.text) > _LONGEST_LINE
    ):
        return None
    if line.shape == "row":
        head, values = line.spans[0], line.spans[1:]
    else:
        words = [Span(m[0], line.number, m.start(), m.end()) for m in _WORD.finditer(line.text)]
        first = len(words)
        while first and looks_like_value(words[first - 1].text):
            first -= 1
        if not 0 < first < len(words):
            return None
        start, end = words[0].start, words[first - 1].end
        head, values = Span(line.text[start:end], line.number, start, end), tuple(words[first:])
    whole = len(values) in row_widths(label_parts(head.text)[-1])
    return None if whole or looks_like_value(head.text) else (head, values)


@cache
def whole_labels() -> frozenset[str]:
    """The labels of the form, as they are compared."""
    return frozenset(label_text(entry.zh) for kind in _COLUMN_KINDS for entry in labels(kind).values())
