"""Whose report, and of which day, where pages say it in ways of their own."""

from __future__ import annotations

from datetime import date

import pytest

from parsers.lexicon.titles import read_title
from tests.parsers.facts.test_report_facts import read

ANONYMOUS = "<h1>2023年政府信息公开工作年度报告</h1>"


@pytest.mark.parametrize(
    ("title", "publisher"),
    [
        ("青石县2023年度政府信息公开工作年度报告（教育局）", "青石县教育局"),
        ("青石县2023年政府信息公开工作年度报告(青石县教育局)", "青石县教育局"),
        ("青石县水务局2023年政府信息公开工作年度报告（正文）", "青石县水务局"),
        ("2023年政府信息公开工作年度报告——青石县水务局", "青石县水务局"),
        ("2023年政府信息公开年度报告――云杉镇人民政府", "云杉镇人民政府"),
        ("关于印发《青石县水务局2023年政府信息公开工作年度报告》的通知", "青石县水务局"),
        ("青石县水务局关于印发2023年政府信息公开工作年度报告的通知", "青石县水务局"),
        ("青石县水务局2023年政务公开工作总结暨政府信息公开年度报告", "青石县水务局"),
        ("青石县审计局2023年工作总结和政府信息公开工作年度报告", "青石县审计局"),
        ("青石县第一中学2023年政府信息公开工作年度报告", "青石县第一中学"),
        ("青水〔2024〕3号青石县水务局2023年政府信息公开工作年度报告", "青石县水务局"),
        ("青水发[2024]12号青石县水务局2023年政府信息公开工作年度报告", "青石县水务局"),
        ("青石县水务局2023年政府信息公开工作年度报告补正版", "青石县水务局"),
        ("青石县水务局2023年政府信息主动公开工作年度报告", "青石县水务局"),
        ("青石县人民医院2023年政府信息公开工作年度报告", "青石县人民医院"),
    ],
)
def test_the_body_of_a_title(title: str, publisher: str) -> None:
    reading = read(f"<h1>{title}</h1>")
    assert (reading.title, reading.publisher, reading.report_year) == (title, publisher, 2023)
    assert reading.is_report


@pytest.mark.parametrize(
    "title",
    [
        "关于印发政府信息公开工作年度报告格式的通知",
        "关于做好2023年政府信息公开工作年度报告编制公布工作的通知",
        "青石县2023年政府信息公开工作总结",
        "青石县水务局2023年法治政府建设情况暨年度报告",
    ],
)
def test_titles_that_name_no_report(title: str) -> None:
    assert read_title(title).is_report is not True


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("成文日期：2024-01-15 发布日期：2024-01-20", date(2024, 1, 20)),
        ("发布日期：2024-01-20 成文日期：2024-01-15", date(2024, 1, 20)),
        ("成文日期：2024-01-15", date(2024, 1, 15)),
        ("更新日期：2024-01-20 成文日期：2023-12-15", date(2024, 1, 20)),
        ("作者：张明 2024-01-20", date(2024, 1, 20)),
        ("来源：水务局 编辑：王红 2024年01月20日 10:30", date(2024, 1, 20)),
    ],
)
def test_the_day_of_publication(line: str, day: date) -> None:
    assert read(f"{ANONYMOUS}<p>{line}</p>").published_on == day


@pytest.mark.parametrize(
    "line",
    [
        "发布日期：2024-01-20 信息来源：青石县政务公开办 浏览：",
        "信息来源：青石县政务公开办浏览：312",
        "来源：青石县政务公开办 点击：[12]",
        "来源：青石县政务公开办　阅读次数：7　字号：大 中 小",
        "信息来源：青石县政务公开办 访问量 33",
        "信息来源：青石县政务公开办　　发布人：admin　　发布时间：2024年01月15日",
        "来源：青石县政务公开办　审核人：王红　录入：张明",
    ],
)
def test_a_source_without_its_counter(line: str) -> None:
    assert read(f"{ANONYMOUS}<p>{line}</p>").posted_by == "青石县政务公开办"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2025-02-01 县财政局2024年报", None),
        ("2025-02-01 县领导班子分工", None),
        ("（2024年1月15日公布）", date(2024, 1, 15)),
        ("2024年1月15日 星期一", date(2024, 1, 15)),
        ("青石县水务局 2024-01-15", date(2024, 1, 15)),
    ],
)
def test_a_day_beside_other_words_is_that_of_another_paper(line: str, day: date | None) -> None:
    title = "青石县水务局2023年政府信息公开工作年度报告"
    assert read(f"<h1>{title}</h1><p>{line}</p>").published_on == day


@pytest.mark.parametrize(
    "sentence",
    [
        "根据条例和《青石县人民政府办公室关于做好2020年政府信息公开工作年度报告编制公布工作的通知》要求，特向社会公布2020年度青石县教育局政府信息公开年度报告。",
        "现将青石县教育局2020年政府信息公开工作年度报告公布如下。",
        "按照《条例》规定，现公布2020年青石县教育局政府信息公开工作年度报告，请社会监督。",
    ],
)
def test_the_body_of_the_first_sentence(sentence: str) -> None:
    reading = read(f"<p>{sentence}</p>")
    assert (reading.publisher, reading.report_year) == ("青石县教育局", 2020)
