"""Where in a page the report stands.

Order of trust: the container a CMS is known to use, the lowest common ancestor of the form's own words (section
headings and table labels), the element that holds most of the page's prose, the body.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate

from parsers.lexicon.normalize import squeeze
from parsers.readers.html.standard_tree import CONTAINER, Element
from parsers.readers.html.tree import invisible

# Words that every report prints; each alternative is one mark, whether as heading or as table label.
_MARKS = {
    "总体情况": "s1",
    "主动公开政府信息": "s2",
    "收到和处理": "s3",
    "行政复议": "s4",
    "存在的": "s5",
    "需要报告": "s6",
    "第二十条第": "t2",
    "本年新收": "t3a",
    "结转下": "t3b",
    "未经复议": "t4",
    "概述": "o1",
    "依申请公开": "o2",
    "统计指标": "o3",
    "收费及减免": "o4",
}
_MARK = re.compile("|".join(_MARKS))
_ENOUGH = 3
_SHORTEST, _LONGEST = 3, 400
"""Characters of a text in which a word of the form is looked for: longer ones are prose that speaks of it, 概述 alone is a menu's."""
_LEVELS_UP = 4
_SUBSTANCE = 0.25


def marks_of(text: str) -> list[str]:
    """The names of the words in a text that every report prints, in order."""
    return [_MARKS[word] for word in _MARK.findall(text)]


Place = tuple[Element, str]
"""The element whose text prints a word of the form, and the name of that word."""


class Texts:
    """The short texts of a tree, gathered once and searched together: no word that is looked for has a line end."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self._places: list[tuple[Element, bool]] = []
        """The element whose text it is, or behind which it stands, and whether that is so."""
        self._texts: list[str] = []
        for element in root.iter():
            text, tail = element.text, element.tail
            if text and (len(text) <= _LONGEST or element.tag == "pre"):
                self._places.append((element, False))
                self._texts.append(text)
            if tail and (len(tail) <= _LONGEST or element.getparent().tag == "pre"):
                self._places.append((element, True))
                self._texts.append(tail)

    @cached_property
    def places(self) -> list[Place]:
        """Where a page prints the words that every report prints, in the order of the page."""
        return [
            (element.getparent() if behind else element, _MARKS[word])
            for element, behind, text, word in self._found(_MARK)
            if len(text) >= _SHORTEST and (behind or not invisible(element.tag))
        ]

    def stating(self, words: re.Pattern[str], longest: int) -> Iterator[Element]:
        """The elements with a text of at most so many characters, in them or behind them, that has one of some words."""
        found = (element for element, _, text, _ in self._found(words) if len(text) <= longest)
        return iter(dict.fromkeys(found))

    def naming(self, words: re.Pattern[str], longest: int) -> Iterator[Place]:
        """The elements that print a text of at most so many characters with one of some words, each with that word."""
        for element, behind, text, word in self._found(words):
            if len(text) <= longest:
                yield element.getparent() if behind else element, word

    def _found(self, words: re.Pattern[str]) -> Iterator[tuple[Element, bool, str, str]]:
        """Element, whether the text stands behind it, the text, and the word in it."""
        for word in words.finditer(self._joined):
            at = bisect_right(self._ends, word.start())
            yield *self._places[at], self._texts[at], word[0]

    @cached_property
    def _joined(self) -> str:
        return "\n".join(self._texts)

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(len(text) + 1 for text in self._texts))


def within(top: Element, places: Iterable[Place]) -> list[Place]:
    """Those of the places that lie in an element."""
    return [place for place in places if place[0] is top or top in place[0].iterancestors()]


def content_node(root: Element, places: list[Place]) -> tuple[Element, Element | None]:
    """The smallest element that holds the report, and where beside it another report begins, if one does; `places` are
    those that count."""
    body = root.find("body")
    body = root if body is None else body
    ancestor, beside = _common_ancestor(body, within(body, places))
    marked = root.xpath(f"//@{CONTAINER}/..")
    containers = sorted(marked, key=lambda node: int(node.get(CONTAINER)))
    if ancestor is not None:
        content = _enclosing(ancestor, containers)
        return content, next((r[0] for r in beside if _is_another(r, content)), None)
    filled = [node for node in containers if len("".join(node.itertext()).strip()) > 200]
    if filled:
        return filled[0], None
    return _densest(body), None


def _common_ancestor(body: Element, places: list[Place]) -> tuple[Element | None, list[list[Element]]]:
    """The deepest element that holds the most different marks (None where the page has fewer than three), and the
    elements with marks that were left beside it on the way down, level by level, where they have three."""
    marks: dict[Element, set[str]] = defaultdict(set)
    for owner, mark in places:
        marks[owner].add(mark)
    total: dict[Element, set[str]] = defaultdict(set)
    for owner, found in marks.items():
        node = owner
        while node is not None:
            total[node] |= found
            node = node.getparent() if node is not body else None
    beside: list[list[Element]] = []
    most = len(total[body])
    if most < _ENOUGH:
        return None, beside
    node = body
    while narrower := [child for child in node if len(total.get(child, ())) == most]:
        others = [child for child in node if child in total and child is not narrower[0]]
        if len(set().union(*(total[child] for child in others))) >= _ENOUGH:
            beside.append(others)
        node = narrower[0]
    return node, beside


def _is_another(others: list[Element], content: Element) -> bool:
    """Whether elements beside the content are a report of their own: outside it, with as much to say as a quarter of it
    (a list of its chapters has less), and not the same again (a version for another screen)."""
    if content in others[0].iterancestors():
        return False
    text = squeeze("".join(t for other in others for t in other.itertext()))
    own = squeeze("".join(content.itertext()))
    return len(text) >= _SUBSTANCE * len(own) and text not in own and own not in text


def _enclosing(ancestor: Element, containers: list[Element]) -> Element:
    """The known container round the marks, if it is near; it also holds the title and the signature."""
    node = ancestor
    for _ in range(_LEVELS_UP):
        if node is None or node.tag == "body":
            break
        if node in containers:
            return node
        node = node.getparent()
    while ancestor.tag in ("table", "tbody", "tr", "td", "thead") and ancestor.getparent() is not None:
        ancestor = ancestor.getparent()
    return ancestor


def _densest(body: Element) -> Element:
    """The element whose own paragraphs hold most text outside links."""
    weight: dict[Element, int] = defaultdict(int)
    for paragraph in body.iter("p", "div", "td", "span"):
        own = len((paragraph.text or "").strip()) + sum(len((c.tail or "").strip()) for c in paragraph)
        parent = paragraph.getparent()
        if own >= 20 and parent is not None:
            weight[parent] += own
            weight[paragraph] += own
    if not weight:
        return body
    best: Element = max(weight, key=lambda node: weight[node])
    return best if weight[best] >= 200 else body
