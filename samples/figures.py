"""Invented figures for the two six-section forms, from a seed: they add up and carry over the years."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field

from samples.forms import BLOCKS, RESULTS, columns, form_of, leaves
from samples.model import Figures, Number, Organ

# How often a result occurs when an application is decided; what is not named here is rare.
_WEIGHTS = {
    "granted": 40,
    "partial": 12,
    "unable_not_held": 14,
    "unable_must_create": 5,
    "deny_process": 3,
    "deny_internal": 2,
    "deny_admin_query": 3,
    "noproc_petition": 4,
    "other_total": 4,
    "other_misc": 3,
}
_REQUESTS = {"government": (60, 190), "government_office": (2, 24), "department": (0, 7), "township": (0, 2)}
_CASES = {"government": 14, "government_office": 2, "department": 0, "township": 0}
_DECISIONS = {"government": 9000, "government_office": 0, "department": 420, "township": 30}
_SHARES = {
    "art20_5.licensing": (1 / 3, 2),
    "art20_5.other_services": (1 / 3, 1),
    "art20_6.penalty": (1 / 20, 1 / 2),
    "art20_6.coercion": (1 / 100, 1 / 12),
}
"""Between which shares of those the first year's decisions of a row lie."""


@dataclass
class _Ledger:
    """What one organ hands on from one year to the next."""

    last_year: int | None = None
    carried: dict[str, int] = field(default_factory=dict)
    documents: int = 0
    items: dict[str, int] = field(default_factory=dict)
    decisions: dict[str, int] = field(default_factory=dict)
    fees: float = 0


def series(portal: str, organ: Organ, forms: dict[int, str]) -> dict[int, Figures]:
    """The figures of an organ for each report year of `forms` (year to form), in order of years."""
    rng = random.Random(f"{portal}/{organ.key}/figures")
    ledger = _Ledger(documents=rng.randint(20, 140) if organ.kind == "government" else rng.randint(0, 9))
    found: dict[int, Figures] = {}
    for year in sorted(forms):
        form = forms[year]
        if ledger.last_year != year - 1:
            ledger.carried = {
                c: rng.randint(0, 3) if organ.kind == "government" else 0 for c in _people(organ)
            }
        second = _table2_2021 if form == "2021" else _table2_2019
        found[year] = {
            **second(rng, organ, ledger),
            **_table3(rng, organ, ledger, form),
            **_table4(rng, organ),
        }
        ledger.last_year = year
    return found


def forms_for(years: Iterable[int]) -> dict[int, str]:
    """The six-section form in force for each of the years; years before 2019 are left out."""
    return {year: form_of(year) for year in years if year >= 2019}


def _people(organ: Organ) -> tuple[str, ...]:
    # Departments and towns hear from residents only: their empty organisation columns are then truly empty.
    return columns()[:-1] if organ.kind.startswith("government") else columns()[:1]


def _table3(rng: random.Random, organ: Organ, ledger: _Ledger, form: str) -> Figures:
    low, high = _REQUESTS[organ.kind]
    grid: dict[str, dict[str, int]] = {
        row: dict.fromkeys(columns()[:-1], 0)
        for row in ("new_received", "carried_in", *leaves(form), "total_results", "carried_out")
    }
    weights = [_WEIGHTS.get(leaf, 0.4) for leaf in leaves(form)]
    carried: dict[str, int] = {}
    for column in _people(organ):
        top = high if column == "natural_person" else max(high // 15, 0)
        bottom = low if column == "natural_person" else 0
        new, before = rng.randint(bottom, top), ledger.carried.get(column, 0)
        after = min(new, rng.choice((0, 0, 1, 2, 4)) if organ.kind == "government" else rng.choice((0, 0, 1)))
        grid["new_received"][column], grid["carried_in"][column] = new, before
        grid["carried_out"][column] = carried[column] = after
        grid["total_results"][column] = new + before - after
        for leaf in rng.choices(leaves(form), weights, k=new + before - after):
            grid[leaf][column] += 1
    ledger.carried = carried
    figures: Figures = {}
    for row, cells in grid.items():
        figures.update({f"t3.{row}.{column}": value for column, value in cells.items()})
        figures[f"t3.{row}.total"] = sum(cells.values())
    return figures


def _table4(rng: random.Random, organ: Organ) -> Figures:
    figures: Figures = {}
    top = _CASES[organ.kind]
    for block in BLOCKS:
        counts = [rng.randint(0, top) if rng.random() < 0.6 else 0 for _ in RESULTS]
        counts = [count // (1 if block == "review" else 3) for count in counts]
        figures.update({f"t4.{block}.{result}": n for result, n in zip(RESULTS, counts, strict=True)})
        figures[f"t4.{block}.total"] = sum(counts)
    return figures


def _table2_2021(rng: random.Random, organ: Organ, ledger: _Ledger) -> Figures:
    issued = rng.randint(3, 40) if organ.kind == "government" else rng.choice((0, 0, 1, 2))
    repealed = rng.randint(0, min(ledger.documents, 12))
    ledger.documents += issued - repealed
    money: Number = 0
    if organ.kind == "government":
        ledger.fees = _drifted(rng, ledger.fees) or rng.uniform(200, 9000)
        money = round(ledger.fees, 4)
    elif organ.kind == "department" and rng.random() < 0.5:
        money = round(rng.uniform(1, 80), 2)
    return {
        **_rules("issued", "repealed", "in_force"),
        "t2.art20_1.normative_docs.issued": issued,
        "t2.art20_1.normative_docs.repealed": repealed,
        "t2.art20_1.normative_docs.in_force": ledger.documents,
        **{
            f"t2.{row}.decisions": _decisions(rng, organ, ledger, row)
            for row in _SHARES
            if row != "art20_5.other_services"
        },
        "t2.art20_8.fees.amount_wan": money,
    }


def _decisions(rng: random.Random, organ: Organ, ledger: _Ledger, row: str) -> int:
    low, high = (round(_DECISIONS[organ.kind] * share) for share in _SHARES[row])
    before = ledger.decisions.get(row)
    ledger.decisions[row] = rng.randint(low, high) if before is None else round(_drifted(rng, before))
    return ledger.decisions[row]


def _drifted(rng: random.Random, last_year: float) -> float:
    """About as much as the year before."""
    return last_year * rng.uniform(0.7, 1.4)


def _rules(*names: str) -> Figures:
    # A county cannot make 规章: the row is always zero.
    return {f"t2.art20_1.rules.{name}": 0 for name in names}


def _table2_2019(rng: random.Random, organ: Organ, ledger: _Ledger) -> Figures:
    made = rng.randint(5, 30) if organ.kind == "government" else rng.choice((0, 0, 1))
    ledger.documents += made
    figures: Figures = {
        **_rules("made", "newly_disclosed", "total_disclosed"),
        "t2.art20_1.normative_docs.made": made,
        "t2.art20_1.normative_docs.newly_disclosed": made,
        "t2.art20_1.normative_docs.total_disclosed": ledger.documents,
    }
    top = _DECISIONS[organ.kind]
    for row in (
        "art20_5.licensing",
        "art20_5.other_services",
        "art20_6.penalty",
        "art20_6.coercion",
        "art20_8.fees",
    ):
        before = ledger.items.get(row, rng.randint(0, top // 20))
        change = rng.randint(-min(before, 12), 15) if top else 0
        ledger.items[row] = before + change
        figures[f"t2.{row}.items_prev"], figures[f"t2.{row}.items_delta"] = before, change
        if not row.endswith("fees"):
            figures[f"t2.{row}.decisions"] = _decisions(rng, organ, ledger, row)
    figures["t2.art20_9.procurement.projects"] = rng.randint(0, 240 if top > 1000 else 6)
    figures["t2.art20_9.procurement.amount_wan"] = round(rng.uniform(0, 900 if top > 1000 else 40), 2)
    return figures
