"""The checksum that the form prints (勾稽关系): which sums must equal which totals.

Blank handling: a blank counts as 0 inside a sum only where at least one operand is a number; a sum of nothing, a
blank total or an unreadable operand make the rule not assessable, never passed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from parsers.forms import Form, form
from parsers.model import Check, Figure, Number, Outcome


@dataclass(frozen=True, slots=True)
class SumRule:
    """Σ left = Σ right over field keys; the left are the parts, the right the printed totals."""

    key: str
    left: tuple[str, ...]
    right: tuple[str, ...]


@cache
def _sum_rules(form_key: str) -> tuple[SumRule, ...]:
    f = form(form_key)
    inner = [c for c in f.t3_columns if c != "total"]
    results = [c for c in f.t4_columns if c != "total"]
    return (
        *(
            SumRule(
                f"t3.flow.{c}",
                (f"t3.new_received.{c}", f"t3.carried_in.{c}"),
                (f"t3.total_results.{c}", f"t3.carried_out.{c}"),
            )
            for c in f.t3_columns
        ),
        *(
            _sum_of(f"t3.leaves.{c}", [f"t3.{r}.{c}" for r in f.leaves], f"t3.total_results.{c}")
            for c in f.t3_columns
        ),
        *(_sum_of(f"t3.rowsum.{r}", [f"t3.{r}.{c}" for c in inner], f"t3.{r}.total") for r in f.t3_rows),
        *(_sum_of(f"t4.sum.{b}", [f"t4.{b}.{c}" for c in results], f"t4.{b}.total") for b in f.t4_blocks),
        *(_sum_of(f"s2014.{t}", [f"s2014.{p}" for p in parts], f"s2014.{t}") for t, parts in f.sums.items()),
    )


def _sum_of(key: str, parts: list[str], total: str) -> SumRule:
    return SumRule(key, tuple(parts), (total,))


def sum_rules(form: Form) -> tuple[SumRule, ...]:
    """The sum rules of a form: 42 for 2021, 40 for 2019, 7 for the 2014 table."""
    return _sum_rules(form.key)


def check(rule: SumRule, figures: Mapping[str, Figure]) -> Check:
    """Work out one sum rule. A side that prints nothing counts as 0 where the other side prints something; but a
    blank total is never failed, and a row or column that is absent or unreadable leaves only what still agrees."""
    left, left_whole = _sum(rule.left, figures)
    right, right_whole = _sum(rule.right, figures)
    if left is None and left_whole and right is not None:
        left = 0
    outcome: Outcome
    if left is None or right is None:
        outcome = "not_assessable"
    elif left == right:
        whole = left_whole and right_whole
        outcome = "not_assessable" if not whole and _unreadable(rule, figures) else "pass"
    else:
        outcome = (
            "fail" if left_whole and right_whole and not _blank(rule.right[0], figures) else "not_assessable"
        )
    return Check(rule.key, "hard", (*rule.left, *rule.right), left, right, outcome)


def _blank(key: str, figures: Mapping[str, Figure]) -> bool:
    """Whether the printed total of a rule is blank; in a flow that is （七）总计."""
    figure = figures.get(key)
    return figure is not None and figure.value is None


def _sum(keys: tuple[str, ...], figures: Mapping[str, Figure]) -> tuple[Number | None, bool]:
    """The sum of what is printed, None where nothing is; and whether every operand was there to be read."""
    total: Number = 0
    seen = False
    whole = True
    for key in keys:
        figure = figures.get(key)
        if figure is None or figure.state in ("missing", "unreadable"):
            whole = False
        elif figure.value is not None:
            total += figure.value
            seen = True
    if not seen:
        return None, whole
    return (int(total) if isinstance(total, Decimal) and total == total.to_integral_value() else total), whole


def _unreadable(rule: SumRule, figures: Mapping[str, Figure]) -> bool:
    found = (figures.get(k) for k in (*rule.left, *rule.right))
    return any(f is not None and f.state == "unreadable" for f in found)
