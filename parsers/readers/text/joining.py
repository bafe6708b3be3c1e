"""Lines of a text that converters tore or left between others: put together where a row or heading of the form comes of it.

Nothing is guessed: labels are joined only to a whole label of the form, and lines stand for blank cells only where
with the figures there are then as many as the row has columns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import takewhile

from parsers.forms import labels
from parsers.lexicon.cells import looks_like_value
from parsers.lexicon.kinds import evidence
from parsers.lexicon.labels import label_parts, row_widths
from parsers.lexicon.normalize import label_text, squeeze
from parsers.readers.text.lines import Span, TextLine
from parsers.readers.text.wrapped import cells_joined, whole_labels, wrapped_joined

_PAGE_LINE = re.compile(
    r"第\d{1,3}页([,，/]?共\d{1,3}页)?|[-—–·•]{1,2}\d{1,3}[-—–·•]{1,2}|\d{1,3}/\d{1,3}页?|共\d{1,3}页,?第\d{1,3}页"
    r"|page\d{1,3}(?:of\d{1,3}|/\d{1,3})?",
    re.I,
)
_PRINTED_FROM = re.compile(
    r"https?://[!-~]{4,300}|(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?,?\d{1,2}:\d{2}(?::\d{2})?"
)
"""What a browser prints on each page: the address, with the number of the page, and the time."""
_MOST_PIECES, _MOST_ABOVE = 5, 10
"""Lines below its figures, and above them, that a torn label goes over."""
_GROUP_PIECE = 4
"""Characters of a line that is a piece of the label of a group."""
_LONGEST_LABEL = 120
_SHORTEST_HEAD, _HEAD_PARTS = 4, 2


def joined(lines: list[TextLine]) -> list[TextLine]:
    """The lines without what pages repeat, with torn labels whole and blank cells as cells."""
    whole = wrapped_joined(_without_furniture(cells_joined(lines)))
    return _labels_joined(_headings_joined(_blank_cells(whole)))


def _without_furniture(lines: list[TextLine]) -> list[TextLine]:
    """Without page lines, and without running heads that stand before a figure: parts of the title."""
    filled = [line for line in lines if line.spans]
    title = squeeze(filled[0].text) if filled else ""
    in_rows = any(_is_row_of_figures(line) for line in lines)
    kept: list[TextLine] = []
    for index, line in enumerate(lines):
        text = _bare(line)
        page = _PAGE_LINE.fullmatch(text) and not (line.shape == "row" and in_rows and _is_row_of(kept, 3))
        # A head has no figures but the number of its page: the last piece of a label may be words of the title, too.
        head = len(line.spans) <= _HEAD_PARTS and _is_head(text, title)
        repeated = _PRINTED_FROM.fullmatch(text) or head
        if text and (page or (repeated and _before_figure(lines, index))):
            continue
        kept.append(line)
    return kept


def _bare(line: TextLine) -> str:
    """The text of a line that may be what pages repeat; empty for cells and rules."""
    return squeeze(line.text) if line.shape in ("plain", "row") and not line.pipes else ""


def _is_row_of_figures(line: TextLine) -> bool:
    """Whether a line is a row of figures behind no label, and no page's mark: where there are none, `- 5 -` is not one."""
    bare = line.shape == "row" and looks_like_value(line.spans[0].text)
    return bare and not _PAGE_LINE.fullmatch(squeeze(line.text))


def _is_row_of(kept: list[TextLine], width: int) -> bool:
    """Whether the last line is the label of a row of so many figures: `- 5 -` may be these."""
    last = next((line for line in reversed(kept) if line.spans), None)
    return last is not None and width in row_widths(label_parts(last.text)[-1])


def _is_head(text: str, title: str) -> bool:
    bare = text.strip("0123456789-—–")
    return len(bare) >= _SHORTEST_HEAD and bare in title and not evidence(bare)


def _before_figure(lines: list[TextLine], index: int) -> bool:
    """Whether the next line that prints anything, page lines aside, is a figure or the label of a row."""
    for line in lines[index + 1 : index + 8]:
        text = squeeze(line.text)
        if text and not _PAGE_LINE.fullmatch(text) and not _PRINTED_FROM.fullmatch(text):
            first = line.spans[0].text if line.spans else ""
            return looks_like_value(first) or bool(row_widths(label_parts(first)[-1]))
    return False


def _blank_cells(lines: list[TextLine]) -> list[TextLine]:
    """Empty lines and lone pipes behind the label of a row as blank cells, where the row is then as long as the form's."""
    usual = _usual_gap(lines)
    out = list(lines)
    for index, line in enumerate(lines):
        if line.shape not in ("plain", "cell") or not line.spans:
            continue
        widths = row_widths(label_parts(line.spans[0].text)[-1])
        if widths:
            _fill(out, index, widths, usual)
    return out


def _usual_gap(lines: list[TextLine]) -> int:
    """How many empty lines usually stand between two cells: none or one."""
    gaps: Counter[int] = Counter()
    gap = 0
    for line in lines:
        if line.shape == "empty":
            gap += 1
        else:
            gaps[min(gap, 2)] += 1
            gap = 0
    return 1 if gaps[1] > gaps[0] else 0


def _fill(out: list[TextLine], index: int, widths: frozenset[int], usual: int) -> None:
    """Make the empty lines behind a label blank cells, where with its figures they are as many as it has columns."""
    blanks, every_second, figures = _behind(out, index, usual)
    lone_pipes = [i for i in blanks if out[i].shape == "separator"]
    counted = (lone_pipes or blanks, every_second)
    fitting = [found for found in counted if found and len(found) + figures in widths]
    if not (figures or lone_pipes) or not fitting:
        return
    for i in fitting[0]:
        out[i] = TextLine(out[i].number, out[i].text, "cell", (Span("", out[i].number, 0, 0),), pipes=1)


def _behind(out: list[TextLine], index: int, usual: int) -> tuple[list[int], list[int], int]:
    """Of the lines behind a label: those that may be blank cells, every second one of them, and how many figures. Before
    what is not of the table any more, empty lines may as well part paragraphs."""
    blanks: list[int] = []
    every_second: list[int] = []
    figures = gap = 0
    ended = index
    for at in range(index + 1, len(out)):
        line = out[at]
        if line.shape == "empty":
            gap += 1
            blanks += [at] if gap > usual else []
            every_second += [at] if gap % 2 == 0 else []
        elif line.shape == "separator" and line.pipes:
            blanks.append(at)
            ended = at
        elif line.shape in ("plain", "cell") and looks_like_value(line.spans[0].text):
            figures, gap, ended = figures + 1, 0, at
        else:
            ended = at if _is_label(line) else ended
            break
    return [i for i in blanks if i <= ended], [i for i in every_second if i <= ended], figures


def _is_label(line: TextLine) -> bool:
    """Whether a line opens with a label of the form's tables."""
    first = line.spans[0].text if line.spans else ""
    return bool(row_widths(label_parts(first)[-1]) or evidence(first))


def _headings_joined(lines: list[TextLine]) -> list[TextLine]:
    """Headings and labels on two lines as one, where both together are a label of the form and the first is none."""
    out: list[TextLine] = []
    for line in lines:
        before = out[-1] if out else None
        if before is not None and before.shape == line.shape == "plain":
            whole = before.spans[0].joined(line.spans[0])
            if label_text(whole.text) in whole_labels() and not {
                label_text(before.text), label_text(line.text)
            } & whole_labels():  # fmt: skip
                out[-1] = replace(before, text=whole.text, spans=(whole,))
                continue
        out.append(line)
    return out


def _labels_joined(lines: list[TextLine]) -> list[TextLine]:
    """Labels whose lines stand above and below their figures as one with them, on the line of the figures."""
    out: list[TextLine] = []
    used = 0
    for index, line in enumerate(lines):
        if index < used:
            continue
        torn = _torn_label(out, line, lines[index + 1 : index + 1 + _MOST_PIECES])
        if torn is not None:
            pieces, below = torn
            begun = {piece.line for piece in pieces}
            out[-_MOST_ABOVE:] = [above for above in out[-_MOST_ABOVE:] if above.number not in begun]
            used = index + 1 + below
            label = pieces[0]
            for piece in pieces[1:]:
                label = label.joined(piece)
            line = replace(line, spans=(label, *_figures(line)))
        out.append(line)
    return out


def _figures(line: TextLine) -> tuple[Span, ...]:
    return line.spans if looks_like_value(line.spans[0].text) else line.spans[1:]


def _torn_label(
    above: list[TextLine], line: TextLine, below: list[TextLine]
) -> tuple[list[Span], int] | None:
    """The pieces of the label of a row, of which its own line has a piece or none, and how many lines below have one;
    None where they are no whole label of the form for so many figures."""
    if line.shape != "row" or line.pipes or "\t" in line.text:
        return None
    figures = _figures(line)
    own = line.spans[: len(line.spans) - len(figures)]
    if not figures or (own and row_widths(label_parts(own[0].text)[-1])):
        return None
    upper = _plain_run(reversed(above[-_MOST_ABOVE:]))[::-1]
    lower = _plain_run(below)
    pieces = [*upper, *own, *lower]
    # Figures alone below a whole label may be those of another: only a label that goes on below them is theirs.
    least = len(upper) + len(own)
    for begin in range(len(upper) - 1, -1, -1):
        found = _whole(pieces[begin:], len(figures), least - begin, bool(own))
        if found is not None:
            chosen, end = found
            return chosen, begin + end - least
    return None


def _plain_run(lines: Iterable[TextLine]) -> list[Span]:
    return [line.spans[0] for line in takewhile(lambda line: line.shape == "plain", lines)]


def _whole(spans: list[Span], figures: int, least: int, has_own: bool) -> tuple[list[Span], int] | None:
    """The pieces, from the first on, that together are the label of a row: those used, and how many were gone through,
    `least` at least (up to the line of the figures). A piece may stand behind one of the label of its group, or between
    two such."""
    chosen: list[Span] = []
    whole: tuple[list[Span], int] | None = None
    text = ""
    for at, span in enumerate(spans):
        piece = next((p for p in (span, _behind_blank(span)) if p and _begins(text + p.text)), None)
        if piece is None and (not chosen or len(span.text) > _GROUP_PIECE):
            break
        if piece is not None:
            chosen, text = [*chosen, piece], text + piece.text
        if at + has_own >= least and piece is not None and _is_whole(text, figures):
            whole = (chosen, at + 1)
            if text.count("（") + text.count("(") <= text.count("）") + text.count(")"):
                break
    return whole


def _behind_blank(span: Span) -> Span | None:
    """What stands behind the first blank of a piece: in front of it is a piece of the label of the group."""
    first = re.match(r"\S+\s+(?=\S)", span.text)
    return first and Span(span.text[first.end() :], span.line, span.start + first.end(), span.end)


def _is_whole(text: str, figures: int) -> bool:
    widths = row_widths(label_parts(text)[-1])
    return bool(widths) and figures <= max(widths)


def _begins(text: str) -> bool:
    """Whether a label of the form begins so."""
    return len(text) <= _LONGEST_LABEL and label_parts(text)[-1] in _beginnings()


@cache
def _beginnings() -> frozenset[str]:
    full = {label_text(entry.zh) for kind in ("t2rows", "t3rows") for entry in labels(kind).values()}
    return frozenset(label[:length] for label in full for length in range(2, len(label) + 1))
