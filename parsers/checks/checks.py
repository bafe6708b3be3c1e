"""The checks of one report: the sum rules its form prints, and softer rules that no honest report should break.

Soft checks: `s1.<row>` nothing can have been in force or listed before below zero; `s2.rules_level` 规章 cannot be
made below a districted city (立法法); `narr.<figure>` the narrative says what the tables say and adds up in itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from parsers.checks.prose import prose_checks
from parsers.checks.sum_rules import check, sum_rules
from parsers.forms import form
from parsers.model import Check, Figure, Level, Line, NarrativeFigure, Number, Outcome, PublisherKind

_MAY_MAKE_RULES = ("central", "province", "prefecture")
# Narrative figure → the table figures it may mean; the first that agrees is recorded as the right side.
_NARRATIVE_READINGS: dict[str, tuple[tuple[str, ...], ...]] = {
    "requests": (("t3.new_received.total",), ("t3.new_received.total", "t3.carried_in.total")),
    "carried_in": (("t3.carried_in.total",),),
    "carried_out": (("t3.carried_out.total",),),
    "review": (("t4.review.total",),),
    "litigation": (
        ("t4.direct.total", "t4.after_review.total"),
        ("t4.review.total", "t4.direct.total", "t4.after_review.total"),
    ),
}


def checks_of(
    figures: list[Figure],
    form_key: str | None,
    narrative: tuple[NarrativeFigure, ...],
    lines: list[Line],
    level: Level | None,
    kind: PublisherKind | None,
) -> tuple[Check, ...]:
    """Every check that the report's form knows, in the form's order, soft ones last."""
    if form_key is None:
        return ()
    by_key = {f.key: f for f in figures}
    hard = [check(rule, by_key) for rule in sum_rules(form(form_key))]
    return (
        *hard,
        *_never_negative(by_key),
        *_rules_level(by_key, level, kind),
        *_narrative(by_key, narrative),
        *prose_checks(lines, by_key),
    )


def _never_negative(figures: Mapping[str, Figure]) -> Iterator[Check]:
    """in_force − issued + repealed ≥ 0 (2021); items_prev + items_delta ≥ 0 (2019); newly ≤ in all (2019)."""
    for key, signs, name in _PRIOR_STOCKS:
        terms = [(figures.get(f"{key}.{column}"), sign) for column, sign in signs]
        operands = tuple(f"{key}.{column}" for column, _ in signs)
        if any(f is None for f, _ in terms):
            continue
        values = [(f.value, sign) for f, sign in terms if f is not None]
        if any(v is None for v, _ in values):
            yield Check(name, "soft", operands, None, 0, "not_assessable")
            continue
        left: Number = sum((v * sign for v, sign in values if v is not None), 0)
        yield Check(name, "soft", operands, left, 0, "pass" if left >= 0 else "fail")


_PRIOR_STOCKS = [
    *(
        (f"t2.art20_1.{row}", (("in_force", 1), ("issued", -1), ("repealed", 1)), f"s1.{row}")
        for row in ("rules", "normative_docs")
    ),
    *(
        (f"t2.{row}", (("items_prev", 1), ("items_delta", 1)), f"s1.{row.split('.')[1]}")
        for row in (
            "art20_5.licensing",
            "art20_5.other_services",
            "art20_6.penalty",
            "art20_6.coercion",
            "art20_8.fees",
        )
    ),
    *(
        (f"t2.art20_1.{row}", (("total_disclosed", 1), ("newly_disclosed", -1)), f"s1.disclosed.{row}")
        for row in ("rules", "normative_docs")
    ),
]


def _rules_level(
    figures: Mapping[str, Figure], level: Level | None, kind: PublisherKind | None
) -> Iterator[Check]:
    if level is None or level in _MAY_MAKE_RULES:
        return
    found = [f for k, f in figures.items() if k.startswith("t2.art20_1.rules.")]
    values = [f.value for f in found if f.value is not None]
    if not found:
        return
    operands = tuple(f.key for f in found)
    if not values:
        yield Check("s2.rules_level", "soft", operands, None, 0, "not_assessable")
        return
    total = sum(values)
    yield Check("s2.rules_level", "soft", operands, total, 0, "pass" if total == 0 else "fail")


def _narrative(figures: Mapping[str, Figure], narrative: tuple[NarrativeFigure, ...]) -> Iterator[Check]:
    """Each figure of the prose against the tables. A mismatch is soft: the prose may count one body, the table all."""
    for said in narrative:
        readings = _NARRATIVE_READINGS.get(said.key)
        if readings is None:
            continue
        sums = [(keys, _total(figures, keys)) for keys in readings]
        known = [(keys, total) for keys, total in sums if total is not None]
        if not known:
            yield Check(f"narr.{said.key}", "soft", readings[0], said.value, None, "not_assessable")
            continue
        agreeing = next(((k, t) for k, t in known if t == said.value), None)
        keys, total = agreeing or known[0]
        outcome: Outcome = "pass" if agreeing else "fail"
        yield Check(f"narr.{said.key}", "soft", keys, said.value, total, outcome)


def _total(figures: Mapping[str, Figure], keys: tuple[str, ...]) -> int | Decimal | None:
    values = [f.value for k in keys if (f := figures.get(k)) is not None and f.value is not None]
    return sum(values) if values else None
