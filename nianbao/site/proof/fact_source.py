"""Where a page states its title, publisher or date, when that is no place in its text: metas, headings, labels.

A reading's evidence names its source (`meta:articletitle`, `meta:发布日期`, `link text`); here the statement is looked
up again in the bytes, to be outlined where it is visible and quoted as source where it is not.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import lxml.html

from nianbao.site.web.rows import Json
from parsers import html_tree, media_type
from parsers.lexicon.normalize import squeeze
from parsers.readers.html.standard_tree import Element
from parsers.readers.html.tree import element_text, locator

META = "meta:"
LINK = "link text"
TAGS = ("title", "h1", "h2", "ucaptitle")
UNSEEN = ("script", "style", "noscript")
QUOTED = 400
"""Characters of a source line that are shown."""

READING = """
select g.evidence from parses x join readings g on g.id = x.reading_id
where x.capture_id = ? order by x.parser desc limit 1"""


@dataclass(frozen=True, slots=True)
class Statement:
    """`markup` is the line of the source that says it, `locator` where the same can be seen; both None: not found."""

    source: str
    text: str
    locator: str | None = None
    markup: str | None = None

    @property
    def is_link(self) -> bool:
        return self.source == LINK


def evidence(conn: sqlite3.Connection, capture_id: int, fact: str) -> Json | None:
    """The evidence of a reading of this capture for a fact: source, text, locator."""
    row = conn.execute(READING, [capture_id]).fetchone()
    found: Json | None = json.loads(row[0]).get(fact) if row else None
    return found


def find(body: bytes, source: str, text: str, known: str | None = None) -> Statement:
    """Look a statement up in the bytes; `known` is its locator, where the reading has one."""
    if known or source == LINK or media_type(body) != "text/html":
        return Statement(source, text, known)
    root = html_tree(body)
    wanted = squeeze(text)
    name = source.removeprefix(META).partition(".")[0]
    seen = _smallest(root, wanted, name)
    place = None if seen is None else locator(seen)
    for element in root.iter("meta"):
        if name in _names(element) and wanted in squeeze(element.get("content") or ""):
            return Statement(source, text, place, _markup(element))
    for element in root.iter(name) if name in TAGS else ():
        if wanted in squeeze(element_text(element)):
            return Statement(source, text, place if name == "title" else locator(element), _markup(element))
    return Statement(source, text, place)


def _names(meta: Element) -> tuple[str, ...]:
    return tuple((meta.get(key) or "").strip().lower() for key in ("name", "property"))


def _markup(element: Element) -> str:
    return str(lxml.html.tostring(element, encoding="unicode", with_tail=False))[:QUOTED]


def _smallest(root: Element, wanted: str, label: str) -> Element | None:
    """The smallest element of the body with the text: one that prints the label too, where there is one."""
    body = root.find("body")
    if body is None or not wanted:
        return None
    innermost = list(_innermost(body, wanted))
    beside = [e for e in innermost if label in squeeze(element_text(e.getparent()))]
    return next(iter(beside or innermost), None)


def _innermost(element: Element, wanted: str) -> Iterator[Element]:
    """The elements that hold the text while none of their children does."""
    if (
        not isinstance(element.tag, str)
        or element.tag in UNSEEN
        or wanted not in squeeze(element_text(element))
    ):
        return
    below = [found for child in element for found in _innermost(child, wanted)]
    yield from below or [element]
