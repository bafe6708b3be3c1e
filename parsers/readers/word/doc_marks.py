"""How characters of a binary Word file are set: deleted, hidden, struck out, white, tiny, or off their line.

By themselves, by their style or by that of their paragraph; switches of the two styles cancel each other, and what
characters say of themselves wins. Source: [MS-DOC], 2.6.1 Character Properties, 2.9.327 ToggleOperand, 2.9.271 STSH.
"""

from __future__ import annotations

import struct

from parsers.readers.ink import Colour, is_white, look_alike
from parsers.readers.word.doc_orders import orders

OFF_LINE, DELETED = "off its line", "deleted"
_ORDER = (DELETED, "hidden", "struck", "faint", OFF_LINE)
_SWITCHES = {0x0800: DELETED, 0x083C: "hidden", 0x0837: "struck", 0x2A53: "struck"}
"""sprmCFRMarkDel, sprmCFVanish, sprmCFStrike, sprmCFDStrike."""
_AS_STYLE, _CONTRARY = 0x80, 0x81
_SIZE, _SMALLEST = 0x4A43, 4
"""The size in half points; what is smaller nobody reads."""
_RAISED, _MOVED, _HIGHEST = 0x2A48, 0x4845, 6
"""Raised or lowered; moved off the line by so many half points, of which so many are still on it."""
_COLOUR, _COLOUR_NUMBER, _WHITE = 0x6870, 0x2A42, b"\xff\xff\xff\x00"
_SHADED, _HIGHLIT = 0xCA71, 0x2A0C
_OF_CHARACTERS = frozenset((_SHADED, 0x4866, _HIGHLIT))
"""Shading and highlight behind characters."""
_NUMBERED: tuple[Colour, ...] = (
    (0, 0, 0), (0, 0, 255), (0, 255, 255), (0, 255, 0), (255, 0, 255), (255, 0, 0), (255, 255, 0), (255, 255, 255),
    (0, 0, 128), (0, 128, 128), (0, 128, 0), (128, 0, 128), (128, 0, 0), (128, 128, 0), (128, 128, 128), (192, 192, 192),
)  # fmt: skip
"""The colours that have numbers, from 1."""
_SHADINGS = frozenset((0xC64D, 0xD612, 0xD616, 0xD60C, 0xD670, 0xD671, 0xD672))
"""Shading of paragraphs and of cells, ten bytes each."""
_SHADINGS_80 = frozenset((0x442D, 0xD609))
"""The same in the two bytes of Word 97."""
_NO_GROUND = (b"\x00\x00\x00\xff", _WHITE)
_STYLE = 0x4A30
_PARAGRAPH_STYLE, _CHARACTER_STYLE = 1, 2
_NO_STYLE, _DEEPEST = 0xFFF, 20

Setting = dict[str, bool]
"""Property -> on or off; only what is said."""


def setting_of(grpprl: bytes, below: Setting) -> Setting:
    """What a list of orders says; `below`: what holds without it."""
    found: Setting = {}
    ink: Colour | None = None
    ground: Colour | None = None
    for code, operand in orders(grpprl):
        if code in _SWITCHES:
            name = _SWITCHES[code]
            switched = {_AS_STYLE: below.get(name, False), _CONTRARY: not below.get(name, False)}
            found[name] = switched.get(operand[0], operand[0] == 1)
        elif code == _SIZE:
            found["tiny"] = 0 < int.from_bytes(operand, "little") <= _SMALLEST
        elif code == _RAISED:
            found[OFF_LINE] = operand[0] in (1, 2)
        elif code == _MOVED:
            found["moved"] = abs(int.from_bytes(operand, "little", signed=True)) >= _HIGHEST
        elif code == _COLOUR:
            ink = _colour_of(operand)
            found["white"] = is_white(ink)
        elif code == _COLOUR_NUMBER:
            ink = _numbered(operand[0])
            found["white"] = is_white(ink)
        elif code in _OF_CHARACTERS:
            found["ground"] = True
            ground = _ground_of(code, operand)
    if ink or ground:
        found["alike"] = look_alike(ink, ground)
    return found


def _numbered(number: int) -> Colour | None:
    return _NUMBERED[number - 1] if 0 < number <= len(_NUMBERED) else None


def _colour_of(operand: bytes) -> Colour | None:
    """A colour in four bytes; None where the last says that a program chooses it."""
    return tuple(operand[:3]) if operand[3:] == b"\0" else None


def _ground_of(code: int, operand: bytes) -> Colour | None:
    """The plain colour behind characters; None where it is a pattern, or said in the bytes of Word 97."""
    if code == _HIGHLIT:
        return _numbered(operand[0])
    return _colour_of(operand[4:8]) if code == _SHADED and not operand[8:].strip(b"\0") else None


def is_ground(code: int, operand: bytes) -> bool:
    """Whether an order of a paragraph or a row lays a colour under texts, on which white may be seen."""
    if code in _SHADINGS_80:
        return operand.strip(b"\x00\xff") != b""
    if code not in _SHADINGS:
        return False
    parts = (operand[at : at + 10] for at in range(0, len(operand), 10))
    return any(part[4:8] not in _NO_GROUND or part[8:].strip(b"\x00\xff") != b"" for part in parts)


class Styles:
    """The styles of a file: the bytes of its STSH."""

    def __init__(self, stsh: bytes) -> None:
        self._places: list[int] = []
        self._stsh = stsh
        self._found: dict[int, Setting] = {}
        at = 2 + int.from_bytes(stsh[:2], "little")
        self._base = int.from_bytes(stsh[4:6], "little")
        while at + 2 <= len(stsh) and len(self._places) < _NO_STYLE:
            self._places.append(at + 2)
            size = int.from_bytes(stsh[at : at + 2], "little")
            at += 2 + size + size % 2

    def of(self, number: int, depth: int = 0) -> Setting:
        """What the style of this number says of characters, with the styles that it is based on; {} where there is none."""
        if number not in self._found:
            self._found[number] = {}
            if number < len(self._places) and depth < _DEEPEST:
                self._found[number] = self._read(self._places[number], depth)
        return self._found[number]

    def _read(self, at: int, depth: int) -> Setting:
        size = int.from_bytes(self._stsh[at - 2 : at], "little")
        style = self._stsh[at : at + size]
        if len(style) < self._base + 2 or self._base < 10:
            return {}
        kind, based = style[2] & 0xF, int.from_bytes(style[2:4], "little") >> 4
        below = self.of(based, depth + 1) if based != _NO_STYLE else {}
        (letters,) = struct.unpack_from("<H", style, self._base)
        at = self._base + 2 + 2 * letters + 2
        lists = _lists(style[at:])
        chosen = {_PARAGRAPH_STYLE: 1, _CHARACTER_STYLE: 0}.get(kind, len(lists))
        return below | setting_of(lists[chosen], below) if chosen < len(lists) else below


def _lists(raw: bytes) -> list[bytes]:
    """The lists of orders behind the name of a style, each with its length before it."""
    found: list[bytes] = []
    at = 0
    while at + 2 <= len(raw) and len(found) < 3:
        size = int.from_bytes(raw[at : at + 2], "little")
        found.append(raw[at + 2 : at + 2 + size])
        at += 2 + size + size % 2
    return found


def how_set(grpprl: bytes, paragraph: Setting, styles: Styles, *, shaded: bool) -> str | None:
    """Why characters are not seen, or OFF_LINE; None where they are set plainly. `shaded`: some ground of the file may be
    dark, on which white is seen."""
    named = next(
        (int.from_bytes(operand, "little") for code, operand in orders(grpprl) if code == _STYLE), None
    )
    character = styles.of(named) if named is not None else {}
    below = paragraph | character
    for name in ("hidden", "struck"):
        if name in paragraph and name in character:
            below[name] = paragraph[name] != character[name]
    said = below | setting_of(grpprl, below)
    white = said.get("white") and not said.get("ground") and not shaded
    if said.get("tiny") or said.get("alike") or white:
        said["faint"] = True
    if said.get("moved"):
        said[OFF_LINE] = True
    return next((how for how in _ORDER if said.get(how)), None)
