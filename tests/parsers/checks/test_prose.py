"""What the prose says against the tables and against itself."""

from __future__ import annotations

import pytest

from parsers.checks.narrative import narrative_of
from parsers.checks.prose import prose_checks
from parsers.model import Check, Figure, Line

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


# What reports without a table say (2008 to 2013), and what only looks like it.
STATED = [
    ("2012年，我县共主动公开政府信息1234条。", "proactive", 1234),
    ("截至2012年底，累计主动公开政府信息1234条，其中全文电子化率100%。", "proactive", 1234),
    ("全年主动公开信息1,234条", "proactive", 1234),
    ("全县各级行政机关主动公开各类政府信息共计1234余条", "proactive", 1234),
    ("2011年度新增的主动公开政府信息数为1234条", "proactive", 1234),
    ("本机关2010年共主动公开政府信息 1234 件", "proactive", 1234),
    ("向社会公开政府信息1234条", "proactive", 1234),
    ("我局主动公开的政府信息共1234条（件）", "proactive", 1234),
    ("2012年，共收到政府信息公开申请12件", "requests", 12),
    ("全年共受理依申请公开12件", "requests", 12),
    ("我县共受理政府信息公开申请12条", "requests", 12),
    ("收到公民、法人和其他组织提出的政府信息公开申请12件", "requests", 12),
    ("受理信息公开申请12宗", "requests", 12),
    ("2009年度共受理公开政府信息申请12件，其中当面申请3件", "requests", 12),
    ("收到要求公开政府信息的申请12件次", "requests", 12),
    ("共接到依申请公开政府信息事项12件", "requests", 12),
    ("申请总数12件", "requests", 12),
    ("本年度我局未收到政府信息公开申请。", "requests", 0),
    ("2010年没有收到公民、法人或者其他组织要求公开政府信息的申请。", "requests", 0),
    ("无依申请公开政府信息情况", "requests", 0),
    ("本年度未受理过政府信息公开申请", "requests", 0),
    ("2011年我镇受理政府信息公开申请0件", "requests", 0),
    ("因政府信息公开引发的行政复议2件", "review", 2),
    ("发生行政复议案件2起", "review", 2),
    ("有关政府信息公开的行政复议申请2件", "review", 2),
    ("被提起行政复议2宗，行政诉讼1宗", "review", 2),
    ("未发生因政府信息公开申请行政复议、提起行政诉讼的情况", "review", 0),
    ("2010年度，没有因政府信息公开被申请行政复议、提起行政诉讼。", "review", 0),
    ("本年度无政府信息公开行政复议和行政诉讼", "review", 0),
    ("全年行政复议0件，行政诉讼0件", "review", 0),
    ("行政诉讼1件", "litigation", 1),
    ("发生针对本机关的行政诉讼案1件", "litigation", 1),
    ("因政府信息公开被提起行政诉讼的案件1件", "litigation", 1),
    ("未发生因政府信息公开申请行政复议、提起行政诉讼的情况", "litigation", 0),
    ("无行政复议、行政诉讼和申诉情况", "litigation", 0),
    ("收到群众来信96件，办理县长信箱留言182件", "requests", None),
    ("申请公开政府信息应当填写申请表", "requests", None),
    ("县长信箱共受理有效来信1234件", "requests", None),
    ("审核公开目录12条", "proactive", None),
    ("办理行政复议案件，依法开展工作", "review", None),
    ("行政机关负责人出庭应诉1件", "litigation", None),
    ("依申请公开信息12件", "requests", None),
    ("发布政府信息1234条", "proactive", None),
    ("通过政府网站公开政府信息1234条。", "proactive", None),
]


@pytest.mark.parametrize(("text", "key", "value"), STATED)
def test_figures_of_reports_without_tables(text: str, key: str, value: int | None) -> None:
    found = {n.key: n.value for n in narrative_of([Line(text, "text:1/0-1")])}
    assert found.get(key) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2022年收到政府信息公开申请30件，2023年收到政府信息公开申请20件。", 20),
        ("2022年，收到政府信息公开申请30件；今年收到政府信息公开申请20件。", 20),
        ("自2008年以来收到政府信息公开申请500件，今年收到政府信息公开申请20件。", 20),
        ("去年收到政府信息公开申请30件。", None),
        ("较2022年增长一成，全年累计收到政府信息公开申请20件。", 20),
        ("2023年，我局收到政府信息公开申请20件。", 20),
    ],
)
def test_figures_of_another_year_are_not_the_reports(text: str, value: int | None) -> None:
    found = {n.key: n.value for n in narrative_of([Line(text, "text:1/0-1")], 2023)}
    assert found.get("requests") == value


def test_what_was_carried_over_names_last_year() -> None:
    text = "上年结转政府信息公开申请3件，结转下年度2件。"
    found = {n.key: n.value for n in narrative_of([Line(text, "text:1/0-1")], 2023)}
    assert found == {"carried_in": 3, "carried_out": 2}
