"""Which conditional rules of a style sheet hold (`@media`, `media=`) on the screen that reports are proof-read on: a window of
a desktop browser. What a page hides there from telephones is seen, and what it keeps for telephones is not.
"""

from __future__ import annotations

import re

WIDTH, HEIGHT = 1280, 720
"""Pixels of the window: the one that headless browsers open."""
_LONGEST = 300
"""Characters of a condition that is looked at; a longer one does not hold."""
_EM = 16
_AT_RULE = re.compile(r"@(media|supports|layer)\b(.*)", re.S)
_KIND = re.compile(r"(?:only\s+)?([a-z]+)")
_FEATURE = re.compile(r"\(([^()]*)\)")
_BOUND = re.compile(r"(min|max)-(?:device-)?(width|height)\s*:\s*(\d{1,6}(?:\.\d{1,6})?)\s*(px|r?em)?")
_RANGE = re.compile(r"(width|height)\s*([<>])=?\s*(\d{1,6}(?:\.\d{1,6})?)\s*(px|r?em)?")
_NOT_SO = re.compile(
    r"orientation\s*:\s*portrait|prefers-color-scheme\s*:\s*dark|forced-colors\s*:\s*active|"
    r"(?:any-)?(?:hover\s*:\s*none|pointer\s*:\s*(?:coarse|none))|prefers-reduced-motion\s*:\s*reduce"
)


def holds(prelude: str) -> bool:
    """Whether the rules in a block count; `prelude` is what stands before its bracket, from the `@` on."""
    rule = _AT_RULE.match(prelude.lower())
    return rule is not None and (
        rule[1] == "layer" or (len(rule[2]) <= _LONGEST and _is_so(rule[1], rule[2]))
    )


def _is_so(rule: str, condition: str) -> bool:
    return rule == "supports" or shown(condition)


def shown(condition: str) -> bool:
    """Whether a list of media names this screen. What is asked of it that is not known here is taken to be so."""
    return len(condition) <= _LONGEST and any(map(_names, condition.lower().split(",")))


def _names(one: str) -> bool:
    text = one.strip()
    if text.startswith("not "):
        return not _names(text[4:])
    kind = _KIND.match(text)
    if kind and kind[1] not in ("all", "screen"):
        return False
    found = map(_has, _FEATURE.findall(text))
    return any(found) if " or " in text else all(found)


def _has(feature: str) -> bool:
    """Whether the window has a feature: its size, how it lies, what its user asked for."""
    if bound := _BOUND.search(feature):
        return _fits(bound[1] == "min", bound[2], bound[3], bound[4])
    if bound := _RANGE.search(feature):
        return _fits(bound[2] == ">", bound[1], bound[3], bound[4])
    return _NOT_SO.search(feature) is None


def _fits(at_least: bool, side: str, number: str, unit: str | None) -> bool:
    size = WIDTH if side == "width" else HEIGHT
    bound = float(number) * (_EM if unit and unit.endswith("em") else 1)
    return size >= bound if at_least else size <= bound
