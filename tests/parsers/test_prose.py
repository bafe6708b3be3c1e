"""What the prose says against the tables and against itself."""

from __future__ import annotations

import pytest

from parsers.model import Check, Figure, Line
from parsers.narrative import narrative_of
from parsers.prose import prose_checks

FIGURES = {
    key: Figure(key, value, "value")
    for key, value in {
        "t3.new_received.total": 208,
        "t3.carried_in.total": 2,
        "t3.total_results.total": 200,
        "t3.granted.total": 40,
    }.items()
}


def checks(text: str) -> list[Check]:
    return list(prose_checks([Line(text, "text:1/0-1")], FIGURES))


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("全年主动公开信息30条，其中概况类10条，动态类15条，其他5条。", "pass"),
        ("全年主动公开信息31条，其中概况类10条，动态类15条，其他5条。", "fail"),
    ],
)
def test_listed_parts_add_up(text: str, outcome: str) -> None:
    assert [(c.key, c.outcome) for c in checks(text)] == [("narr.proactive_parts", outcome)]


@pytest.mark.parametrize(
    "text",
    [
        "主动公开30条，其中概况类10条，动态类15条等。",
        "主动公开30余条，其中概况10余条，动态15条。",
        "公开信息。",
    ],
)
def test_an_open_list_need_not_add_up(text: str) -> None:
    assert checks(text) == []


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("予以公开40件，占办理结果的20%。", "pass"),
        ("予以公开40件，占新收申请的19.23%。", "pass"),
        ("予以公开40件，占总数的25%。", "fail"),
    ],
)
def test_shares_follow_from_the_tables(text: str, outcome: str) -> None:
    assert [c.outcome for c in checks(text)] == [outcome]


def test_a_share_of_something_else_is_left_alone() -> None:
    assert checks("热线办结77件，占全部来电的3%。") == []


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("全县共受理政府信息公开申请 12 件", "requests", 12),
        ("2021年我县共收到政府信息依申请公开4件", "requests", 4),
        ("2021年共办理依申请公开事项3件", "requests", 3),
        ("全年未收到政府信息公开申请", "requests", 0),
        ("上年度结转3件", "carried_in", 3),
        ("结转下年度继续办理2件", "carried_out", 2),
        ("主动公开各类政府信息3454条", "proactive", 3454),
    ],
)
def test_figures_of_the_prose(text: str, key: str, value: int) -> None:
    found = {n.key: n.value for n in narrative_of([Line(text, "text:1/0-1")])}
    assert found[key] == value
