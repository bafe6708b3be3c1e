"""Texts in the very colour of the ground that the page lays under them: nobody sees them.

Both colours must be said by the page itself; a ground that nothing says is white (`visibility`). An element takes the
ground of the nearest element around it that has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from parsers.readers.html.styles.sheets import (
    ATTRIBUTE,
    Declared,
    PageStyles,
    Rank,
)
from parsers.readers.html.styles.visibility import FIGURE, Marks
from parsers.readers.ink import Colour, is_white, look_alike

_INK = re.compile(r"c(?<![\w-]c)olor\s{0,9}[:=]\s{0,9}[\"']?([^;\"'{}<>!]{3,40})")
_GROUND = re.compile(
    r"b(?<![\w-]b)(?:ackground(?:-color)?\s{0,9}:|gcolor\s{0,9}=)\s{0,9}[\"']?([^;\"'{}<>!]{3,60})"
)
_DIGITS = re.compile(r"#(?:([0-9a-f])([0-9a-f])([0-9a-f])|([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2}))")
_PARTS = re.compile(
    r"rgba?\(\s{0,9}(\d{1,3})[\s,]{1,9}(\d{1,3})[\s,]{1,9}(\d{1,3})\s{0,9}(?:[,/]\s{0,9}(?:1(?:\.0{0,9})?|100%)\s{0,9})?\)"
)
_NAMES: dict[str, Colour] = {
    "black": (0, 0, 0), "silver": (192, 192, 192), "gray": (128, 128, 128), "grey": (128, 128, 128),
    "white": (255, 255, 255), "maroon": (128, 0, 0), "red": (255, 0, 0), "purple": (128, 0, 128),
    "fuchsia": (255, 0, 255), "green": (0, 128, 0), "lime": (0, 255, 0), "olive": (128, 128, 0),
    "yellow": (255, 255, 0), "navy": (0, 0, 128), "blue": (0, 0, 255), "teal": (0, 128, 128),
    "aqua": (0, 255, 255), "orange": (255, 165, 0),
}  # fmt: skip
"""The colours of CSS 2.1, 4.3.6, and the other way to write one."""
_COLOURS = re.compile("color|background", re.I)
_CLEAR: Colour = ()
"""A ground that lets through what is behind it."""
_CLEAR_WORDS = frozenset({"transparent", "none", "inherit", "initial", "unset", "0"})
_FEW = 60
"""So many different colours are compared with each other; a page with more is weighed."""
_LINK, _BROWSERS = "#0000ee", ((-1, 0, 0), -2)
"""The ink of a link where the page says none, and its rank below all that a page says."""
_MOST_RULES, _MOST_NODES = 400, 20_000
_DIGIT = re.compile(r"\d")
_KEPT_AS = {
    "color": "ink",
    "background": "ground",
    "background-color": "ground",
    "background-image": "ground",
}

Rated = tuple[tuple[bool, Rank], Colour | None]
"""Importance and rank of a declaration, and its colour; None for one that is not known."""


class _Said(NamedTuple):
    """What is declared of elements, by the ids of their nodes."""

    nodes: dict[int, Any]
    inks: dict[int, Rated]
    grounds: dict[int, Rated]


def on_their_ground(styles: PageStyles) -> Marks:
    """The elements whose ink is the colour of their ground; a page in which no ink is the colour of a ground costs a search of
    its text. White is left to `visibility`, which knows that a page is white where nothing says otherwise."""
    low = styles.low
    if ("background" not in low and "bgcolor" not in low) or not _meet(
        _colours(_INK, low), _colours(_GROUND, low)
    ):
        return {}
    said = _Said({}, {}, {})
    for number, (node, declared, rank) in enumerate(_declared(styles)):
        if number == _MOST_NODES:
            return {}
        _weigh(said, node, declared, rank)
    inks, grounds = _Nearest(said.inks), _Nearest(said.grounds)
    unseen = {key for key, node in said.nodes.items() if _is_unseen(inks.of(node), grounds.of(node))}
    around = _around(node for key, node in said.nodes.items() if key not in unseen)
    marks = {key: (said.nodes[key], "color") for key in unseen - around}
    parts = [said.nodes[key] for key in unseen & around]
    return marks | {n.mem_id: (n, FIGURE) for n in parts if _DIGIT.search(n.text(deep=False))}


def _is_unseen(ink: Colour | None, ground: Colour | None) -> bool:
    return not is_white(ink) and look_alike(ink, ground)


def _meet(inks: set[Colour], grounds: set[Colour]) -> bool:
    """Whether an ink may be the colour of a ground."""
    if min(len(inks), len(grounds)) > _FEW:
        return True
    coloured = [ink for ink in inks if not is_white(ink)]
    return any(look_alike(ink, ground) for ink in coloured for ground in grounds)


def _colours(pattern: re.Pattern[str], text: str) -> set[Colour]:
    """The different colours that a text says in one way."""
    return {known for value in set(pattern.findall(text)) if (known := _colour(value))}


def _colour(value: str) -> Colour | None:
    """The colour that a value names among its words; _CLEAR of no colour, None of a picture and of what is not known."""
    value = value.strip()
    if value in _CLEAR_WORDS:
        return _CLEAR
    if "url(" in value or "gradient(" in value:
        return None
    if parts := _PARTS.search(value):
        return tuple(min(int(part), 255) for part in parts.groups())
    for word in value.split():
        if digits := _DIGITS.fullmatch(word):
            return tuple(int((part * 2)[:2], 16) for part in digits.groups() if part)
        if word in _NAMES:
            return _NAMES[word]
    return None


def _declared(styles: PageStyles) -> Iterator[tuple[Any, Declared, Rank]]:
    """Elements, what is declared of them, and how much it weighs."""
    yield from styles.said_of(_COLOURS, _MOST_RULES)
    for node in styles.page.css("a[href]"):
        yield node, [("color", _LINK, False)], _BROWSERS
    for node in styles.page.css("font[color]"):
        yield node, [("color", (node.attributes.get("color") or "").lower(), False)], ATTRIBUTE
    for node in styles.page.css("[bgcolor]"):
        yield node, [("background-color", (node.attributes.get("bgcolor") or "").lower(), False)], ATTRIBUTE


def _weigh(said: _Said, node: Any, declared: Declared, rank: Rank) -> None:
    """Keep of each element the ink and the ground that win."""
    if any(name.endswith("background-clip") and value == "text" for name, value, _ in declared):
        return  # letters through which their ground is seen
    for name, value, important in declared:
        kept = _KEPT_AS.get(name)
        if kept is None or (name == "background-image" and value in _CLEAR_WORDS):
            continue
        said.nodes[node.mem_id] = node
        weight = (important, rank)
        rated = said.inks if kept == "ink" else said.grounds
        if node.mem_id not in rated or rated[node.mem_id][0] <= weight:
            rated[node.mem_id] = (weight, None if name == "background-image" else _colour(value))


class _Nearest:
    """The colour of an element by what is declared of it or of the nearest element around it; walked once for each element."""

    def __init__(self, said: dict[int, Rated]) -> None:
        self._said = said
        self._known: dict[int, Colour | None] = {}

    def of(self, node: Any) -> Colour | None:
        """The colour; None where nothing says it."""
        passed: list[int] = []
        found: Colour | None = None
        while node is not None:
            key = node.mem_id
            if key in self._known:
                found = self._known[key]
                break
            passed.append(key)
            if key in self._said and self._said[key][1] != _CLEAR:
                found = self._said[key][1]
                break
            node = node.parent
        self._known |= dict.fromkeys(passed, found)
        return found


def _around(nodes: Iterator[Any]) -> set[int]:
    """The ids of all elements that some elements stand in."""
    found: set[int] = set()
    for node in nodes:
        above = node.parent
        while above is not None and above.mem_id not in found:
            found.add(above.mem_id)
            above = above.parent
    return found
