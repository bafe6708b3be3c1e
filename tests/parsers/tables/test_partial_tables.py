"""Reports of which a table is absent, in a picture, torn by captions, or has rows under another name."""

from __future__ import annotations

import re

import pytest

from parsers import Reading, parse_report
from tests.parsers.expectations import lost_locators
from tests.parsers.layouts.plans import FORMS, Plan, make

MADE = make(Plan(11, "large", FORMS[0], ()))
PAGE = MADE.data.decode()
TABLES = re.findall(r"<table.*?</table>", PAGE, re.S)


def values(reading: Reading) -> dict[str, object]:
    return {f.key: f.value for f in reading.figures}


WHOLE = values(parse_report(PAGE))


def codes(reading: Reading) -> list[str]:
    return [issue.code for issue in reading.issues]


@pytest.mark.parametrize("number", [2, 3, 4])
def test_one_table_in_a_picture_is_said_with_its_name(number: int) -> None:
    reading = parse_report(PAGE.replace(TABLES[number - 2], '<p><img src="/W020240112.png"></p>'))
    [issue] = reading.issues
    assert (issue.code, f"table {number}" in issue.message, "W020240112.png" in issue.message) == (
        "tables_missing", True, True
    )  # fmt: skip
    assert values(reading) == {k: None if k.startswith(f"t{number}.") else v for k, v in WHOLE.items()}


@pytest.mark.parametrize("unit", ["", "<p>单位：件</p>"])
def test_table_4_in_three_tables_that_paragraphs_name(unit: str) -> None:
    names = ("（一）行政复议", "（二）行政诉讼（未经复议直接起诉）", "（三）复议后起诉情况")
    heads = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    keys = [f.key for f in parse_report(PAGE).figures if f.key.startswith("t4.")]
    parts = [
        f"<p>{name}</p>{unit}<table><tr>{''.join(f'<td>{h}</td>' for h in heads)}</tr>"
        f"<tr>{''.join(f'<td>{WHOLE[k]}</td>' for k in keys[i * 5 : i * 5 + 5])}</tr></table>"
        for i, name in enumerate(names)
    ]
    data = PAGE.replace(TABLES[2], "".join(parts)).encode()
    reading = parse_report(data)
    assert (values(reading), codes(reading)) == (WHOLE, [])
    assert list(lost_locators(reading, data)) == []


def test_table_4_whose_lawsuits_stand_before_its_reviews() -> None:
    keys = [f.key for f in parse_report(PAGE).figures if f.key.startswith("t4.")]
    five = "".join(f"<td>{h}</td>" for h in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"))
    head = "<tr><td colspan=10>行政诉讼</td><td colspan=5>行政复议</td></tr><tr><td colspan=5>未经复议直接起诉</td>"
    head += f"<td colspan=5>复议后起诉</td>{five.replace('<td', '<td rowspan=2')}</tr><tr>{five}{five}</tr>"
    row = "".join(f"<td>{WHOLE[k]}</td>" for k in keys[5:] + keys[:5])
    reading = parse_report(PAGE.replace(TABLES[2], f"<table>{head}<tr>{row}</tr></table>"))
    assert (values(reading), codes(reading)) == (WHOLE, [])


@pytest.mark.parametrize(
    ("printed", "other"),
    [
        ("行政规范性文件", "行政规范性文件数"), ("规章<", "地方政府规章<"), ("行政强制", "行政强制措施"),
        ("行政许可<", "行政许可事项<"), ("行政处罚", "行政处罚决定"), ("本年制发件数", "本年印发件数"),
        ("其他", "其它"), ("总计", "总数"), ("法人或其他组织", "法人及其他组织"), ("科研机构", "科研院所"),
        ("自然人", "公民"), ("申请人情况", "申请人类型"), ("2.重复申请", "2.重复提出申请"),
        ("不掌握", "未掌握"), ("结转下年度", "结转至下年度"), ("四、结转下年度继续办理", "四、转下年度办理"),
    ],
)  # fmt: skip
def test_another_wording_of_a_label_is_the_same_row_without_a_flag(printed: str, other: str) -> None:
    assert printed in PAGE
    reading = parse_report(PAGE.replace(printed, other))
    assert (values(reading), codes(reading)) == (WHOLE, [])
    assert [f.key for f in reading.figures if f.flags] == []


def test_a_row_of_table_2_under_an_unknown_name_is_said() -> None:
    reading = parse_report(PAGE.replace("行政强制", "行政征收征用"))
    assert values(reading)["t2.ext.行政征收征用.decisions"] == WHOLE["t2.art20_6.coercion.decisions"]
    unknown, missing = reading.issues
    assert (unknown.code, "art20_6.coercion" in unknown.message) == ("unknown_row", True)
    assert (missing.code, "行政强制" in missing.message) == ("rows_missing", True)


@pytest.mark.parametrize(
    ("printed", "cut"),
    [
        ("属于三类内部事务信息", "属于三类内部"),
        ("没有现成信息需要另行制作", "没有现成信"),
        ("要求提供公开出版物", "要求提供公开"),
    ],
)
def test_a_label_that_the_edge_of_its_cell_cuts_off(printed: str, cut: str) -> None:
    reading = parse_report(PAGE.replace(printed, cut))
    assert (values(reading), codes(reading)) == (WHOLE, [])


@pytest.mark.parametrize("viewer", ["/js/web/viewer.html?file=", "/pdf/show.jsp?id=3&url="])
def test_the_file_in_a_viewer_is_an_attachment(viewer: str) -> None:
    page = f"<p>桐柏县2023年政府信息公开工作年度报告</p><iframe src='{viewer}/attach/0/2024.pdf'></iframe>"
    reading = parse_report(
        f"<html><head><meta charset=utf-8></head><body><div id=zoom>{page}</div></body></html>"
    )
    assert [a.url for a in reading.attachments] == ["/attach/0/2024.pdf"]
    assert reading.is_report


def test_a_row_that_numbers_the_columns_of_table_4_is_not_its_figures() -> None:
    numbers = "".join(f"<td>{n}</td>" for n in range(1, 16))
    head, figures = TABLES[2].rsplit("<tr", 1)
    reading = parse_report(PAGE.replace(TABLES[2], f"{head}<tr>{numbers}</tr><tr{figures}"))
    assert (values(reading), codes(reading)) == (WHOLE, ["unknown_row"])
