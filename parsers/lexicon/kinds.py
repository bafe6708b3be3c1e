"""What a cell's text is and which table of the form it speaks for, by its words alone."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from parsers.lexicon.cells import is_blank, looks_like_value
from parsers.lexicon.labels import item_of, label_parts, match
from parsers.model import Cell

Kind = Literal["label", "value", "blank"]
Table = Literal["t2", "t3", "t4"]

SEVERAL_TABLES = frozenset({"other_org", "total", "other_misc", "total_results"})
"""Rows and columns of table 3 whose labels, 其他 and 总计, other tables print too."""
_T2_KINDS = ("t2rows", "t2columns")
_LONGEST_LABEL = 60


@lru_cache(maxsize=50_000)
def kind_of(text: str) -> Kind:
    """Whether a cell's text is blank, a value or a label."""
    if is_blank(text):
        return "blank"
    return "value" if looks_like_value(text) else "label"


def printed(cell: Cell | None) -> bool:
    """Whether a cell prints anything; blanks of any width print nothing."""
    return cell is not None and kind_of(cell.text) != "blank"


@lru_cache(maxsize=50_000)
def evidence(text: str) -> frozenset[Table]:
    """Which tables a label speaks for; 其他 and 总计 stand in several and speak for none."""
    if item_of(text):
        return frozenset({"t2"})
    parts = [part for part in label_parts(text) if len(part) <= _LONGEST_LABEL]
    return frozenset[Table]().union(*(_tables_of(part) for part in parts))


def _tables_of(part: str) -> frozenset[Table]:
    """The tables that one part of a label, as `label_parts` returns it, speaks for."""
    found: set[Table] = set()
    if any(match(kind, part) for kind in _T2_KINDS):
        found.add("t2")
    own_column = (match("t3rows", part) or match("t3columns", part) or "total") not in SEVERAL_TABLES
    if own_column or match("t3groups", part) not in (None, "other_handling"):
        found.add("t3")
    if match("t4blocks", part) or match("t4columns", part) not in (None, "total"):
        found.add("t4")
    return frozenset(found)
