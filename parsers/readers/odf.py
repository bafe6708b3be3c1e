"""What the XML of OpenDocument files (ODT, ODS) says: texts as they are set, and what a cell holds beside text."""

from __future__ import annotations

from typing import Any

from parsers.lexicon.normalize import raised
from parsers.model import Unreadable
from parsers.readers.limits import entry_bytes, open_zip
from parsers.readers.xml import local_name, xml_tree

_MAIN = "content.xml"
_UNSEEN = frozenset(
    {
        "note",
        "annotation",
        "annotation-end",
        "tracked-changes",
        "bookmark",
        "ruby-text",
        "title",
        "desc",
        "frame",
    }
)
_HELD = {"frame": "a picture", "custom-shape": "a picture", "control": "a form field"}
_BREAKS = {"tab": "\t", "line-break": "\n"}
MOST_REPEATED = 1_000
"""Rows or columns that one attribute may stand for."""

Styles = dict[str, str]
"""Name of a style of text -> `struck`, `raised` or `hidden`."""


def odf_root(raw: bytes, what: str) -> Any:
    """The tree of the content of an OpenDocument file.

    :raises Unreadable: it is damaged, encrypted, a bomb, or declares entities.
    """
    box = open_zip(raw, what)
    root = xml_tree(entry_bytes(box, _MAIN, what), what)
    if local_name(root) != "document-content":
        raise Unreadable(f"{what} is encrypted or damaged: its content cannot be read")
    return root


def body_of(root: Any, name: str) -> Any | None:
    """The body of a kind (text, spreadsheet)."""
    return next(root.iterfind(f"{{*}}body/{{*}}{name}"), None)


def said(node: Any, name: str) -> str | None:
    """An attribute by its local name."""
    return next((str(v) for k, v in node.attrib.items() if k.rsplit("}", 1)[-1] == name), None)


def number(node: Any, name: str) -> int:
    """A count that an attribute says; 1 where it says none, at most MOST_REPEATED."""
    text = said(node, name) or ""
    return (
        max(1, min(int(text), MOST_REPEATED)) if text.isdecimal() and text.isascii() and len(text) < 9 else 1
    )


def styles_of(root: Any) -> Styles:
    """The styles of text that strike out, raise or hide."""
    found: Styles = {}
    for style in root.iter("{*}style"):
        for setting in style.iterfind("{*}text-properties"):
            if said(setting, "text-line-through-style") not in (None, "none"):
                found[said(style, "name") or ""] = "struck"
            elif said(setting, "display") == "none":
                found[said(style, "name") or ""] = "hidden"
            elif (said(setting, "text-position") or "").startswith(("super", "sub")):
                found[said(style, "name") or ""] = "raised"
    return found


def text_of(node: Any, styles: Styles) -> str:
    """The text of a paragraph as it is printed."""
    pieces: list[str] = [node.text or ""]
    on_line = bool(pieces[0].strip())
    for child in node:
        printed, setting = _printed(child, styles), styles.get(said(child, "style-name") or "")
        if setting == "raised" and on_line:
            printed = raised(printed)
        tail = child.tail or ""
        pieces += [printed, tail]
        on_line = on_line or bool(tail.strip()) or (setting != "raised" and bool(printed.strip()))
    return "".join(pieces)


def _printed(node: Any, styles: Styles) -> str:
    """What an element in a paragraph prints."""
    name = local_name(node)
    if name == "s":
        return " " * number(node, "c")
    if name in _BREAKS:
        return _BREAKS[name]
    unseen = not name or name in _UNSEEN or styles.get(said(node, "style-name") or "") in ("struck", "hidden")
    return "" if unseen else text_of(node, styles)


def cell_text(cell: Any, styles: Styles) -> str:
    """The text of a cell: its paragraphs, one a line."""
    own = styles.get(said(cell, "style-name") or "")
    if own in ("struck", "hidden"):
        return ""
    lines = [text_of(p, styles) for p in cell.iter("{*}p", "{*}h") if not _is_aside(p, cell)]
    return "\n".join(line for line in lines if line.strip()).strip()


def _is_aside(paragraph: Any, cell: Any) -> bool:
    """Whether a paragraph stands in a note or a frame of a cell."""
    for parent in paragraph.iterancestors():
        if parent is cell:
            return False
        if local_name(parent) in _UNSEEN:
            return True
    return False


def held_by(cell: Any) -> str | None:
    """What stands in a cell without text that is not nothing; None where it is empty."""
    for node in cell.iterdescendants():
        if local_name(node) in _HELD:
            return _HELD[local_name(node)]
    if "".join(t for p in cell.iter("{*}p") for t in p.itertext()).strip():
        return "struck text"
    return "a formula without a value" if said(cell, "formula") and said(cell, "value-type") is None else None
