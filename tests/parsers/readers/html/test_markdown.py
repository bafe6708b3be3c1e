"""Markdown whose tables are written in HTML: its lines are lines."""

from __future__ import annotations

import pytest

from parsers import media_type, parse_report
from parsers.readers import media_type as media
from parsers.readers.html.markdown import with_paragraphs
from tests.parsers.expectations import lost_locators

_TABLE = """<table><tr><td>信息内容</td><td>本年处理决定数量</td></tr>
<tr><td>行政许可</td><td>12</td></tr></table>"""
_TEXT = f"""# 青石县水务局2023年政府信息公开工作年度报告

根据《条例》，现公布本报告。

## 一、总体情况

全年平稳。

## 二、主动公开政府信息情况

第二十条第（五）项
{_TABLE}

## 五、存在的主要问题及改进情况

深度不够。
"""


def test_its_title_and_chapters_are_read() -> None:
    reading = parse_report(_TEXT)
    assert (reading.title, reading.publisher) == (
        "青石县水务局2023年政府信息公开工作年度报告",
        "青石县水务局",
    )
    assert [s.key for s in reading.sections] == ["s1_overview", "s2_proactive", "s5_problems"]
    assert reading.figure("t2.art20_5.licensing.decisions").value == 12  # type: ignore[union-attr]
    assert list(lost_locators(reading, _TEXT.encode())) == []


@pytest.mark.parametrize(
    "page",
    [
        "<html><body># 1\n<table></table></body></html>",
        "# 一、总体情况\n",
        "<p># a</p>\n# b<table></table>",
        "<table>\n# a\n</table>",
    ],
)
def test_other_pages_stay_as_they_are(page: str) -> None:
    assert with_paragraphs(page) == page


def test_a_table_in_a_table_stays_one_and_an_open_one_goes_on() -> None:
    table = "<table><tr><td>\n<table></table>\n</td></tr></table>"
    assert with_paragraphs(f"# a\n{table}\nb") == f"<p>a</p>{table}<p>b</p>"
    assert with_paragraphs("# a\n<table>\n# b") == "<p>a</p><table>\n# b"


def test_many_tables_cost_little() -> None:
    text = "# a\n" + "<table>" * 100_000 + "</table>" * 100_000
    assert with_paragraphs(text).startswith("<p>a</p><table>")


_PIPED = """# 青石县水务局2023年政府信息公开工作年度报告

## 二、主动公开政府信息情况

| 第二十条第（五）项 |  |
|---|---|
| 信息内容 | 本年处理<br>决定数量 |
| 行政<br/>许可 | {} |
"""


@pytest.mark.parametrize("figure", ["12", "12<br>", "<BR />12", "<br><br> 12 <br/>"])
def test_breaks_in_the_cells_of_markdown_make_no_page_of_it(figure: str) -> None:
    text = _PIPED.format(figure)
    assert media_type(text.encode()) == media.TEXT
    reading = parse_report(text)
    found = reading.figure("t2.art20_5.licensing.decisions")
    assert found is not None and (found.value, found.raw) == (12, "12")
    assert list(lost_locators(reading, text.encode())) == []


def test_a_number_that_a_break_parts_is_not_believed() -> None:
    found = parse_report(_PIPED.format("1<br>2")).figure("t2.art20_5.licensing.decisions")
    assert found is not None and found.state == "unreadable"


@pytest.mark.parametrize(
    "page", ["一、总体情况<br>全年平稳。<br>", "一、总体情况<br>\n" * 9, "<br>\n" + "一\n" * 2000 + "<table>"]
)
def test_a_page_of_breaks_or_with_a_table_far_below_is_a_page(page: str) -> None:
    assert media_type(page.encode()) == media.HTML
