"""Numbers of notes behind a figure that stand off its line in another way than `super`: by a length, by Word's own words, by
where they lead, or by their size.
"""

from __future__ import annotations

import re
from typing import Any

from parsers.readers.html.styles.in_parts import NumbersInParts, pieces

_NOTES = (
    '[class*="FootnoteReference"], [class*="EndnoteReference"], [class~="footnote-ref"], [role="doc-noteref"], small, '
    'a[href*="#_ftn"], a[href*="#_edn"], a[href*="#fn"], a[href*="#footnote"], a[href*="#note"]'
)
_RAISES = re.compile("vertical-align|text-raise|position|variant-pos", re.I)
_LENGTH = re.compile(r"([+-]?\d{0,3}(?:\.\d{1,6})?)(px|pt|r?em|ex|%)")
_LEAST = {"px": 3.0, "pt": 2.0, "em": 0.2, "rem": 0.2, "ex": 0.4, "%": 20.0}
"""Word moves whole texts by a point; from here on an eye sees a digit off its line."""
_SMALL = {"px": 10.0, "pt": 8.0, "em": 0.85, "rem": 0.7, "%": 85.0}
_SMALL_WORDS = frozenset({"smaller", "small", "x-small", "xx-small"})
_SIDES = frozenset({"top", "text-top", "bottom", "text-bottom"})
_LONGEST = 2
"""Digits of the number of a note."""


def note_numbers(parts: NumbersInParts) -> list[Any]:
    """The nodes that are numbers of notes behind the digits of a cell."""
    if not parts.cells:
        return []
    found = {node.mem_id: node for node in parts.styles.page.css(_NOTES) if node.mem_id in parts.cells}
    for node, declared in parts.declared(_RAISES):
        if _is_off({name: value for name, value, _ in declared}):
            found[node.mem_id] = node
    return [node for node in found.values() if _is_short(node) and not _goes_on(node, found)]


def _is_short(node: Any) -> bool:
    own = "".join(pieces(node))
    return own.isdecimal() and len(own) <= _LONGEST


def _goes_on(node: Any, found: dict[int, Any]) -> bool:
    """Whether the element before stands off the line as well: then the whole number does."""
    before = node.prev
    return before is not None and before.mem_id in found


def _is_off(said: dict[str, str]) -> bool:
    """Whether what is declared of an element moves it off its line."""
    align = said.get("vertical-align", "")
    if align in _SIDES:
        return _is_small(said.get("font-size", ""))
    moved = [align, said.get("mso-text-raise", "")]
    if said.get("position") == "relative":
        moved += [said.get("top", ""), said.get("bottom", "")]
    return any(map(_is_far, moved)) or said.get("font-variant-position") in ("super", "sub")


def _is_far(value: str) -> bool:
    length = _LENGTH.fullmatch(value)
    return length is not None and abs(float(length[1] or 0)) >= _LEAST[length[2]]


def _is_small(size: str) -> bool:
    length = _LENGTH.fullmatch(size)
    if length is None:
        return size in _SMALL_WORDS
    return float(length[1] or 0) <= _SMALL.get(length[2], 0)
