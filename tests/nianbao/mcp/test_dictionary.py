"""Which tool a question is for, and which questions are for none."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import nianbao.mcp
from nianbao.mcp.server import TOOLS
from tests.nianbao.mcp.asking import Asking
from tests.nianbao.mcp.test_answers import reason

FILE = Path(nianbao.mcp.__file__).parent / "asks.toml"


def test_every_word_leads_to_a_tool() -> None:
    asks = tomllib.loads(FILE.read_text(encoding="utf-8"))["words"]
    assert set(asks) <= set(TOOLS)
    assert all(word == word.lower() for said in asks.values() for word in said)


@pytest.mark.parametrize(
    ("question", "tool"),
    [
        ("2025年度谁逾期未公布？", "gaps"),
        ("Did Baiyan County publish its 2021 report in time?", "gaps"),
        ("库里有几份2021年度的报告？", "gaps"),
        ("哪些报告被撤下了？", "changes"),
        ("Was the text of any report revised?", "changes"),
        ("白岩县2021年年报怎么引用？", "list_reports"),
        ("Give a citation and permanent link of the 2021 report.", "list_reports"),
        ("有没有白岩縣的资料？", "find_bodies"),
        ("哪些报告里提到“公众号”？", "search_reports"),
        ("What is the number of new requests?", "get_figures"),
        ("Give me requests carried over to next year.", "get_figures"),
    ],
)
def test_a_question_leads_to_its_tool(asked: Asking, question: str, tool: str) -> None:
    assert tool in asked.call("what_can_be_asked", question=question)["next"].split(", ")


@pytest.mark.parametrize(
    "question",
    [
        "How many requests next year?",
        "明年会有几份报告？",
        "Which department publishes the best reports?",
        "Is Baiyan County hiding information?",
        "How many requests carried over to next year will there be next year?",
    ],
)
def test_what_no_report_tells_leads_to_no_tool(asked: Asking, question: str) -> None:
    assert reason(asked.call("what_can_be_asked", question=question)) == "not_held"


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("自然人提出的申请数？", "t3.new_received.natural_person"),
        ("How many requests by law firms did Baiyan County receive?", "t3.new_received.legal_service"),
        ("尚未审结的行政复议是多少？", "t4.review.pending"),
        ("废止的行政规范性文件？", "t2.art20_1.normative_docs.repealed"),
        ("新收申请有多少件？", "t3.new_received.total"),
    ],
)
def test_a_question_names_its_cell_first(asked: Asking, question: str, key: str) -> None:
    assert asked.call("what_can_be_asked", question=question)["rows"][0]["key"] == key
