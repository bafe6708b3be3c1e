"""The cell grammar: what the text of a table cell says, without guessing.

`value` is a rewriting of `raw` from the closed list of the design (full-width digits, thousands separators, signs,
unit, the letter O, inner blanks joined, a bracketed note split off); each one is named in `flags`. Anything else
that stands in a cell is `unreadable`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from parsers.lexicon.normalize import nfkc, without_footnotes
from parsers.model import Number, State

_MINUS = str.maketrans(
    {"−": "-", "–": "-", "—": "-", "―": "-", "‐": "-", "‑": "-", "﹣": "-", "＋": "+", "，": ","}
)
_NOT_APPLICABLE = re.compile(r"[/\\|]+|-+|无|空|无数据|N/?A|n/?a|不涉及|不适用")
_ZERO_LETTERS = re.compile(r"[oO○〇◯]")
_UNIT = r"(?P<unit>万元|亿元|元|人次|件次|件|条|项|个|次|篇|人|份|起|宗)?"
_NOTE = r"(?P<note>\(.*\))?"
_NUMBER = re.compile(
    rf"(?P<sign>[+-]?)(?P<digits>\d{{1,3}}(?:,\d{{3}})+|\d+)(?P<fraction>\.\d+)?{_UNIT}{_NOTE}{'(?P<unit2>万元|元|件)?'}",
    re.S,
)
_JUST_UNIT = re.compile(r"\((万元|元|件|条|项|个|人|次)\)")
_FULL_WIDTH = re.compile("[０-９．]")
_BLANK_INSIDE = re.compile(r"(?<=[\d,.+-])\s+(?=[\d,.])")
# Two figures in one cell, not one that a blank cut: no number begins with 0 and goes on.
_SEVERAL = re.compile(r"[+-]?0+\s+\d")
# What one number of 万元 becomes in each unit of money.
_MONEY = {"万元": Decimal(1), "元": Decimal("0.0001"), "亿元": Decimal(10000)}
_ALL_BLANK = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class CellValue:
    """What a cell says: `value` is in `unit` of the field (万元 for money, else a count)."""

    state: State
    value: Number | None = None
    unit: str | None = None
    note: str | None = None
    flags: tuple[str, ...] = ()


BLANK = CellValue("blank")
UNREADABLE = CellValue("unreadable")


def read_cell(
    raw: str, *, money: bool = False, signed: bool = False, header_unit: str | None = None
) -> CellValue:
    """Read one cell. `money`: the field is in 万元; `header_unit`: the unit its column header prints (元, 万元)."""
    bare, footnote = without_footnotes(raw)
    text = nfkc(bare).strip()
    if not text:
        return UNREADABLE if footnote else BLANK
    if footnote:
        text += f"({footnote})"
    printed = _Printed(text) if text.isdecimal() and text.isascii() else _parsed(text)
    if isinstance(printed, CellValue):
        return printed
    flags = [
        *printed.flags,
        *(["full_width"] if _FULL_WIDTH.search(raw) else []),
        *(["thousands"] if "," in printed.digits else []),
        *(["note"] if printed.note else []),
        *(["negative"] if printed.sign == "-" and not signed else []),
    ]
    return _amount(printed, flags, header_unit) if money else _count(printed, flags)


@dataclass(frozen=True, slots=True)
class _Printed:
    """A number as it is printed: its parts, and what was rewritten to find them."""

    digits: str
    sign: str = ""
    fraction: str | None = None
    unit: str | None = None
    note: str | None = None
    flags: tuple[str, ...] = ()

    @property
    def amount(self) -> Decimal:
        return Decimal(f"{self.sign}{self.digits.replace(',', '')}{self.fraction or ''}")

    @property
    def inner_note(self) -> str | None:
        return self.note[1:-1] if self.note else None


def _parsed(text: str) -> _Printed | CellValue:
    """The parts of a printed number; what a cell says instead where it prints none."""
    plain = text.translate(_MINUS)
    if _NOT_APPLICABLE.fullmatch("".join(plain.split())):
        return CellValue("not_applicable")
    if _ZERO_LETTERS.fullmatch(plain):
        return CellValue("value", 0, flags=("ocr_zero",))
    flags: tuple[str, ...] = ()
    if _BLANK_INSIDE.search(plain):
        if _SEVERAL.match(plain) or not _wraps(plain.split("\n")):
            return UNREADABLE
        plain, flags = _BLANK_INSIDE.sub("", plain), ("joined_blanks",)
    match = _NUMBER.fullmatch("".join(plain.split()))
    if not match:
        return UNREADABLE
    if not flags and plain != text.replace("，", ","):
        flags = ("sign_variant",)
    note, unit = match["note"], match["unit"] or match["unit2"]
    if note and (only := _JUST_UNIT.fullmatch(note)):
        note, unit = None, unit or only[1]
    return _Printed(match["digits"], match["sign"], match["fraction"], unit, note, flags)


def _wraps(lines: list[str]) -> bool:
    """Whether lines are one number in a narrow column: three or more fill it evenly, the last perhaps not."""
    full = len(lines[0].strip())
    return len(lines) < 3 or (
        all(len(line.strip()) == full for line in lines[1:-1]) and len(lines[-1]) <= full
    )


def _count(printed: _Printed, flags: list[str]) -> CellValue:
    """A number of a field that counts: it has no fraction and no unit of money."""
    if printed.fraction or printed.unit in _MONEY:
        return CellValue("unreadable", unit=printed.unit, note=printed.note, flags=tuple(flags))
    if printed.unit:
        flags.append("unit")
    return CellValue("value", int(printed.amount), printed.unit, printed.inner_note, tuple(flags))


def _amount(printed: _Printed, flags: list[str], header_unit: str | None) -> CellValue:
    """A number of a field in 万元, whatever unit of money the cell or its header prints."""
    unit = printed.unit if printed.unit in _MONEY else header_unit
    amount = printed.amount
    if unit in _MONEY and unit != "万元":
        flags.append("unit")
        amount *= _MONEY[unit]
    value: Number = int(amount) if amount == amount.to_integral_value() else amount.normalize()
    return CellValue("value", value, printed.unit or header_unit, printed.inner_note, tuple(flags))


def looks_like_value(raw: str) -> bool:
    """Whether a cell holds a number or a printed nothing (`/`, `—`, `无`), as against a label or a blank."""
    if not raw or len(raw) > 60:
        return False
    return read_cell(raw, money=True, signed=True).state in ("value", "not_applicable")


def is_blank(raw: str) -> bool:
    """Whether a cell prints nothing: blanks of any width."""
    return _ALL_BLANK.fullmatch(nfkc(raw)) is not None
