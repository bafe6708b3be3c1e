"""Tables of a report's own (permits by office, requests by result) that print rows of the form under other headings.

Which rows belong to a table of the form is decided row by row; a grid that has its rows and none of its headings is the
report's own where another grid of the page has them.
"""

from __future__ import annotations

from itertools import groupby

from parsers.forms import forms_of_tables
from parsers.lexicon.kinds import Table
from parsers.lexicon.labels import item_of, label_parts, match
from parsers.lexicon.normalize import squeeze
from parsers.model import Issue
from parsers.tables.rows import Row
from parsers.tables.second_report import key_of

_WIDTHS = {
    "t3": min(len(one.t3_columns) for one in forms_of_tables()),
    "t4": min(len(one.t4_columns) for one in forms_of_tables()),
}
_LONGEST = 60
_SUITS = ("direct", "after_review")


def of_the_form(table: Table, rows: list[Row]) -> tuple[list[Row], list[Issue]]:
    """The rows of a table of the form without those of tables that are the report's own, and an issue for each of these:
    grids without a heading of the form that stand before the first with one, or print again what was printed before."""
    blocks = [list(group) for _, group in groupby(rows, key=lambda row: row.grid)]
    headed = [_is_headed(table, block) for block in blocks]
    if not any(headed):
        return rows, []
    kept: list[Row] = []
    issues: list[Issue] = []
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        keys = {key for row in block if (key := key_of(row))}
        filled = any("value" in row.kinds for row in block)
        own = filled and block[0].layout == "slots" and not headed[index]
        if own and (not any(headed[:index]) or (table == "t2" and keys & seen)):
            message = f"a table that prints rows of table {table[1]} under other headings is not read"
            issues.append(Issue("other_table", message, block[0].cells[0].locator))
            continue
        kept += block
        seen |= keys
    return kept, issues


def _is_headed(table: Table, rows: list[Row]) -> bool:
    """Whether a grid has headings of a table of the form, or rows as wide as its own."""
    texts = [text for row in rows for text in _labels_of(row) if len(text) <= _LONGEST]
    named = {match(f"{table}columns", label_parts(text)[-1]) for text in texts} - {None, "total", "other_org"}
    if table == "t2":
        opens = any(item_of(text) or squeeze(text).startswith("信息内容") for text in texts)
        return opens or len(named) > 1
    if len(named) > 1 or any(len(row.values) >= _WIDTHS[table] for row in rows):
        return True
    return table == "t4" and any(match("t4blocks", squeeze(text)) in _SUITS for text in texts)


def _labels_of(row: Row) -> list[str]:
    return [cell.text for cell, kind in zip(row.cells, row.kinds, strict=True) if kind == "label"]
