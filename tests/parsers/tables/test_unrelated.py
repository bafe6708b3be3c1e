"""Tables of a report's own beside those of the form: rows of the same name under other headings are no figures of it."""

from __future__ import annotations

import re

import pytest

from parsers import parse_report
from tests.parsers.layouts.plans import FORMS, Plan, make

PAGE = make(Plan(21, "large", FORMS[0], ())).data.decode()
WHOLE = [(f.key, f.value, f.state) for f in parse_report(PAGE).figures]
SECOND_CHAPTER = re.compile(r"(?=<p><strong>二、)")
LAST_TABLE = re.compile(r"(?=<p><strong>五、)")
Rows = tuple[tuple[object, ...], ...]
PERMITS: Rows = (("事项", "数量"), ("行政许可", 999), ("行政处罚", 888), ("行政强制", 7))
YEARS: Rows = (("类别", "本年公开数", "上年公开数"), ("规章", 9, 8), ("行政许可", 999, 997))
FEES: Rows = (("收费项目", "金额"), ("行政事业性收费", "12万元"), ("合计", "12万元"))
RESULTS: Rows = (
    ("处理结果", "件数"), ("予以公开", 12), ("部分公开", 3), ("不予公开", 4), ("无法提供", 1), ("总计", 20),
)  # fmt: skip
REMEDIES: Rows = (("类别", "数量"), ("行政复议", 99), ("行政诉讼", 88))


def drawn(rows: Rows) -> str:
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def read(rows: Rows, where: re.Pattern[str]) -> tuple[list[tuple[object, ...]], list[str]]:
    page, count = where.subn(drawn(rows), PAGE, count=1)
    assert count == 1
    reading = parse_report(page)
    return [(f.key, f.value, f.state) for f in reading.figures], [i.code for i in reading.issues]


@pytest.mark.parametrize("rows", [PERMITS, YEARS, FEES, RESULTS, REMEDIES])
def test_a_table_before_the_forms_own(rows: Rows) -> None:
    assert read(rows, SECOND_CHAPTER) == (WHOLE, ["other_table"])


@pytest.mark.parametrize("rows", [PERMITS, FEES])
def test_a_table_behind_that_prints_rows_again(rows: Rows) -> None:
    assert read(rows, LAST_TABLE) == (WHOLE, ["other_table"])


def test_a_wider_row_of_the_form_is_believed_before_a_narrow_one_of_the_reports_own() -> None:
    years: Rows = (
        ("年度", "本年新收", "予以公开"),
        (2022, 120, 33),
        ("结果维持", "结果纠正", "法律服务机构"),
    )
    figures, codes = read((*years, ("予以公开", 1, 2), ("自然人", "商业企业")), SECOND_CHAPTER)
    assert [f for f in figures if f[0].startswith("t3.granted")] == [  # type: ignore[attr-defined]
        f for f in WHOLE if f[0].startswith("t3.granted")
    ]
    assert codes


def test_a_part_of_table_4_whose_headings_are_torn_is_the_forms() -> None:
    torn = make(Plan(21, "large", FORMS[0], ("table4_as_three_tables", "table4_torn_labels")))
    reading = parse_report(torn.data)
    assert [(f.key, f.value, f.state) for f in reading.figures] == WHOLE
    assert reading.issues == ()


@pytest.mark.parametrize(("table", "rows"), [(0, 1), (0, 5), (1, 3), (1, 12), (2, 1), (2, 2)])
def test_a_table_of_the_form_cut_in_two_is_the_forms(table: int, rows: int) -> None:
    whole = re.findall(r"<table.*?</table>", PAGE, re.S)[table]
    lines = re.findall(r"<tr.*?</tr>", whole, re.S)
    cut = "".join(f"<table>{''.join(part)}</table>" for part in (lines[:rows], lines[rows:]))
    reading = parse_report(PAGE.replace(whole, cut))
    assert ([(f.key, f.value, f.state) for f in reading.figures], reading.issues) == (WHOLE, ())
