"""SpreadsheetML of Excel 2003 (XML under the suffix .xls) as a book: names, values, merged ranges, what is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from parsers.lexicon.normalize import raised
from parsers.model import Unreadable
from parsers.readers.excel.overlay import Overlay, Ranges, padded
from parsers.readers.excel.size_guard import MAX_SHEET_SLOTS
from parsers.readers.xml import local_name, xml_tree

_WHAT = "the workbook"
_HIDDEN = frozenset({"SheetHidden", "SheetVeryHidden"})
_MOST = 1_000
"""Rows or columns that one attribute may stand for."""


@dataclass(slots=True)
class _Sheet:
    rows: list[list[str]] = field(default_factory=list)
    ranges: Ranges = field(default_factory=dict)
    overlay: Overlay = field(default_factory=Overlay)
    shown: bool = True


class SpreadsheetMl:
    """A workbook of Excel 2003 as XML.

    :raises Unreadable: it is damaged, declares entities, or has a sheet too large to be a report's.
    """

    def __init__(self, raw: bytes) -> None:
        root = xml_tree(raw, _WHAT)
        self._fonts = dict(_fonts(root))
        self._sheets: dict[str, _Sheet] = {}
        for number, node in enumerate(_all(root, "Worksheet"), 1):
            self._sheets.setdefault(_said(node, "Name") or f"Sheet{number}", self._sheet(node))
        self.names = list(self._sheets)

    def is_shown(self, name: str) -> bool:
        """Whether a sheet is shown."""
        return self._sheets[name].shown

    def overlay(self, name: str) -> Overlay:
        """What is hidden of a sheet, and which of its cells hold something that is no text."""
        return self._sheets[name].overlay

    def sheet(self, name: str) -> tuple[list[list[str]], Ranges]:
        """The cells of a sheet as text, and its merged ranges."""
        return self._sheets[name].rows, self._sheets[name].ranges

    def _sheet(self, node: Any) -> _Sheet:
        found = _Sheet(shown=not any((v.text or "").strip() in _HIDDEN for v in node.iter("{*}Visible")))
        y = slots = 0
        for table in _all(node, "Table"):
            found.overlay.columns.update(_hidden_columns(table))
            for row in _all(table, "Row"):
                y = _number(row, "Index", y + 1) - 1
                cells = self._row(row, y, found)
                slots += len(cells)
                if slots > MAX_SHEET_SLOTS or y > MAX_SHEET_SLOTS:
                    raise Unreadable(f"{_WHAT} has a sheet too large to be a report's")
                found.rows += [[] for _ in range(y - len(found.rows))]
                found.rows.append(cells)
                if _is_hidden(row, "Height"):
                    found.overlay.rows.add(y)
                y += 1 + min(_number(row, "Span", 0), _MOST)
        found.rows = padded(found.rows, _WHAT)
        return found

    def _row(self, row: Any, y: int, found: _Sheet) -> list[str]:
        texts: list[str] = []
        x = 0
        for cell in _all(row, "Cell"):
            x = max(_number(cell, "Index", x + 1) - 1, x)
            if x > _MOST:
                break
            across = min(_number(cell, "MergeAcross", 0), _MOST)
            down = min(_number(cell, "MergeDown", 0), _MOST)
            if across or down:
                found.ranges[y, x] = (down + 1, across + 1)
            text, holds = self._text(cell)
            texts += [""] * (x - len(texts))
            texts.append(text)
            if holds:
                found.overlay.holds[y, x] = holds
            x += 1 + across
        return texts

    def _text(self, cell: Any) -> tuple[str, str | None]:
        """What a cell shows, and what it holds where it shows nothing."""
        data = next(_all(cell, "Data"), None)
        printed = "" if data is None else "".join(data.itertext()).strip()
        if data is None or not printed:
            return "", "a formula without a value" if _said(cell, "Formula") and data is None else None
        font = self._fonts.get(_said(cell, "StyleID") or "", "")
        shown = "" if font == "struck" else "".join(_pieces(data)).strip()
        if _said(data, "Type") == "Number":
            shown = _plain_number(shown)
        return shown, None if shown else "struck text"


def _pieces(data: Any) -> Iterator[str]:
    """The text of a cell without what is struck out, notes in raised digits."""
    on_line = bool((data.text or "").strip())
    yield data.text or ""
    for part in data:
        name = local_name(part)
        if name in ("Sup", "Sub"):
            text = "".join(part.itertext())
            yield raised(text) if on_line else text
        elif name not in ("S", "Del", "Strike", ""):
            inner = "".join(_pieces(part))
            on_line = on_line or bool(inner.strip())
            yield inner
        on_line = on_line or bool((part.tail or "").strip())
        yield part.tail or ""


def _plain_number(text: str) -> str:
    """A number as a sheet shows it: whole ones without a point."""
    try:
        value = float(text)
    except ValueError:
        return text
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else text


def _fonts(root: Any) -> Iterator[tuple[str, str]]:
    """The styles whose cells are struck out."""
    for style in root.iter("{*}Style"):
        for font in _all(style, "Font"):
            if _said(font, "StrikeThrough") == "1":
                yield _said(style, "ID") or "", "struck"


def _hidden_columns(table: Any) -> Iterator[int]:
    x = 0
    for column in _all(table, "Column"):
        x = _number(column, "Index", x + 1) - 1
        span = min(_number(column, "Span", 0), _MOST)
        if _is_hidden(column, "Width"):
            yield from range(x, x + span + 1)
        x += span + 1


def _is_hidden(node: Any, size: str) -> bool:
    return _said(node, "Hidden") == "1" or _said(node, size) == "0"


def _all(node: Any, name: str) -> Iterator[Any]:
    return (child for child in node if local_name(child) == name)


def _said(node: Any, name: str) -> str | None:
    return next((str(v) for k, v in node.attrib.items() if k.rsplit("}", 1)[-1] == name), None)


def _number(node: Any, name: str, otherwise: int) -> int:
    said = _said(node, name) or ""
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 8 else otherwise
