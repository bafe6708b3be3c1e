"""The judge itself: it sees what html5lib shows, tells damage from none, and calls a false reading false."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest

from parsers import parse_report
from parsers.model import Issue
from tests.parsers.judge.seen import sights, unmarked
from tests.parsers.judge.tokens import KINDS, damaged, tokens_of
from tests.parsers.judge.verdict import Case, Verdict, judge_cells, judge_tokens, sighted
from tests.parsers.layouts.judging import CONTEXT
from tests.parsers.layouts.said import Said

SEEDS = range(40)


def test_tokens_are_the_page() -> None:
    source = Case(1).whole
    assert "".join(tokens_of(source)) == source
    assert tokens_of("a<b c='1'>2 < 3<!-- x --></b>") == [
        "a",
        "<b c='1'>",
        "2 ",
        "<",
        " 3",
        "<!-- x -->",
        "</b>",
    ]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_changes_tags_and_no_text(kind: str) -> None:
    for seed in SEEDS:
        source = Case(seed).whole
        tokens = tokens_of(source)
        assert KINDS[kind](tokens, random.Random(seed)) is not None
        broken = "".join(tokens)
        assert broken != source
        assert [t for t in tokens if t[0] != "<"] == [t for t in tokens_of(source) if t[0] != "<"]


def test_damage_is_drawn_from_the_seed() -> None:
    assert damaged(Case(3).whole, random.Random(5)) == damaged(Case(3).whole, random.Random(5))
    assert Case(3).data == Case(3).data


def test_spans_are_walked() -> None:
    (sight,) = sights(
        "<table><tr><td nb-k=0 rowspan=2>a<td nb-k=1 colspan=2>b<tr><td nb-k=2>c<td nb-k=3>d</table>"
    )
    assert {(c.mark, c.row, c.col) for c in sight.cells} == {(0, 0, 0), (1, 0, 1), (2, 1, 1), (3, 1, 2)}
    assert sight.covered[1, 0].text == "a"
    assert sight.covered[0, 2].text == "b"


def test_a_row_behind_an_open_tag_is_where_a_browser_puts_it() -> None:
    before = "<table><tr><td nb-k=0>a</td></tr><tr><td nb-k=1>b</td></tr></table>"
    for tag, whole in (("<b>", {0, 1}), ("<form>", {0, 1}), ("</table>", set()), ("<td>", set())):
        broken = before.replace("</tr><tr>", f"</tr>{tag}<tr>")
        assert sighted(broken, sights(before)).whole == whole, tag


def test_a_whole_page_is_right() -> None:
    for seed in range(6):
        case = Case(seed)
        reading = parse_report(unmarked(case.whole).encode(), context=CONTEXT)
        verdict = Verdict()
        judge_cells(case, reading, sighted(case.whole, sights(case.whole)), verdict)
        assert verdict.complaints == []
        assert verdict.counts["right"] == verdict.counts["cells"] == verdict.counts["cells_whole"] > 150


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"value": 70707}, "wrong"),
        ({"value": None, "state": "blank"}, "lost"),
        ({"value": None, "state": "missing"}, "lost"),
        ({"value": None, "state": "unreadable"}, "told"),
        ({"value": 70707, "flags": ("column_inferred",)}, "told"),
    ],
)
def test_a_false_reading_is_called_by_its_name(change: dict[str, object], kind: str) -> None:
    case = Case(0)
    reading = parse_report(unmarked(case.whole).encode(), context=CONTEXT)
    figures = [
        replace(f, **change) if f.key == "t2.art20_5.licensing.decisions" else f for f in reading.figures
    ]
    verdict = Verdict()
    judge_cells(
        case, replace(reading, figures=tuple(figures)), sighted(case.whole, sights(case.whole)), verdict
    )
    assert verdict.counts[kind] == 1
    assert verdict.counts["whole_unread"] == 1


def test_a_page_with_damaged_tags_is_judged() -> None:
    """Nothing is wrong without a word, and what is as it was is read."""
    for seed in SEEDS:
        verdict = judge_tokens(Case(seed))
        bad = [c for c in verdict.complaints if re.match("wrong|crash|locator|whole_unread", c)]
        assert bad == [], (seed, verdict.done)


def test_words_that_name_a_row_or_a_table_are_found() -> None:
    case = Case(0)
    reading = parse_report(unmarked(case.whole).encode(), context=CONTEXT)
    assert not Said(reading, case.page).doubts("t3.granted.total")
    for code, words, named in (
        ("rows_missing", "the row （一）予以公开 is absent", True),
        ("rows_missing", "rows of table 3 are absent", False),
        ("tables_missing", "no table 3", True),
        ("tables_missing", "no table 4", False),
    ):
        told = replace(reading, issues=(Issue(code, words),))
        assert Said(told, case.page).doubts("t3.granted.total") == named
