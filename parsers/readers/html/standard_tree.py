"""The tree that a browser makes of a page, as lxml elements.

Reports are made and proof-read in browsers, so pages are read as browsers read them: lexbor follows the tree construction
of the HTML standard (13.2.6), which says for every wrong tag where the cells behind it go. Its tree is copied
(`copied_tree`), so that XPath, locators and trafilatura work on the same elements that a browser's own tools show.

What the page hides from its readers is marked on the copy (`UNSEEN`, see `visibility`), and so is what the rules call
boilerplate (`BOILERPLATE`): lexbor matches selectors where the page is parsed anyway.
"""

from __future__ import annotations

from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from parsers.lexicon.boilerplate import rules
from parsers.lexicon.normalize import ascii_lower
from parsers.readers.html.copied_tree import NOT_XML, copied
from parsers.readers.html.copied_tree import Element as Element
from parsers.readers.html.markup_limits import limited, shallow
from parsers.readers.html.scripted import filled_by_scripts
from parsers.readers.html.stray_text import ROWS, Strays, strays_of
from parsers.readers.html.styles.in_parts import NumbersInParts
from parsers.readers.html.styles.ink_on_ground import on_their_ground
from parsers.readers.html.styles.moved import moved_cells
from parsers.readers.html.styles.off_line import RAISED, off_line
from parsers.readers.html.styles.sheets import PageStyles
from parsers.readers.html.styles.visibility import SEEN, UNSEEN, marks_of

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
_OWN_MARKS = (UNSEEN, RAISED, CONTAINER, STRAY, CUT, BOILERPLATE)
_CONTROLS = bytes(n for n in range(32) if n not in b"\t\n\r")
_NO_CHARACTERS = ("\ufffe", "\uffff")


def standard_tree(text: str, *, marked: bool = True) -> tuple[Element, bool]:
    """The root element (`html`, with `head` and `body`) of decoded markup, and whether it holds all that is printed.

    `marked`: whether what is hidden, stray or boilerplate is marked; that takes half of the time.
    """
    text, whole = limited(_of_xml(text))
    low = ascii_lower(text) if marked else None
    strays = strays_of(text, numbers=marked, low=low)
    if strays.put_in:
        text = strays.repaired(text)
        low = ascii_lower(text) if marked else None
    root, copied = _tree(text, low)
    if not copied:
        text, kept = shallow(text)
        low = ascii_lower(text) if marked else None
        root, copied = _tree(text, low)
        whole = whole and kept
        strays = strays_of(text, low=low)
    if marked:
        _mark_strays(root, strays)
    return root, whole and copied


def _of_xml(text: str) -> str:
    """Without the characters that XML has not. Nearly no page holds one, and bytes are searched many times as fast."""
    try:
        data = text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return NOT_XML.sub("", text)
    plain = len(data.translate(None, _CONTROLS)) == len(data)
    return text if plain and not any(end in text for end in _NO_CHARACTERS) else NOT_XML.sub("", text)


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


def _tree(text: str, low: str | None) -> tuple[Element, bool]:
    """The tree of a text; with marks where it is there in small letters too."""
    parsed = LexborHTMLParser(text)
    if "nianbao-" in text:  # our marks are not a page's to set
        for name in _OWN_MARKS:
            for node in parsed.css(f"[{name}]"):
                del node.attrs[name]
    if low is not None:
        _mark(parsed, low)
    root, whole = copied(parsed)
    return _with_body(root), whole


def _mark(parsed: LexborHTMLParser, low: str) -> None:
    """Mark what is unseen, boilerplate, or the container of an article."""
    styles = PageStyles(parsed, low)
    unseen = marks_of(styles)
    for key, found in on_their_ground(styles).items():
        if key not in unseen or unseen[key][1] in SEEN:
            unseen[key] = found
    parts = NumbersInParts(styles)
    for node, why in (moved_cells(parts, unseen) | filled_by_scripts(parsed, low) | unseen).values():
        node.attrs[UNSEEN] = why
    for node in off_line(parts):
        node.attrs[RAISED] = ""
    for node in parsed.css(rules().selectors):
        node.attrs[BOILERPLATE] = ""
    for rank, selector in reversed(list(enumerate(CONTAINERS))):
        for node in parsed.css(selector):
            node.attrs[CONTAINER] = str(rank)


def _with_body(root: Element) -> Element:
    if root.find("body") is None and root.find("frameset") is None:
        etree.SubElement(root, "body")
    return root


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
