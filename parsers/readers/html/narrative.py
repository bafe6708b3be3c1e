"""The narrative of a page without its boilerplate: font-size widgets, print and share bars, QR codes, breadcrumbs.

The rules of `data/boilerplate.toml` are applied where the page is parsed, BeautifulSoup looks at its lists of links, and
trafilatura judges what is left. Their verdict is kept as text, because lines keep the locators of the page's own tree.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass

from lxml import etree

from parsers.lexicon.normalize import squeeze
from parsers.readers.html.grids import fewer_cells
from parsers.readers.html.standard_tree import BOILERPLATE, Element, drop
from parsers.readers.media_type import FILE_SUFFIXES, PICTURE_SUFFIXES

_FILE = re.compile(rf"\.(?:{'|'.join((*FILE_SUFFIXES, *PICTURE_SUFFIXES))})\b", re.I)


@dataclass(frozen=True, slots=True)
class Narrative:
    """What the two libraries kept of a subtree and what the rules threw out, both without blanks."""

    kept: str
    thrown: str

    def holds(self, line: str) -> bool:
        """Whether the libraries kept a line."""
        return squeeze(line) in self.kept

    def refuses(self, line: str) -> bool:
        """Whether the rules threw a line out and it stands nowhere else."""
        squeezed = squeeze(line)
        return squeezed in self.thrown and squeezed not in self.kept


def narrative_of(content: Element) -> Narrative:
    """Judge the text of a content subtree; its tables are left out first, they are read from the raw tree."""
    subtree = copy.deepcopy(content)
    subtree.tail = None
    for table in list(subtree.iter("table")):
        if not _holds_prose(table):
            drop(table)
    thrown = []
    for node in subtree.xpath(f".//*[@{BOILERPLATE}]|.//ul|.//ol"):
        if node.get(BOILERPLATE) is not None or _only_links(node):
            thrown += node.itertext()
            drop(node)
    markup = etree.tostring(subtree, encoding="unicode", method="html")
    import trafilatura  # a third of the time that it takes to load the parsers; only who reads a page needs it

    text = trafilatura.extract(
        f"<html><body><article>{markup}</article></body></html>",
        include_comments=False,
        include_tables=True,
        favor_recall=True,
        fast=True,
    )
    return Narrative(squeeze(text or ""), squeeze("\n".join(thrown)))


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
