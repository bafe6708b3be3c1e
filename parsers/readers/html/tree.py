"""The one tree a page is read in, and the locators that lead back into it.

A locator is `html:` and the element's path in this tree (`html:/html/body/div[2]/table/tr[3]/td[4]`). The tree is a
pure function of the bytes, so the path finds the same cell for as long as the bytes are kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain, islice, takewhile
from typing import Any

from parsers.lexicon.encoding import decode
from parsers.model import Unreadable
from parsers.readers.html.breaking import BREAKING
from parsers.readers.html.copied_tree import MAX_LEVELS, PREFIXED, Element
from parsers.readers.html.markdown import with_paragraphs
from parsers.readers.html.standard_tree import standard_tree
from parsers.readers.html.styles.off_line import RAISED
from parsers.readers.html.styles.visibility import GENERATED, SEEN, UNSEEN

_ENCODING_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# A browser shows what stands in such a template (HTML, 13.2.6.4.4: declarative shadow trees), and nothing of any other.
_TEMPLATE = re.compile(r"<(?:template\b(?=[^<>]*\bshadowrootmode)|(/)template\b)", re.I)
_STEP = re.compile(r"(\*|[^\[\]/*{}]{1,200})(?:\[([1-9]\d{0,6})\])?")
"""A step of a locator: a name or a star, and a number from 1."""
_LINE_ENDS = re.compile(r"[\r\n\f]+")
_SPACES = re.compile(r"[ \t\r\n\f]+")
# The text of a canvas, a film, a gauge or a frame is for programs that cannot show it; that of a list of proposals, or what a
# drawing or a formula says of itself, is never shown.
_INSTEAD = frozenset(
    [
        "canvas",
        "video",
        "audio",
        "meter",
        "progress",
        "datalist",
        "rp",
        "noframes",
        "noembed",
        "desc",
        "metadata",
        "annotation",
        "annotation-xml",
    ]
)
INVISIBLE_TAGS = _INSTEAD | {"script", "style", "template", "noscript", "textarea", "select"}
STRUCK = frozenset({"del", "s", "strike"})
_RAISED = frozenset({"sup", "sub", "rt"})
_UNREAD = INVISIBLE_TAGS | STRUCK | {"title", "iframe"}
"""What is no text of a cell; of a page the title is one, and a frame may show the report."""
_REPLACED = _RAISED | {"input", "bdo"}
"""Elements for which something else may stand in the text."""
_ENDING = frozenset(["br", f"o{PREFIXED}p"])
"""What editors leave behind a text, or alone in an empty cell."""
_DRESSED = _ENDING | {"p", "div", "span", "font", "strong", "b", "em", "i", "u", "center"}
_LOOKS = "align bgcolor border class color colspan face height id lang nowrap rowspan size style valign width"
_DRESSING = frozenset(_LOOKS.split())
"""Elements and attributes that are there for the look of a text."""
_FOOTNOTE_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_PARAGRAPHS = ("p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "details", "summary")
PREFIX = "html:"
MAX_TAGS = 400_000
"""Word at its worst needs sixty thousand tags for a report; more are not read."""


def tags_of(data: bytes) -> int:
    """How many tags a page opens or closes, at most."""
    return data.count(b"<")


def html_tree(data: bytes) -> Element:
    """The tree of a page; that of an empty page has an empty body.

    :raises Unreadable: the page has more than MAX_TAGS tags.
    """
    return whole_tree(data)[0]


def unmarked_tree(data: bytes) -> Element:
    """The same tree without the marks of `standard_tree`, for who asks where a page leads and not what it says.

    :raises Unreadable: the page has more than MAX_TAGS tags.
    """
    return whole_tree(data, marked=False)[0]


def whole_tree(data: bytes, *, marked: bool = True) -> tuple[Element, bool]:
    """The tree of a page, and whether it holds all that the bytes do.

    :raises Unreadable: the page has more than MAX_TAGS tags.
    """
    if tags_of(data) > MAX_TAGS:
        raise Unreadable(f"the page has {tags_of(data):,} tags; more than {MAX_TAGS:,} are not read")
    text, _ = decode(data)
    return tree_of(with_paragraphs(text) if marked else text, marked=marked)


def tree_of(text: str, *, marked: bool = True) -> tuple[Element, bool]:
    """The tree of decoded markup, and whether it is whole."""
    text = _ENCODING_DECLARATION.sub("", text)
    if (
        b"shadowrootmode" in text.encode("utf-8", "replace").lower()
    ):  # a text takes three times as long to lower
        text = _TEMPLATE.sub(lambda tag: f"<{tag[1] or ''}div", text)
    return standard_tree(text, marked=marked)


def locator(element: Element) -> str:
    """The element's address in its tree."""
    return Paths().locator(element)


class Paths:
    """The addresses of many elements of one tree: the siblings of an element are counted once, not at each question."""

    def __init__(self) -> None:
        self._steps: dict[Element, dict[Element, str]] = {}

    def locator(self, element: Element) -> str:
        """The same as `locator`."""
        steps: list[str] = []
        while (parent := element.getparent()) is not None:
            if parent not in self._steps:
                self._steps[parent] = _steps_below(parent)
            steps.append(self._steps[parent][element])
            element = parent
        return "".join((PREFIX, "/", element.tag, *reversed(steps)))


def _steps_below(parent: Element) -> dict[Element, str]:
    """For each child what its address adds to that of its parent: its name, numbered where others have it too; its place
    among all where XPath does not take the name that a browser shows (`o:p`, which Word writes)."""
    named: dict[str, list[Element]] = {}
    for child in parent:
        named.setdefault(child.tag, []).append(child)
    places = {child: f"/*[{place}]" for place, child in enumerate(parent, 1) if PREFIXED in child.tag}
    return places | {
        child: f"/{name}[{number}]" if len(same) > 1 else f"/{name}"
        for name, same in named.items()
        for number, child in enumerate(same, 1)
        if PREFIXED not in name
    }


def find(root: Element, where: str) -> Element | None:
    """The element a locator names, or None. Locators come with strangers' archives too: they are walked, never evaluated."""
    first, *steps = where.removeprefix(f"{PREFIX}/").split("/")
    if first != root.tag or len(steps) > MAX_LEVELS:
        return None
    element = root
    for text in steps:
        step = _STEP.fullmatch(text)
        if step is None:
            return None
        same = element.iterchildren(None if step[1] == "*" else step[1].replace(":", PREFIXED))
        element = next(islice(same, int(step[2] or 1) - 1, None), None)
        if element is None:
            return None
    return element


def element_text(element: Element) -> str:
    """What a reader sees in an element: blanks folded as a browser folds them, a line end where a block or <br> begins,
    nothing hidden or struck out, raised digits behind a text (the number of a footnote) as raised digits."""
    if len(element) == 0:
        return _fold(element.text or "")
    inner = _innermost(element)
    if len(inner) == 0:
        return _fold(_folded(inner, inner.text or ""))
    return _fold("".join(_pieces(inner)))


def plain_text(cell: Element) -> str | None:
    """The text of a cell in which nothing else can stand: elements that only dress a text, one in another, with attributes
    that say nothing of it. None where there is more to look at, marks above all."""
    element = cell
    while _DRESSING.issuperset(element.keys()):
        text = element.text or ""
        if len(element) == 0:
            return _only(_fold(text if element is cell else _folded(element, text)), element, cell)
        if len(element) > 1:
            return None
        (child,) = element
        tag = child.tag
        if tag not in _DRESSED or (child.tail or "").strip():
            return None
        if tag in _ENDING and len(child) == 0 and not child.text and not child.attrib:
            return _only(_fold(_folded(element, text)), element, cell)
        if text.strip():
            return None
        element = child
    return None


def _only(text: str, inner: Element, cell: Element) -> str | None:
    """The text of a cell; None where there is none, and an attribute round it has the markup behind it as its value."""
    if text:
        return text
    round_it = takewhile(lambda e: e is not cell.getparent(), chain((inner,), inner.iterancestors()))
    return None if any("</t" in value for element in round_it for value in element.values()) else text


def _innermost(element: Element) -> Element:
    """The element in an element that alone has its text: in most cells a paragraph, or a span in one."""
    while len(element) == 1 and not (element.text or "").strip():
        (child,) = element
        tag = child.tag
        if tag in _UNREAD or tag in _REPLACED or invisible(tag) or unseen(child):
            break
        if (child.tail or "").strip():
            break
        element = child
    return element


def lines_of(element: Element) -> list[str]:
    """The lines that an element prints, as a text: its tabs stay, and so do the ends of preformatted lines."""
    return "".join(_pieces(element, _kept)).split("\n")


def _folded(_: Element, text: str) -> str:
    """Without line ends; what runs of plain blanks are left are folded with the whole."""
    return text if text.isprintable() else _SPACES.sub(" ", text)


def _kept(owner: Element, text: str) -> str:
    return text.replace("\r", "") if preformatted(owner) else _LINE_ENDS.sub(" ", text)


def preformatted(element: Element) -> bool:
    """Whether the ends of lines in an element are printed as such."""
    return element.tag == "pre" or next(element.iterancestors("pre"), None) is not None


def _pieces(element: Element, printed: Callable[[Element, str], str] = _folded) -> Iterator[str]:
    """Text pieces in order. A stack of our own: pages with fifty thousand nested tags exist."""
    todo: list[Any] = [element]
    while todo:
        node = todo.pop()
        if isinstance(node, str):
            yield node
            continue
        if text := node.text:
            yield printed(node, text)
        for child in reversed(node):
            if tail := child.tail:
                todo.append(printed(node, tail))
            tag = child.tag
            if tag in _UNREAD or invisible(tag) or unseen(child):
                continue
            if tag not in BREAKING:
                todo.append(_instead(child) if tag in _REPLACED or child.get(RAISED) is not None else child)
            elif tag == "br":
                todo += (child, "\n")
            else:
                todo += ("\n", child, "\n")


def unseen(element: Element) -> bool:
    """Whether the page hides an element by itself."""
    return element.get(UNSEEN, GENERATED) not in SEEN


def _instead(element: Element) -> Any:
    """What stands for an element in the text: a form field for what is typed in it, a footnote's number for itself."""
    if element.tag == "input" and element.get("type", "text").lower() in ("text", "number"):
        return str(element.get("value") or "")
    if element.tag == "bdo" and (element.get("dir") or "").lower() == "rtl":
        return "".join(element.itertext())[::-1]
    if element.tag in _RAISED or element.get(RAISED) is not None:
        text = "".join(element.itertext()).strip()
        if text.isdecimal() and _stands_beside(element):
            return text.translate(_FOOTNOTE_DIGITS)
    return element


def _stands_beside(element: Element) -> bool:
    """Whether a raised text has a text on the line beside it, outside the link or the span that it fills too; alone it
    is the cell's own."""
    while True:
        parent = element.getparent()
        before = element.getprevious() is not None or (parent.text or "").strip()
        behind = (element.tail or "").strip()[:1].isdigit()
        if before or behind or parent.tag in BREAKING or parent.getparent() is None:
            return bool(before or behind)
        element = parent


def field_text(element: Element) -> str:
    """What the form fields in an element show: the text of a text area, the chosen option of a list."""
    shown = []
    for field in element.iter("textarea", "select"):
        inside = takewhile(lambda e: e is not element, chain((field,), field.iterancestors()))
        if not any(map(unseen, inside)):
            options = list(field.iter("option"))
            chosen = next(
                (o for o in options if o.get("selected") is not None), options[0] if options else field
            )
            shown.append("".join(chosen.itertext()))
    return _fold("\n".join(shown))


def parted(element: Element) -> bool:
    """Whether the lines of an element are paragraphs of their own."""
    return sum(bool(element_text(p)) for p in element.iter(*_PARAGRAPHS) if p is not element) > 1


def _fold(text: str) -> str:
    bare = text.strip()
    if not bare or bare.isalnum():
        return bare
    lines = [_SPACES.sub(" ", line).strip() for line in bare.split("\n")]
    return "\n".join([line for line in lines if line])


def is_hidden(element: Element) -> bool:
    """Whether the page itself hides the element: a reader of the page never saw it."""
    return unseen(element) or (element.tag == "tr" and element.get("height") == "0")


def breaks(tag: object) -> bool:
    """Whether an element of this tag begins a new line."""
    return tag in BREAKING


def invisible(tag: object) -> bool:
    """Whether an element of this tag holds no text of the page."""
    return not isinstance(tag, str) or tag in INVISIBLE_TAGS
