"""The narrative of a page without its boilerplate: font-size widgets, print and share bars, QR codes, breadcrumbs.

The rules of `data/boilerplate.toml` are applied where the page is parsed, BeautifulSoup looks at its lists of links, and
trafilatura judges what is left. Their verdict is kept as text, because lines keep the locators of the page's own tree. It
is asked for where a line hangs on it, which few pages have.
"""

from __future__ import annotations

import copy
import re
from functools import cached_property

from lxml import etree

from parsers.lexicon.normalize import squeeze
from parsers.readers.html.grids import fewer_cells
from parsers.readers.html.standard_tree import BOILERPLATE, Element, drop
from parsers.readers.media_type import FILE_SUFFIXES, PICTURE_SUFFIXES

_FILE = re.compile(rf"\.(?:{'|'.join((*FILE_SUFFIXES, *PICTURE_SUFFIXES))})\b", re.I)
_SUSPECTS = f".//*[@{BOILERPLATE} or self::ul or self::ol]"
"""Elements that may be boilerplate as a whole: those that the rules name, and lists."""


class Narrative:
    """What the libraries and the rules make of the text of a content subtree."""

    def __init__(self, content: Element) -> None:
        self._content = content

    def holds(self, line: str) -> bool:
        """Whether the libraries kept a line."""
        return squeeze(line) in self._kept

    def refuses(self, line: str) -> bool:
        """Whether the rules threw a line out and it stands nowhere else."""
        squeezed = squeeze(line)
        return squeezed in self._thrown and squeezed not in self._kept

    @cached_property
    def _thrown(self) -> str:
        """What the rules throw out, without blanks."""
        return squeeze("\n".join(self._parted[1])) if self._content.xpath(_SUSPECTS) else ""

    @cached_property
    def _kept(self) -> str:
        """What trafilatura keeps of the rest, without blanks."""
        markup = etree.tostring(self._parted[0], encoding="unicode", method="html")
        import trafilatura  # a third of the time that it takes to load the parsers; only who reads a page needs it

        text = trafilatura.extract(
            f"<html><body><article>{markup}</article></body></html>",
            include_comments=False,
            include_tables=True,
            favor_recall=True,
            fast=True,
        )
        return squeeze(text or "")

    @cached_property
    def _parted(self) -> tuple[Element, list[str]]:
        """The content without its tables, which are read from the raw tree, and without what the rules throw out; the texts
        of that."""
        subtree = copy.deepcopy(self._content)
        subtree.tail = None
        for table in list(subtree.iter("table")):
            if not _holds_prose(table):
                drop(table)
        thrown: list[str] = []
        for node in subtree.xpath(_SUSPECTS):
            if node.get(BOILERPLATE) is not None or _only_links(node):
                thrown += node.itertext()
                drop(node)
        return subtree, thrown


def _only_links(node: Element) -> bool:
    """A list of links to other pages and nothing else: a menu, related news. Files are no such thing."""
    if sum(1 for _ in node.iter("a")) < 2:
        return False
    from bs4 import BeautifulSoup

    items = BeautifulSoup(etree.tostring(node, encoding="unicode", method="html", with_tail=False), "lxml")
    links = items.find_all("a")
    if any(_FILE.search(str(link.get("href") or "")) for link in links):
        return False
    return squeeze(items.get_text()) == squeeze("".join(link.get_text() for link in links))


def _holds_prose(table: Element) -> bool:
    """A table that lays out the page, with the report's text inside, must stay."""
    return next(table.iterdescendants("table"), None) is not None or fewer_cells(table, 3) is not None
