"""Title, year, publisher and day of a whole page: from what it prints, signs or states."""

from __future__ import annotations

from datetime import date

import pytest

from parsers import Reading, parse_report

TITLE = "栾川县财政局2023年政府信息公开工作年度报告"
BODY = (
    "<p>一、总体情况</p><p>各项工作按条例进行。</p><p>二、主动公开政府信息情况</p><p>见表。</p>"
    "<p>三、收到和处理政府信息公开申请情况</p><p>见表。</p><p>五、存在的主要问题及改进情况</p><p>人手不足。</p>"
)


def read(top: str = "", bottom: str = "", head: str = "") -> Reading:
    page = f"<html><head><meta charset=utf-8>{head}</head><body><div>{top}{BODY}{bottom}</div></body></html>"
    return parse_report(page.encode())


@pytest.mark.parametrize(
    "top",
    [
        f"<h1>{TITLE}</h1>",
        "<p>栾川县财政局</p><p>2023年政府信息公开工作年度报告</p>",
        "<p>栾川县财政局</p><p>2023年</p><p>政府信息公开工作年度报告</p>",
        f"<h1>栾川县人民政府</h1><h2>{TITLE}</h2>",
        "<p>栾川县财政局<br>二〇二三年政府信息公开<br>工作年度报告</p>",
        "<p>2023年政府信息公开工作年度报告</p><p>本报告由栾川县财政局编制。</p>",
    ],
)
def test_a_printed_title(top: str) -> None:
    reading = read(top)
    assert (reading.publisher, reading.report_year, reading.is_report) == ("栾川县财政局", 2023, True)


@pytest.mark.parametrize(
    "head",
    [
        f"<title>{TITLE}</title>",
        f"<title>{TITLE}-栾川县人民政府</title>",
        f"<title>栾川县人民政府 - {TITLE}</title>",
        f"<title>{TITLE}_政府信息公开年报_栾川县人民政府</title>",
        f"<title>政府信息公开年报 | {TITLE} | 栾川县人民政府</title>",
        f'<meta name="ArticleTitle" content="{TITLE}"><title>栾川县人民政府</title>',
    ],
)
def test_a_title_that_only_the_head_states(head: str) -> None:
    reading = read(head=head)
    assert (reading.title, reading.publisher, reading.report_year) == (TITLE, "栾川县财政局", 2023)


@pytest.mark.parametrize(
    ("top", "bottom", "head"),
    [
        ("", "<p>栾川县财政局</p><p>二〇二四年一月十五日</p>", ""),
        ("", "<p>二○二四年一月十五日</p>", ""),
        ("", "<p>栾川县财政局　　2024 年 1 月 15 日</p>", ""),
        ("<p>（2024年1月15日）</p>", "", ""),
        ("<div>发布时间：2024-01-15 09:10　来源：县政府办　浏览次数：12</div>", "", ""),
        ("", "<p>2024年1月15日</p>", '<meta name="PubDate" content="2025-06-01 10:00">'),
        ("", "<p>2024年1月15日</p>", '<meta name="PubDate" content="2019-06-01 10:00">'),
        ("", "", '<meta name="PubDate" content="2024-01-15">'),
    ],
)
def test_the_day_of_publication(top: str, bottom: str, head: str) -> None:
    assert read(f"<h1>{TITLE}</h1>{top}", bottom, head).published_on == date(2024, 1, 15)


def test_who_posted_it_ends_where_the_next_thing_begins() -> None:
    line = "<div>来源：县政府办　浏览次数：12　字号：大 中 小</div>"
    assert read(f"<h1>{TITLE}</h1>{line}").posted_by == "县政府办"


def test_the_signature_names_who_the_title_does_not() -> None:
    reading = read(
        "<h1>2023年政府信息公开工作年度报告</h1>", "<p>栾川县赤土店镇人民政府</p><p>2024年1月15日</p>"
    )
    assert (reading.publisher, reading.publisher_kind) == ("栾川县赤土店镇人民政府", "township")


def test_a_notice_about_reports_is_none() -> None:
    assert read("<h1>关于编制2023年政府信息公开工作年度报告的通知</h1>").is_report is False
