"""What the XML of OpenDocument files (ODT, ODS) says: texts as they are set, and what a cell holds beside text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from parsers.lexicon.normalize import raised
from parsers.model import Unreadable
from parsers.readers.ink import Colour, colour, is_white, look_alike
from parsers.readers.limits import MAX_ENTRY, entry_bytes, open_zip
from parsers.readers.xml import local_name, xml_tree

_MAIN, _NAMED = "content.xml", "styles.xml"
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
_NO_GROUND = ("transparent", "#ffffff", "auto")
_POINTS, _PERCENT = (
    re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,6})?)pt"),
    re.compile(r"(-?[0-9]{1,4}(?:\.[0-9]{1,6})?)%"),
)
_ALWAYS = re.compile(r"(?:[a-z]{1,10}:)?\s*(?:1|true)\s*", re.I)
"""A condition that is met whatever the file says."""
_CONDITIONAL = ("hidden-text", "hidden-paragraph")
_SMALLEST = 2
"""Points: what is smaller nobody reads."""
_HIGHEST = 25
"""Hundredths of the size that a text may be moved off its line and still stand on it."""
_DEEPEST = 20
"""Styles that may be based on one another."""
_BREAKS = {"tab": "\t", "line-break": "\n"}
MOST_REPEATED = 1_000
"""Rows or columns that one attribute may stand for."""

_FAMILIES = {
    "p": "paragraph",
    "h": "paragraph",
    "table-cell": "table-cell",
    "covered-table-cell": "table-cell",
    "table-row": "table-row",
    "table": "table",
    "section": "section",
}
_HOW = {"hidden": "hidden", "struck": "struck", "tiny": "hidden", "white": "hidden", "raised": "raised"}
_OUT_OF_SIGHT = ("struck", "hidden")

_Key = tuple[str, str]
"""Family and name of a style."""


@dataclass(slots=True)
class Styles:
    """What the styles of a file say that takes texts from sight or off their line."""

    how: dict[_Key, str] = field(default_factory=dict)
    """`struck`, `raised` or `hidden`, which is said of tiny and white text too."""
    inks: dict[_Key, Colour] = field(default_factory=dict)
    grounds: dict[_Key, Colour] = field(default_factory=dict)
    dark_elsewhere: bool = False
    """Whether a ground is laid under what is not followed, so that white may be seen there."""


def odf_root(raw: bytes, what: str) -> Any:
    """The tree of the content of an OpenDocument file.

    :raises Unreadable: it is damaged, encrypted, a bomb, or declares entities.
    """
    root = _flat(raw, what)
    if root is None:
        root = xml_tree(entry_bytes(open_zip(raw, what), _MAIN, what), what)
    if local_name(root) not in ("document-content", "document"):
        raise Unreadable(f"{what} is encrypted or damaged: its content cannot be read")
    return root


def _is_flat(raw: bytes) -> bool:
    """Whether a file is one piece of XML, which has its styles in it, and no ZIP."""
    return not raw.startswith(b"PK")


def _flat(raw: bytes, what: str) -> Any | None:
    if not _is_flat(raw):
        return None
    if len(raw) > MAX_ENTRY:
        raise Unreadable(f"{what} has more than {MAX_ENTRY // 1_000_000} MB")
    return xml_tree(raw, what)


def named_styles(raw: bytes, what: str) -> Any | None:
    """The tree of the styles that an OpenDocument file has by name; None where it has none.

    :raises Unreadable: it is damaged, encrypted, a bomb, or declares entities.
    """
    if _is_flat(raw):
        return None
    box = open_zip(raw, what)
    return xml_tree(entry_bytes(box, _NAMED, what), what) if _NAMED in box.namelist() else None


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


def styles_of(root: Any, named: Any | None = None) -> Styles:
    """The styles of text that take it from sight or off its line.

    :param named: the root of the file's styles by name, where it has any.
    """
    nodes = {
        (said(style, "family") or "", said(style, "name") or ""): style
        for tree in (named, root)
        if tree is not None
        for style in tree.iter("{*}style")
    }
    chains = {key: list(_chain(*key, nodes)) for key in nodes}
    grounds = set(_grounds(chains))
    found = Styles(dark_elsewhere=_lies_elsewhere(root, grounds))
    for key, chain in chains.items():
        _add_colours(found, key, chain)
        setting: dict[str, bool] = {}
        for properties in (
            node for style in reversed(chain) for node in style.iterfind("{*}text-properties")
        ):
            setting |= _said_of_text(properties)
        if grounds:  # told where the text stands, by the ground that lies there
            setting.pop("white", None)
        how = next((how for name, how in _HOW.items() if setting.get(name)), None)
        if how:
            found.how[key] = how
    return found


def _add_colours(styles: Styles, key: _Key, chain: list[Any]) -> None:
    """Add the colours of a style: its ink, but for the one that a program chooses by the ground, and its ground."""
    for properties in (node for style in reversed(chain) for node in style):
        laid = said(properties, "background-color")
        if (ground := colour(laid)) is not None:
            styles.grounds[key] = ground
        elif laid == "transparent":
            styles.grounds.pop(key, None)
        if (ink := colour(said(properties, "color"))) is not None:
            styles.inks[key] = ink
        if said(properties, "use-window-font-color") == "true":
            styles.inks.pop(key, None)


def _grounds(chains: dict[_Key, list[Any]]) -> Iterator[_Key]:
    """The styles that lay a colour under texts, on which white is seen."""
    for key, chain in chains.items():
        said_there = (said(node, "background-color") for style in chain for node in style)
        if any((ground or "transparent").lower() not in _NO_GROUND for ground in said_there):
            yield key


def _lies_elsewhere(root: Any, grounds: set[_Key]) -> bool:
    """Whether a ground that is used lies under something else than the text, its cell and its table: under a frame, or
    under all cells of a column that have no style of their own."""
    if not grounds:
        return False
    used: set[str] = set()
    default: set[str] = set()
    for node in root.iter():
        for key, value in node.attrib.items():
            if key.endswith("default-cell-style-name"):
                default.add(value)
            elif key.endswith("style-name"):
                used.add(value)
    followed = {"text", *_FAMILIES.values()}
    return any((name in used and family not in followed) or name in default for family, name in grounds)


def _chain(family: str, name: str, nodes: dict[tuple[str, str], Any]) -> Iterator[Any]:
    """A style and those that it is based on."""
    for _ in range(_DEEPEST):
        style = nodes.get((family, name))
        if style is None:
            return
        yield style
        name = said(style, "parent-style-name") or ""


def _set_as(node: Any, styles: Styles) -> str | None:
    """How a paragraph, a stretch of it or a cell is set by its style; `hidden` too in the colour of its ground."""
    key = _key(node)
    how, ink = styles.how.get(key), styles.inks.get(key)
    if how in _OUT_OF_SIGHT or ink is None or not (styles.grounds or styles.dark_elsewhere):
        return how
    around = (styles.grounds.get(_key(holder)) for holder in (node, *node.iterancestors()))
    ground = next((found for found in around if found is not None), None)
    unseen = is_white(ink) and not styles.dark_elsewhere if ground is None else look_alike(ink, ground)
    return "hidden" if unseen else how


def _key(node: Any) -> _Key:
    return _FAMILIES.get(local_name(node), "text"), said(node, "style-name") or ""


def _said_of_text(properties: Any) -> dict[str, bool]:
    """What the properties of a style say of a text."""
    setting: dict[str, bool] = {}
    for key, value in properties.attrib.items():
        name = key.rsplit("}", 1)[-1]
        if name in ("text-line-through-style", "text-line-through-type"):
            setting["struck"] = setting.get("struck", True) and value != "none"
        elif name == "display":
            setting["hidden"] = value == "none"
        elif name == "text-position":
            setting["raised"] = _is_off_line(value)
        elif name == "font-size":
            setting["tiny"] = 0 < _measure(_POINTS, value) <= _SMALLEST
        elif name == "color":
            setting["white"] = is_white(colour(value))
    return setting


def _is_off_line(value: str) -> bool:
    """Whether a position (`super 58%`, `33% 100%`) is off the line."""
    first = value.split(" ")[0]
    return first in ("super", "sub") or abs(_measure(_PERCENT, first)) >= _HIGHEST


def _measure(unit: re.Pattern[str], value: str) -> float:
    """A number in its unit; 0 where it is none."""
    match = unit.fullmatch(value)
    return float(match[1]) if match else 0.0


def text_of(node: Any, styles: Styles) -> str:
    """The text of a paragraph as it is printed."""
    if local_name(node) in _FAMILIES and (is_hidden(node) or _set_as(node, styles) in _OUT_OF_SIGHT):
        return ""
    pieces: list[str] = [node.text or ""]
    on_line = bool(pieces[0].strip())
    for child in node:
        printed, setting = _printed(child, styles), _set_as(child, styles)
        if setting == "raised" and on_line:
            printed = raised(printed)
        tail = child.tail or ""
        pieces += [printed, tail]
        on_line = on_line or bool(tail.strip()) or (setting != "raised" and bool(printed.strip()))
    return "".join(pieces)


def is_hidden(node: Any) -> bool:
    """Whether a section, a field of hidden text, or a paragraph in which such a field stands is not shown: never, or not
    under the condition that was met when the file was saved, or under one that is always met."""
    if said(node, "is-hidden") == "true" or said(node, "display") == "none":
        return True
    if local_name(node) in _CONDITIONAL and _ALWAYS.fullmatch(said(node, "condition") or ""):
        return True
    return local_name(node) in ("p", "h") and any(map(is_hidden, node.iterfind(".//{*}hidden-paragraph")))


def _printed(node: Any, styles: Styles) -> str:
    """What an element in a paragraph prints."""
    name = local_name(node)
    if name == "s":
        return " " * number(node, "c")
    if name in _BREAKS:
        return _BREAKS[name]
    unseen = not name or name in _UNSEEN or is_hidden(node) or _set_as(node, styles) in _OUT_OF_SIGHT
    return "" if unseen else text_of(node, styles)


def cell_text(cell: Any, styles: Styles) -> str:
    """The text of a cell: its paragraphs, one a line."""
    if _set_as(cell, styles) in _OUT_OF_SIGHT:
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
    if said(cell, "value") is not None:
        return "a number that its format does not show so"
    return "a formula without a value" if said(cell, "formula") and said(cell, "value-type") is None else None
