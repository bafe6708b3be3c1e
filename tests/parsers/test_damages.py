"""Damaged tables: whatever is lost, shifted or joined, no figure of tables 3 and 4 is wrong in silence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsers import parse_report
from parsers.model import Issue
from tests.parsers.layouts.damage import DAMAGES
from tests.parsers.layouts.figures import MISSING, Truth
from tests.parsers.layouts.harm import Harm, harmed, judge_harm
from tests.parsers.layouts.judging import says
from tests.parsers.layouts.said import Said
from tests.thinned import thinned

SEEDS = thinned(range(12), 6)
# What was changed leaves every figure where a reader of the page still finds it.
HARMLESS = ("t3_rows_swapped", "t3_columns_swapped")
# What is printed is what is read, wrong or not: the reader does not mend it.
AS_PRINTED = (
    "t3_digit_lost",
    "t4_digit_lost",
    "t3_figures_swapped",
    "t3_row_emptied",
    "t3_shifted_right_in_place",
)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", sorted(DAMAGES))
def test_nothing_is_wrong_in_silence(kind: str, seed: int) -> None:
    verdict = judge_harm(Harm(seed, kind))
    complaints = verdict.complaints if verdict is not None else []
    assert [c for c in complaints if c.startswith(("silent:", "invented", "locator"))] == []


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", [*HARMLESS, *AS_PRINTED])
def test_what_is_still_there_is_read(kind: str, seed: int) -> None:
    made = harmed(Harm(seed, kind))
    if made is not None:
        read = {f.key: f for f in parse_report(made.data).figures}
        wrong = [key for key, allowed in made.expected.items() if says(read.get(key)) not in allowed]
        assert wrong == []


def test_a_lost_digit_is_read_as_printed_and_fails_its_identity() -> None:
    failing = 0
    for seed in range(30):
        made = harmed(Harm(seed, "t3_digit_lost"))
        if made is None:
            continue
        reading = parse_report(made.data)
        operands = {k for c in reading.failed() if c.severity == "hard" for k in c.operands}
        for key, allowed in made.expected.items():
            true = made.page.truth[key]
            if key.startswith("t3.") and allowed != {true}:
                figure = reading.figure(key)
                assert says(figure) in allowed, (seed, key)
                if any(t.value is not None for t in allowed) and not _blanks(made.page.truth):
                    assert key in operands, (seed, key)
                    failing += 1
    assert failing > 5


def _blanks(truth: dict[str, Truth]) -> bool:
    """Whether a page leaves cells blank: a blank total assesses nothing."""
    return any(t.state != "value" for key, t in truth.items() if key.startswith("t3."))


def test_a_row_without_its_label_is_placed_or_named() -> None:
    """A row whose label is lost is read by its place or named by an issue; it never just disappears."""
    for kind in ("t2_label_gone", "t3_label_gone"):
        for seed in range(40):
            verdict = judge_harm(Harm(seed, kind))
            assert verdict is None or not verdict.counts["vanished"], (kind, seed, verdict.complaints)


def test_a_row_of_table2_without_its_label_names_what_the_table_lacks() -> None:
    for seed in range(200):
        made = harmed(Harm(seed, "t2_label_gone"))
        if made is None:
            continue
        for issue in parse_report(made.data).issues:
            if "without a label" in issue.message:
                assert "it lacks art20_" in issue.message
                return
    raise AssertionError("no row was left without a label")


def test_an_issue_that_names_neither_row_nor_table_says_nothing_of_a_figure() -> None:
    made = harmed(Harm(3, "t3_row_dropped"))
    assert made is not None
    reading = parse_report(made.data)
    (gone,) = {k.rpartition(".")[0] for k, allowed in made.expected.items() if allowed == {MISSING}}
    key = f"{gone}.total"
    for message, names in (
        ("the report names no publisher", False),
        ("table 2 prints 3 rows of the form not: 规章", False),
        ("table 3 has a row that the form does not know: 咨询", False),
        ("the page prints no table 3", True),
        (f"{key}: '?' is no number", True),
    ):
        code = "tables_missing" if "prints no" in message else "unknown_row"
        told = replace(reading, issues=(Issue(code, message),))
        assert Said(told, made.page).names(key) == names, message
