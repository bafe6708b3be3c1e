"""What stands behind the first report of a page: another organ's report, that of the year before, or a second set of
tables under the same title (an organ's own and its whole county's). The first is read; the rest is said, never lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from parsers.lexicon.kinds import kind_of
from parsers.lexicon.labels import label_parts, match
from parsers.lexicon.normalize import squeeze, tidy
from parsers.lexicon.sections import heading_key
from parsers.lexicon.titles import TitleFacts, read_title
from parsers.model import Block, Document, Grid, Issue, Line
from parsers.tables.rows import Row, rows_of
from parsers.tables.transpose import transpose

CODE = "second_report"
_LONGEST_TITLE = 80
_LONGEST_CAPTION = 40
_YEAR = re.compile(r"(?<!\d)(20\d\d)\s?年")
ENOUGH = 3
"""How many headings or rows of the form make a report, or a set of tables."""
_KEYED = ("t3rows", "t2rows")


def first_report(document: Document) -> tuple[Document, Issue | None]:
    """The document up to where a second report begins, and the issue that says where; the whole one without."""
    blocks = document.blocks
    first: TitleFacts | None = None
    for index, block in enumerate(blocks):
        if not isinstance(block, Line) or (title := _title_at(blocks, index)) is None:
            continue
        begin, text, facts = title
        if first is None:
            first = facts
        if _is_second(blocks[:begin], blocks[begin:], _differ(first, facts)):
            where = blocks[begin].locator
            message = f"a second report begins on the same page: {text}; only the first is read"
            return replace(document, blocks=blocks[:begin]), Issue(CODE, message, where)
    return document, None


def first_set(number: int, rows: list[Row]) -> tuple[list[Row], list[Issue]]:
    """The rows of one table of the form up to where the table begins a second time.

    :param number: 2 or 3, the table's number in the form.
    """
    keys = keys_with_figures(rows)
    seen: set[str] = set()
    repeats = [i for i, key in enumerate(keys) if key and (key in seen or seen.add(key))]  # type: ignore[func-returns-value]
    if len({keys[i] for i in repeats}) < ENOUGH:
        return rows, []
    begin = repeats[0]
    own = {row.grid for row, key in zip(rows[:begin], keys, strict=False) if key}
    while begin and (rows[begin - 1].grid not in own or "value" not in rows[begin - 1].kinds):
        begin -= 1
    if any(keys[begin : repeats[0]]) or not begin:
        return rows, []
    message = (
        f"table {number} stands on the page a second time, with {len(repeats)} rows; only the first is read"
    )
    return rows[:begin], [Issue(CODE, message, rows[begin].cells[0].locator)]


def of_other_years(blocks: Sequence[Block], year: int | None) -> dict[int, Issue]:
    """The places of grids that stand below the name of another year, and print again what a grid below the name of the
    report's own year prints (last year's table above this year's); what is said of each."""
    years = {place: of for place in range(len(blocks)) if (of := _year_above(blocks, place)) is not None}
    if year not in years.values() or len(set(years.values())) < 2:
        return {}
    own = [_filled(blocks[place]) for place, of in years.items() if of == year]
    again = {
        place: of
        for place, of in years.items()
        if of != year and any(len(_filled(blocks[place]) & keys) >= ENOUGH for keys in own)
    }
    return {place: _not_of(year, of, blocks[place]) for place, of in again.items()}


def _not_of(year: int | None, other: int, block: Block) -> Issue:
    message = f"a table of {other} stands beside that of {year}; only the latter is read"
    where = block.rows[0][0].locator if isinstance(block, Grid) and block.rows[0] else block.locator
    return Issue(CODE, message, where)


def _year_above(blocks: Sequence[Block], place: int) -> int | None:
    """The one year that a short line above a grid names, or the grid itself in a row of one cell."""
    grid = blocks[place]
    if not isinstance(grid, Grid):
        return None
    above = _text(blocks[place - 1]) if place else ""
    first = grid.rows[0] if grid.rows else ()
    texts = [first[0].text if len(first) == 1 else "", above]
    named = [set(_YEAR.findall(text)) for text in texts if len(text) <= _LONGEST_CAPTION]
    return next((int(*years) for years in named if len(years) == 1), None)


def _filled(block: Block) -> set[str]:
    """The rows of the form that a grid prints with figures."""
    rows = rows_of([transpose(block)]) if isinstance(block, Grid) else []
    return {key for key in keys_with_figures(rows) if key}


def _title_at(blocks: Sequence[Block], index: int) -> tuple[int, str, TitleFacts] | None:
    """A report's title in a line, or in it and the line before (the publisher above the rest): where it begins, its
    text and what it says."""
    text = _text(blocks[index])
    facts = read_title(text)
    if not facts.is_report or not (facts.head or facts.year) or len(squeeze(text)) > _LONGEST_TITLE:
        return None
    if not facts.head and index and (before := _text(blocks[index - 1])):
        joined = read_title(before + text)
        if joined.is_report and joined.head and heading_key(before) is None:
            return index - 1, tidy(before + text), joined
    return index, tidy(text), facts


def _text(block: Block) -> str:
    return block.text if isinstance(block, Line) else ""


def _differ(one: TitleFacts, other: TitleFacts) -> bool:
    """Whether two titles name different bodies or years."""
    years = one.year is not None and other.year is not None and one.year != other.year
    heads = one.head is not None and other.head is not None and one.head != other.head
    return years or heads


def _is_second(before: Sequence[Block], after: Sequence[Block], differ: bool) -> bool:
    """Whether a report stands behind a title too: it says again what was said before it, or says as much under the title
    of another. A title that is printed again between prose and tables does neither."""
    behind = _marks(before)
    if len(behind) < ENOUGH:
        return False
    ahead = _marks(after)
    return len(behind & ahead) >= ENOUGH or (differ and bool(ahead))


def _marks(blocks: Sequence[Block]) -> set[str]:
    """The chapters that have text or a table below their heading, and the form's rows that have figures. The headings of
    a table of contents have neither."""
    marks: set[str] = set()
    for block, below in pairwise(blocks):
        key = heading_key(_text(block))
        if key and heading_key(_text(below)) is None:
            marks.add(squeeze(_text(block)) if key == "other" else key)
    rows = rows_of([transpose(block) for block in blocks if isinstance(block, Grid)])
    return marks | {key for key in keys_with_figures(rows) if key}


def keys_with_figures(rows: list[Row]) -> list[str | None]:
    """The key of the form's row that each row is, where it has a figure, or the row below has it that has no label."""
    keys: list[str | None] = []
    for index, row in enumerate(rows):
        below = rows[index + 1].kinds if index + 1 < len(rows) else ()
        filled = "value" in row.kinds or ("value" in below and "label" not in below)
        keys.append(key_of(row) if filled else None)
    return keys


def key_of(row: Row) -> str | None:
    """The last label of a row that one row alone of the form has."""
    for cell in reversed(row.labels):
        if kind_of(cell.text) == "label":
            part = label_parts(cell.text)[-1]
            return next((key for kind in _KEYED if (key := match(kind, part))), None)
    return None
