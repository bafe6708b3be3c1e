"""The narrative of a page without its boilerplate: font-size widgets, print and share bars, QR codes, breadcrumbs.

BeautifulSoup applies the rules of `data/boilerplate.toml` to the content subtree, trafilatura judges what is left. Their
verdict is kept as text, because lines keep the locators of the page's own tree.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass

import lxml.html
import trafilatura
from bs4 import BeautifulSoup, Tag

from parsers.lexicon.boilerplate import rules
from parsers.lexicon.normalize import squeeze
from parsers.readers.html.grids import fewer_cells
from parsers.readers.html.tree import Element
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
            _drop(table)
    soup = BeautifulSoup(lxml.html.tostring(subtree, encoding="unicode"), "lxml")
    boilerplate = [*soup.select(rules().selectors), *(x for x in soup.select("ul, ol") if _only_links(x))]
    thrown = [node.extract().get_text("\n") for node in boilerplate if node.parent is not None]
    text = trafilatura.extract(
        f"<html><body><article>{soup.body.decode_contents() if soup.body else ''}</article></body></html>",
        include_comments=False,
        include_tables=True,
        favor_recall=True,
        fast=True,
    )
    return Narrative(squeeze(text or ""), squeeze("\n".join(thrown)))


def _only_links(items: Tag) -> bool:
    """A list of links to other pages and nothing else: a menu, related news. Files are no such thing."""
    links = items.find_all("a")
    if len(links) < 2 or any(_FILE.search(str(link.get("href") or "")) for link in links):
        return False
    return squeeze(items.get_text()) == squeeze("".join(link.get_text() for link in links))


def _holds_prose(table: Element) -> bool:
    """A table that lays out the page, with the report's text inside, must stay."""
    return next(table.iterdescendants("table"), None) is not None or fewer_cells(table, 3) is not None


def _drop(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        element.drop_tree()
