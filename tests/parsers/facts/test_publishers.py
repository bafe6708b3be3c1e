"""Reports whose title names no body: the lead, the letterhead, the signature or the contact does, else who posted it."""

from __future__ import annotations

import pytest

from parsers import Reading, parse_report

TITLE = "2023年政府信息公开工作年度报告"
BODY = "桐柏县自然资源局"
CHAPTERS = "".join(
    f"<p>{head}</p><p>本年度各项公开工作平稳有序，群众满意。</p>"
    for head in ("一、总体情况", "二、主动公开政府信息情况", "五、存在的主要问题及改进情况")
)


def read(before: str = "", behind: str = "", title: str = TITLE, head: str = "") -> Reading:
    page = f"<head><meta charset=utf-8><title>{title}-桐柏县人民政府</title>{head}</head>"
    return parse_report(f"<html>{page}<body><h1>{title}</h1>{before}{CHAPTERS}{behind}</body></html>")


@pytest.mark.parametrize(
    "lead",
    [
        f"本报告由{BODY}按照有关规定编制。",
        f"根据条例要求，{BODY}编制了2023年度政府信息公开工作年度报告。",
        f"现将{BODY}2023年政府信息公开工作年度报告公布如下。",
        f"如对本报告有疑问，请与{BODY}办公室联系（电话：0377-6800000）。",
    ],
)
def test_the_body_that_a_sentence_names(lead: str) -> None:
    assert read(f"<p>{lead}</p>").publisher == BODY


@pytest.mark.parametrize("day", ["", "　　　2024年1月9日", "　2024.1.9", "　二〇二四年一月九日"])
def test_the_body_that_signs_with_or_without_its_date(day: str) -> None:
    reading = read(behind=f"<p>{BODY}{day}</p>")
    assert (reading.publisher, reading.evidence["publisher"].source) == (BODY, "signature")


def test_a_letterhead_is_a_body_and_no_part_of_the_title() -> None:
    page = f"<p>{BODY}文件</p><p>桐自然资〔2024〕3号</p><p>{TITLE}</p>{CHAPTERS}"
    reading = parse_report(f"<html><head><meta charset=utf-8></head><body><div>{page}</div></body></html>")
    assert (reading.title, reading.publisher) == (TITLE, BODY)


def test_who_posted_it_is_the_last_resort_and_said() -> None:
    reading = read(head='<meta name="ContentSource" content="桐柏县政务服务中心">')
    assert (reading.publisher, reading.posted_by) == ("桐柏县政务服务中心",) * 2
    assert [i.code for i in reading.issues] == ["publisher_assumed", "tables_missing"]


@pytest.mark.parametrize(("stated", "codes"), [(2023, []), (2022, ["year_disputed"])])
def test_a_period_of_another_year_than_the_title_is_said(stated: int, codes: list[str]) -> None:
    lead = f"<p>本报告所列数据的统计期限自{stated}年1月1日起至{stated}年12月31日止。</p>"
    reading = read(lead, title=f"{BODY}{TITLE}")
    assert reading.report_year == 2023
    assert [i.code for i in reading.issues if i.code != "tables_missing"] == codes


def test_a_page_that_is_refused_by_its_whole_title_is_not_saved_by_a_part_of_it() -> None:
    reading = read(title="一图读懂|桐柏县2023年政府信息公开工作年度报告")
    assert reading.is_report is False


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("日期：2024年01月09日 10:11　来源：水利局　点击：33", "2024-01-09"),
        ("时间：2024-01-09", "2024-01-09"),
        ("2024/1/9 8:30:00 桐柏县水利局", "2024-01-09"),
        ("时间：上午9点", None),
    ],
)
def test_the_day_in_a_line_above_the_report(line: str, day: str | None) -> None:
    published = read(f"<p>{line}</p>", title=f"{BODY}{TITLE}").published_on
    assert (published.isoformat() if published else None) == day
