"""The parts of a Word file that its reader needs: in a ZIP, in one XML file (Flat OPC), or as the XML of Word 2003.

That last one has other names for a few things: its trees are given the names of today.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from parsers.model import Unreadable
from parsers.readers.limits import MAX_ENTRY, entry_bytes, open_zip
from parsers.readers.xml import local_name, xml_tree

_WHAT = "the DOCX file"
_FLAT = "the XML file of Word"
_MAIN, _STYLES = "word/document.xml", "word/styles.xml"
_NAMES_OF_2003 = {
    "vmerge": "vMerge", "listPr": "numPr", "ilfo": "numId", "wordDocument": "document",
    **dict.fromkeys(("sect", "sub-section", "pBdrGroup", "content"), "customXml"),
}  # fmt: skip
"""What stands around paragraphs only is passed through under any name that is."""
_ASIDE_IN_2003 = frozenset({"footnote", "endnote"})
"""Notes stand there in the middle of their text."""
_TRACKED_IN_2003 = {"Word.Deletion": "del", "Word.Insertion": "ins"}


class Parts(NamedTuple):
    """The tree of the text, that of the styles, and the names of all parts."""

    text: Any
    styles: Any | None
    names: list[str]


def parts_of(raw: bytes) -> Parts:
    """The parts of a Word file.

    :raises Unreadable: it is damaged, encrypted, a bomb, or declares entities.
    """
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _in_one_file(raw)
    box = open_zip(raw, _WHAT)
    names = box.namelist()
    text = xml_tree(entry_bytes(box, _MAIN, _WHAT), _WHAT)
    return Parts(text, xml_tree(entry_bytes(box, _STYLES, _WHAT), _WHAT) if _STYLES in names else None, names)


def _in_one_file(raw: bytes) -> Parts:
    if len(raw) > MAX_ENTRY:
        raise Unreadable(f"{_FLAT} has more than {MAX_ENTRY // 1_000_000} MB")
    root = xml_tree(raw, _FLAT)
    if local_name(root) == "wordDocument":
        _renamed(root)
        return Parts(root, next(root.iterfind("{*}styles"), None), [])
    roots = {name: node for part in root.iterfind("{*}part") for name, node in _named(part)}
    if _MAIN not in roots:
        raise Unreadable(f"{_FLAT} has no text")
    return Parts(roots[_MAIN], roots.get(_STYLES), list(roots))


def _named(part: Any) -> list[tuple[str, Any]]:
    """The name and the tree of a part of a file in one piece; the tree stands alone, as it does in a ZIP."""
    name = next((str(v) for k, v in part.attrib.items() if k.rsplit("}", 1)[-1] == "name"), "")
    data = next(iter(part), None)
    held = next((node for node in data if local_name(node)), None) if data is not None else None
    if data is None or held is None:
        return []
    data.remove(held)
    return [(name.lstrip("/"), held)]


def _renamed(root: Any) -> None:
    """Give the elements of a file of Word 2003 the names of today, and take away what stands around or beside them."""
    for node in list(root.iter()):
        name = local_name(node)
        if name in _NAMES_OF_2003:
            node.tag = _NAMES_OF_2003[name]
        elif name in _ASIDE_IN_2003:
            _taken_out(node)
        elif name == "annotation":
            _tracked(node)


def _tracked(node: Any) -> None:
    """An insertion or deletion, as such; comments, bookmarks and what the looks were before are no text."""
    kind = next((str(v) for k, v in node.attrib.items() if k.rsplit("}", 1)[-1] == "type"), "")
    if kind in _TRACKED_IN_2003:
        node.tag = _TRACKED_IN_2003[kind]
    else:
        _taken_out(node)


def _taken_out(node: Any) -> None:
    node.tail = None
    node.getparent().remove(node)
