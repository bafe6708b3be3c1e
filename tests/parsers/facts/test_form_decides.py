"""Under the title of another paper, a school's or a summary of the year's work, stands a report only where it fills in the whole form."""

from __future__ import annotations

import re

import pytest

from parsers import Context, outline, parse_report
from tests.parsers.layouts.plans import Plan, make

WHOLE = make(Plan(3, "large", ("2021", "2021"), ())).data.decode()
TITLE = re.search(r"<title>(.*?)</title>", WHOLE)


def page(title: str, *, tables: int = 3) -> bytes:
    assert TITLE is not None
    text = WHOLE.replace(TITLE[1], title)
    for found in list(re.finditer(r"<table.*?</table>", text, re.S))[::-1][: 3 - tables]:
        text = text[: found.start()] + text[found.end() :]
    return text.encode()


@pytest.mark.parametrize("body", ["青石县第一中学", "青石县人民医院", "青石县自来水公司"])
def test_with_every_table_it_is_a_report(body: str) -> None:
    title = f"{body}2023年信息公开工作年度报告"
    reading = parse_report(page(title))
    assert (reading.is_report, reading.report_year, reading.title) == (True, 2023, title)
    assert reading.publisher == body
    assert outline(page(title), Context(url="http://a.example/1.html")).kind == "report"


@pytest.mark.parametrize("called", ["工作总结", "工作总结暨年度报告", "工作年度报告及统计表"])
def test_a_summary_with_every_table_is_a_report(called: str) -> None:
    title = f"青石县水务局2023年度政府信息公开{called}"
    reading = parse_report(page(title))
    assert (reading.is_report, reading.report_year, reading.publisher) == (True, 2023, "青石县水务局")
    assert outline(page(title), Context(url="http://a.example/1.html")).kind == "report"


@pytest.mark.parametrize("tables", [0, 1, 2])
@pytest.mark.parametrize(
    "title", ["青石县第一中学2023年信息公开工作年度报告", "青石县水务局2023年政府信息公开工作总结"]
)
def test_with_less_it_is_none(tables: int, title: str) -> None:
    assert parse_report(page(title, tables=tables)).is_report is False
    if not tables:  # the cheap look counts words of the tables, and reading decides
        assert outline(page(title, tables=0), Context(url="http://a.example/1.html")).kind != "report"


def test_another_paper_is_none_whatever_it_prints() -> None:
    assert parse_report(page("青石县水务局2023年法治政府建设年度报告")).is_report is False
