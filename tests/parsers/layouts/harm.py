"""A damaged page read and held against what can still be read in it."""

from __future__ import annotations

import random
from dataclasses import dataclass

from parsers import Reading, Resolver, parse_report
from tests.parsers.layouts import damaged_cells, damaged_labels, damaged_rows
from tests.parsers.layouts.damage import DAMAGES, Expected, Readings
from tests.parsers.layouts.figures import BLANK, MISSING
from tests.parsers.layouts.judging import CONTEXT, Verdict, says
from tests.parsers.layouts.model import Page
from tests.parsers.layouts.plans import FORMS, Plan, draft_of, write
from tests.parsers.layouts.said import Said

CATALOGUE = (damaged_cells, damaged_labels, damaged_rows)
LAYOUTS = (
    "blank_zeros", "blank_organisations", "blank_organisation_totals", "blank_totals", "slash_zeros", "blank_table4",
    "repeated_group_labels", "group_and_leaf_in_one_cell", "group_in_a_row_of_its_own", "results_label_left_out",
    "cut_by_a_page", "cut_by_a_page_with_header", "table4_in_two_rows", "table4_in_three_rows", "table4_as_three_tables",
    "one_table_for_all", "thead_and_tbody", "word_markup", "spans_split", "blank_cells_with_nbsp", "div_boilerplate",
    "missing_numbering", "half_width_brackets",
)  # fmt: skip
"""Layouts under which damage is done: such as leave label and figures of a row where they can be told."""


@dataclass(frozen=True, slots=True)
class Harm:
    """One page and one damage to it, all of it drawn from a seed."""

    seed: int
    kind: str

    @property
    def plan(self) -> Plan:
        rng = random.Random(f"{self.seed}:layout")
        names = tuple(rng.sample(LAYOUTS, rng.choice((0, 0, 1, 2, 3))))
        size = rng.choices(("zeros", "small", "large"), weights=(1, 2, 3))[0]
        return Plan(self.seed, size, rng.choices(FORMS, weights=(7, 2, 1))[0], names)


@dataclass(frozen=True, slots=True)
class Harmed:
    """A damaged page's bytes and what each field may read."""

    data: bytes
    page: Page
    expected: Expected


def harmed(harm: Harm) -> Harmed | None:
    """The damaged page; None where the page offers nothing to damage that way."""
    expected: Expected | None = None

    def do(page: Page) -> None:
        nonlocal expected
        expected = DAMAGES[harm.kind].apply(page, random.Random(f"{harm.seed}:damage"))

    plan = harm.plan
    page, rest = draft_of(plan, do)
    if expected is None:
        return None
    whole: Expected = {key: frozenset({truth}) for key, truth in page.truth.items()}
    return Harmed(write(plan, page, rest), page, whole | expected)


def judge_harm(harm: Harm) -> Verdict | None:
    """`silent`: a figure of tables 3 and 4 that is not true and that nothing says a word about; `silent_t2`: the
    same in table 2, which has no checksum; `told`: not true, but flagged; `absent`: no figure given, and said so;
    `vanished`: no figure given for what may stand there, and no issue names its row, its table or its number."""
    made = harmed(harm)
    if made is None:
        return None
    reading = parse_report(made.data, context=CONTEXT)
    verdict = Verdict()
    read = {f.key: f for f in reading.figures}
    said = Said(reading, made.page)
    for key, allowed in made.expected.items():
        verdict.cells += 1
        verdict.cells_t2 += key.startswith("t2.")
        figure = read.get(key)
        if says(figure) in allowed or (says(figure) == MISSING and BLANK in allowed):
            continue  # a blank that is not there is no figure lost
        if figure is not None and figure.state == "unreadable":
            verdict.counts["absent"] += 1
        elif figure is None or figure.state == "missing":
            _absent(key, allowed, said, verdict)
        elif said.doubts(key):
            verdict.counts["told"] += 1
        else:
            kind = "silent_t2" if key.startswith("t2.") else "silent"
            verdict.add(kind, f"{key} is {_words(allowed)}, read {figure}")
    for key in read.keys() - made.expected.keys():
        if read[key].state == "value" and not said.doubts(key):
            verdict.add("invented", f"{key} = {read[key].raw!r}")
    _printed(reading, made.data, verdict)
    return verdict


def _absent(key: str, allowed: Readings, said: Said, verdict: Verdict) -> None:
    """A figure that is not there: an issue names its row, its table or its number, or it has vanished."""
    texts = [f"{truth.value}" for truth in allowed if truth.value is not None]
    if said.names(key, texts):
        verdict.counts["absent"] += 1
    else:
        verdict.add("vanished", f"{key} is {_words(allowed)}, nothing that is said names it")


def _words(allowed: Readings) -> str:
    return " or ".join(map(str, allowed)) or "for nobody to know"


def _printed(reading: Reading, data: bytes, verdict: Verdict) -> None:
    """A value that the page does not print never appears."""
    resolver = Resolver(data)
    for figure in reading.figures:
        if figure.locator is not None and resolver.text(figure.locator) != figure.raw:
            verdict.add("locator", f"{figure.key}: {figure.locator} does not read {figure.raw!r}")
