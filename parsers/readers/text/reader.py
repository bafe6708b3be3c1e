"""Text to a Document.

Lines that hold several cells are rows; lines that hold one are cells of a flow, where only the order counts. Which
plain lines are cells of a table and which are prose is decided by the words of the form.
"""

from __future__ import annotations

from dataclasses import replace

from parsers.forms import labels
from parsers.lexicon.boilerplate import is_boilerplate
from parsers.lexicon.encoding import decode
from parsers.lexicon.header_fields import from_line, from_table
from parsers.lexicon.kinds import evidence, kind_of
from parsers.lexicon.labels import item_of, label_parts, match
from parsers.lexicon.normalize import squeeze, tidy
from parsers.lexicon.sections import heading_key
from parsers.model import Block, Cell, Document, Grid, Issue, Line, Unreadable
from parsers.readers.media_type import TEXT
from parsers.readers.text.broken import broken_joined, without_cut_number
from parsers.readers.text.joining import joined
from parsers.readers.text.lines import PREFIX, Span, TextLine, at_spans, printed_lines, split_lines
from parsers.readers.text.statistics import speaks_of_statistics, statistics_rows
from parsers.readers.text.units import headings_parted, units_joined

_COLUMN_WORDS = ("t3columns", "t4columns", "t3groups")
_LONGEST_CELL = 60
# The rest of a wrapped label is short.
_FRAGMENT = 8
# A table may begin with any of its words right behind these headings, elsewhere only with an item of article 20.
_WITH_TABLES = ("s2_proactive", "s3_requests", "s4_review_litigation")
MAX_LINES = 100_000
"""A report has some hundred; each line is looked at in a tenth of a millisecond."""
_CHAPTERS = frozenset(labels("sections"))


def read_text(data: bytes) -> Document:
    """The Document of a plain text in any of the layouts that converters leave.

    :raises Unreadable: it has too many lines.
    """
    text = decode(data)[0]
    document = read_lines(text)
    return replace(document, blocks=without_cut_number(document.blocks, text))


def read_lines(text: str) -> Document:
    """The Document of a text that is decoded already."""
    if text.count("\n") > MAX_LINES:
        raise Unreadable(f"the text has more than {MAX_LINES:,} lines, which is no report's")
    builder, lines, unread = (
        _Builder(),
        broken_joined(joined(units_joined(headings_parted(split_lines(text))))),
        None,
    )
    if speaks_of_statistics(text):
        lines, unread = statistics_rows(lines)
    for line in lines:
        builder.take(line)
    builder.close()
    metas: dict[str, str] = {}
    for block in builder.blocks:
        if isinstance(block, Grid):
            from_table(block, metas)
        elif len(metas) < 20:
            from_line(block.text, metas)
    kept = tuple(b for b in builder.blocks if not (isinstance(b, Line) and is_boilerplate(b.text)))
    return Document(kept, TEXT, metas, issues=() if unread is None else (_unread(unread),))


def _unread(place: Span) -> Issue:
    message = "the lines of the statistics table cannot be told apart as label, unit and figure; nothing of it is read"
    return Issue("row_unread", message, place.locator)


class _Builder:
    """Collects rows and flows until something else comes, then makes them a grid."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.rows: list[list[Span]] = []
        self.aligned = True
        self.open_row: list[Span] | None = None
        self.last_was_cell = False
        self.in_table = False
        self.armed = False
        self.lone_pipes = 0
        self.unclosed = False
        self.piped = False
        self.framed = True

    def take(self, line: TextLine) -> None:
        """Read the next line."""
        if line.shape == "empty":
            self.open_row = None
            self.last_was_cell = self.unclosed = False
        elif line.shape == "separator":
            self._separator(line)
        elif line.shape == "row":
            self._want(aligned=True)
            self.rows.append(list(line.spans))
            self.framed = self.framed and line.led
            self.open_row = None
            self.in_table = True
        elif line.shape == "cell" and line.pipes == 0:
            self._tab_cell(line.spans[0])
        else:
            self._single(line)

    def _separator(self, line: TextLine) -> None:
        """A lone pipe ends a cell; two in a row have a blank cell between them."""
        self.lone_pipes += 1
        self.piped, self.unclosed = True, False
        if line.pipes == 1 and self.lone_pipes == 2 and self.in_table and not self.aligned:
            self.rows.append([Span("", line.number, 0, 0)])
            self.lone_pipes = 1

    def _tab_cell(self, span: Span) -> None:
        """One cell a line, led by a tab: cells up to the next empty line are one row."""
        self._want(aligned=True)
        self.framed = False
        if self.open_row is None:
            self.open_row = []
            self.rows.append(self.open_row)
        self.open_row.append(span)
        self.last_was_cell = True
        self.in_table = True

    def _single(self, line: TextLine) -> None:
        span = line.spans[0]
        if self._continues(line):
            # The second line of a wrapped cell has lost its tab, or its first line the pipe behind it.
            self.rows[-1][-1] = self.rows[-1][-1].joined(span)
        elif line.pipes or self._is_cell(span.text):
            self._want(aligned=False)
            self.rows.append([span])
            self.in_table = True
        else:
            self.close()
            self.in_table = False
            self.armed = heading_key(span.text) in _WITH_TABLES
            self.blocks.append(Line(tidy(span.text), span.locator))
        self.unclosed = not line.pipes
        self.lone_pipes = 0

    def _continues(self, line: TextLine) -> bool:
        """Whether a line goes on with the cell before it, which its separator has not yet closed."""
        text = line.spans[0].text
        if not self.rows or len(text) >= _LONGEST_CELL or heading_key(text) in _CHAPTERS:
            return False
        if self.open_row and self.last_was_cell:
            return True
        return (
            self.piped and self.unclosed and not self.aligned and kind_of(self.rows[-1][-1].text) == "label"
        )

    def _is_cell(self, text: str) -> bool:
        """Whether a plain line is a cell of the form's tables rather than prose."""
        squeezed = squeeze(text)
        if heading_key(text) in _CHAPTERS or len(squeezed) > _LONGEST_CELL:
            return False
        if kind_of(text) == "value":
            return self.in_table
        if item_of(text) or squeezed.startswith(("信息内容", "(本列数据")):
            return True
        if squeezed.endswith(("。", ";", "；", ":", "：")):
            return False
        known = bool(evidence(text)) or any(match(k, p) for k in _COLUMN_WORDS for p in label_parts(text))
        return (known and self.armed) or ((known or len(squeezed) <= _FRAGMENT) and self.in_table)

    def _want(self, aligned: bool) -> None:
        if self.rows and self.aligned != aligned:
            self.close()
        self.aligned = aligned
        self.lone_pipes = 0

    def close(self) -> None:
        """Make a grid of what was collected."""
        if self.rows:
            rows = [row[1:] for row in self.rows] if self.framed and self.aligned else self.rows
            self.blocks.append(_grid([row for row in rows if row], self.aligned))
        self.rows, self.open_row, self.piped, self.framed = [], None, False, True


def _grid(rows: list[list[Span]], aligned: bool) -> Grid:
    cells = tuple(
        tuple(Cell(span.text, r, c, 1, 1, span.locator, span.holds) for c, span in enumerate(row))
        for r, row in enumerate(rows)
    )
    first = rows[0][0]
    where = f"{PREFIX}{first.line}/{first.start}-{first.end}"
    return Grid(cells, max(len(row) for row in rows), where, "rows" if aligned else "flow")


class TextResolver:
    """Reads the characters at a locator again; the lines are split once."""

    def __init__(self, data: bytes) -> None:
        self._lines = printed_lines(decode(data)[0])

    def text(self, locator: str) -> str | None:
        """The text at a locator of this file; None where nothing is there."""
        return at_spans(self._lines, locator.removeprefix(PREFIX))
