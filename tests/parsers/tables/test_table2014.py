"""The statistics table of 2014 with columns that editions add, chapters in cells of their own, and later tables beside it."""

from __future__ import annotations

import re

import pytest

from parsers import Reading, parse_report
from parsers.forms import form
from tests.parsers.layouts.plans import FORMS, Plan, make

TITLE = "白岩县财政局2016年政府信息公开工作年度报告"
LEAF = re.compile(r"<tr><td>([^<]*)<td>([^<]*)<td>(\d+)</tr>")
CHAPTERS, INDICATORS = form("2014").chapters, form("2014").indicators
VALUES = {key: 100 + number for number, key in enumerate(INDICATORS)}


def table(chapter_cells: bool = False) -> str:
    rows, last = ["<tr><td>统计指标<td>单位<td>统计数</tr>"], ""
    for key, entry in INDICATORS.items():
        begins, last = entry.chapter != last, entry.chapter or ""
        chapter = f"<td>{CHAPTERS[last].zh}" if begins else "<td>"
        if begins and not chapter_cells and entry.zh != CHAPTERS[last].zh:
            rows.append(f"<tr>{chapter}<td>——<td>——</tr>")
        rows.append(
            f"<tr>{chapter if chapter_cells else ''}<td>{entry.zh}<td>{entry.unit}<td>{VALUES[key]}</tr>"
        )
    return f"<table>{''.join(rows)}</table>"


def read(*tables: str, title: str = TITLE) -> Reading:
    page = f"<h1>{title}</h1><p>一、概述</p><p>各项工作平稳。</p>{''.join(tables)}"
    return parse_report(f"<html><head><meta charset=utf-8></head><body>{page}</body></html>")


def values(reading: Reading) -> dict[str, object]:
    return {f.key.removeprefix("s2014."): f.value for f in reading.figures if f.state == "value"}


def columns(rule: str, heading: str, page: str | None = None) -> str:
    return LEAF.sub(rule, page or table()).replace("<td>统计指标<td>单位<td>统计数", heading)


@pytest.mark.parametrize(
    ("page", "unknown"),
    [
        (table(), 0),
        (columns(r"<tr><td>\1（\2）<td>\3</tr>", "<td>指标名称<td>数量"), 0),
        (columns(r"<tr><td>07<td>\1<td>\2<td>\3</tr>", "<td>代码<td>统计指标<td>单位<td>统计数"), 1),
        (columns(r"<tr><td>\1<td>\2<td>07<td>\3</tr>", "<td>统计指标<td>单位<td>代码<td>统计数"), 1),
        (columns(r"<tr><td>\1<td>\3<td>07</tr>", "<td>统计指标<td>统计数<td>上年数"), 1),
        (columns(r"<tr><td>\1<td>\2<td>\3<td>7<td>8</tr>", "<td>统计指标<td>单位<td>合计<td>政府<td>部门"), 2),
        (table(chapter_cells=True).replace("<td>统计指标", "<td>类别<td>统计指标"), 0),
    ],
    ids=["plain", "unit in label", "code first", "code third", "year before", "shares", "chapter cells"],
)  # fmt: skip
def test_the_forms_own_column_is_read_and_the_others_are_said(page: str, unknown: int) -> None:
    reading = read(page)
    assert values(reading) == VALUES
    assert [issue.code for issue in reading.issues] == ["unknown_column"] * unknown


def test_several_figures_without_a_heading_that_tells_are_not_believed() -> None:
    reading = read(columns(r"<tr><td>\1<td>\3<td>7</tr>", "<td>统计指标<td>政府<td>部门"))
    assert values(reading) == {}
    assert {f.state for f in reading.figures} == {"unreadable"}
    assert "row_unread" in {issue.code for issue in reading.issues}


@pytest.mark.parametrize(("year", "wanted"), [(2016, "2014"), (2022, "2021")])
def test_tables_of_two_forms_under_one_title(year: int, wanted: str) -> None:
    made = make(Plan(3, "large", FORMS[0], ()))
    later = re.findall(r"<table.*?</table>", made.data.decode(), re.S)
    reading = read(table(), *later, title=TITLE.replace("2016", str(year)))
    assert reading.form == wanted
    assert [issue.code for issue in reading.issues] == ["second_report"]
    expected = VALUES if wanted == "2014" else None
    assert expected is None or values(reading) == expected


@pytest.mark.parametrize(
    "heading", ["<td>统计指标<td>2015年<td>2016年", "<td>统计指标<td>2015年统计数<td>2016年统计数"]
)
def test_of_columns_headed_by_years_that_of_the_report_is_read(heading: str) -> None:
    reading = read(columns(r"<tr><td>\1<td>7<td>\3</tr>", heading))
    assert values(reading) == VALUES
    assert ["2015" in issue.message for issue in reading.issues] == [True]


def test_numbers_that_no_column_claims_are_named() -> None:
    """Two indicators in each row: the first of them has no column of its own."""
    head, *rows = re.findall(r"<tr>(?:(?!</tr>).)*</tr>", table())
    pairs = zip(rows[::2], rows[1::2], strict=False)
    page = "".join(first.removesuffix("</tr>") + second.removeprefix("<tr>") for first, second in pairs)
    reading = read(f"<table>{head}{page}</table>")
    assert "unplaced_number" in {issue.code for issue in reading.issues}
    assert "missing" not in {f.state for f in reading.figures}
    assert all(VALUES[f.key.removeprefix("s2014.")] == f.value for f in reading.figures if f.state == "value")


BUDGET = re.compile(r"(<td>（四）政府信息公开专项经费)([^<]*)<td>万元<td>\d+")


def budget(label: str, unit: str, printed: str, page: str | None = None) -> str:
    return BUDGET.sub(rf"\g<1>{label}<td>{unit}<td>{printed}", page or table())


@pytest.mark.parametrize(
    ("page", "amount"),
    [
        (budget("", "元", "381000"), "38.1"),
        (budget("", "千元", "381"), "38.1"),
        (budget("（单位：元）", "", "381000"), "38.1"),
        (budget("（百元）", "——", "3810"), "38.1"),
        (budget("", "", "381000").replace("<table>", "<p>金额单位：元</p><table>"), "38.1"),
        (budget("", "", "381000").replace("<table>", "<table><caption>（单位：件、元）</caption>"), "38.1"),
        (budget("", "", "381000").replace("经费情况", "经费情况（单位：元）"), "38.1"),
        (budget("", "", "381000").replace("统计数", "统计数（人民币元）"), "38.1"),
        (budget("", "万元", "38.1").replace("<table>", "<p>全年收费381元。</p><table>"), "38.1"),
        (budget("", "", "38.1"), "38.1"),
    ],
)
def test_an_amount_is_read_in_the_unit_that_is_printed(page: str, amount: str) -> None:
    reading = read(page)
    assert str(values(reading)["budget_wan"]) == amount
    assert values(reading)["staff_total"] == VALUES["staff_total"]
    assert [i.code for i in reading.issues] == []


@pytest.mark.parametrize(
    ("page", "key"),
    [
        (budget("", "美元", "381000"), "budget_wan"),
        (budget("（元）", "万元", "381000"), "budget_wan"),
        (
            table().replace("（一）主动公开政府信息数<td>条", "（一）主动公开政府信息数<td>万条"),
            "proactive_total",
        ),
        (table().replace("制发规范性文件总数", "制发规范性文件总数（百件）"), "normative_made"),
    ],
)
def test_a_figure_in_another_unit_is_named(page: str, key: str) -> None:
    reading = read(page)
    assert key not in values(reading)
    assert [i.code for i in reading.issues] == ["row_unread"]
