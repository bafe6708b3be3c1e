"""A damaged page read, and each cell of its form called right, told, wrong without a word or lost without a word."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from parsers import Figure, Reading, Resolver, Unreadable, parse_report
from tests.parsers.judge.seen import MARK, Shown, Sight, sights, unmarked
from tests.parsers.judge.tokens import damaged
from tests.parsers.layouts.figures import Truth
from tests.parsers.layouts.judging import CONTEXT
from tests.parsers.layouts.model import Cell, Page
from tests.parsers.layouts.plans import FORMS, Plan, draft_of
from tests.parsers.layouts.said import Said

LAYOUTS = (
    "blank_zeros", "blank_organisations", "blank_totals", "slash_zeros", "repeated_group_labels",
    "group_and_leaf_in_one_cell", "results_label_left_out", "cut_by_a_page", "cut_by_a_page_with_header",
    "table4_in_two_rows", "table4_as_three_tables", "one_table_for_all", "thead_and_tbody", "word_markup",
    "spans_split", "blank_cells_with_nbsp", "div_boilerplate", "divs_and_paragraphs", "layers_of_spans",
    "labels_over_paragraphs", "headings_in_spans", "wrapped_tables", "site_metas",
)  # fmt: skip
"""Layouts under which tags are damaged: such as leave the source as it is written."""


@dataclass(frozen=True)
class Case:
    """One page and the damage to its tags, all of it drawn from a seed."""

    seed: int

    @property
    def plan(self) -> Plan:
        rng = random.Random(f"{self.seed}:layout")
        names = tuple(rng.sample(LAYOUTS, rng.choice((0, 0, 0, 1, 2))))
        size = rng.choices(("zeros", "small", "large"), weights=(1, 3, 3))[0]
        return Plan(self.seed, size, rng.choices(FORMS, weights=(7, 2, 1))[0], names)

    @cached_property
    def page(self) -> Page:
        return draft_of(self.plan)[0]

    @cached_property
    def cells(self) -> list[Cell]:
        """The cells of the page's tables; a cell's number is its place here."""
        return list({id(cell): cell for table in self.page.tables() for cell in table.cells()}.values())

    @cached_property
    def whole(self) -> str:
        """The page before the damage, its cells numbered."""
        for number, cell in enumerate(self.cells):
            cell.attrs += f" {MARK}={number}"
        return self.page.html()

    @cached_property
    def broken(self) -> tuple[str, list[str]]:
        """The page after the damage, its cells numbered, and what was done."""
        return damaged(self.whole, random.Random(f"{self.seed}:tokens"))

    @cached_property
    def columns(self) -> dict[int, int]:
        """Number of a value -> that of the heading above it, in the page as it was made."""
        return dict(_headings(sights(self.whole), self.cells))

    @cached_property
    def rows(self) -> dict[int, int]:
        """Number of a value -> that of the label of its row."""
        numbers = {id(cell): number for number, cell in enumerate(self.cells)}
        return {
            numbers[id(value)]: numbers[id(label)]
            for table in self.page.tables("t2", "t3", "t4")
            for row in table.rows
            if (label := row.label()) is not None
            for value in row.values()
        }

    @property
    def data(self) -> bytes:
        """What the reader gets."""
        return unmarked(self.broken[0]).encode()


def _headings(before: list[Sight], cells: list[Cell]) -> Iterator[tuple[int, int]]:
    for sight in before:
        for shown in sight.cells:
            if shown.mark is None or cells[shown.mark].role != "value":
                continue
            above = (sight.covered.get((row, shown.col)) for row in range(shown.row - 1, -1, -1))
            for head in above:
                if head is not None and head.mark is not None and cells[head.mark].role == "head":
                    yield shown.mark, head.mark
                    break


@dataclass(slots=True)
class Sighted:
    """What html5lib shows of a page: where each numbered cell stands, and which tables are as they were made."""

    at: dict[int, tuple[Sight, Shown]] = field(default_factory=dict)
    whole: set[int] = field(default_factory=set)


def sighted(source: str, before: list[Sight]) -> Sighted:
    """The sight of a damaged page held against that of the page before."""
    now = sights(source)
    found = Sighted()
    for sight in now:
        for shown in sight.cells:
            if shown.mark is not None:
                found.at.setdefault(shown.mark, (sight, shown))
    known = [sight.cells for sight in now]
    for sight in before:
        if sight.cells in known:
            found.whole |= {
                shown.mark for shown in sight.cells if shown.mark is not None and not shown.foreign
            }
    return found


@dataclass(slots=True)
class Verdict:
    """`counts` by what became of the cells; `complaints` name those that are wrong or lost without a word."""

    counts: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    def add(self, kind: str, complaint: str) -> None:
        self.counts[kind] += 1
        self.complaints.append(f"{kind}: {complaint}")


def judge_tokens(case: Case) -> Verdict:
    """Read a damaged page. `right`: as published, or as the damaged page shows it in its row and column; `told`: not so,
    and something says so; `wrong`, `lost`: not so and nothing says so; `whole_unread`: a cell of a table that stands as it
    was, and is not read; `crash`: the reader failed."""
    source, done = case.broken
    verdict = Verdict(done=done)
    sight = sighted(source, sights(case.whole))
    try:
        reading = parse_report(case.data, context=CONTEXT)
    except Unreadable:
        verdict.counts.update(refused=1, cells=len(case.page.truth), told=len(case.page.truth))
        return verdict
    except Exception as error:
        verdict.add("crash", repr(error))
        return verdict
    verdict.counts["refused"] += not reading.is_report
    judge_cells(case, reading, sight, verdict)
    _locators(reading, case.data, verdict)
    return verdict


def judge_cells(case: Case, reading: Reading, sight: Sighted, verdict: Verdict) -> None:
    """Every cell of the form, and every figure that is none of its cells."""
    said = Said(reading, case.page)
    read = {f.key: f for f in reading.figures}
    for number, cell in enumerate(case.cells):
        if cell.role == "value" and cell.key in case.page.truth:
            _judge_cell(case, cell, number, read.get(cell.key), sight, said, verdict)
    for figure in reading.figures:
        if figure.key not in case.page.truth and figure.state == "value" and not said.doubts(figure.key):
            verdict.add("wrong", f"{figure.key} = {figure.raw!r} is not on the page")


def _judge_cell(
    case: Case, cell: Cell, number: int, figure: Figure | None, sight: Sighted, said: Said, verdict: Verdict
) -> None:
    key = str(cell.key)
    truth = case.page.truth[key]
    state = figure.state if figure else "missing"
    got = Truth(state, figure.value) if figure else Truth("missing")
    whole = number in sight.whole
    verdict.counts["cells"] += 1
    verdict.counts["cells_whole"] += whole
    if got == truth or (state == "value" and got == _shown(case, number, sight)):
        verdict.counts["right"] += 1
        return
    if whole:
        verdict.add("whole_unread", f"{key} is {truth}, read {figure}")
    if state == "missing" and truth.state == "blank":
        verdict.counts["right"] += 1
    elif state == "unreadable" or said.doubts(key, cell.text):
        verdict.counts["told"] += 1
    elif state in ("missing", "blank"):
        verdict.add("lost", f"{key} is {truth}, read {figure and figure.state}")
    else:
        verdict.add("wrong", f"{key} is {truth}, read {figure}")


def _shown(case: Case, number: int, sight: Sighted) -> Truth | None:
    """What the damaged page shows where the row of a cell meets its column; None where either is gone."""
    heading = case.columns.get(number)
    label = case.rows.get(number)
    if heading not in sight.at or (label or number) not in sight.at:
        return None
    table, head = sight.at[heading]
    row_table, row = sight.at[label or number]
    found = table.covered.get((row.row, head.col)) if table is row_table else None
    return None if found is None else printed(found.text)


def printed(text: str) -> Truth:
    """What a text prints, by itself; only texts that these pages have are known here."""
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return Truth("value", Decimal(text) if "." in text else int(text))
    return Truth("not_applicable" if text else "blank")


def _locators(reading: Reading, data: bytes, verdict: Verdict) -> None:
    resolver = Resolver(data)
    for figure in reading.figures:
        if figure.locator is not None and resolver.text(figure.locator) != figure.raw:
            verdict.add("locator", f"{figure.key}: {figure.locator} does not read {figure.raw!r}")
