"""What stands in a cell beside the text of the source: where there is something, the cell is neither blank nor its number."""

from __future__ import annotations

import re
from decimal import Decimal

from parsers.readers.html.scripted import writes
from parsers.readers.html.standard_tree import CUT, STRAY, Element
from parsers.readers.html.styles.visibility import FIGURE, FILLED, GENERATED, MOVED, PAINTED, UNSEEN
from parsers.readers.html.tree import STRUCK, unseen

_SHOWN = {
    **dict.fromkeys(
        ("img", "svg", "canvas", "object", "embed", "video", "audio", "picture", "math"), "a picture"
    ),
    **dict.fromkeys(("textarea", "select", "input", "button", "meter", "progress"), "a form field"),
    "iframe": "a frame",
}
"""Elements that show something where their cell has no text, and what."""
_PICTURES = frozenset({"img", "canvas", "object", "embed"})
_SET = {
    FIGURE: "text of a style sheet",
    FILLED: "text that a script sets",
    MOVED: "a style that moves parts of it",
}
# A number that counts up from 0 when the page is shown stands in an attribute; editors keep sizes and places in others.
_TARGET = re.compile(
    r"data-(?:value|val|num|number|count|counter|to|end|target|text|figure|amount|final|odometer|count-?(?:up|to)|end-?val(?:ue)?|to-?value"
    r"|stop|result)"
)
_PLACEHOLDER = re.compile(r"[-–—/.…]{1,9}|无|暂无|加载中[.…]{0,9}")
"""What stands in a cell until a script fills it, and elsewhere says that there is nothing."""
_SPACER = re.compile(r"(?:spacer?|blank|clear|pixel|transparent)[^/]{0,20}$", re.I)
_LONGEST = 20
"""Characters of a text that may be a number."""
_NUMBER = re.compile(r"[\d,]{1,15}(?:\.\d{1,6})?")


def held_by(element: Element) -> str | None:
    """What stands in an element without text that is not nothing; None where it is empty."""
    if element.get(STRAY) is not None or element.get(CUT) is not None:
        return "text that stands behind it, in no cell"
    for inner in element.iter():
        if inner.get(UNSEEN) == GENERATED:
            return "text of a style sheet"
        if (what := _set_elsewhere(inner, "")) is not None:
            return what
        if inner is not element and (unseen(inner) or inner.tag in STRUCK) and _prints_digit(inner):
            return "hidden text"
        if any("</t" in value for value in inner.attrib.values()):
            return "an attribute without its second quote, which takes the markup behind it"
        if (what := _shown(inner, element)) is not None:
            return what
    return None


def held_beside(element: Element, text: str) -> str | None:
    """What stands in an element beside its text that may make another number of it; None where the text is all, or is none
    that may be a number."""
    if len(text) > _LONGEST or (len(element) == 0 and not element.attrib):
        return None
    if not any(map(str.isdigit, text)):
        filled = _PLACEHOLDER.fullmatch(text) and any(e.get(UNSEEN) == FILLED for e in element.iter())
        return _SET[FILLED] if filled else None
    for inner in element.iter():
        if inner.tag in _PICTURES and not unseen(inner) and not _is_spacer(inner):
            return "a picture"
        if _is_painted(inner, element):
            return "a picture"
        if (what := _set_elsewhere(inner, text)) is not None:
            return what
    return None


def _shown(inner: Element, cell: Element) -> str | None:
    """What an element in a cell shows where it has no text."""
    if inner.tag in _SHOWN and not unseen(inner) and not _is_spacer(inner):
        return _SHOWN[inner.tag]
    return "a picture" if _is_painted(inner, cell) else None


def _is_painted(inner: Element, cell: Element) -> bool:
    """Whether an element in a cell has no text of its own and a picture behind it: digits are drawn as parts of one picture."""
    return inner is not cell and inner.get(UNSEEN) == PAINTED and not "".join(inner.itertext()).strip()


def _set_elsewhere(element: Element, text: str) -> str | None:
    """What prints a text in an element that its source does not print there."""
    if (why := element.get(UNSEEN)) in _SET:
        return _SET[why]
    if element.tag == "script" and writes(element.text or ""):
        return "text that a script sets"
    for name in element.keys():  # noqa: SIM118 (an element's items are its children)
        if ("-" in element.tag or _TARGET.fullmatch(name)) and _differs(element.get(name).strip(), text):
            return "another number in an attribute"
    return None


def _differs(value: str, text: str) -> bool:
    """Whether an attribute has a number, and the text another or none; rounded it is the same."""
    if _NUMBER.fullmatch(value) is None:
        return False
    told, shown = value.replace(",", ""), text.replace(",", "")
    if _NUMBER.fullmatch(shown) is None:
        return told != shown
    places = len(shown.partition(".")[2])
    return round(Decimal(told), places) != Decimal(shown)


def _prints_digit(element: Element) -> bool:
    return any(map(str.isdigit, "".join(element.itertext())))


def _is_spacer(element: Element) -> bool:
    """Whether a picture is so small that it only makes room."""
    if _SPACER.search(element.get("src") or ""):
        return True
    sizes = [element.get(side) or "" for side in ("width", "height")]
    return any(size.strip() in ("0", "1", "2", "0px", "1px", "2px") for size in sizes)
