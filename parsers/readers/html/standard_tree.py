"""The tree that a browser makes of a page, as lxml elements.

Reports are made and proof-read in browsers, so pages are read as browsers read them: lexbor follows the tree construction
of the HTML standard (13.2.6), which says for every wrong tag where the cells behind it go. Its tree is copied node by
node, so that XPath, locators and trafilatura work on the same elements that a browser's own tools show.

What the page hides from its readers is marked on the copy (`UNSEEN`, see `visibility`), and so is what the rules call
boilerplate (`BOILERPLATE`): lexbor matches selectors where the page is parsed anyway.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from parsers.lexicon.boilerplate import rules
from parsers.readers.html.markup_limits import limited, shallow
from parsers.readers.html.visibility import UNSEEN, Marks, marks_of

Element = Any
"""An lxml element (the library is typed only in part)."""

BOILERPLATE = "nianbao-boilerplate"
"""Attribute that marks an element of the tree as boilerplate by the rules of `data/boilerplate.toml`."""
MAX_LEVELS = 1_200
"""Elements in one another that are copied; deeper ones are laid beside their ancestor."""
MAX_ELEMENTS = 1_000_000
"""Elements of a page; markup of a few kilobytes can ask for millions."""
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NAME = re.compile(r"[A-Za-z_][\w.\-]*(?::[A-Za-z_][\w.\-]*)?")
_PARSER = etree.HTMLParser(encoding="utf-8")


def standard_tree(text: str) -> tuple[Element, bool]:
    """The root element (`html`, with `head` and `body`) of decoded markup, and whether it holds all that is printed."""
    text, whole = limited(_NOT_XML.sub("", text))
    root, copied = _tree(text)
    if not copied:
        text, kept = shallow(text)
        root, copied = _tree(text)
        whole = whole and kept
    return root, whole and copied


def _tree(text: str) -> tuple[Element, bool]:
    parsed = LexborHTMLParser(text)
    root = _PARSER.makeelement("html")
    if parsed.root is None:
        return _with_body(root), False
    boilerplate = {node.mem_id for node in parsed.css(rules().selectors)}
    copied = _copy(parsed.root, root, marks_of(parsed, text), boilerplate)
    return _with_body(root), copied


def _with_body(root: Element) -> Element:
    if root.find("body") is None and root.find("frameset") is None:
        etree.SubElement(root, "body")
    return root


def _copy(top: Any, root: Element, marks: Marks, boilerplate: set[int]) -> bool:
    """Copy everything below `top` to `root`; returns whether all of it was copied."""
    make = etree.SubElement
    marked = bool(marks)
    whole = True
    left = MAX_ELEMENTS
    _attributes(top, root)
    todo: list[tuple[Any, Element, int]] = [(top, root, 1)]
    while todo:
        node, element, level = todo.pop()
        last: Element = None
        child = node.first_child
        while child is not None:
            tag = child.tag
            if tag == "-text":
                if last is None:
                    element.text = (element.text or "") + child.text_content
                else:
                    last.tail = (last.tail or "") + child.text_content
            elif tag[0] not in "-_!":
                left -= 1
                if left < 0:
                    return False
                last = make(element, tag if _NAME.fullmatch(tag) else "unknown")
                _attributes(child, last)
                if marked and (mark := marks.get(child.mem_id)):
                    last.set(UNSEEN, mark)
                if boilerplate and child.mem_id in boilerplate:
                    last.set(BOILERPLATE, "")
                if level >= MAX_LEVELS:
                    whole = False
                    todo.append((child, element, level))
                    last.tail = " "
                else:
                    todo.append((child, last, level + 1))
            child = child.next
    return whole


def _attributes(node: Any, element: Element) -> None:
    for name, value in node.attributes.items():
        if name not in (UNSEEN, BOILERPLATE) and _NAME.fullmatch(name):
            element.set(name, value or "")


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
