"""The tree that a browser makes of a page, as lxml elements.

Reports are made and proof-read in browsers, so pages are read as browsers read them: lexbor follows the tree construction
of the HTML standard (13.2.6), which says for every wrong tag where the cells behind it go. Its tree is copied node by
node, so that XPath, locators and trafilatura work on the same elements that a browser's own tools show.

What the page hides from its readers is marked on the copy (`UNSEEN`, see `visibility`), and so is what the rules call
boilerplate (`BOILERPLATE`): lexbor matches selectors where the page is parsed anyway.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from parsers.lexicon.boilerplate import rules
from parsers.readers.html.markup_limits import limited, shallow
from parsers.readers.html.moved import moved_cells
from parsers.readers.html.scripted import filled_by_scripts
from parsers.readers.html.stray_text import ROWS, Strays, strays_of
from parsers.readers.html.visibility import UNSEEN, marks_of

Element = Any
"""An lxml element (the library is typed only in part)."""

CONTAINER = "nianbao-container"
"""Attribute that marks an element as one that a known CMS puts its article in; its value is the rank among `CONTAINERS`."""
CONTAINERS = (
    '[id="zoom"], [id="Zoom"], [id="zoomcon"], [id="UCAP-CONTENT"], [id="ivs_content"]',
    "ucapcontent",
    '[id^="vsb_content"]',
    '[class~="TRS_Editor"], [class*="TRS_UEDITOR"], [class*="trs_editor_view"], [class*="Custom_UnionStyle"]',
    '[class*="j-fontContent"], [class*="v_news_content"], [class*="wzcon"], [class*="news_conent_two_text"], '
    '[class*="gknbxq_detail"], [class*="xxgk_content"]',
    '[class*="article-content"], [class*="article_content"], [class*="Article_content"], [class*="main-txt"], '
    '[id="content"], [class~="content"]',
    "article",
    "main",
)
"""Containers of the CMS families met on county portals, most specific first."""
STRAY = "nianbao-stray"
"""Attribute of a cell (or a table) behind which the source prints a number in no cell; its value is that text."""
CUT = "nianbao-cut"
"""Attribute of a cell (or a table) from which on the page is hidden by what is never closed; its value is what follows."""
BOILERPLATE = "nianbao-boilerplate"
"""Attribute that marks an element of the tree as boilerplate by the rules of `data/boilerplate.toml`."""
Marked = dict[int, list[tuple[str, str]]]
"""Id of a node of the parsed page -> the attributes that mark it."""
MAX_LEVELS = 1_200
"""Elements in one another that are copied; deeper ones are laid beside their ancestor."""
MAX_ATTRIBUTES = 300_000
"""Attributes of a page that are copied."""
MAX_ELEMENTS = 1_000_000
"""Elements of a page; markup of a few kilobytes can ask for millions."""
# A character reference (`&#2;`) brings such characters back into the tree of a page that held none.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTROLS = bytes(n for n in range(32) if n not in b"\t\n\r")
_NO_CHARACTERS = ("\ufffe", "\uffff")
_NAMES = (
    "align alt bgcolor border cellpadding cellspacing class color colspan content height href id lang name rel rowspan size "
    "src style target title type valign value width"
)
_USUAL = frozenset(_NAMES.split())
"""Names of attributes that need no look: most elements have no others, and get all of them in one call."""
_NAME = re.compile(r"[A-Za-z_][\w.\-]*(?::[A-Za-z_][\w.\-]*)?")
_PARSER = etree.HTMLParser(encoding="utf-8")


def standard_tree(text: str, *, marked: bool = True) -> tuple[Element, bool]:
    """The root element (`html`, with `head` and `body`) of decoded markup, and whether it holds all that is printed.

    `marked`: whether what is hidden, stray or boilerplate is marked; that takes half of the time.
    """
    text, whole = limited(_of_xml(text))
    strays = strays_of(text, numbers=marked)
    text = strays.repaired(text)
    root, copied = _tree(text, marked)
    if not copied:
        text, kept = shallow(text)
        root, copied = _tree(text, marked)
        whole = whole and kept
        strays = strays_of(text)
    if marked:
        _mark_strays(root, strays)
    return root, whole and copied


def _of_xml(text: str) -> str:
    """Without the characters that XML has not. Nearly no page holds one, and bytes are searched many times as fast."""
    try:
        data = text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return _NOT_XML.sub("", text)
    plain = len(data.translate(None, _CONTROLS)) == len(data)
    return text if plain and not any(end in text for end in _NO_CHARACTERS) else _NOT_XML.sub("", text)


def _mark_strays(root: Element, strays: Strays) -> None:
    """Mark the cells behind which a number is stray; their tables where source and tree do not have the same cells."""
    if not strays.found:
        return
    tables, cells = list(root.iter("table")), list(root.iter("td", "th"))
    for stray in strays.found:
        name = CUT if stray.cut else STRAY
        if stray.cell is not None and len(cells) == strays.cells:
            owner = cells[stray.cell]
        else:
            owner = tables[stray.table] if len(tables) == strays.tables else root.find("body")
        if owner is not None:
            owner.set(name, f"{owner.get(name, '')} {stray.text}".strip())


def _tree(text: str, marked: bool) -> tuple[Element, bool]:
    parsed = LexborHTMLParser(text)
    root = _PARSER.makeelement("html")
    if parsed.root is None:
        return _with_body(root), False
    copied = _copy(parsed.root, root, _marked(parsed, text) if marked else {})
    return _with_body(root), copied


def _marked(parsed: LexborHTMLParser, text: str) -> Marked:
    """The attributes that nodes get beside their own."""
    marked: Marked = {}
    for key, why in (moved_cells(parsed, text) | filled_by_scripts(parsed) | marks_of(parsed, text)).items():
        marked.setdefault(key, []).append((UNSEEN, why))
    for node in parsed.css(rules().selectors):
        marked.setdefault(node.mem_id, []).append((BOILERPLATE, ""))
    ranks: dict[int, int] = {}
    for rank, selector in enumerate(CONTAINERS):
        for node in parsed.css(selector):
            ranks.setdefault(node.mem_id, rank)
    for key, rank in ranks.items():
        marked.setdefault(key, []).append((CONTAINER, str(rank)))
    return marked


def _with_body(root: Element) -> Element:
    if root.find("body") is None and root.find("frameset") is None:
        etree.SubElement(root, "body")
    return root


def _copy(top: Any, root: Element, marked: Marked) -> bool:
    """Copy everything below `top` to `root`; returns whether all of it was copied."""
    whole = True
    left, attributes_left = MAX_ELEMENTS, MAX_ATTRIBUTES
    _set(root, top.attributes)
    todo: list[tuple[Any, Element, int]] = [(top.first_child, root, 1)]
    """The first child of a node, and the element and the level of the node."""
    while todo:
        child, element, level = todo.pop()
        last: Element = None
        printed = (element.text or "") if level >= MAX_LEVELS else ""
        while child is not None:
            tag = child.tag
            if tag == "-text":
                printed += _as_xml(child.text_content)
                if last is None:
                    element.text = printed
                else:
                    last.tail = printed
            elif tag is not None and tag[0] not in "-_!":  # a processing instruction has no name
                left -= 1
                if left < 0:
                    return False
                whole = whole and attributes_left > 0
                attributes = child.attributes if attributes_left > 0 else {}
                attributes_left -= len(attributes)
                last = _made(element, _tag_name(tag), attributes)
                for name, value in marked.get(child.mem_id, ()) if marked else ():
                    last.set(name, value)
                printed = ""
                inner = child.first_child
                if level >= MAX_LEVELS:
                    whole = False
                    todo.append((inner, element, level))
                    last.tail = printed = " "
                else:
                    todo.append((inner, last, level + 1))
            child = child.next
    return whole


def _made(parent: Element, tag: str, attributes: dict[str, Any]) -> Element:
    """A new element with the attributes of a node, at the end of another."""
    if _USUAL.issuperset(attributes):
        try:
            return etree.SubElement(parent, tag, attributes)
        except (TypeError, ValueError):  # an attribute without a value, or with characters that XML has not
            pass
    element = etree.SubElement(parent, tag)
    _set(element, attributes)
    return element


def _set(element: Element, attributes: dict[str, Any]) -> None:
    """Give an element the attributes of a node."""
    for name, value in attributes.items():
        if _is_name(name):
            element.set(name, _as_xml(value or ""))


def _as_xml(text: str) -> str:
    """Without the characters that XML has not, of which none is printable: most texts need no look for them."""
    return text if text.isprintable() or not text.strip(" \n") else _NOT_XML.sub("", text)


@lru_cache(maxsize=1_000)
def _is_name(name: str) -> bool:
    """Whether an attribute of a page is kept: XML can name it, and it is none of our own marks."""
    return not name.startswith("nianbao-") and _NAME.fullmatch(name) is not None


@lru_cache(maxsize=1_000)
def _tag_name(tag: str) -> str:
    return tag if _NAME.fullmatch(tag) else "unknown"


def outside_table(table: Element) -> bool:
    """Whether the rows of a table stand in none: a browser shows their text without them."""
    parent = table.getparent()
    return parent is not None and parent.tag == ROWS


def drop(element: Element) -> None:
    """Take an element out of its tree; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)
