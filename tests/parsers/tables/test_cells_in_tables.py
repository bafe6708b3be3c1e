"""Cells whose meaning hangs on their table: units in headings, two numbers in a cell, what is no text."""

from __future__ import annotations

import pytest

from parsers import parse_report
from parsers.model import Figure, Reading

_PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><h1>青石县水务局2023年政府信息公开工作年度报告</h1>
<p>一、总体情况</p><p>认真落实。</p><h2>二、主动公开政府信息情况</h2><table>
<tr><td colspan=4>第二十条第（一）项</td></tr>
<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>
<tr><td>规章</td><td>0</td><td>0</td><td>0</td></tr>
<tr><td>行政规范性文件</td><td>{cell}</td><td>3</td><td>87</td></tr>
<tr><td colspan=4>第二十条第（八）项</td></tr>
<tr><td>信息内容</td><td colspan=3>{heading}</td></tr>
<tr><td>{label}</td><td colspan=3>{fee}</td></tr></table></body></html>"""
_ISSUED = "t2.art20_1.normative_docs.issued"
_FEE = "t2.art20_8.fees.amount_wan"


def _read(**cells: str) -> Reading:
    plain = {
        "cell": "12",
        "heading": "本年收费金额（单位：万元）",
        "label": "行政事业性收费",
        "fee": "315.46",
    }
    return parse_report(_PAGE.format(**(plain | cells)))


def _figure(reading: Reading, key: str) -> Figure:
    figure = reading.figure(key)
    assert figure is not None
    return figure


@pytest.mark.parametrize(
    ("unit", "printed"),
    [("千元", "3154.6"), ("百元", "31546"), ("百万元", "3.1546"), ("元", "3154600"), ("亿元", "0.031546")],
)
@pytest.mark.parametrize("where", ["heading", "label", "fee"])
def test_a_unit_of_the_list_is_rewritten_and_flagged(unit: str, printed: str, where: str) -> None:
    cells = {
        "heading": {"heading": f"本年收费金额（单位：{unit}）", "fee": printed},
        "label": {"heading": "本年收费金额", "label": f"行政事业性收费（{unit}）", "fee": printed},
        "fee": {"fee": f"{printed}{unit}"},
    }[where]
    figure = _figure(_read(**cells), _FEE)
    assert str(figure.value) == "315.46"
    assert "unit" in figure.flags
    assert figure.raw == cells["fee"]


@pytest.mark.parametrize("line", ["单位：元", "（单位：件、元）", "金额单位: 元"])
@pytest.mark.parametrize("where", ["above the table", "in a row of it"])
def test_the_unit_of_a_whole_table_counts_where_the_heading_names_none(line: str, where: str) -> None:
    opening = "<table>\n"
    above = (
        f"<p>{line}</p>{opening}"
        if where == "above the table"
        else f"{opening}<tr><td colspan=4>{line}</td></tr>"
    )
    page = _PAGE.format(cell="12", heading="本年收费金额", label="行政事业性收费", fee="3154600")
    figure = _figure(parse_report(page.replace(opening, above)), _FEE)
    assert (str(figure.value), figure.flags) == ("315.46", ("unit",))
    headed = page.replace("收费金额", "收费金额（单位：万元）").replace("3154600", "315.46")
    assert str(_figure(parse_report(headed.replace(opening, above)), _FEE).value) == "315.46"


@pytest.mark.parametrize(
    "unit", ["万美元", "元/万元", "千万元", "十万元", "万港元", "欧元", "万", "$", "万元、亿元"]
)
def test_any_other_unit_is_unreadable_and_said(unit: str) -> None:
    reading = _read(heading=f"本年收费金额（单位：{unit}）")
    figure = _figure(reading, _FEE)
    assert (figure.state, figure.value, figure.raw) == ("unreadable", None, "315.46")
    assert [i.code for i in reading.issues if i.locator == figure.locator] == ["unreadable_cell"]


def test_heading_and_label_that_name_two_units_are_unreadable() -> None:
    assert _figure(_read(label="行政事业性收费（元）"), _FEE).state == "unreadable"


@pytest.mark.parametrize(
    "cell",
    [
        "<p>12</p><p>13</p>",
        "<div>12</div><div>13</div>",
        "12 13",
        "<p>1</p><p>2</p>",
        "<ul><li>12<li>13</ul>",
        "0<br>7",
    ],
)
def test_two_numbers_in_a_cell_are_none(cell: str) -> None:
    reading = _read(cell=cell)
    assert (_figure(reading, _ISSUED).state, _figure(reading, _ISSUED).value) == ("unreadable", None)
    assert "unreadable_cell" in {i.code for i in reading.issues}


@pytest.mark.parametrize(
    ("cell", "value", "flag"),
    [
        ("12.0", 12, "zero_fraction"), ("12*", 12, "note"), ("（12）", 12, "bracketed"), ("12<sup>[2]</sup>", 12, "note"),
        ("零", 0, "chinese_number"), ("十二", 12, "chinese_number"), ("一百二十", 120, "chinese_number"),
        ("021", 21, "leading_zero"), ("٤٠", 40, "digit_variant"), ("+19", 19, "sign_variant"),
    ],
)  # fmt: skip
def test_what_is_nearly_a_number_is_one_with_a_flag(cell: str, value: int, flag: str) -> None:
    reading = _read(cell=cell)
    figure = _figure(reading, _ISSUED)
    assert (figure.value, figure.flags) == (value, (flag,))
    assert (_figure(reading, _ISSUED.replace("issued", "repealed")).value) == 3


@pytest.mark.parametrize(
    "cell",
    ['<img src="12.png">', "<canvas></canvas>", '<object data="a.swf"></object>'],
)
def test_what_is_no_text_is_unreadable_and_said(cell: str) -> None:
    reading = _read(cell=cell)
    figure = _figure(reading, _ISSUED)
    assert (figure.state, figure.raw, figure.flags) == ("unreadable", "", ("not_text",))
    assert [i.locator for i in reading.issues if i.code == "not_text"] == [figure.locator]


_ROW = "<tr><td>一、本年新收政府信息公开申请数量</td>{cells}</tr>"


@pytest.mark.parametrize(("first", "total", "state"), [("1213", "1220", "value"), ("25", "32", "unreadable")])
def test_a_sum_confirms_that_digits_apart_are_one_number(first: str, total: str, state: str) -> None:
    cells = "".join(f"<td>{c}</td>" for c in ("<p>12</p><p>13</p>", "7", "0", "0", "0", "0", total))
    page = f"<h1>青石县水务局2023年政府信息公开工作年度报告</h1><h2>三、收到和处理政府信息公开申请情况</h2><table>{_ROW.format(cells=cells)}</table>"
    figure = _figure(parse_report(page), "t3.new_received.natural_person")
    assert figure.state == state
    assert figure.value == (int(first) if state == "value" else None)


def test_a_figure_that_an_attribute_without_its_second_quote_takes_is_not_blank() -> None:
    page = _PAGE.format(cell="12", heading="本年收费金额（单位：万元）", label="行政事业性收费", fee="315.46")
    broken = page.replace("<td colspan=3>315.46", '<td colspan="3>315.46').replace(
        "</table>", '</table><p class="x">'
    )
    figure = _figure(parse_report(broken), _FEE)
    assert (figure.state, "not_text" in figure.flags) == ("unreadable", True)


_T3 = """<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><h1>青石县水务局2023年政府信息公开工作年度报告</h1>
<h2>三、收到和处理政府信息公开申请情况</h2><table>
<tr><td rowspan=3 colspan=2>（本列数据的勾稽关系）</td><td colspan=7>申请人情况</td></tr>
<tr><td rowspan=2>自然人</td><td colspan=5>法人或其他组织</td><td rowspan=2>总计</td></tr>
<tr><td>商业企业</td><td>科研机构</td><td>社会公益组织</td><td>法律服务机构</td><td>其他</td></tr>
<tr><td colspan=2>一、本年新收政府信息公开申请数量</td>{new}</tr>
<tr><td colspan=2>二、上年结转政府信息公开申请数量</td>{carried}</tr>
<tr><td rowspan=2>三、本年度办理结果</td><td>（一）予以公开</td>{granted}</tr>
<tr><td>（二）部分公开</td>{partial}</tr></table></body></html>"""
_SEVEN = "<td>1</td><td>2</td><td>0</td><td>0</td><td>0</td><td>0</td><td>3</td>"


def _table3(**rows: str) -> Reading:
    plain = dict.fromkeys(("new", "carried", "granted", "partial"), _SEVEN)
    return parse_report(_T3.format(**(plain | rows)))


def test_a_cell_over_several_columns_is_the_figure_of_none() -> None:
    reading = _table3(granted="<td>1</td><td colspan=5>77</td><td>78</td>")
    states = {f.key: f.state for f in reading.figures if f.key.startswith("t3.granted.")}
    assert set(states.values()) == {"unreadable"} and len(states) == 7
    assert _figure(reading, "t3.partial.total").value == 3
    assert "row_unread" in {issue.code for issue in reading.issues}


def test_a_cell_over_several_rows_is_the_figure_of_none() -> None:
    seven = "".join(f"<td rowspan=2>{text}</td>" for text in ("5", "0", "0", "0", "0", "0", "5"))
    reading = _table3(granted=seven, partial="")
    for row in ("granted", "partial"):
        assert _figure(reading, f"t3.{row}.total").state == "unreadable"
        assert _figure(reading, f"t3.{row}.total").raw == "5"
    assert any("several rows" in issue.message for issue in reading.issues)
    assert "rows_missing" not in {issue.code for issue in reading.issues if "部分公开" in issue.message}


def test_a_span_that_lies_reaches_into_no_row() -> None:
    reading = _table3(granted=_SEVEN.replace("<td>3</td>", "<td rowspan=9>3</td>"))
    assert [_figure(reading, f"t3.{row}.total").value for row in ("granted", "partial")] == [3, 3]


def test_last_years_column_is_not_this_years() -> None:
    page = _PAGE.format(cell="12", heading="本年收费金额（单位：万元）", label="行政事业性收费", fee="1")
    older = (
        page.replace("<td>本年制发件数</td>", "<td>上年制发件数</td><td>本年制发件数</td>")
        .replace("<td>12</td>", "<td>55</td><td>12</td>")
        .replace("<td>规章</td>", "<td>规章</td><td>8</td>")
    )
    reading = parse_report(older)
    assert _figure(reading, _ISSUED).value == 12
    assert "unknown_column" in {issue.code for issue in reading.issues}


@pytest.mark.parametrize("mark", ["[1]", "<sup>[1]</sup>", "［2］"])
def test_the_number_of_a_note_behind_a_label_is_none_of_it(mark: str) -> None:
    page = _PAGE.format(cell="12", heading="本年收费金额（单位：万元）", label="行政事业性收费", fee="1")
    reading = parse_report(page.replace("行政规范性文件</td>", f"行政规范性文件{mark}</td>"))
    assert _figure(reading, _ISSUED).value == 12


@pytest.mark.parametrize(
    ("attribute", "state"),
    [("12", "value"), ("12.0", "value"), ("12.4", "value"), ("1,2", "value"), ("99", "unreadable")],
)
def test_an_attribute_with_the_same_number_says_nothing_else(attribute: str, state: str) -> None:
    page = _PAGE.format(cell="12", heading="本年收费金额（单位：万元）", label="行政事业性收费", fee="1")
    reading = parse_report(page.replace("<td>12</td>", f"<td data-value='{attribute}'>12</td>"))
    assert _figure(reading, _ISSUED).state == state
