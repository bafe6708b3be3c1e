"""The sum rules of the forms (勾稽关系) in words and numbers: 12 + 3 = 15 ≠ 16."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from nianbao.site.web.i18n import Language

Number = int | Decimal
Known = Mapping[str, tuple[str, Number | None]]
"""Field key -> (label, value)."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check of one reading. `left` is the sum of the parts, `right` what is printed as their total."""

    key: str
    severity: str
    outcome: str
    operands: tuple[str, ...]
    left: Number | str | None
    right: Number | str | None
    sentence: str
    meaning: str
    """What should be equal."""


def totals(key: str) -> tuple[str, ...]:
    """The operands of a check that stand on the side of the printed total."""
    parts = key.split(".")
    match parts:
        case ["t3", "flow", column]:
            return f"t3.total_results.{column}", f"t3.carried_out.{column}"
        case ["t3", "leaves", column]:
            return (f"t3.total_results.{column}",)
        case ["t3", "rowsum", row]:
            return (f"t3.{row}.total",)
        case ["t4", "sum", block]:
            return (f"t4.{block}.total",)
        case ["s2014", *_]:
            return (key,)
    return ()


def _number(value: object) -> Number | str | None:
    """A stored side of a check: an integer, or a decimal as text."""
    if value is None or isinstance(value, int):
        return value
    try:
        return Decimal(str(value))
    except ArithmeticError:
        return str(value)


def _name(check: str, label: str) -> str:
    """The word of a label `row column` (Chinese) or `row, column` that tells the operands of this check apart."""
    row, _, column = label.rpartition(", " if ", " in label else " ")
    return (column if check.startswith(("t3.rowsum", "t4.sum")) else row) or label


def _side(check: str, operands: list[str], known: Known, total: Number | str | None, t: Language) -> str:
    """`自然人 12 + 商业企业 3 = 15`; parts that are zero or blank are left out."""
    terms = []
    for key in operands:
        label, value = known.get(key, (key, None))
        if value or len(operands) == 1:
            terms.append(f"{_name(check, label)} {t('brief.blank') if value is None else value}")
    shown = " + ".join(terms) or "0"
    return shown if len(terms) < 2 else f"{shown} = {total}"


def _about(operands: tuple[str, ...], known: Known) -> str:
    """What a check without a printed total is about: the label of its one operand, or what those of several share."""
    labels = [known[key][0] for key in operands if key in known]
    if not labels:
        return ""
    row = labels[0].rpartition(", " if ", " in labels[0] else " ")[0] if len(labels) > 1 else labels[0]
    return f"{row or labels[0]}: "


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A row of `checks`; `operands` is a list of field keys as JSON."""

    check_key: str
    severity: str
    outcome: str
    lhs: int | str | None
    rhs: int | str | None
    operands: str


def explain(row: CheckRow, known: Known, t: Language) -> Check:
    """A row of `checks` with its arithmetic in words."""
    key, operands = row.check_key, tuple(json.loads(row.operands))
    left, right = _number(row.lhs), _number(row.rhs)
    printed = [k for k in totals(key) if k in operands]
    parts = [k for k in operands if k not in printed]
    if printed:
        sides = _side(key, parts, known, left, t), _side(key, printed, known, right, t)
    else:
        sides = _about(operands, known) + str(left), str(right)
    differs = "<" if key.startswith("s1.") else "≠"
    sentence = f" {differs if row.outcome == 'fail' else '='} ".join(sides)
    return Check(key, row.severity, row.outcome, operands, left, right, sentence, t.start("meaning", key))
