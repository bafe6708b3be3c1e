"""How the runs of a Word file are set: struck out, hidden, raised, by themselves or by their styles.

A digit that is struck out or hidden is none that was published; a raised one behind a text is the number of a note.
Strike and hidden are toggles: where a paragraph's style and a character's both set one, it is off; what a run says of
itself wins over both (ECMA-376, 17.7.3).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from parsers.readers.word.docx_xml import RAISED, STRUCK, UNSEEN, property_of, value_of
from parsers.readers.xml import local_name

_TOGGLES = {"strike": STRUCK, "dstrike": STRUCK, "vanish": "hidden"}
_OFF = ("0", "false", "off", "none")
_DEEPEST = 20
"""Styles that may be based on one another."""

Setting = dict[str, bool]
"""Property -> on or off; only what is said."""


def mark_runs(root: Any, styles: Any | None) -> None:
    """Mark the runs of a text that are not seen, or not on the line.

    :param styles: the root of the file's styles, where it has any.
    """
    style_of = _styles(styles)
    for run in root.iter("{*}r"):
        own = _said(run)
        character = style_of(_name(run, "rPr", "rStyle"))
        paragraph = style_of(_name(_paragraph(run), "pPr", "pStyle"))
        for name, why in _TOGGLES.items():
            by_style = character.get(name, False) != paragraph.get(name, False)
            if own.get(name, by_style):
                run.set(UNSEEN, why)
        if (paragraph | character | own).get("raised"):
            run.set(RAISED, "1")


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
    return said


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
