"""What is read of the parts that a page hides.

What stands there is a version for print, another year's tab, or what the page's scripts show once it runs. Which of them is
told table by table: a table whose like is seen is a copy, and with it all that the same part holds; what has no like
is read and said, but where its part is another year's. Sentences are read where they are all that their chapter has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from parsers.lexicon.normalize import squeeze
from parsers.lexicon.sections import heading_key
from parsers.lexicon.titles import read_title
from parsers.model import Block, Grid, Issue
from parsers.readers.html.main_content import Place, Texts
from parsers.readers.html.standard_tree import Element
from parsers.readers.html.styles.visibility import SEEN, UNSEEN
from parsers.readers.html.tree import Paths, breaks, invisible

HIDDEN = "hidden_part"
"""Flag of the cells of a table that the page hides, and code of the issue that says so."""
_XPATH = f"//body/descendant-or-self::*/@{UNSEEN}[{' and '.join(f'.!={mark!r}' for mark in sorted(SEEN))}]/.."
_KINDS = {
    "第二十条第": "2", "信息内容": "2", "本年处理决定": "2", "本年制发": "2", "本年收费金额": "2",
    "本年新收": "3", "结转下": "3", "予以公开": "3", "法律服务机构": "3",
    "未经复议": "4", "复议后起诉": "4", "尚未审结": "4",
    "统计指标": "of statistics",
}  # fmt: skip
"""Words of labels and headings, and the table that prints them."""
_KIND = re.compile("|".join(_KINDS))
_LONGEST_LABEL = 30
_KIND_OF_MARK = {"t2": "2", "t3a": "3", "t3b": "3", "t4": "4", "o3": "of statistics"}
_NAMES = ("id", "class", "title", "data-year")
_YEAR = re.compile(r"(?<!\d)20[0-4]\d(?!\d)")
_TITLE = re.compile("年度报告|年报")
_LONGEST_TITLE = 80
_MOST_TITLES = 20
# Effects that show a part when it is scrolled to: WOW, AOS and their like.
_EFFECT = re.compile("wow|aos|anim|fade|reveal|scroll|appear|inview|load")
_EFFECTS_HIDE = frozenset({"visibility", "opacity", "transform", "filter"})
_SHIFTS = frozenset({"left", "top", "margin-left", "margin-top"})
_NOT_FAR = re.compile(r"(?:left|top)\s{0,9}:\s{0,9}-[1-4]\d\d(?!\d)")
"""A table that Word sets so far to the left is cut by the window's edge, but not out of sight."""
_NEAR = 30
"""Neighbours that are looked at, and pieces of their texts."""


@dataclass(frozen=True)
class HiddenParts:
    """What of the hidden parts of a page is left out, and what is read with doubt or left out with a word."""

    unread: frozenset[Element] = frozenset()
    """All elements that are left out."""
    doubtful: dict[Element, list[str]] = field(default_factory=dict)
    """Parts that are read, with their tables."""
    said: dict[Element, list[str]] = field(default_factory=dict)
    """Parts that are left out although the page shows no such table."""

    def flagged(self, blocks: Sequence[Block], paths: Paths) -> Sequence[Block]:
        """The blocks of a page, with a flag on the cells of hidden tables."""
        ways = tuple(paths.locator(part) for part in self.doubtful)
        return [_flagged(block) if _lies_in(block, ways) else block for block in blocks] if ways else blocks

    def issues(self, paths: Paths) -> Iterator[Issue]:
        """What a person who looks at the page does not see, and whether it is read."""
        for parts, what in (
            (self.doubtful, "it is read as if a script showed it"),
            (self.said, "what hides it is another report's or a copy; it is not read"),
        ):
            for part, kinds in parts.items():
                message = f"the page hides table {', '.join(kinds)}, and shows none of that kind: {what}"
                yield Issue(HIDDEN, message, paths.locator(part))


def _lies_in(block: Block, ways: tuple[str, ...]) -> bool:
    at = block.locator
    return isinstance(block, Grid) and any(at == way or at.startswith(f"{way}/") for way in ways)


def _flagged(block: Block) -> Block:
    assert isinstance(block, Grid)
    rows = tuple(tuple(replace(cell, flags=(*cell.flags, HIDDEN)) for cell in row) for row in block.rows)
    return replace(block, rows=rows)


def hidden_parts(texts: Texts) -> HiddenParts:
    """What becomes of each part that a page hides."""
    hidden = texts.root.xpath(_XPATH)
    if not hidden:
        return HiddenParts()
    part_of: dict[Element, Element] = {}
    for top in hidden:
        if top not in part_of:
            part_of |= dict.fromkeys(top.iter(), top)
    parts = dict.fromkeys(part_of.values())
    marks = _by_part(texts.places, part_of)
    kinds = _by_part(_kinds(texts), part_of)
    return _Judged(texts, list(parts), marks, kinds).parts()


def _kinds(texts: Texts) -> Iterator[Place]:
    """Where tables of the form stand, and which."""
    yield from ((e, _KINDS[word]) for e, word in texts.naming(_KIND, _LONGEST_LABEL) if not invisible(e.tag))
    yield from (
        (e, _KIND_OF_MARK[mark]) for e, mark in texts.places if e.tag == "pre" and mark in _KIND_OF_MARK
    )


def _by_part(places: Iterable[Place], part_of: dict[Element, Element]) -> dict[Element | None, set[str]]:
    """What stands in each part; what is seen, under None."""
    found: dict[Element | None, set[str]] = {None: set()}
    for owner, mark in places:
        found.setdefault(part_of.get(owner), set()).add(mark)
    return found


class _Judged:
    """The parts of one page, judged by what is seen of it."""

    def __init__(
        self,
        texts: Texts,
        parts: list[Element],
        marks: dict[Element | None, set[str]],
        kinds: dict[Element | None, set[str]],
    ) -> None:
        self._texts = texts
        self._parts = parts
        self._marks, self._kinds = marks, kinds
        self._hides_all = not kinds[None]
        self._copied = any(kinds[None] & found for part, found in kinds.items() if part is not None)

    def parts(self) -> HiddenParts:
        unread: list[Element] = []
        doubtful: dict[Element, list[str]] = {}
        said: dict[Element, list[str]] = {}
        hidden = frozenset(self._parts)
        for part in self._parts:
            lone = sorted(self._kinds.get(part, set()) - self._kinds[None])
            if not lone:
                if self._is_copy(part, hidden):
                    unread.append(part)
            elif self._copied or self._names_another_year(part):
                unread.append(part)
                said[part] = lone
            elif self._marks[None] and not _is_effect(part):
                doubtful[part] = lone
        return HiddenParts(frozenset(e for part in unread for e in part.iter()), doubtful, said)

    def _is_copy(self, part: Element, hidden: frozenset[Element]) -> bool:
        """Whether a part without a table of its own is no part of the report."""
        if part in self._kinds:
            return True
        marks = self._marks.get(part, set())
        if marks or self._hides_all:
            return bool(marks) and marks <= self._marks[None]
        return not _is_effect(part) and not _fills_a_chapter(part, hidden)

    def _names_another_year(self, part: Element) -> bool:
        """Whether the first year that a part names is not that of the report."""
        named = next((y[0] for text in _texts_of(part) if (y := _YEAR.search(text))), None)
        return named is not None and self._year is not None and int(named) != self._year

    @property
    def _year(self) -> int | None:
        """The year of the report by its title."""
        hidden = {e for part in self._parts for e in part.iter()}
        titles = (e for e in self._texts.stating(_TITLE, _LONGEST_TITLE) if e not in hidden)
        years = (read_title("".join(e.itertext())).year for e in islice(titles, _MOST_TITLES))
        return next((year for year in years if year is not None), None)


def _texts_of(part: Element) -> Iterator[str]:
    """What a part prints, and the names of its elements, in order."""
    for element in part.iter():
        yield from (element.get(name, "") for name in _NAMES)
        yield from (element.text or "", element.tail or "")


def _is_effect(part: Element) -> bool:
    """Whether a part waits for an effect that shows it when it is scrolled to, or stands half in sight."""
    if part.get(UNSEEN) in _SHIFTS:
        return _NOT_FAR.search(part.get("style") or "") is not None
    if part.get(UNSEEN) not in _EFFECTS_HIDE:
        return False
    named = (part.get("class") or "", *part.keys())
    return _EFFECT.search(" ".join(named).lower()) is not None


def _fills_a_chapter(part: Element, hidden: frozenset[Element]) -> bool:
    """Whether a hidden text is all that stands between the headings of two chapters."""
    if not breaks(part.tag):
        return False
    before = _beside(part, hidden, before=True)
    behind = _beside(part, hidden, before=False)
    return heading_key(before) is not None and (not behind or heading_key(behind) is not None)


def _beside(part: Element, hidden: frozenset[Element], before: bool) -> str:
    """The next text that is seen before or behind a part."""
    node = part
    for _ in range(_NEAR):
        parent = node.getparent()
        if parent is None or node.tag == "body":
            break
        beside = node.getprevious() if before else node.getnext()
        own = (beside.tail if beside is not None else parent.text) if before else node.tail
        if own and own.strip():
            return str(own)
        if beside is None:
            node = parent
            continue
        text = (
            ""
            if beside in hidden or invisible(beside.tag)
            else squeeze("".join(islice(beside.itertext(), _NEAR)))
        )
        if text:
            return text
        node = beside
    return ""
