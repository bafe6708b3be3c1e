"""Texts that converters tear: labels wrapped above or below their figures, rows in two, figures behind all labels.

Each is a function from rows of cells to text. `WHOLE` says everything to a reader, `TORN` does not: what is read of
them is true or flagged.
"""

from __future__ import annotations

from collections.abc import Callable

from parsers.lexicon.cells import looks_like_value
from tests.parsers.renderings import Rows

_WRAPS = 9
"""Characters of a label that a narrow column holds."""


def _parted(row: list[str]) -> tuple[list[str], list[str]]:
    at = next((i for i, cell in enumerate(row) if not cell or looks_like_value(cell)), len(row))
    return row[:at], row[at:]


def _pipes(row: list[str]) -> str:
    return "| " + " | ".join(row) + " |"


def group_tables(rows: Rows) -> str:
    """L9: a Markdown table for each group of rows."""
    parts: list[list[list[str]]] = [[]]
    for row in rows:
        if len(rows) > 20 and row[0].startswith(("（三）", "（四）", "（五）", "（六）", "四、")):
            parts.append([])
        parts[-1].append(row)
    rule = "|" + " --- |" * 4
    return "\n\n".join("\n".join([_pipes(p[0]), rule, *map(_pipes, p[1:])]) for p in parts)


def blanks_between(rows: Rows) -> str:
    """L10: a row a line, blanks between its cells (text of a PDF)."""
    return "\n".join(" ".join(row) for row in rows)


def torn_rows(rows: Rows) -> str:
    """L11: the second half of a long label in a row of its own, blank cells behind it."""
    out = []
    for row in rows:
        labels, figures = _parted(row)
        if figures and labels and len(labels[-1]) > _WRAPS:
            half = len(labels[-1]) // 2
            out.append(_pipes([*labels[:-1], labels[-1][:half], *figures]))
            row = [*([""] * len(labels[:-1])), labels[-1][half:], *([""] * len(figures))]
        out.append(_pipes(row))
    return "\n".join(out)


def _wrapped(rows: Rows, line: Callable[[str, str, str], list[str]]) -> str:
    out: list[str] = []
    for row in rows:
        labels, figures = _parted(row)
        if not figures or not labels or len(labels[-1]) <= _WRAPS:
            out.append("   ".join(row))
            continue
        half = len(labels[-1]) // 2
        out += [*labels[:-1], *line(labels[-1][:half], "   ".join(figures), labels[-1][half:])]
    return "\n".join(out)


def label_goes_on_below(rows: Rows) -> str:
    """L10: the second half of a label on the line below its figures."""
    return _wrapped(rows, lambda upper, figures, lower: [f"  {upper}    {figures}", f"  {lower}"])


def label_round_its_figures(rows: Rows) -> str:
    """L10: a label in two lines, its figures on a line between them."""
    return _wrapped(rows, lambda upper, figures, lower: [f"  {upper}", f"      {figures}", f"  {lower}"])


def labels_then_figures(rows: Rows) -> str:
    """L12: all labels of a table, then all its figures, a row a line."""
    parted = [_parted(row) for row in rows]
    labels = [label for found, _ in parted for label in found]
    return "\n".join([*labels, *(" ".join(figures) for _, figures in parted if figures)])


def commas(rows: Rows) -> str:
    """Commas between cells: no layout that is read."""
    return "\n".join(",".join(row) for row in rows)


WHOLE = (group_tables, blanks_between)
TORN = (torn_rows, label_goes_on_below, label_round_its_figures, labels_then_figures, commas)
