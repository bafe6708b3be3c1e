"""Cells that print digits in several elements: what a style says of these elements tells whether they are one number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from parsers.readers.html.styles.sheets import Declared, PageStyles, selectors_of

_INLINE = "span|font|b|i|em|strong|u|a|small|big|label|ins|mark|bdi|code|tt|div|p"
_IN_PARTS = re.compile(
    rf"<(?<=[\d\s]<)(?:/?(?:{_INLINE})\b|!)[^<>]{{0,400}}>\s{{0,9}}(?:<(?:/?(?:{_INLINE})\b|!)[^<>]{{0,400}}>\s{{0,9}}){{0,8}}\d"
)
"""Looked for in small letters: what parts a number in several elements: tags behind a digit, or behind blanks, and before one."""
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"[\d,.]+")
_NAMED = re.compile(r"[.#]([\w-]+)")
_TAG = re.compile(r"[a-z][a-z0-9]*", re.I)
_STEP = re.compile(r"[\s>+~]+")
_OF_NO_ELEMENT = re.compile(r"::|:(?:before|after|hover|focus|active)")
_LONGEST = 20
"""Characters of a cell that may be a number."""
_MOST_RULES, _MOST_CELLS = 200, 2_000


class NumbersInParts:
    """The numbers of a page that stand in several elements; a page without one costs a search of its text."""

    def __init__(self, styles: PageStyles) -> None:
        self.styles = styles

    @cached_property
    def any(self) -> bool:
        """Whether there may be one."""
        text = self.styles.low
        return any(
            _DIGIT.search(text[max(0, gap.start() - 10) : gap.start()].rstrip()[-1:])
            for gap in _IN_PARTS.finditer(text)
        )

    @cached_property
    def cells(self) -> dict[int, Any]:
        """The cell of each element that stands in such a cell, by the element's id; the cell's own is among them."""
        found: dict[int, Any] = {}
        for cell in self.styles.page.css("td, th")[:_MOST_CELLS] if self.any else ():
            if _is_in_parts(cell):
                found |= {node.mem_id: cell for node in (cell, *cell.css("*"))}
        return found

    def declared(self, words: re.Pattern[str]) -> Iterator[tuple[Any, Declared]]:
        """What is declared of these elements with one of some words."""
        styles, cells = self.styles, self.cells
        if not cells:
            return
        for style, nodes in styles.own.items():
            if words.search(style):
                yield from ((node, styles.declared(style)) for node in nodes if node.mem_id in cells)
        if not words.search(styles.sheet):
            return
        rules = [
            (selector, block)
            for selectors, block in styles.rules
            if words.search(block)
            for selector in selectors_of(selectors)
            if self._may_match(selector)
        ]
        for selector, block in rules[-_MOST_RULES:]:
            for node in styles.matched(selector):
                if node.mem_id in cells:
                    yield node, styles.declared(block)

    @cached_property
    def _names(self) -> set[str]:
        """Tags, classes and ids of the elements."""
        named: set[str] = set()
        for cell in {cell.mem_id: cell for cell in self.cells.values()}.values():
            for node in (cell, *cell.css("*")):
                said = node.attributes
                named.update((node.tag, *(said.get("class") or "").split(), said.get("id") or ""))
        return named

    def _may_match(self, selector: str) -> bool:
        """Whether the element that a selector asks for has names that are there; what it says in brackets is not looked at."""
        last = _STEP.split(selector.strip())[-1]
        if _OF_NO_ELEMENT.search(last):
            return False
        if "(" in last or "[" in last or ")" in last or "]" in last:
            return True
        tag = _TAG.match(last)
        return (tag is None or tag[0].lower() in self._names) and self._names.issuperset(_NAMED.findall(last))


def pieces(node: Any) -> list[str]:
    """The texts in an element, each for itself."""
    return [piece for text in node.text(deep=True, separator="\0").split("\0") if (piece := text.strip())]


def _is_in_parts(cell: Any) -> bool:
    """Whether a cell prints digits in several elements, and nothing beside."""
    if cell.first_child is None or len(cell.text(deep=True)) > 10 * _LONGEST:
        return False
    found = pieces(cell)
    return len(found) > 1 and sum(map(len, found)) <= _LONGEST and all(map(_NUMBER.fullmatch, found))
