"""What a visitor reads on a page and cannot open: names and titles without a link, links that were not asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from archive.crawl.books import LooseEnd
from crawler.discovery.controls import is_name
from crawler.discovery.loose.packed import without_ending
from crawler.discovery.loose.view import LINKS_OF_ROW, View, leads
from crawler.listdata import called_titles
from crawler.page import vocabulary as words
from parsers.lexicon.titles import read_title
from parsers.page.tree import Element

FEWEST_SIDE_BY_SIDE = 2
"""Names without a link side by side that look like a menu; one alone is where the reader is."""
_SHORTEST_TITLE, _LONGEST_TITLE, _UP = 10, 80, 4
_PIECES = 6
"""Children of an element behind which a title of its own is looked for."""
_ROWS = frozenset(("tr", "li", "dl", "p"))
_MOST_HIDDEN = 60
"""Texts that are hidden in a page and looked through."""
_RUN = re.compile(r"[\u4e00-\u9fff\d〇○（）()、]{10,60}")
"""What may be a title in a text that is no element's."""
_ABOVE = re.compile(r"^.{0,8}(?:省|国务院|全国|自治区)")
_NAMING = frozenset(
    (
        "li",
        "span",
        "div",
        "a",
        "dd",
        "dt",
        "p",
        "em",
        "b",
        "i",
        "label",
        "strong",
        "option",
        "button",
        "summary",
        "h3",
        "h4",
    )
)


def names(view: View) -> Iterator[LooseEnd]:
    """Years, bodies and columns that stand side by side as a menu does, without a link."""
    row: list[str] = []
    tag = ""
    for element in view.elements():
        if element.tag in ("script", "style", "option"):
            continue
        said = words.line(element.text or "") if not len(element) else ""
        bare = bool(said) and element.tag in _NAMING and is_name(said) and _is_bare(view, element)
        bare = bare and not _heads_what_is_read(view, element)
        if row and (said or element.tag == "a") and not (bare and element.tag == tag):
            yield from _unlinked(view, row)
            row = []
        if bare:
            row, tag = [*row, said], element.tag
    yield from _unlinked(view, row)


def _heads_what_is_read(view: View, element: Element) -> bool:
    """Whether it is the heading of an empty box for which the address was asked that the box bears."""
    box = element.getnext()
    if box is None or len(box) or not isinstance(box.tag, str):
        return False
    return any(
        name.startswith("data-") and view.base.join(value) in view.led for name, value in box.attrib.items()
    )


def _unlinked(view: View, row: list[str]) -> Iterator[LooseEnd]:
    mine = [said for said in dict.fromkeys(row) if said not in view.said]
    if len(mine) >= FEWEST_SIDE_BY_SIDE:
        yield from (LooseEnd("name", said) for said in mine)


def titles(view: View) -> Iterator[LooseEnd]:
    """Titles of reports that no link bears."""
    found = {}
    for element in view.elements():
        if element.tag in ("script", "style", "title", "option", "h1"):
            continue
        for said in _own_lines(element):
            if said in view.said or not _is_bare(view, element):
                continue
            facts = read_title(said)
            if facts.is_report and facts.year:
                found[said] = element
    found |= dict.fromkeys(_hidden_titles(view))
    if len(found) >= FEWEST_SIDE_BY_SIDE or any(
        _is_row(view, said, element) for said, element in found.items()
    ):
        yield from (LooseEnd("title", said) for said in found)


def _own_lines(element: Element) -> Iterator[str]:
    """What an element prints itself, before and behind what stands in it: a date, a mark, a dead link."""
    pieces = (element.text, *(child.tail for child in islice(element.iterchildren(), _PIECES)))
    lines = (words.line(piece) for piece in pieces if piece and len(piece) >= _SHORTEST_TITLE)
    yield from (said for said in lines if _SHORTEST_TITLE <= len(said) <= _LONGEST_TITLE)


def _is_row(view: View, said: str, element: Element | None) -> bool:
    """Whether one title that no link bears stands as a row among those that do: it names a body, and is not what the page is called."""
    if (
        element is None
        or not view.listed
        or not read_title(said).head
        or said == words.line(view.page.outline.title or "")
    ):
        return False
    row = next((e for e in (element, *islice(element.iterancestors(), _UP)) if e.tag in _ROWS), None)
    box = None if row is None else row.getparent()
    return box is not None and any(box is around for around in view.around)


def called(view: View) -> Iterator[LooseEnd]:
    """Titles whose click calls a function of which nobody knows what it opens: the address that it prints is asked as it stands."""
    for said, _ in called_titles.untold(view.page) if view.page.is_column else ():
        yield LooseEnd("title", said)


def drawings(view: View) -> Iterator[LooseEnd]:
    """Reports of which a column links a drawing or an explanation: they are lost where nothing else leads to them."""
    for link in view.rows if view.page.is_column else ():
        if report := words.drawn(words.line(link.title or link.text)):
            yield LooseEnd("title", report)


def _hidden_titles(view: View) -> Iterator[str]:
    """Titles of reports in what a page holds and does not show: scripts, fields, comments."""
    if not view.page.is_column:
        return
    for text in islice(_hidden(view), _MOST_HIDDEN):
        for run in islice(_RUN.findall(text), 400):
            said = words.line(run)
            if said not in view.said and (facts := read_title(said)).is_report and facts.year:
                yield said


def _hidden(view: View) -> Iterator[str]:
    """Texts of scripts and fields, and comments that are closed."""
    for element in view.root.iter("script", "textarea", "template", "xmp"):
        yield element.text or ""
    for piece in islice(view.page.text.split("<!--"), 1, _MOST_HIDDEN):
        comment, ended, _ = piece.partition("-->")
        yield comment if ended else ""


def _is_bare(view: View, element: Element) -> bool:
    """Whether no link stands on an element, around it, beside it or in its row; what holds many links is no row."""
    row = next((e for e in islice(element.iterancestors(), _UP) if e.tag in _ROWS), None)
    within = islice(element.iterchildren("a"), LINKS_OF_ROW)
    if any(leads(view, link) for link in (element, *element.iterancestors("a"), *within)):
        return False
    if view.has_links_beside(element):
        return False
    return row is None or not 0 < view.links_of(row) <= LINKS_OF_ROW


def links(view: View, chosen: set[str]) -> Iterator[LooseEnd]:
    """Links that bear the title of a report and are not asked: packed files, other hosts, addresses of no kind that is known."""
    for link in view.rows:
        said = words.line(link.title or link.text)
        facts = read_title(without_ending(said))
        if facts.is_report and facts.year and link.url not in chosen and not _ABOVE.search(said):
            yield LooseEnd("link", link.url)
