"""Printed labels to the keys of the form.

A cell's text is cut into its numbered parts (（六）其他处理 / 1.申请人…), each reduced to its core; the last part is
the row's own label, the ones before it are its groups. Rule: domain of 勾稽 rows is fixed by the form, wording is not.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from parsers.forms import Label, forms, labels
from parsers.lexicon.normalize import chinese_of, label_text, without_footnotes

# Where a new numbered label begins inside a cell that holds several.
_PART = re.compile(
    r"(?=[（(][一二三四五六七八九十][)）])|(?<![\d.])(?=\d{1,2}[.、．](?!\d))|(?<=.)(?=[一二三四]、)"
)
_NUMBER = re.compile(r"[（(]?([一二三四五六七八九十\d]{1,2})[)）、.．,，]")
_FUZZY_MIN = 5
_FUZZY_DISTANCE = 2


class Part(NamedTuple):
    """A numbered part of a label: its number as printed (六, 3, or nothing) and its normalised text."""

    number: str
    text: str


@lru_cache(maxsize=20_000)
def numbered_parts(text: str) -> tuple[Part, ...]:
    """The numbered parts of a cell's text: (六, 其他处理), (1, 申请人无正当理由逾期不补正…)."""
    squeezed = chinese_of(without_footnotes(text)[0])
    pieces = [piece for piece in _PART.split(squeezed) if piece]
    parts = [Part(_number(piece), label_text(piece)) for piece in pieces]
    return tuple(p for p in parts if p.text) or (Part(_number(squeezed), label_text(squeezed)),)


def _number(piece: str) -> str:
    match = _NUMBER.match(piece)
    return match[1] if match else ""


@lru_cache(maxsize=20_000)
def label_parts(text: str) -> tuple[str, ...]:
    """The texts of the numbered parts of a cell, without their numbers."""
    return tuple(part.text for part in numbered_parts(text))


@lru_cache(maxsize=20_000)
def match(kind: str, text: str) -> str | None:
    """The key of kind `kind` whose core stands in a normalised label; the core nearest the end wins."""
    best: tuple[int, str] | None = None
    for key, entry in labels(kind).items():
        where = entry.matches(text)
        if where is not None and (best is None or where >= best[0]):
            best = (where, key)
    return best[1] if best else None


@lru_cache(maxsize=5_000)
def match_fuzzy(kind: str, text: str) -> str | None:
    """The one key whose full label is within two edits of a normalised label; None where none or several are."""
    if len(text) < _FUZZY_MIN:
        return None
    near = [key for key, entry in labels(kind).items() if _near(text, entry)]
    return near[0] if len(near) == 1 else None


@lru_cache(maxsize=5_000)
def match_cut(kind: str, text: str) -> str | None:
    """The one key whose full label begins with a normalised label: the edge of its cell cut it off (属于三类内部)."""
    if len(text) < _FUZZY_MIN:
        return None
    cut = [key for key, entry in labels(kind).items() if label_text(entry.zh).startswith(text)]
    return cut[0] if len(cut) == 1 else None


def _near(text: str, entry: Label) -> bool:
    full = label_text(entry.zh)
    if len(full) < _FUZZY_MIN or abs(len(full) - len(text)) > _FUZZY_DISTANCE:
        return False
    return edit_distance(text, full) <= _FUZZY_DISTANCE


def edit_distance(left: str, right: str) -> int:
    """Levenshtein distance of two short strings."""
    previous = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        current = [i]
        for j, b in enumerate(right, 1):
            current.append(min(previous[j] + 1, current[-1] + 1, previous[j - 1] + (a != b)))
        previous = current
    return previous[-1]


def row_widths(label: str) -> frozenset[int]:
    """How many figures the row of a label has in the forms; empty where the label is not that of a row, whole."""
    return _widths().get(label, frozenset())


@cache
def _widths() -> dict[str, frozenset[int]]:
    found: dict[str, frozenset[int]] = {}
    for one in forms().values():
        rows = {("t2rows", row): len(item.columns) for item in one.t2 for row in item.rows}
        rows |= {("t3rows", row): len(one.t3_columns) for row in one.t3_rows}
        for (kind, row), width in rows.items():
            label = label_text(labels(kind)[row].zh)
            found[label] = found.get(label, frozenset()) | {width}
    return found


@lru_cache(maxsize=20_000)
def item_of(text: str) -> str | None:
    """The item of table 2 that a cell opens (第二十条第（一）项)."""
    squeezed = chinese_of(text)
    if "条第" not in squeezed or len(squeezed) > 20:
        return None
    return next((k for k, e in labels("items").items() if any(c.search(squeezed) for c in e.cores)), None)
