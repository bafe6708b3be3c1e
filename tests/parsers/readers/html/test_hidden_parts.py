"""What a page hides is judged table by table: copies, other years, what scripts show, and sentences."""

from __future__ import annotations

import pytest

from parsers import parse_report
from parsers.model import Reading
from parsers.readers.html.hidden_parts import HIDDEN

TITLE = "<meta charset=utf-8><title>柳河县2023年政府信息公开工作年度报告</title><h1>柳河县2023年政府信息公开工作年度报告</h1>"
LICENSING, REVIEW = "t2.art20_5.licensing.decisions", "t4.review.upheld"
KINDS = "<td>结果维持<td>结果纠正<td>其他结果<td>尚未审结<td>总计"
T4 = (
    "<table><tr><td colspan=5>行政复议<td colspan=10>行政诉讼"
    f"<tr>{KINDS.replace('<td>', '<td rowspan=2>')}<td colspan=5>未经复议直接起诉<td colspan=5>复议后起诉<tr>{KINDS}{KINDS}"
    "<tr><td>4<td>0<td>1<td>0<td>5<td>1<td>0<td>0<td>0<td>1<td>0<td>0<td>0<td>0<td>0</table>"
)
CHAPTER4 = "<p>四、政府信息公开行政复议、行政诉讼情况</p>"
HIDING = ["<div style='display:none'>{}</div>", "<div hidden>{}</div>", "<div style='opacity:0'>{}</div>"]


def t2(decisions: int) -> str:
    return (
        "<p>二、主动公开政府信息情况</p><table><tr><td colspan=2>第二十条第（五）项<tr><td>信息内容<td>本年处理决定数量"
        f"<tr><td>行政许可<td>{decisions}</table>"
    )


def read(body: str) -> Reading:
    return parse_report(f"{TITLE}{body}".encode())


def value(reading: Reading, key: str) -> object:
    return next((f.value for f in reading.figures if f.key == key and f.state == "value"), None)


def said(reading: Reading) -> list[str]:
    return [issue.message for issue in reading.issues if issue.code == HIDDEN]


@pytest.mark.parametrize("hiding", HIDING)
@pytest.mark.parametrize("first", [True, False])
def test_a_pane_with_a_table_more_than_the_report_is_not_read(hiding: str, first: bool) -> None:
    pane, shown = hiding.format(t2(77) + CHAPTER4 + T4), t2(4102) + CHAPTER4 + "<img src=t4.png>"
    reading = read(pane + shown if first else shown + pane)
    assert (value(reading, LICENSING), value(reading, REVIEW)) == (4102, None)
    (message,) = said(reading)
    assert "table 4" in message and "not read" in message


@pytest.mark.parametrize("hiding", HIDING)
def test_a_lone_hidden_table_is_read_and_said(hiding: str) -> None:
    reading = read(t2(4102) + CHAPTER4 + hiding.format(T4))
    figures = [f for f in reading.figures if f.key.startswith("t4.")]
    assert figures and all(HIDDEN in f.flags for f in figures)
    assert not any(HIDDEN in f.flags for f in reading.figures if f.key.startswith("t2."))
    assert (value(reading, REVIEW), len(said(reading))) == (4, 1)


@pytest.mark.parametrize("year", ["<h3>2022年</h3>{}", "<div id=y2022>{}</div>", "{}<p>2022年12月</p>"])
def test_a_lone_table_of_another_year_is_not_read(year: str) -> None:
    reading = read(t2(4102) + CHAPTER4 + f"<div style='display:none'>{year.format(T4)}</div>")
    assert (value(reading, REVIEW), len(said(reading))) == (None, 1)


@pytest.mark.parametrize("table", ["<table hidden>", "<table style='visibility:hidden'>"])
def test_a_copy_of_a_table_is_left_out_without_a_word(table: str) -> None:
    copy = t2(77).replace("<table>", table).replace("第二十条第（五）项", "")
    reading = read(copy + t2(4102))
    assert (value(reading, LICENSING), said(reading)) == (4102, [])


@pytest.mark.parametrize(
    "page",
    [
        f"<body style='opacity:0'>{t2(4102)}{CHAPTER4}{T4}",
        f"<div class='wow fadeIn' style='visibility:hidden'>{t2(4102)}</div>{CHAPTER4}{T4}",
        f"{t2(4102)}{CHAPTER4}<div data-aos=zoom style='opacity:0'>{T4}</div>",
    ],
)
def test_what_an_effect_or_a_guard_hides_is_read_without_a_word(page: str) -> None:
    reading = read(page)
    assert (value(reading, LICENSING), value(reading, REVIEW), said(reading)) == (4102, 4, [])


@pytest.mark.parametrize(
    "sentence",
    [
        "<p style='display:none'>{}</p>",
        "<p>概况如下<span style='font-size:0'>{}</span></p>",
        "<div hidden><p>{}</p></div>",
    ],
)
def test_a_hidden_sentence_beside_tables_is_not_read(sentence: str) -> None:
    hidden = sentence.format("2023年，全县共收到政府信息公开申请861件。")
    reading = read(f"<p>一、总体情况</p><p>工作有序。</p>{hidden}{t2(4102)}")
    assert not any("861" in section.text for section in reading.sections)
    assert not [f for f in reading.figures if f.value == 861]


def test_a_hidden_line_behind_a_table_is_no_number_of_it() -> None:
    reading = read(t2(4102) + "<div style='display:none'>行政许可 77</div>" + CHAPTER4 + T4)
    assert value(reading, LICENSING) == 4102
    assert "unplaced_number" not in [issue.code for issue in reading.issues]


def test_a_chapter_that_is_folded_up_is_read() -> None:
    folded = "<p>一、总体情况</p><div style='display:none'><p>全年收到来信三十封。</p></div>"
    assert any("三十封" in section.text for section in read(folded + t2(4102)).sections)
