"""What a page's source prints in or between its tables and no cell shows: each place is an issue that says what stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.lexicon.normalize import tidy
from parsers.model import Issue
from parsers.readers.html.grids import OUTSIDE
from parsers.readers.html.standard_tree import CUT, STRAY, Element
from parsers.readers.html.stray_text import ROWS
from parsers.readers.html.tree import Paths, element_text

_MARKUP = re.compile(r"<[^<>]*>?")
_DIGIT = re.compile(r"\d")
_LONGEST = 200


def stray_issues(root: Element, paths: Paths) -> list[Issue]:
    """Numbers between cells, rows behind the end of their table, and what an attribute has taken."""
    return [*_between_cells(root, paths), *_outside(root, paths), *_swallowed(root, paths)]


def _between_cells(root: Element, paths: Paths) -> Iterator[Issue]:
    """Numbers that the page prints between the cells of its tables, each with the row that it stands in."""
    for node in root.xpath(f"//@{STRAY}/..|//@{CUT}/.."):
        row = node.getparent() if node.tag in ("td", "th") else None
        behind = f" behind {tidy(element_text(row))!r}" if row is not None else ""
        if (text := node.get(STRAY)) is not None:
            message = f"{tidy(text)!r} is printed{behind} between the cells of a table, in none of them"
            yield Issue("unplaced_number", message, paths.locator(node))
        if (text := node.get(CUT)) is not None:
            message = f"what follows{behind} is hidden by a tag that is never closed: {tidy(text)!r}"
            yield Issue("markup_lost", message, paths.locator(node))


def _outside(root: Element, paths: Paths) -> Iterator[Issue]:
    """Rows behind the end of their table."""
    message = "rows stand behind the end of their table, where a browser shows bare text; they are read in the source's order"
    for table in root.iterfind(f".//{ROWS}/table"):
        yield Issue(OUTSIDE, message, paths.locator(table))


def _swallowed(root: Element, paths: Paths) -> Iterator[Issue]:
    """Rows and cells that an attribute without its second quote has taken: no browser shows them."""
    for node in root.xpath("//table/descendant-or-self::*[@*[contains(., '</t')]]"):
        for value in node.attrib.values():
            printed = tidy(_MARKUP.sub(" ", value)) if "</t" in value else ""
            if _DIGIT.search(printed):
                message = f"an attribute without its second quote takes the markup behind it: {printed[:_LONGEST]!r}"
                yield Issue("markup_lost", message, paths.locator(node))
