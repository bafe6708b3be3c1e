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
    if text.isdecimal() and text.isascii():
        return _number(raw, text, "", None, None, None, (), money, signed, header_unit)
    plain = text.translate(_MINUS)
    if _NOT_APPLICABLE.fullmatch("".join(plain.split())):
        return CellValue("not_applicable")
    if _ZERO_LETTERS.fullmatch(plain):
        return CellValue("value", 0, flags=("ocr_zero",))
    flags: list[str] = []
    if _BLANK_INSIDE.search(plain):
        if _SEVERAL.match(plain) or not _wraps(plain.split("\n")):
            return UNREADABLE
        plain = _BLANK_INSIDE.sub("", plain)
        flags.append("joined_blanks")
    match = _NUMBER.fullmatch("".join(plain.split()))
    if not match:
        return UNREADABLE
    if plain != text.replace("，", ",") and "joined_blanks" not in flags:
        flags.append("sign_variant")
    note = match["note"]
    unit = match["unit"] or match["unit2"]
    if note and (only := _JUST_UNIT.fullmatch(note)):
        note, unit = None, unit or only[1]
    return _number(
        raw,
        match["digits"],
        match["sign"],
        match["fraction"],
        unit,
        note,
        tuple(flags),
        money,
        signed,
        header_unit,
    )


def _wraps(lines: list[str]) -> bool:
    """Whether lines are one number in a narrow column: three or more fill it evenly, the last perhaps not."""
    full = len(lines[0].strip())
    return len(lines) < 3 or (
        all(len(line.strip()) == full for line in lines[1:-1]) and len(lines[-1]) <= full
    )


def _number(
    raw: str,
    digits: str,
    sign: str,
    fraction: str | None,
    unit: str | None,
    note: str | None,
    seen: tuple[str, ...],
    money: bool,
    signed: bool,
    header_unit: str | None,
) -> CellValue:
    flags = list(seen)
    if _FULL_WIDTH.search(raw):
        flags.append("full_width")
    if "," in digits:
        flags.append("thousands")
    if note:
        flags.append("note")
    if sign == "-" and not signed:
        flags.append("negative")
    if (fraction and not money) or (unit in _MONEY and not money):
        return CellValue("unreadable", unit=unit, note=note, flags=tuple(flags))
    amount = Decimal(f"{sign}{digits.replace(',', '')}{fraction or ''}")
    if not money:
        if unit:
            flags.append("unit")
        return CellValue("value", int(amount), unit, _inner(note), tuple(flags))
    printed = unit if unit in _MONEY else header_unit
    if printed in _MONEY and printed != "万元":
        flags.append("unit")
        amount *= _MONEY[printed]
    value: Number = int(amount) if amount == amount.to_integral_value() else amount.normalize()
    return CellValue("value", value, unit or header_unit, _inner(note), tuple(flags))


def _inner(note: str | None) -> str | None:
    return note[1:-1] if note else None


def looks_like_value(raw: str) -> bool:
    """Whether a cell holds a number or a printed nothing (`/`, `—`, `无`), as against a label or a blank."""
    if not raw or len(raw) > 60:
        return False
    return read_cell(raw, money=True, signed=True).state in ("value", "not_applicable")


def is_blank(raw: str) -> bool:
    return _ALL_BLANK.fullmatch(nfkc(raw)) is not None
