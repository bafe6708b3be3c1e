"""lexbor's tree as lxml elements.

Nearly every tree is written out and read again as XML, in two libraries written in C: half of the time that it takes to
copy node by node. What XML cannot say (attributes with names of a script framework, drawings, elements nested very deep) is
copied so. Both ways give the same tree, but for `xml:lang`, which XML puts in a namespace and nobody asks for.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from typing import Any

from lxml import etree
from selectolax.lexbor import LexborHTMLParser

Element = Any
"""An lxml element (the library is typed only in part)."""

MAX_LEVELS = 1_200
"""Elements in one another that are copied; deeper ones are laid beside their ancestor."""
MAX_ATTRIBUTES = 300_000
"""Attributes of a page that are copied."""
MAX_ELEMENTS = 1_000_000
"""Elements of a page; markup of a few kilobytes can ask for millions."""
PREFIXED = "·"
"""Stands for the colon in the name of an element: XML would ask what its prefix means."""
_LARGEST = 4_000_000
"""Characters of a tree that is read as XML."""
_MOST_PREFIXES = 50
"""Attributes whose prefix no page declares; libxml2 keeps silent after a hundred complaints."""
# A character reference (`&#2;`) brings such characters back into the tree of a page that held none.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_OTHER_RULES = re.compile("<(?:svg|math|template|plaintext)")
"""What XML would take for something else, or what is written in another way than it stands in the tree."""
_LITERAL = re.compile(r"<(?:!--|(script|style|iframe|xmp|noembed|noframes)(?=[\s>]))")
"""Begins what is written as it is, without references."""
_LITERAL_TAGS = ("script", "style", "iframe", "xmp", "noembed", "noframes")
_VOID = re.compile(
    r"(<(?:area|basefont|base|bgsound|br|col|embed|frame|hr|img|input|keygen|link|meta|param|source|track|wbr)(?:\s[^<>]{0,99999})?)>"
)
_PREFIX = re.compile(r"(</?[a-z][\w.-]{0,99}):(?=[A-Za-z_])")
_NAMESPACE = re.compile(
    r"(<[^<>\"]{0,9999}?(?:\"[^\"]{0,9999}\"[^<>\"]{0,9999}?){0,999}?)\sxmlns(?::[\w.-]{1,99})?=\"[^\"]{0,999}\""
)
_MOST_NAMESPACES = 20
"""Prefixes that one element declares."""
_OFFICE = re.compile("<(?:[ovw]|st1|xml):")
"""Elements with a prefix that Word writes; `xml` is the one that XML knows without a declaration."""
_SPLIT = tuple(re.compile(rf"{end}[^<>\"\n\t]{{0,99999}}\"") for end in (r"\n", r"\t"))
"""A line end before a quotation mark: an attribute may be written over several lines. Two patterns: one that begins with a
choice takes eight times as long."""
_LINES = re.compile(r"<[a-z][^<>\n\t]{0,99999}[\n\t][^<>]{0,99999}>")
"""A tag with a line end, which XML would take for a blank in the value of an attribute."""
_NAMES = (
    "align alt bgcolor border cellpadding cellspacing class color colspan content height href id lang name rel rowspan size "
    "src style target title type valign value width"
)
_USUAL = frozenset(_NAMES.split())
"""Names of attributes that need no look: most elements have no others, and get all of them in one call."""
_FIRST = (
    "A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff"
    "\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PART = f"[{_FIRST}][{_FIRST}0-9.\u00b7\u0300-\u036f\u203f\u2040-]*"
_NAME = re.compile(f"{_PART}(?::{_PART})?")
"""A name, with a prefix or without (XML 1.0, 2.3; Namespaces in XML, 4)."""
_PARSER = etree.HTMLParser(encoding="utf-8")


def copied(page: LexborHTMLParser) -> tuple[Element, bool]:
    """The root element of a parsed page, and whether all of it was copied."""
    if page.root is None:
        return _PARSER.makeelement("html"), False
    root = _by_xml(page.root.html or "")
    if root is not None:
        return root, True
    root = _PARSER.makeelement("html")
    return root, _copy(page.root, root)


def _by_xml(written: str) -> Element | None:
    """The tree of what lexbor writes; None where XML may not say the same."""
    if len(written) > _LARGEST or _OTHER_RULES.search(written):
        return None
    parted = _without_literals(written)
    if parted is None or parted[0].count('="') > MAX_ATTRIBUTES:
        return None
    text, literals = parted
    text = _VOID.sub(r"\1/>", text).replace("&nbsp;", "\xa0").replace("\r", "&#13;")
    if " xmlns" in text:
        text = _without_namespaces(text)
        if (
            " xmlns" in text
        ):  # one that is left would put whole parts of the page in a namespace, without a complaint
            return None
    if _OFFICE.search(text):
        text = _PREFIX.sub(rf"\1{PREFIXED}", text)
    if any(split.search(text) for split in _SPLIT):
        text = _LINES.sub(_kept_lines, text)
    root = _well_formed(text)
    return root if root is not None and _put_back(root, literals) else None


def _without_literals(written: str) -> tuple[str, list[str]] | None:
    """The markup without comments and without the texts of scripts, styles and the like, and these texts; None where one does not end."""
    pieces: list[str] = []
    literals: list[str] = []
    at = 0
    while begin := _LITERAL.search(written, at):
        start = begin.start() if begin[1] is None else written.find(">", begin.end()) + 1
        end = written.find("-->" if begin[1] is None else f"</{begin[1]}>", start)
        if end < 0:
            return None
        pieces.append(written[at:start])
        if begin[1] is None:
            at = end + len("-->")
        else:
            if (
                "<!--" in written[start:end] and "<script" in written[start:end]
            ):  # such a script ends behind another's end
                return None
            literals.append(written[start:end])
            at = end
    return "".join([*pieces, written[at:]]), literals


def _without_namespaces(text: str) -> str:
    """Without what elements declare of prefixes: in HTML it means nothing."""
    for _ in range(_MOST_NAMESPACES):
        text, count = _NAMESPACE.subn(r"\1", text)
        if not count:
            break
    return text


def _kept_lines(tag: re.Match[str]) -> str:
    return tag[0].replace("\n", "&#10;").replace("\t", "&#9;")


def _well_formed(text: str) -> Element | None:
    """The tree of XML; None where a complaint is about more than a prefix that nobody declares."""
    root, complaints = _read(text)
    if complaints:  # of elements with other prefixes, above all
        root, complaints = _read(_PREFIX.sub(rf"\1{PREFIXED}", text))
    undeclared = etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE
    if len(complaints) >= _MOST_PREFIXES or any(c != undeclared for c in complaints):
        return None
    return None if complaints and root is not None and any(":" in e.tag for e in root.iter()) else root


def _read(text: str) -> tuple[Element | None, list[int]]:
    """The tree of XML, if there is one, and what the parser complains of."""
    parser = etree.XMLParser(
        recover=True, remove_comments=True, remove_pis=True, resolve_entities=False, no_network=True
    )
    with suppress(etree.XMLSyntaxError, ValueError):
        return etree.fromstring(text, parser), [entry.type for entry in parser.error_log]
    return None, []


def _put_back(root: Element, literals: list[str]) -> bool:
    """Give the elements their literal texts; whether there are as many of both."""
    owners = list(root.iter(*_LITERAL_TAGS))
    if len(owners) != len(literals):
        return False
    for owner, text in zip(owners, literals, strict=True):
        if text:
            owner.text = as_xml(text)
    return True


def _copy(top: Any, root: Element) -> bool:
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
                printed += as_xml(child.text_content)
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
            element.set(name, as_xml(value or ""))


def as_xml(text: str) -> str:
    """Without the characters that XML has not, of which none is printable: most texts need no look for them."""
    return text if text.isprintable() or not text.strip(" \n") else NOT_XML.sub("", text)


@lru_cache(maxsize=1_000)
def _is_name(name: str) -> bool:
    """Whether XML can name an attribute of a page; what it declares of prefixes means nothing in HTML."""
    return _NAME.fullmatch(name) is not None and name != "xmlns" and not name.startswith("xmlns:")


@lru_cache(maxsize=1_000)
def _tag_name(tag: str) -> str:
    return tag.replace(":", PREFIXED) if _NAME.fullmatch(tag) else "unknown"
