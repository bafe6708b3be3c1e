"""The cell grammar: what the text of a table cell says, without guessing.

`value` is a rewriting of `raw` from the closed list of the design; each rewriting is named in `flags`:

    full_width     digits of double width: １２         digit_variant    digits of another script: ٤٠
    thousands      1,234                               leading_zero     021
    zero_fraction  12.0                                sign_variant     +19, －4, 增15, 减4
    negative       a sign in a field that counts       unit             12件, 251000元
    note           12（其中修订3件）, 12[2], 12*, 12①      bracketed        （12）
    joined_blanks  1 230, a number that wraps          ocr_zero         O for 0
    joined_numbers 1 2: one number, if a sum says so   chinese_number   零, 一百二十
    punctuation    "12", 12，, 12。

Anything else that stands in a cell is `unreadable`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from parsers.lexicon.chinese_numbers import chinese_number
from parsers.lexicon.money import YUAN, in_wan
from parsers.lexicon.normalize import nfkc, without_footnotes
from parsers.lexicon.notes import changes_number
from parsers.model import Number, State

_MINUS = str.maketrans(
    {
        "−": "-",
        "–": "-",
        "—": "-",
        "―": "-",
        "‐": "-",
        "‑": "-",
        "﹣": "-",
        "─": "-",
        "━": "-",
        "＋": "+",
        "，": ",",
    }
)
_WORD_SIGNS = {"增": "+", "增加": "+", "新增": "+", "减": "-", "减少": "-"}
_NOT_APPLICABLE = re.compile(r"[/\\|]+|-+|无|暂无|空|无数据|无此项|没有|N/?A|n/?a|不涉及|不适用")
_ZERO_LETTERS = re.compile(r"[oO○〇◯]")
_UNIT = rf"(?P<unit>{'|'.join(YUAN)}|人次|件次|件|条|项|个|次|篇|人|份|起|宗|例)?"
_NOTE = r"(?P<note>\(.*\)|\[[^\[\]]*\]|【.*】|[*※△▲☆★#]+)?"
_NUMBER = re.compile(
    rf"(?P<sign>[+-]|{'|'.join(_WORD_SIGNS)})?(?P<digits>\d{{1,3}}(?:,\d{{3}})+|\d+)(?P<fraction>\.\d+)?"
    rf"{_UNIT}{_NOTE}(?P<unit2>{'|'.join(YUAN)}|件)?",
    re.S,
)
_JUST_UNIT = re.compile(
    rf"[(\[【](?:计量|金额)?(?:单位)?[:为是]?(?:人民币)?({'|'.join(YUAN)}|件|条|项|个|人|次)[)\]】]"
)
_IN_BRACKETS = re.compile(r"[(\[【](\d+)[)\]】]")
# Marks that a sentence or a program left around a number; a full stop may be what is left of a fraction.
_QUOTES, _ENDS = "\"'`“”‘’「」", ",，、;；。"
_BLANK_INSIDE = re.compile(r"(?<=[\d,.+-])\s+(?=[\d,.])")
# A sign and its number, on one line.
_SIGN_APART = re.compile(r"([+-])[^\S\n]+(\d{1,12})")
# The characters behind it are shown from right to left: 12 is written 21.
_TURNED = "\u202e"
# One number with blanks for its separators; any other blank between digits may part two numbers.
_SPACED_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:[ \u00a0\u2009\u202f]\d{3})+")
# Two figures in one cell, not one that a blank cut: no number begins with 0 and goes on.
_SEVERAL = re.compile(r"[+-]?0+\s+\d")
_MOST_DIGITS = 12
"""Digits of one number that was cut; a column of several numbers has more."""
_LONGEST_REST = 2
"""Digits of a last line that are no number of their own."""
_DIGITS, _POINTS = "0123456789", ".,"
_ALL_BLANK = re.compile(r"\s*")
# A number that may as well be the number of a label: it is a figure only where a figure is due.
_LABEL_LIKE = frozenset({"bracketed", "chinese_number"})
_NEVER_A_LABEL = re.compile("[零百千]")


@dataclass(frozen=True, slots=True)
class CellValue:
    """What a cell says: `value` is in `unit` of the field (万元 for money, else a count).

    Flagged `joined_numbers`, its digits stand apart so that they may be two numbers; only a sum of the form can confirm
    that they are one.
    """

    state: State
    value: Number | None = None
    unit: str | None = None
    note: str | None = None
    flags: tuple[str, ...] = ()


BLANK = CellValue("blank")
UNREADABLE = CellValue("unreadable")


@lru_cache(maxsize=20_000)
def read_cell(
    raw: str,
    *,
    money: bool = False,
    signed: bool = False,
    header_unit: str | None = None,
    parted: bool = False,
) -> CellValue:
    """Read one cell. `money`: the field is in 万元; `header_unit`: the unit its column header prints (元, 万元); `parted`: its
    lines are paragraphs of their own."""
    if _TURNED in raw:
        return UNREADABLE
    bare, footnote = without_footnotes(raw)
    text = nfkc(bare).strip()
    if not text:
        return UNREADABLE if footnote else BLANK
    if footnote:
        text += f"({footnote})"
    printed = _Printed(text) if text.isdecimal() and text.isascii() else _parsed(text, signed, parted)
    if isinstance(printed, CellValue):
        return printed
    flags = [
        *printed.flags,
        *_digit_flags(bare, printed),
        *(["thousands"] if "," in printed.digits else []),
        *(["note"] if printed.note else []),
        *(["negative"] if printed.sign == "-" and not signed else []),
    ]
    if printed.is_changed:
        return CellValue("unreadable", note=printed.inner_note, flags=tuple(flags))
    return _amount(printed, flags, header_unit) if money else _count(printed, flags)


def _digit_flags(raw: str, printed: _Printed) -> list[str]:
    """The rewritings of single digits."""
    strange = (
        []
        if raw.isascii()
        else [c for c in raw if not c.isascii() and unicodedata.normalize("NFKC", c).isdecimal()]
    )
    wide = ["full_width"] if "．" in raw or any("０" <= c <= "９" for c in strange) else []
    variant = ["digit_variant"] if any(not "０" <= c <= "９" for c in strange) else []
    zero = ["leading_zero"] if len(printed.digits) > 1 and printed.digits[0] == "0" else []
    return [*wide, *variant, *zero]


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
    def is_changed(self) -> bool:
        """Whether a note says that the number is another one."""
        return self.note is not None and self.note[0] in "([【" and changes_number(self.note)

    @property
    def inner_note(self) -> str | None:
        if not self.note:
            return None
        return self.note[1:-1] if self.note[0] in "([【" else self.note


def _parsed(printed: str, signed: bool, parted: bool) -> _Printed | CellValue:
    """The parts of a printed number; what a cell says instead where it prints none."""
    plain = printed.translate(_MINUS)
    if special := _special("".join(plain.split()), signed):
        return special
    bare = plain.strip(_QUOTES).rstrip(_ENDS).strip()
    joined = _joined(bare, parted)
    match = joined and _NUMBER.fullmatch("".join(joined[0].split()))
    if not joined or not match:
        return UNREADABLE
    flags = joined[1]
    printed_sign = match["sign"] or ""
    sign = _WORD_SIGNS.get(printed_sign, printed_sign)
    if sign != printed_sign and not signed:
        return UNREADABLE
    if sign != printed_sign or sign == "+" or (not flags and plain != printed.replace("，", ",")):
        flags = (*flags, "sign_variant")
    if bare != plain:
        flags = (*flags, "punctuation")
    unit, note = _unit_and_note(match)
    return _Printed(match["digits"], sign, match["fraction"], unit, note, flags)


def _unit_and_note(match: re.Match[str]) -> tuple[str | None, str | None]:
    """What stands behind a number; a bracket that holds a unit alone is no note."""
    note, unit = match["note"], match["unit"] or match["unit2"]
    only = _JUST_UNIT.fullmatch(note) if note else None
    return (unit or only[1], None) if only else (unit, note)


def _joined(plain: str, parted: bool) -> tuple[str, tuple[str, ...]] | None:
    """A text without the blanks between its digits, and the flag for that; None where they part several numbers."""
    if parts := _SIGN_APART.fullmatch(plain):
        return parts[1] + parts[2], ("joined_blanks",)
    if not _BLANK_INSIDE.search(plain):
        return plain, ()
    lines = plain.split("\n")
    if _SEVERAL.match(plain) or not _wraps(lines):
        return None
    if sum(map(str.isdigit, plain)) > _MOST_DIGITS:
        return None
    one = (len(lines) > 1 and not parted and _ends_short(lines)) or _SPACED_THOUSANDS.fullmatch(plain)
    return _BLANK_INSIDE.sub("", plain), ("joined_blanks" if one else "joined_numbers",)


def _special(text: str, signed: bool) -> _Printed | CellValue | None:
    """What a text without blanks says that is no number in digits alone."""
    if _NOT_APPLICABLE.fullmatch(text):
        return CellValue("not_applicable")
    if _ZERO_LETTERS.fullmatch(text):
        return CellValue("value", 0, flags=("ocr_zero",))
    if (number := chinese_number(text)) is not None:
        return CellValue("value", number, flags=("chinese_number",))
    # In accounts brackets are a sign: a field that may be negative is not read so.
    if not signed and (inner := _IN_BRACKETS.fullmatch(text)):
        return _Printed(inner[1], flags=("bracketed",))
    return None


def _wraps(lines: list[str]) -> bool:
    """Whether lines are one number in a narrow column: three or more fill it evenly, the last perhaps not."""
    full = len(lines[0].strip())
    return len(lines) < 3 or (
        all(len(line.strip()) == full for line in lines[1:-1]) and len(lines[-1]) <= full
    )


def _ends_short(lines: list[str]) -> bool:
    """Whether what stands on the last line is the rest of a number that a narrow column wraps: too short for a number of its
    own as a rule; a point or a comma where it breaks says so too."""
    last = lines[-1].strip()
    if any(line.strip()[-1:] in _POINTS for line in lines[:-1]) or last[0] in _POINTS:
        return True
    return len(last) - len(last.lstrip(_DIGITS)) <= _LONGEST_REST


def _count(printed: _Printed, flags: list[str]) -> CellValue:
    """A number of a field that counts: it has no part of one and no unit of money."""
    if printed.unit in YUAN or (printed.fraction and printed.fraction.strip(".0")):
        return CellValue("unreadable", unit=printed.unit, note=printed.note, flags=tuple(flags))
    if printed.fraction:
        flags.append("zero_fraction")
    if printed.unit:
        flags.append("unit")
    return CellValue("value", int(printed.amount), printed.unit, printed.inner_note, tuple(flags))


def _amount(printed: _Printed, flags: list[str], header_unit: str | None) -> CellValue:
    """A number of a field in 万元, whatever unit of money the cell or its header prints."""
    unit = printed.unit if printed.unit in YUAN else header_unit
    amount = in_wan(printed.amount, unit)
    if amount is None:
        return CellValue("unreadable", unit=unit, note=printed.inner_note, flags=tuple(flags))
    if printed.unit or (unit and unit != "万元"):
        flags.append("unit")
    if printed.fraction and printed.fraction.endswith("0"):
        flags.append("zero_fraction")
    value: Number = int(amount) if amount == amount.to_integral_value() else amount.normalize()
    return CellValue("value", value, printed.unit or header_unit, printed.inner_note, tuple(flags))


def looks_like_value(raw: str) -> bool:
    """Whether a cell holds a number or a printed nothing (`/`, `—`, `无`), as against a label or a blank. What may be the
    number of a label, （1） or 十二, does not look like one."""
    if not raw or len(raw) > 60:
        return False
    read = read_cell(raw, money=True, signed=True)
    if _LABEL_LIKE.intersection(read.flags) and not _NEVER_A_LABEL.search(raw):
        return False
    return read.state in ("value", "not_applicable") or "note" in read.flags


def is_blank(raw: str) -> bool:
    """Whether a cell prints nothing: blanks of any width."""
    return _ALL_BLANK.fullmatch(nfkc(raw)) is not None
