"""How the runs of a Word file are set: struck out, hidden, white, tiny, raised, by themselves or by their styles.

A digit that is struck out or hidden is none that was published; a raised one behind a text is the number of a note.
Strike and hidden are toggles: where a paragraph's style and a character's both set one, it is off; what a run says of
itself wins over both (ECMA-376, 17.7.3).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

from parsers.readers.ink import colour, is_white, look_alike
from parsers.readers.word.docx_xml import FAINT, RAISED, STRUCK, UNSEEN, property_of, value_of
from parsers.readers.xml import local_name

_TOGGLES = {"strike": STRUCK, "dstrike": STRUCK, "vanish": "hidden"}
_OFF = ("0", "false", "off", "none")
_GROUNDS = ("shd", "highlight")
_SMALLEST = 4
"""Half points: what is smaller nobody reads."""
_HIGHEST = 6
"""Half points that a text may be moved off its line and still stand on it."""
_DEEPEST = 20
"""Styles that may be based on one another."""

Setting = dict[str, bool]
"""Property -> on or off; only what is said."""


def mark_runs(root: Any, styles: Any | None) -> None:
    """Mark the runs of a text that are not seen, or not on the line.

    :param styles: the root of the file's styles, where it has any.
    """
    style_of = _styles(styles)
    coloured = _coloured_tables(styles)
    for run in root.iter("{*}r"):
        own = _said(run)
        character = style_of(_name(run, "rPr", "rStyle"))
        paragraph = style_of(_name(_paragraph(run), "pPr", "pStyle"))
        for name, why in _TOGGLES.items():
            by_style = character.get(name, False) != paragraph.get(name, False)
            if own.get(name, by_style):
                run.set(UNSEEN, why)
        said = paragraph | character | own
        faint = _is_on_its_colour(run) or (said.get("white") and not _has_ground(run, coloured))
        if said.get("tiny") or faint:
            run.set(UNSEEN, FAINT)
        if said.get("raised") or said.get("moved"):
            run.set(RAISED, "1")


def _coloured_tables(styles: Any | None) -> set[str]:
    """The styles of tables that may colour a cell."""
    nodes = styles.iterfind("{*}style") if styles is not None else ()
    coloured = (node for node in nodes if any(not _is_white(ground) for ground in node.iter("{*}shd")))
    return {str(name) for node in coloured for key, name in node.attrib.items() if key.endswith("}styleId")}


def _has_ground(run: Any, coloured: set[str]) -> bool:
    """Whether a run, or a paragraph, cell or table that it stands in, has a ground that may be dark."""
    if any(_name(table, "tblPr", "tblStyle") in coloured for table in run.iterancestors("{*}tbl")):
        return True
    holders = [(run, "rPr")]
    holders += [(above, f"{local_name(above)}Pr") for above in run.iterancestors()]
    grounds = (property_of(node, holder, name) for node, holder in holders for name in _GROUNDS)
    return any(ground is not None and not _is_white(ground) for ground in grounds)


def _is_on_its_colour(run: Any) -> bool:
    """Whether the ink of a run is the colour of the ground that it or its cell says of itself."""
    holders = [(run, "rPr"), *((cell, "tcPr") for cell in islice(run.iterancestors("{*}tc"), 1))]
    grounds = (property_of(node, holder, "shd") for node, holder in holders)
    ground = next((found for found in grounds if found is not None), None)
    if ground is None:
        return False
    fill = next((str(v) for k, v in ground.attrib.items() if k.rsplit("}", 1)[-1] == "fill"), None)
    return look_alike(colour(value_of(property_of(run, "rPr", "color"))), colour(fill))


def _is_white(ground: Any) -> bool:
    said = {name.rsplit("}", 1)[-1]: value.lower() for name, value in ground.attrib.items()}
    return said.get("fill", said.get("val")) in ("auto", "ffffff", "white", "none")


def _paragraph(run: Any) -> Any | None:
    return next((node for node in run.iterancestors() if local_name(node) == "p"), None)


def _name(node: Any | None, holder: str, name: str) -> str | None:
    return None if node is None else value_of(property_of(node, holder, name))


def _said(node: Any) -> Setting:
    """What the properties of a run or a style say."""
    holder = next((child for child in node if local_name(child) == "rPr"), ())
    said: Setting = {}
    for child in holder:
        name, value = local_name(child), value_of(child) or ""
        if name in _TOGGLES:
            said[name] = value not in _OFF
        elif name == "vertAlign":
            said["raised"] = value in ("superscript", "subscript")
        elif name == "position":
            said["moved"] = abs(_number(value)) >= _HIGHEST
        elif name == "sz":
            said["tiny"] = 0 < _number(value) <= _SMALLEST
        elif name == "color":
            said["white"] = is_white(colour(value))
    return said


def _number(value: str) -> int:
    digits = value.removeprefix("-")
    return int(value) if digits.isascii() and digits.isdecimal() and len(digits) < 6 else 0


def _styles(root: Any | None) -> Callable[[str | None], Setting]:
    """What a style says, with the styles that it is based on."""
    nodes: dict[str, Any] = {}
    for node in root if root is not None else ():
        if local_name(node) == "style":
            known = next((v for k, v in node.attrib.items() if k.rsplit("}", 1)[-1] == "styleId"), "")
            nodes.setdefault(str(known), node)
    found: dict[str | None, Setting] = {None: {}}

    def setting(name: str | None, depth: int = 0) -> Setting:
        if name not in found:
            node = nodes.get(name or "")
            found[name] = {}
            if node is not None and depth < _DEEPEST:
                based = next((value_of(c) for c in node if local_name(c) == "basedOn"), None)
                found[name] = setting(based, depth + 1) | _said(node)
        return found[name]

    return setting
