"""What stands among links of its own kind and leads nowhere: a year or a body of a menu, a cell of a table of reports.

A name alone that is no link is often where the reader is: then it is marked so, or the page is called so, or its reports are of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from archive.crawl.books import LooseEnd
from crawler.discovery.loose.view import View, leads
from crawler.page import vocabulary as words
from crawler.page.page import Found
from parsers.lexicon.normalize import tidy
from parsers.lexicon.titles import read_title
from parsers.page.tree import Element

FEWEST_LINKED = 2
"""Names that are links, from which on one beside them that is none should be one."""
_FEWEST_CELLS = 3
"""Cells that say the same and link reports, from which on one that links nothing should."""
_UP, _BESIDE = 3, 120
_ROWS, _CELLS = 600, 40
_LONGEST_NAME, _LONGEST_CELL = 40, 10
_MOST_NAMES, _MOST_WITHIN = 60, 13
"""Lone names that are judged; elements within one from which on it is none."""
_INLINE = frozenset(("a", "span", "b", "em", "strong", "font", "i", "label"))
_NAMING = _INLINE | {"li", "td", "dd", "dt", "div", "p"}
_CURRENT = frozenset(
    (
        *(
            "on",
            "cur",
            "current",
            "currents",
            "active",
            "act",
            "actived",
            "selected",
            "select",
            "sel",
            "this",
        ),
        *("now", "hover", "focus", "hot", "checked", "here", "chosen"),
    )
)
"""Words of a class by which a page marks where its reader is."""
_WORDS = re.compile(r"[a-z]+", re.I)
_VOID = re.compile(r"#?|javascript:\s{0,9}(?:void\s{0,9}\(?\s{0,9}0\s{0,9}\)?)?\s{0,9};?\s{0,9}", re.I)
_YEAR = re.compile(r"20[012]\d")


def lone_names(view: View) -> Iterator[LooseEnd]:
    """A year or a body without a link among those of a menu that are links."""
    if view.page.is_column:
        yield from islice(_lone(view), _MOST_NAMES)


def _lone(view: View) -> Iterator[LooseEnd]:
    named: dict[Element, list[tuple[Element, bool]]] = {}
    present: dict[str, bool] = {}
    for element in view.elements():
        text = element.text
        if not text or len(text) > _LONGEST_NAME or len(element) or element.tag not in _NAMING:
            continue
        said = words.line(text)
        if words.is_choice(said) and said not in view.said and _is_void(element):
            among = _among_links(view, element, said, named)
            if among is None or _is_marked_within(element, among):
                continue
            if said not in present and len(present) < _MOST_NAMES:
                present[said] = _is_present(view, said)
            if not present.get(said, True):
                yield LooseEnd("name", said)


def dead_cells(view: View) -> Iterator[LooseEnd]:
    """Cells that say what those say which link the reports of a table, and link nothing."""
    if not view.page.is_column or not view.listed:
        return
    cells = [cell for cell in _cells(view) if cell.said]
    linked = Counter(cell.said for cell in cells if cell.leads)
    rows = {cell.row for cell in cells if cell.leads}
    for cell in cells:
        if cell.leads or linked[cell.said] < _FEWEST_CELLS or words.is_choice(cell.said):
            continue
        if cell.row in rows or words.is_choice(cell.head):
            yield LooseEnd("title", cell.called)


@dataclass(frozen=True, slots=True)
class _Cell:
    """`head`, `above`: the first cell of its row and of its column; `leads`: it links a report of the page's list."""

    row: int
    said: str
    head: str
    above: str
    leads: bool

    @property
    def called(self) -> str:
        """The report that it should lead to, as it would be called."""
        year, body = (self.above, self.head) if _is_year(self.above) else (self.head, self.above)
        if _is_year(year) and words.names_body(body):
            return f"{body}{year[:4]}年政府信息公开工作年度报告"
        return " ".join(filter(None, (self.head, self.above, self.said)))


def _cells(view: View) -> Iterator[_Cell]:
    """The cells of the page's tables that link a report, or say something and link nothing."""
    heads: dict[Element, list[str]] = {}
    for number, row in enumerate(islice(view.root.iter("tr"), _ROWS)):
        table = next(row.iterancestors("table"), None)
        mine = list(islice(row.iterchildren("td", "th"), _CELLS))
        if table is None or not mine:
            continue
        above = heads.setdefault(table, [_said(cell) for cell in mine])
        for at, cell in enumerate(mine[1:], 1):
            links = [e for e in islice(cell.iter(), _MOST_WITHIN) if e.tag == "a"]
            led = any(view.base.join(link.get("href") or "") in view.listed for link in links)
            if led or all(map(_is_void, (cell, *links))):
                said, column = _said(cell), above[at] if at < len(above) else ""
                yield _Cell(number, said if len(said) <= _LONGEST_CELL else "", _said(mine[0]), column, led)


def _among_links(
    view: View, element: Element, said: str, named: dict[Element, list[tuple[Element, bool]]]
) -> Element | None:
    """Of a name that stands side by side with links to others of its kind what holds it there: itself, or what is around it alone.
    `named`: what is known of boxes."""
    child = element
    for box in islice(element.iterancestors(), _UP):
        if _said(child) != said:
            return None
        if box not in named:
            named[box] = list(_named_links(view, box))
        alike = (one for one, year in named[box] if year == _is_year(said) and _is_alike(child, one))
        if len(list(islice(alike, FEWEST_LINKED))) == FEWEST_LINKED:
            return child
        child = box
    return None


def _named_links(view: View, box: Element) -> Iterator[tuple[Element, bool]]:
    """The children of a box that are links called as a year or a body, and whether as a year."""
    for child in islice(box.iterchildren("*"), _BESIDE):
        said = _said(child)
        if words.is_choice(said) and any(
            leads(view, link) for link in islice(child.iter("a"), FEWEST_LINKED)
        ):
            yield child, _is_year(said)


def _is_alike(one: Element, other: Element) -> bool:
    return one.tag == other.tag or (one.tag in _INLINE and other.tag in _INLINE)


def _is_marked_within(element: Element, among: Element) -> bool:
    """Whether an element, or what is around it alone, is marked as where the reader is."""
    around = [element]
    while around[-1] is not among and (parent := around[-1].getparent()) is not None:
        around.append(parent)
    return any(map(_is_marked, around))


def _is_present(view: View, said: str) -> bool:
    """Whether a page is that of a name; so is one of which its reports do not tell whether they are of it."""
    name = said[:4] if _is_year(said) else said
    if any(name in words.line(text or "") for text in (view.page.entry.anchor, view.page.outline.title)):
        return True
    listed = [r for r in view.rows if r.url in view.listed and not words.is_choice(words.line(r.text))]
    return _of_year(view, listed, name) if _is_year(said) else _of_body(listed, name)


def _of_year(view: View, listed: list[Found], year: str) -> bool:
    """Whether most reports of a list are of a year, or were put up in it; nobody knows where no title names one."""
    told = [_YEAR.findall(link.title or link.text) for link in listed]
    days = (view.page.row_dates.get(link.url) for link in listed)
    own = sum(year in years or str(day)[:4] == year for years, day in zip(told, days, strict=True))
    return not any(told) or 2 * own >= len(listed)


def _of_body(listed: list[Found], body: str) -> bool:
    """Whether most reports of a list are of a body; nobody knows where no title names one. A directory lists none."""
    titles = [link.title or link.text for link in listed]
    told = any(read_title(title).head for title in titles)
    return bool(titles) and (not told or 2 * sum(body in title for title in titles) >= len(titles))


def _is_marked(element: Element) -> bool:
    """Whether a page marks an element as where its reader is."""
    if element.get("aria-current") or element.get("aria-selected") == "true":
        return True
    return any(word.lower() in _CURRENT for word in _WORDS.findall(element.get("class") or ""))


def _is_void(element: Element) -> bool:
    """Whether nothing happens where an element is clicked, as far as it says itself."""
    around = (element, *islice(element.iterancestors("a"), 1))
    return not any(e.get("onclick") for e in around) and all(
        _VOID.fullmatch((e.get("href") or "").strip()) for e in around
    )


def _is_year(said: str) -> bool:
    return bool(words.YEAR_CHILD.match(said))


def _said(element: Element) -> str:
    """What an element says; nothing where it holds more than a name or a link does."""
    if len(list(islice(element.iter(), _MOST_WITHIN))) == _MOST_WITHIN:
        return ""
    return words.line(tidy("".join(element.itertext())[:_LONGEST_NAME]))
