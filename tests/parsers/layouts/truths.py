"""Stage `truth`: cells that print no number. What is published changes with them, and stays consistent."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.parsers.layouts import official
from tests.parsers.layouts.figures import BLANK, NOT_APPLICABLE, Figures, Truth
from tests.parsers.layouts.registry import transformation


@dataclass(slots=True)
class Draft:
    """The figures of a page before it is laid out. `marks`: key → what a cell prints instead of a number."""

    form2: str
    form3: str
    truth: Figures
    marks: dict[str, str]

    def put(self, key: str, truth: Truth, mark: str = "") -> None:
        self.truth[key] = truth
        self.marks[key] = mark

    def zeros(self, prefix: str) -> list[str]:
        return [k for k, t in self.truth.items() if k.startswith(prefix) and t.value == 0]


def _inner(draft: Draft) -> list[str]:
    """Zeros of table 3 that are neither totals nor the only printed part of a row."""
    return [k for k in draft.zeros("t3.") if not k.endswith((".total", ".natural_person"))]


@transformation("truth")
def blank_zeros(draft: Draft, rng: random.Random) -> None:
    """Zeros left out here and there in table 3 (most county reports fill only what is not zero)."""
    for key in _inner(draft):
        if rng.random() < 0.5:
            draft.put(key, BLANK)


@transformation("truth")
def blank_organisations(draft: Draft, rng: random.Random) -> None:
    """All cells of the five kinds of organisations left blank (towns without any such applicant)."""
    for key in _inner(draft):
        draft.put(key, BLANK)


@transformation("truth")
def blank_organisation_totals(draft: Draft, rng: random.Random) -> None:
    """Whole rows left blank where nothing was handled, totals included."""
    for row in official.t3_rows(draft.form3):
        keys = [f"t3.{row}.{c}" for c in official.T3_COLUMNS]
        if all(draft.truth[k].value == 0 for k in keys) and rng.random() < 0.5:
            for key in keys:
                draft.put(key, BLANK)


@transformation("truth", "last_cell")
def blank_totals(draft: Draft, rng: random.Random) -> None:
    """The column 总计 left blank, whole or where it would be zero."""
    whole = rng.random() < 0.5
    for row in official.t3_rows(draft.form3):
        if whole or draft.truth[f"t3.{row}.total"].value == 0:
            draft.put(f"t3.{row}.total", BLANK)


@transformation("truth", checks=("t3.flow.",))
def blank_row_total_results(draft: Draft, rng: random.Random) -> None:
    """The row （七）总计 left blank: what came in then counts against what is carried out alone."""
    for column in official.T3_COLUMNS:
        draft.put(f"t3.total_results.{column}", BLANK)


@transformation("truth")
def slash_zeros(draft: Draft, rng: random.Random) -> None:
    """`/` where a figure does not apply."""
    for key in _inner(draft):
        if rng.random() < 0.4:
            draft.put(key, NOT_APPLICABLE, rng.choice(("/", "／")))


@transformation("truth")
def dash_zeros(draft: Draft, rng: random.Random) -> None:
    """A dash where a figure does not apply, in all the dashes that keyboards have."""
    for key in _inner(draft):
        if rng.random() < 0.4:
            draft.put(key, NOT_APPLICABLE, rng.choice(("-", "—", "－", "--", "——")))


@transformation("truth")
def none_word(draft: Draft, rng: random.Random) -> None:
    """The word 无 in cells without a figure."""
    for key in _inner(draft):
        if rng.random() < 0.3:
            draft.put(key, NOT_APPLICABLE, "无")


@transformation("truth", "t4_blank")
def blank_table4(draft: Draft, rng: random.Random) -> None:
    """Table 4 left blank, whole or but for its totals."""
    totals = rng.random() < 0.5
    for key in draft.zeros("t4."):
        if not (totals and key.endswith(".total")):
            draft.put(key, BLANK)


@transformation("truth", "t4_blank")
def slash_table4(draft: Draft, rng: random.Random) -> None:
    """`/` in every empty cell of table 4."""
    for key in draft.zeros("t4."):
        draft.put(key, NOT_APPLICABLE, "/")


@transformation("truth")
def blank_rules(draft: Draft, rng: random.Random) -> None:
    """规章 left blank or struck out: counties cannot make any."""
    mark = rng.choice(("", "/", "—"))
    for key in [k for k in draft.truth if k.startswith("t2.art20_1.rules.")]:
        draft.put(key, NOT_APPLICABLE if mark else BLANK, mark)


@transformation("truth")
def blank_table2_cells(draft: Draft, rng: random.Random) -> None:
    """Single cells of table 2 left blank."""
    for key in draft.zeros("t2."):
        if rng.random() < 0.5:
            draft.put(key, BLANK)


@transformation("truth", flags=("ocr_zero",))
def letter_zeros(draft: Draft, rng: random.Random) -> None:
    """The letter O or a circle typed for zero."""
    for key in [*draft.zeros("t3."), *draft.zeros("t4.")]:
        if rng.random() < 0.1:
            draft.put(key, Truth("value", 0), rng.choice(("O", "o", "○", "〇")))
