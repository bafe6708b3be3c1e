"""The XML of Word files: names without namespaces, properties, printed text, paths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from parsers.lexicon.normalize import raised
from parsers.readers.xml import local_name

PREFIX = "docx:"
UNSEEN = "nianbao-unseen"
"""Attribute that marks a run as unseen: its value says why."""
STRUCK = "struck"
FAINT = "faint"
"""White on white, or too small to be read."""
RAISED = "nianbao-raised"
"""Attribute that marks a run as set above or below its line."""
_DIGIT = re.compile(r"\d")
MAX_SPAN = 1000
"""Columns that one cell may span."""
_LONGEST_NUMBER = 20
APART = "¦"
"""Stands between the text of a cell and that of a text box over it, where both have digits: no number has it."""
# What a paragraph holds that nobody sees on its line: deleted and moved text, field codes, the picture's other version,
# the reading above a word (ruby).
_UNSEEN = frozenset(
    {"del", "moveFrom", "instrText", "delText", "Fallback", "pPr", "rPr", "tblPr", "txbxContent", "rt"}
)
_HELD = {
    **dict.fromkeys(("drawing", "pict", "object"), "a picture"),
    **dict.fromkeys(("ffData", "checkbox", "dropDownList", "comboBox"), "a form field"),
    **dict.fromkeys(("fldSimple", "instrText"), "a field without a value"),
    "sym": "a symbol",
    "numPr": "an automatic number",
}
"""Elements that show something where their cell has no text, and what."""


def children(node: Any, name: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, through content controls and tracked insertions."""
    for child in node:
        kind = local_name(child)
        if kind == name:
            if name != "tr" or not any(property_of(child, "trPr", p) is not None for p in ("del", "hidden")):
                yield child
        elif kind in ("sdt", "sdtContent", "customXml", "ins"):
            yield from children(child, name)


def property_of(node: Any, holder: str, name: str) -> Any | None:
    """A property of an element, by its name within the element that holds the properties (rPr, tcPr, trPr)."""
    for child in node:
        if local_name(child) == holder:
            return next((p for p in child if local_name(p) == name), None)
    return None


def value_of(node: Any | None) -> str | None:
    """The w:val of a property, whichever of the two namespaces of the format it is in."""
    if node is None:
        return None
    return next((str(v) for k, v in node.attrib.items() if k.rsplit("}", 1)[-1] == "val"), None)


def number_of(node: Any | None) -> int:
    """The number that a property says, at most MAX_SPAN; 0 where it says none."""
    said = value_of(node) or ""
    return min(int(said), MAX_SPAN) if said.isdecimal() and len(said) < 6 else 0


def cell_text(cell: Any) -> str:
    """The text of a cell: its paragraphs, one a line; that of a text box in it where it has none of its own."""
    own: list[str] = []
    boxed: list[str] = []
    for node in cell.iter():
        if local_name(node) == "p" and not is_within(node, "Fallback", cell):
            (boxed if is_within(node, "txbxContent", cell) else own).append(paragraph_text(node))
    text, box = _lines(own), _lines(boxed)
    if _DIGIT.search(text) and len(text) < _LONGEST_NUMBER and any(map(_is_drawn_text, cell.iter())):
        text += APART
    if text and not (_DIGIT.search(text) and _DIGIT.search(box)):
        return text
    return f"{text}{APART}{box}" if text else box


def _is_drawn_text(node: Any) -> bool:
    """Whether an element prints something that is no text of its file: a symbol, or what a field puts together (EQ)."""
    name = local_name(node)
    return name == "sym" or (name == "instrText" and (node.text or "").lstrip().upper().startswith("EQ"))


def _lines(paragraphs: list[str]) -> str:
    return "\n".join(line for line in paragraphs if line.strip()).strip()


def held_by(cell: Any) -> str | None:
    """What stands in a cell without text that is not nothing; None where it is empty."""
    for node in cell.iter():
        name = local_name(node)
        if name in _HELD and not is_within(node, "del", cell) and not _counts_nothing(node):
            return _HELD[name]
        if node.get(UNSEEN) is not None and name == "r" and _has_text(node):
            return f"{node.get(UNSEEN)} text"
    return None


def _has_text(run: Any) -> bool:
    return any((node.text or "").strip() for node in run.iter("{*}t"))


def _counts_nothing(node: Any) -> bool:
    """Whether an element takes its paragraph out of every list: a list of number 0."""
    return local_name(node) == "numPr" and value_of(property_of(node.getparent(), "numPr", "numId")) == "0"


def paragraph_text(paragraph: Any) -> str:
    """The text of a paragraph as it is printed."""
    pieces: list[str] = []
    on_line: bool | None = None
    todo = list(reversed(paragraph))
    while todo:
        node = todo.pop()
        name = local_name(node)
        if name == "t":
            pieces.append(node.text or "")
        elif name in ("br", "cr", "tab"):
            pieces.append("\t" if name == "tab" else "\n")
        elif name == "noBreakHyphen":
            pieces.append("-")
        elif name not in _UNSEEN and node.get(UNSEEN) is None:
            if node.get(RAISED) is not None and on_line is None:
                on_line = _has_line(paragraph)
            if node.get(RAISED) is not None and on_line:
                pieces.append(raised(paragraph_text(node)))
            else:
                todo.extend(reversed(node))
    return "".join(pieces)


def _has_line(paragraph: Any) -> bool:
    """Whether some text of a paragraph stands on its line: beside it a raised number is that of a note."""
    if paragraph.get(RAISED) is not None:
        return False
    texts = (node for node in paragraph.iter("{*}t") if (node.text or "").strip())
    return any(
        node.getparent().get(RAISED) is None and node.getparent().get(UNSEEN) is None for node in texts
    )


def is_within(node: Any, name: str, top: Any = None) -> bool:
    """Whether an element stands in one of a name, which itself stands in `top`."""
    above = takewhile(lambda parent: parent is not top, node.iterancestors())
    return any(local_name(parent) == name for parent in above)


class Paths:
    """The path of every element asked for; the children of a parent are counted once."""

    def __init__(self) -> None:
        self._known: dict[Any, str] = {}

    def locator(self, node: Any) -> str:
        return PREFIX + self._path(node)

    def _path(self, node: Any) -> str:
        if node not in self._known:
            parent = node.getparent()
            if parent is None:
                self._known[node] = f"/w:{local_name(node)}"
            else:
                self._count(parent)
        return self._known[node]

    def _count(self, parent: Any) -> None:
        base = self._path(parent)
        counts: dict[str, int] = {}
        for child in parent:
            name = local_name(child)
            counts[name] = counts.get(name, 0) + 1
            self._known[child] = f"{base}/w:{name}" + ("" if name == "body" else f"[{counts[name]}]")
