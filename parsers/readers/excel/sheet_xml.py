"""What the XML of an XLSX file says of its sheets and no library of values tells: how texts are set, what is hidden, what
stands over a cell.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from parsers.readers.excel.fonts import PLAIN, SMALLEST, Font, Run, number_shown, shown, why_unseen
from parsers.readers.excel.number_formats import format_code
from parsers.readers.excel.overlay import Overlay, Slot
from parsers.readers.ink import colour as ink
from parsers.readers.ink import is_white
from parsers.readers.limits import entry_bytes, open_zip
from parsers.readers.xml import local_name, xml_tree

_WHAT = "the workbook"
_BOOK = "xl/workbook.xml"
_AT = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_SET = (b"strike", b"vertAlign", b"FFFFFF", b'sz val="1"', b'sz val="2"')
"""What texts say that are not set plainly."""
_NEAR_WHITE = re.compile(rb"[Ff][0-9A-Fa-f][Ff][0-9A-Fa-f][Ff][0-9A-Fa-f][\"']")
_TELLING = (
    *_SET,
    b"<f",
    b":f>",
    b":f ",
    b"hidden=",
    b't="e"',
    b"t='e'",
    b"<drawing",
    b":drawing",
    b'ht="0"',
    b'width="0"',
)
"""What a sheet has that is worth a look, where its texts are set plainly."""
_MOST_COVERED = 400
"""Slots under one picture that are followed."""
_FEW = 1_000


class BookXml:
    """The parts of a workbook that are asked for."""

    def __init__(self, raw: bytes) -> None:
        self._box = open_zip(raw, _WHAT)
        self._names = set(self._box.namelist())
        self._fonts = list(self._cell_fonts())
        self._shared = list(self._shared_texts())
        self._set = any(font != PLAIN for font in self._fonts) or any(self._shared)
        self._paths = dict(self._sheet_paths())

    def overlay(self, name: str) -> Overlay:
        """What is to be known of a sheet."""
        found = Overlay()
        path = self._paths.get(name)
        if path is None:
            return found
        data = entry_bytes(self._box, path, _WHAT)
        if not self._set and not any(word in data for word in _TELLING):
            return found
        self._take(data, found)
        for target in self._related(path, "drawing"):
            _over_cells(self._tree(target), found)
        return found

    def _take(self, data: bytes, found: Overlay) -> None:
        from lxml import etree

        parts = etree.iterparse(
            io.BytesIO(data),
            ("end",),
            tag=("{*}row", "{*}col"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            recover=True,
        )
        for _, node in parts:
            if local_name(node) == "col":
                if _is_hidden(node, "width"):
                    first, last = _number(node.get("min")), _number(node.get("max"))
                    found.columns.update(range(first - 1, min(last, first + _FEW)))
                continue
            row = _number(node.get("r")) - 1
            if row >= 0 and _is_hidden(node, "ht"):
                found.rows.add(row)
            for cell in node:
                at = _slot(cell.get("r"))
                if at is not None:
                    self._cell(cell, at, found)
            node.clear()

    def _cell(self, cell: Any, at: Slot, found: Overlay) -> None:
        parts = {local_name(part): part for part in cell}
        value, kind = parts.get("v"), cell.get("t")
        text = "" if value is None else value.text or ""
        if kind == "e":
            found.texts[at] = text
        elif "f" in parts and not text and kind != "str":
            found.holds[at] = "a formula without a value"
        else:
            numeric = kind in (None, "n") and text
            seen = self._number(cell, text) if numeric else self._shown(cell, text, parts.get("is"))
            if seen is not None:
                found.texts[at] = seen
            if seen == "":
                found.holds[at] = why_unseen(self._font(cell), bool(numeric))

    def _font(self, cell: Any) -> Font:
        style = _number(cell.get("s"))
        return self._fonts[style] if style < len(self._fonts) else PLAIN

    def _number(self, cell: Any, stored: str) -> str | None:
        """What is shown of a number; None where it is shown as it is."""
        return number_shown(self._font(cell), stored)

    def _shown(self, cell: Any, text: str, inline: Any) -> str | None:
        """A cell's text without what is struck out, notes in raised digits; None where it is set plainly."""
        font = self._font(cell)
        runs = None if inline is None else _runs(inline)
        if cell.get("t") == "s" and text.isdecimal() and int(text) < len(self._shared):
            runs = self._shared[int(text)]
        if runs:
            return shown(runs, font)
        return "" if font.is_unseen and (text or inline is not None) else None

    def _cell_fonts(self) -> Iterator[Font]:
        """The font of each style of a cell, white only where its ground is or where ink and ground are one, and the format of its
        numbers."""
        if "xl/styles.xml" not in self._names:
            return
        root = self._tree("xl/styles.xml")
        fonts = [_font(node) for node in root.iterfind("{*}fonts/{*}font")]
        grounds = [_is_ground(node) for node in root.iterfind("{*}fills/{*}fill")]
        inks, papers = _colours(root)
        codes = {
            _number(node.get("numFmtId")): node.get("formatCode") or ""
            for node in root.iterfind("{*}numFmts/{*}numFmt")
        }
        for node in root.iterfind("{*}cellXfs/{*}xf"):
            index, fill = _number(node.get("fontId")), _number(node.get("fillId"))
            font = fonts[index] if index < len(fonts) else PLAIN
            ground = fill < len(grounds) and grounds[fill]
            code = format_code(_number(node.get("numFmtId")), codes)
            alike = index in inks and inks[index] == papers.get(fill)
            unseen = alike or (font.white and not ground)
            yield replace(font, on_ground=ground and not alike, white=unseen, number_format=code)

    def _shared_texts(self) -> Iterator[list[Run] | None]:
        """The runs of each shared text; None where it is set as its cell is."""
        if "xl/sharedStrings.xml" not in self._names:
            return
        data = entry_bytes(self._box, "xl/sharedStrings.xml", _WHAT)
        if not any(word in data for word in _SET) and _NEAR_WHITE.search(data) is None:
            return
        for node in xml_tree(data, _WHAT).iterfind("{*}si"):
            yield _runs(node)

    def _sheet_paths(self) -> Iterator[tuple[str, str]]:
        """Name and entry of each sheet."""
        if _BOOK not in self._names:
            return
        targets = dict(self._relations(_BOOK))
        for node in self._tree(_BOOK).iterfind("{*}sheets/{*}sheet"):
            known = next((v for k, v in node.attrib.items() if k.endswith("}id")), "")
            path = targets.get(known, ("", ""))[1]
            if path in self._names:
                yield node.get("name") or "", path

    def _related(self, path: str, kind: str) -> list[str]:
        return [to for name, to in dict(self._relations(path)).values() if name == kind and to in self._names]

    def _relations(self, path: str) -> Iterator[tuple[str, tuple[str, str]]]:
        """Id of each relation of a part, with its kind and the entry that it leads to."""
        folder, _, name = path.rpartition("/")
        where = f"{folder}/_rels/{name}.rels"
        if where not in self._names:
            return
        for node in self._tree(where):
            target = node.get("Target") or ""
            full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
            yield node.get("Id") or "", ((node.get("Type") or "").rpartition("/")[2], full)

    def _tree(self, name: str) -> Any:
        return xml_tree(entry_bytes(self._box, name, _WHAT), _WHAT)


def book_xml(raw: bytes) -> BookXml | None:
    """The XML of a workbook; None where it has none (XLS, XLSB)."""
    return BookXml(raw) if raw.startswith(b"PK") and _has_xml(raw) else None


def _has_xml(raw: bytes) -> bool:
    try:
        return _BOOK in zipfile.ZipFile(io.BytesIO(raw)).namelist()
    except zipfile.BadZipFile:
        return False


def _runs(node: Any) -> list[Run] | None:
    """Texts of a rich text with their fonts; None where it is set as its cell is."""
    found: list[Run] = []
    for run in node:
        if local_name(run) == "r":
            setting = next((part for part in run if local_name(part) == "rPr"), None)
            text = "".join(part.text or "" for part in run if local_name(part) == "t")
            found.append((text, None if setting is None else _font(setting)))
    return found if any(font is None or font != PLAIN for _, font in found) else None


def _font(node: Any) -> Font:
    said = {local_name(part): part.get("val") for part in node}
    struck = "strike" in said and said["strike"] not in ("0", "false")
    colour = next((part for part in node if local_name(part) == "color"), None)
    white = is_white(ink((colour.get("rgb") or "")[-6:])) if colour is not None else False
    size = said.get("sz") or ""
    tiny = size.isdecimal() and size.isascii() and len(size) < 4 and 0 < int(size) <= SMALLEST
    return Font(struck, said.get("vertAlign") in ("superscript", "subscript"), white, tiny)


def _colours(root: Any) -> tuple[dict[int, str], dict[int, str]]:
    """The colour of each font and of each fill that name one by its parts."""
    inks = ((n, _rgb(node, "color")) for n, node in enumerate(root.iterfind("{*}fonts/{*}font")))
    fills = (next(iter(node), node) for node in root.iterfind("{*}fills/{*}fill"))
    papers = ((n, _rgb(fill, "fgColor")) for n, fill in enumerate(fills))
    return {n: ink for n, ink in inks if ink}, {n: paper for n, paper in papers if paper}


def _rgb(node: Any, name: str) -> str:
    """The colour that a part of a font or a fill names by its parts; empty where it names one of a theme or none."""
    colour = next((part for part in node if local_name(part) == name), None)
    solid = node.get("patternType") in (None, "solid")
    return (colour.get("rgb") or "")[-6:].upper() if colour is not None and solid else ""


def _is_ground(fill: Any) -> bool:
    """Whether a fill may be dark."""
    pattern = next((part for part in fill if local_name(part) == "patternFill"), None)
    if pattern is None:
        return True
    colours = [part.get("rgb") or "" for part in pattern if local_name(part) == "fgColor"]
    return pattern.get("patternType") not in (None, "none") and colours != ["FFFFFFFF"]


def _over_cells(drawing: Any, found: Overlay) -> None:
    """Note the slots that pictures and boxes of a sheet stand over."""
    for anchor in drawing:
        corners = {
            local_name(part): tuple(
                _number(next((c.text for c in part if local_name(c) == name), None))
                for name in ("row", "col")
            )
            for part in anchor
            if local_name(part) in ("from", "to")
        }
        if "from" not in corners:
            continue
        top, left = corners["from"]
        bottom, right = corners.get("to", corners["from"])
        what = "a picture" if any(local_name(n) in ("pic", "graphicFrame") for n in anchor) else "a text box"
        slots = [
            (y, x)
            for y in range(top, min(bottom, top + 99) + 1)
            for x in range(left, min(right, left + 99) + 1)
        ]
        for at in slots[:_MOST_COVERED]:
            found.holds.setdefault(at, what)


def _is_hidden(node: Any, size: str) -> bool:
    return node.get("hidden") in ("1", "true") or node.get(size) in ("0", "0.0")


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 9 else 0


def _slot(reference: str | None) -> Slot | None:
    match = _AT.fullmatch(reference or "")
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1
