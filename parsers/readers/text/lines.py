"""Lines of a text and the cells they hold, each with its place.

A locator is `text:` LINE `/` START `-` END: the line counted from 1, the characters of that line from 0, in the
decoded text. A cell wrapped over lines names each of them: `text:12/0-2+13/0-2`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from parsers.lexicon.cells import looks_like_value
from parsers.lexicon.labels import label_parts, row_widths

PREFIX = "text:"
Shape = Literal["empty", "row", "cell", "plain", "separator"]
_MARKDOWN_RULE = re.compile(r"[\s|:+-]+")
# Tables drawn with the characters of boxes: their upright lines are pipes, their level ones a rule.
_CROSSINGS = "├┝┠┣┤┥┨┫┼┿╂╋╠╣╬┌┍┏┐┑┓└┕┗┘┙┛┬┯┳┴┷┻╔╗╚╝╦╩"
_CROSSED = re.compile(f"[{_CROSSINGS}]")
_DRAWN = str.maketrans(
    {
        **dict.fromkeys("│┃║┆┇┊┋" + _CROSSINGS, "|"),
        **dict.fromkeys("─━═┄┅┈┉", "-"),
    }
)
_BOLD = re.compile(r"(\*{1,3}|__?)([^*_]+)\1")
_GRID_RULE = re.compile(r"\+[-=:+]+\+")
"""A rule of a grid table: +-----+====+"""
_BREAK = re.compile(r"<br ?/?>", re.I)
_BREAKS = re.compile(r"(?:<br ?/?>|\s)++", re.I)
_SPAN = re.compile(r"(\d+)/(\d+)-(\d+)")
_GLUED = re.compile(r"(.*[\u4e00-\u9fff”）)])(\d[\d,]*(?:\.\d+)?)")
_MANY_VALUES = 3


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line: its text without outer blanks and where that stands."""

    text: str
    line: int
    start: int
    end: int
    more: str = ""
    """The further lines of a wrapped cell, as `+LINE/START-END`."""
    holds: str | None = None
    """What stands in its cell that is no whole text."""

    @property
    def locator(self) -> str:
        return f"{PREFIX}{self.line}/{self.start}-{self.end}{self.more}"

    def joined(self, other: Span) -> Span:
        """This cell with the next line of it."""
        more = f"{self.more}+{other.line}/{other.start}-{other.end}"
        return Span(self.text + other.text, self.line, self.start, self.end, more)


def at_spans(lines: list[str], where: str) -> str | None:
    """The text at LINE/START-END+LINE/START-END of some lines; None where there is no such place."""
    pieces = []
    for part in where.split("+"):
        match = _SPAN.fullmatch(part)
        if not match or not 0 < int(match[1]) <= len(lines):
            return None
        pieces.append(lines[int(match[1]) - 1][int(match[2]) : int(match[3])])
    return "".join(pieces)


@dataclass(frozen=True, slots=True)
class TextLine:
    """`shape`: a row of several cells; one cell that says so by a tab or pipe; or plain text.

    `closed` tells a one-cell line that ends in its separator (卫 |) from one that begins with it (tab).
    """

    number: int
    text: str
    shape: Shape
    spans: tuple[Span, ...]
    pipes: int = 0
    led: bool = False
    """The line begins with a pipe: the frame of its table if all its rows do, else an empty first cell."""


def split_lines(text: str) -> list[TextLine]:
    """Every line with its shape and cells."""
    return [_line(number, line) for number, line in enumerate(printed_lines(text), 1)]


def is_row(line: TextLine) -> bool:
    """Whether a line is a row of the form's tables: its label, whole, and figures, of which some may be left blank."""
    values = [span for span in line.spans[1:] if looks_like_value(span.text)]
    label = line.spans[0].text if values and line.shape == "row" else ""
    return bool(label) and len(values) <= max(row_widths(label_parts(label)[-1]), default=0)


def printed_lines(text: str) -> list[str]:
    """The lines of a text, without their ends: line feeds, or carriage returns where it has none."""
    return [line.rstrip("\r") for line in text.split("\n" if "\n" in text else "\r")]


def _line(number: int, raw: str) -> TextLine:
    text = raw.translate(_DRAWN)
    if _is_rule(raw, text):
        return TextLine(number, text, "separator", ())
    if "|" in text or "｜" in text:
        return _piped(number, text)
    if "\t" in text:
        spans = _split(number, text, "\t")
        filled = [s for s in spans if s.text]
        if len(filled) >= 2 or (filled and len(spans) > 2):
            return TextLine(number, text, "row", spans)
        if text.startswith("\t"):
            return TextLine(number, text, "cell", (filled[0] if filled else spans[-1],))
        return TextLine(number, text, "plain" if filled else "empty", tuple(filled))
    if not text.strip():
        return TextLine(number, text, "empty", ())
    return _plain(number, text)


def _is_rule(raw: str, text: str) -> bool:
    """Whether a line is a rule of a table that is drawn with boxes, or of a grid table."""
    boxes = _CROSSED.search(raw) and _MARKDOWN_RULE.fullmatch(text)
    return bool(boxes or _GRID_RULE.fullmatch(text.strip()))


def _piped(number: int, text: str) -> TextLine:
    text = text.replace("｜", "|")
    if "--" in text and _MARKDOWN_RULE.fullmatch(text):
        return TextLine(number, text, "separator", ())
    spans = _split(number, text, "|")
    pipes = text.count("|")
    if not any(s.text for s in spans):
        return TextLine(number, text, "separator", (), pipes)
    led = text.lstrip().startswith("|")
    closed = text.rstrip().endswith("|")
    cells = spans[: len(spans) - closed]
    filled = [s for s in cells if s.text]
    if len(filled) == 1 and not led and closed:
        return TextLine(number, text, "cell", (filled[0],), pipes)
    return TextLine(number, text, "row", cells, pipes, led)


def _plain(number: int, text: str) -> TextLine:
    """A line without separators; a run of values at its end makes it a row (text of a PDF)."""
    words = [Span(m[0], number, m.start(), m.end()) for m in re.finditer(r"\S+", text)]
    values = 0
    while values < len(words) and looks_like_value(words[-1 - values].text):
        values += 1
    if glued := _unglued(text, words, values):
        words, values = glued, values + 1
    few = 0 < values < _MANY_VALUES and _heads_row(text, words[: len(words) - values])
    if values >= _MANY_VALUES or few:
        head = words[: len(words) - values]
        label = (_cover(text, number, head[0].start, head[-1].end),) if head else ()
        return TextLine(number, text, "row", (*label, *words[len(words) - values :]))
    return TextLine(number, text, "plain", (_cover(text, number, words[0].start, words[-1].end),))


def _unglued(text: str, words: list[Span], values: int) -> list[Span] | None:
    """The words with a figure parted from the label that it touches (予以公开12 0 0 0 0 0 12): only where the label is
    then whole and its row has as many figures as the form."""
    at = len(words) - values - 1
    if at < 0 or not (touching := _GLUED.fullmatch(words[at].text)):
        return None
    word, label = words[at], label_parts(text[words[0].start : words[at].start] + touching[1])[-1]
    if values + 1 not in row_widths(label) or values in row_widths(label):
        return None
    cut = word.start + len(touching[1])
    parts = [_cover(text, word.line, word.start, cut), _cover(text, word.line, cut, word.end)]
    return [*words[:at], *parts, *words[at + 1 :]]


def _heads_row(text: str, head: list[Span]) -> bool:
    """Whether the words before a few values are the label of a row of the form, whole and alone: 行政许可 12."""
    return bool(head and row_widths(label_parts(text[head[0].start : head[-1].end])[-1]))


def _cover(text: str, number: int, start: int, end: int) -> Span:
    return Span(text[start:end], number, start, end)


def _within_breaks(text: str) -> tuple[int, int]:
    """Where the text of a cell begins and ends between the breaks at its ends."""
    first, last = 0, len(text)
    for breaks in _BREAKS.finditer(text):
        first = breaks.end() if breaks.start() == 0 else first
        last = breaks.start() if breaks.end() == len(text) else last
    return first, max(first, last)


def _split(number: int, text: str, separator: str) -> tuple[Span, ...]:
    spans = []
    start = 0
    for piece in text.split(separator):
        inner = piece.strip()
        offset = start + (len(piece) - len(piece.lstrip()) if inner else 0)
        if separator == "|" and (bold := _BOLD.fullmatch(inner)):
            offset, inner = offset + len(bold[1]), bold[2]
        if "<" in inner:
            first, last = _within_breaks(inner)
            offset, inner = offset + first, inner[first:last]
        end = offset + len(inner)
        if "<" in inner and not looks_like_value(whole := _BREAK.sub("", inner)):
            inner = (
                whole  # the lines of a label; of a number that a break parts nobody knows whether it is one
            )
        spans.append(Span(inner, number, offset, end))
        start += len(piece) + 1
    return tuple(spans)
