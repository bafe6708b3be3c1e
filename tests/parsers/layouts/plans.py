"""A plan: figures of a size and the transformations of one page, and the page it makes.

Each transformation draws from a generator of its own, so that leaving one out changes nothing of the others: what
fails under twelve is found to fail under two.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from hypothesis import strategies as st

from tests.parsers.layouts import (
    cuts,
    encodings,
    hidings,
    markups,
    pages,
    shapes,
    sources,
    table4s,
    texts,
    truths,
)
from tests.parsers.layouts.base import PUBLISHERS, base_page
from tests.parsers.layouts.figures import SIZES, Figures, draw_figures
from tests.parsers.layouts.model import Page
from tests.parsers.layouts.registry import REGISTER, Transformation, in_order
from tests.parsers.layouts.truths import Draft

CATALOGUE = (truths, texts, shapes, cuts, table4s, markups, pages, hidings, sources, encodings)
"""The modules that register transformations."""
FORMS = (("2021", "2021"), ("2019", "2019"), ("2021", "2019"))
"""Forms of tables 2 and 3; the third is the mixed report with the single row （六）其他处理."""


@dataclass(frozen=True)
class Plan:
    """`names` are the transformations asked for; those that do not fit together are left out in order."""

    seed: int
    size: str
    forms: tuple[str, str]
    names: tuple[str, ...]

    @cached_property
    def transformations(self) -> list[Transformation]:
        taken: set[str] = set()
        chosen: set[str] = set()
        for name in self.names:
            one = REGISTER[name]
            if one.slots & taken or self.forms[1] not in one.forms or self.forms[0] not in one.forms:
                continue
            taken |= one.slots
            chosen.add(name)
        return in_order(chosen)

    @property
    def flags(self) -> frozenset[str]:
        """Flags that a figure of this page may carry."""
        return frozenset().union(*(t.flags for t in self.transformations))

    @property
    def issues(self) -> frozenset[str]:
        return frozenset().union(*(t.issues for t in self.transformations))

    @property
    def checks(self) -> tuple[str, ...]:
        """Prefixes of the identities that what this page prints does not satisfy."""
        return tuple(prefix for t in self.transformations for prefix in t.checks)

    def __repr__(self) -> str:
        used = ", ".join(t.name for t in self.transformations)
        return f"Plan(seed={self.seed}, {self.size}, forms={self.forms}, [{used}])"


@dataclass(frozen=True, slots=True)
class Made:
    """A page's bytes and the truth about it."""

    data: bytes
    page: Page

    @property
    def truth(self) -> Figures:
        return self.page.truth


def draft_of(plan: Plan, damage: Callable[[Page], None] | None = None) -> tuple[Page, list[Transformation]]:
    """The page of a plan before its source is written, and the transformations of the source that are left. `damage`
    is done to its tables before their markup is written."""
    rng = random.Random(f"{plan.seed}:figures")
    form2, form3 = plan.forms
    draft = Draft(form2, form3, draw_figures(rng, form2, form3, plan.size), {})
    heading = rng.choice(PUBLISHERS)
    year = 2020 if form2 == "2019" else rng.choice((2021, 2022, 2023, 2024))
    steps = plan.transformations
    for step in (s for s in steps if s.stage == "truth"):
        step.apply(draft, _own(plan, step))
    page = base_page(heading, year, form2, form3, draft.truth)
    for cell in page.cells("value"):
        cell.text = draft.marks.get(str(cell.key), cell.text)
    for step in (s for s in steps if s.stage in ("text", "shape", "cut", "table4", "whole")):
        step.apply(page, _own(plan, step))
    if damage is not None:
        damage(page)
    for step in (s for s in steps if s.stage in ("markup", "page")):
        step.apply(page, _own(plan, step))
    return page, [s for s in steps if s.stage in ("source", "encoding")]


def make(plan: Plan) -> Made:
    """The page of a plan."""
    page, rest = draft_of(plan)
    return Made(write(plan, page, rest), page)


def write(plan: Plan, page: Page, rest: list[Transformation]) -> bytes:
    """A page's bytes."""
    source = page.html()
    for step in (s for s in rest if s.stage == "source"):
        source = step.apply(source, _own(plan, step))
    for step in (s for s in rest if s.stage == "encoding"):
        data: bytes = step.apply(source, _own(plan, step))
        return data
    return source.encode("utf-8")


def _own(plan: Plan, step: Transformation) -> random.Random:
    return random.Random(f"{plan.seed}:{step.name}")


def random_plan(seed: int, names: Iterable[str] | None = None, most: int = 12) -> Plan:
    """The plan of a seed: up to `most` transformations, drawn evenly."""
    rng = random.Random(seed)
    known = sorted(names or REGISTER)
    count = rng.randrange(min(most, len(known)) + 1)
    form = rng.choices(FORMS, weights=(7, 2, 1))[0]
    return Plan(seed, rng.choice(SIZES), form, tuple(rng.sample(known, count)))


plans = st.builds(
    Plan,
    seed=st.integers(0, 2**20),
    size=st.sampled_from(SIZES),
    forms=st.sampled_from(FORMS),
    names=st.lists(st.sampled_from(sorted(REGISTER)), unique=True, max_size=12).map(tuple),
)
"""Plans for hypothesis; a failing one shrinks to the fewest transformations that fail."""
