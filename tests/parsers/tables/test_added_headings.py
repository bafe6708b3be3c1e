"""Headings that a publisher adds to the form's own: a second language, the sum of the organisations, another year."""

from __future__ import annotations

import re

import pytest

from parsers import Reading, parse_report
from parsers.lexicon.labels import label_parts, match
from parsers.model import Figure
from tests.parsers.layouts.plans import FORMS, Plan, make

PAGE = make(Plan(21, "large", FORMS[0], ())).data.decode()
TABLE3 = re.compile(r"<table(?:(?!</table>).)*申请人情况.*?</table>", re.S)
CAPTION = "<p>（{number}）{year}年度</p>"
LABELS = [
    "行政许可<br>Licensing 20(5)", "自然人 Natural persons", "规章（Rules）", "1.属于国家秘密\nརྒྱལ་ཁབ་ཀྱི་གསང་བ ༡",
    "Total 总计", "ھۆكۈمەت (2) 部分公开", "ᠵᠠᠰᠠᠭ 科研机构", "ꀊꌐ 行政强制",
]  # fmt: skip
KEYS = [
    ("t2rows", "licensing"), ("t3columns", "natural_person"), ("t2rows", "rules"), ("t3rows", "deny_state_secret"),
    ("t3columns", "total"), ("t3rows", "partial"), ("t3columns", "research"), ("t2rows", "coercion"),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "kind", "key"), [(t, *k) for t, k in zip(LABELS, KEYS, strict=True)])
def test_a_label_in_two_languages_is_known_by_its_chinese(printed: str, kind: str, key: str) -> None:
    assert match(kind, label_parts(printed.replace("<br>", "\n"))[-1]) == key


def figures_of(reading: Reading) -> list[Figure]:
    return [Figure(f.key, f.value, f.state) for f in reading.figures]


def with_subtotals(table: str) -> str:
    """A table 3 with a column 小计 behind the organisations, each row with their sum."""
    rows = re.findall(r"<tr.*?</tr>", table, re.S)
    out = []
    for row in rows:
        cells = re.findall(r"<td.*?</td>", row, re.S)
        numbers = [int(n) for n in re.findall(r">(\d+)<", "".join(cells[-7:]))]
        if len(numbers) == 7:
            cells.insert(-1, f"<td>{sum(numbers[1:6])}</td>")
        elif "商业" in row:
            cells.append("<td>小计</td>")
        out.append("<tr>" + "".join(cells) + "</tr>")
    return (
        "<table>"
        + "".join(out).replace('colspan="7"', 'colspan="8"').replace('colspan="5"', 'colspan="6"')
        + "</table>"
    )


def test_the_sum_of_the_organisations_is_no_total() -> None:
    [table] = TABLE3.findall(PAGE)
    reading = parse_report(PAGE.replace(table, with_subtotals(table)))
    assert figures_of(reading) == figures_of(parse_report(PAGE))
    assert [i.code for i in reading.issues] == ["unknown_column"]


@pytest.mark.parametrize("first", ["last year's", "this year's"])
def test_last_years_table_above_this_years_is_told_apart(first: str) -> None:
    whole = parse_report(PAGE)
    assert whole.report_year is not None
    [table] = TABLE3.findall(PAGE)
    other = re.sub(r">(\d+)<", lambda number: f">{int(number[1]) + 1}<", table)
    pair = [
        CAPTION.format(number="一", year=whole.report_year - 1) + other,
        CAPTION.format(number="二", year=whole.report_year) + table,
    ]
    reading = parse_report(PAGE.replace(table, "".join(pair if first == "last year's" else pair[::-1])))
    assert figures_of(reading) == figures_of(whole)
    assert "second_report" in {i.code for i in reading.issues}


def test_a_row_of_units_is_no_column_of_its_own() -> None:
    [table] = TABLE3.findall(PAGE)
    units = "<tr><td colspan=3>计量单位</td>" + "<td>件</td>" * 7 + "</tr>"
    first = table.index("<tr", table.index("商业"))
    reading = parse_report(PAGE.replace(table, table[:first] + units + table[first:]))
    assert figures_of(reading) == figures_of(parse_report(PAGE))


def test_blocks_of_table_4_under_numbered_lines() -> None:
    whole = parse_report(PAGE)
    table4 = re.findall(r"<table(?:(?!</table>).)*结果维持.*?</table>", PAGE, re.S)[-1]
    columns = "".join(f"<td>{name}</td>" for name in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"))
    drawn = ""
    lines = {"review": "（一）行政复议", "direct": "1.未经复议直接起诉", "after_review": "2.复议后起诉"}
    for block, line in lines.items():
        figures = [f for f in whole.figures if f.key.startswith(f"t4.{block}.")]
        cells = "".join(f"<td>{f.raw}</td>" for f in figures)
        drawn += f"<p>{line}</p><table><tr>{columns}</tr><tr>{cells}</tr></table>"
    assert figures_of(parse_report(PAGE.replace(table4, drawn))) == figures_of(whole)


def test_the_forms_blank_sheet_above_the_filled_one_is_not_the_report() -> None:
    [table] = TABLE3.findall(PAGE)
    reading = parse_report(PAGE.replace(table, re.sub(r">(\d+)<", "><", table) + "<p>填报数据</p>" + table))
    assert figures_of(reading) == figures_of(parse_report(PAGE))


def test_two_numbers_on_two_lines_are_one_only_where_the_sum_of_the_row_allows() -> None:
    whole = parse_report(PAGE)
    key = next(
        f.key for f in whole.figures if f.key.startswith("t3.granted.natural") and (f.value or 0) >= 10
    )
    [table] = TABLE3.findall(PAGE)
    row = next(
        row for row in re.findall(r"<tr.*?</tr>", table, re.S) if "予以公开" in row and "不予" not in row
    )
    raw = str(whole.figure(key).raw)  # type: ignore[union-attr]
    wrapped, two = (row.replace(f">{raw}<", f">{raw[0]}<br>{rest}<", 1) for rest in (raw[1:], "9" + raw[1:]))
    assert [parse_report(PAGE.replace(row, new)).figure(key).state for new in (wrapped, two)] == [  # type: ignore[union-attr]
        "value", "unreadable"
    ]  # fmt: skip
