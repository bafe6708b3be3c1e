"""Texts whose lines converters tore or left between others: the figures come out, or are said to be unread."""

from __future__ import annotations

import pytest

from parsers import parse_report
from parsers.model import Reading
from tests.parsers.expectations import lost_locators

_TITLE = "青石县水务局2023年政府信息公开工作年度报告"
_HEAD = f"{_TITLE}\n一、总体情况\n认真落实。\n"
_T3 = "三、收到和处理政府信息公开申请情况\n"
_COLUMNS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
_NEW = "一、本年新收政府信息公开申请数量"


def _row(reading: Reading, key: str) -> list[object]:
    found = [f for f in reading.figures if f.key.startswith(f"{key}.")]
    return [f.value if f.state == "value" else f.state for f in found]


@pytest.mark.parametrize(
    "pieces",
    [
        ("（二）部分公开（区分处理的，只计这一情", "形，不计其他情形）"),
        ("（二）部分公开（区分处理的，", "只计这一情形，", "不计其他情形）"),
        ("1.申请人无正当理由逾期不补正、行政机关不再处", "理其政府信息公开申请"),
        ("5.要求行政机关确认或重新出", "具已获取信息"),
        ("2.没有现成信息需", "要另行制作"),
    ],
)
def test_a_label_on_several_lines_with_its_figures_on_the_last(pieces: tuple[str, ...]) -> None:
    text = (
        _HEAD
        + _T3
        + " ".join(_COLUMNS)
        + f"\n{_NEW} 9 1 0 0 0 0 10\n"
        + "\n".join(pieces)
        + " 2 0 0 0 0 0 2\n"
    )
    reading = parse_report(text)
    whole = [f for f in reading.figures if f.key.startswith("t3.") and f.state == "value"]
    assert [f.value for f in whole] == [9, 1, 0, 0, 0, 0, 10, 2, 0, 0, 0, 0, 0, 2]


def test_labels_of_several_lines_with_their_figures_in_the_middle() -> None:
    """As a table without rules prints them: the lines of a label above, beside and below its figures, those of its group
    between; the last line of one label stands over the first of the next."""
    lines = [
        f"{_NEW} 9 1 0 0 0 0 10",
        "1.申请人无正当理由逾期不补正、行政",
        "8 19 0 88 58 87 260",
        "机关不再处理其政府信息公开申请",
        "（六）其他处 2.申请人逾期未按收费通知要求缴纳费",
        "理 用、行政机关不再处理其政府信息公开 23 41 67 48 13 8 200",
        "申请",
        "3.其他 60 98 5 92 1 64 320",
    ]
    reading = parse_report("\n".join([_HEAD + _T3 + " ".join(_COLUMNS), *lines]))
    assert _row(reading, "t3.other_no_correction") == [8, 19, 0, 88, 58, 87, 260]
    assert _row(reading, "t3.other_unpaid_fee") == [23, 41, 67, 48, 13, 8, 200]
    assert _row(reading, "t3.other_misc") == [60, 98, 5, 92, 1, 64, 320]
    assert not [f for f in reading.figures if "placed_by_sequence" in f.flags]


def test_the_last_line_of_a_label_is_no_running_head() -> None:
    """公开申请 stands in the title too, but figures stand behind it."""
    lines = [
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息",
        "公开申请 8 19 0 88 58 87 260",
        "3.其他 6 9 5 9 1 6 36",
    ]
    title = "青石县水务局2023年政府信息公开申请工作年度报告"
    reading = parse_report("\n".join([title, _T3 + " ".join(_COLUMNS), f"{_NEW} 9 1 0 0 0 0 10", *lines]))
    assert _row(reading, "t3.other_no_correction") == [8, 19, 0, 88, 58, 87, 260]


@pytest.mark.parametrize(
    "repeated", ["第 5 页 共 9 页", "- 5 -", "第5页", "5/9", "青石县水务局", _TITLE, "青石县水务局\n- 5 -"]
)
@pytest.mark.parametrize("at", [8, 9, 12, 15])
def test_what_pages_repeat_between_a_label_and_its_figures(repeated: str, at: int) -> None:
    lines = [
        *_COLUMNS,
        _NEW,
        *["9", "1", "0", "0", "0", "0", "10"],
        "二、上年结转政府信息公开申请数量",
        *["1", "0", "0", "0", "0", "0", "1"],
    ]
    lines.insert(at, repeated)
    reading = parse_report(_HEAD + _T3 + "\n".join(lines))
    assert _row(reading, "t3.new_received") == [9, 1, 0, 0, 0, 0, 10]
    assert _row(reading, "t3.carried_in") == [1, 0, 0, 0, 0, 0, 1]
    assert not [f for f in reading.figures if ".ext." in f.key]


@pytest.mark.parametrize(
    "figures", [["", "", "", "", "", "", "0"], ["3", "", "", "", "", "", "3"], ["", "2", "", "", "", "", "2"]]
)
@pytest.mark.parametrize("gap", [0, 1])
def test_empty_lines_are_blank_cells_where_the_row_is_then_whole(figures: list[str], gap: int) -> None:
    lines = [
        *_COLUMNS,
        _NEW,
        *figures,
        "二、上年结转政府信息公开申请数量",
        *figures,
        "（一）予以公开",
        *["1", "0", "0", "0", "0", "0", "1"],
    ]
    text = ("\n" * (gap + 1)).join([_HEAD + _T3, *lines])
    reading = parse_report(text)
    expected = [int(f) if f else "blank" for f in figures]
    assert _row(reading, "t3.new_received") == expected
    assert _row(reading, "t3.carried_in") == expected


@pytest.mark.parametrize("width", [6, 8])
def test_empty_lines_that_make_no_row_are_no_cells(width: int) -> None:
    lines = [
        *_COLUMNS,
        _NEW,
        *([""] * (width - 1)),
        "5",
        "二、上年结转政府信息公开申请数量",
        *["1", "0", "0", "0", "0", "0", "1"],
    ]
    reading = parse_report(_HEAD + _T3 + "\n".join(lines))
    assert set(_row(reading, "t3.new_received")) == {"unreadable"}
    assert reading.issues


@pytest.mark.parametrize("behind", ["四、政府信息公开行政复议、行政诉讼情况", "以上数据由办公室汇总。", ""])
def test_an_empty_line_behind_the_last_row_is_no_cell(behind: str) -> None:
    """A blank cell was lost on the way: which, nobody knows, and the line that parts table and text is not it."""
    lines = [*_COLUMNS, _NEW, *"9000009", "四、结转下年度继续办理", *"300003", "", behind]
    reading = parse_report(_HEAD + _T3 + "\n".join(lines))
    assert set(_row(reading, "t3.carried_out")) == {"unreadable"}
    assert "row_short" in {issue.code for issue in reading.issues}


@pytest.mark.parametrize("figures", [["", "", ""], ["3", "", ""], ["", "", "7"]])
def test_lone_pipes_are_blank_cells(figures: list[str]) -> None:
    cells = "\n".join(f"{figure} |".strip() for figure in figures)
    text = f"{_HEAD}二、主动公开政府信息情况\n第二十条第(一)项 | |||\n信息内容 |\n本年制发件数 |\n本年废止件数 |\n现行有效件数 |\n规章 |\n{cells}\n行政规范性文件 |\n4 |\n1 |\n9 |\n"
    reading = parse_report(text)
    assert _row(reading, "t2.art20_1.rules") == [int(f) if f else "blank" for f in figures]
    assert _row(reading, "t2.art20_1.normative_docs") == [4, 1, 9]


@pytest.mark.parametrize(
    "heads",
    [
        "本年新 | 本年新 | 对外公开总数量",
        "本年新制 | 本年新公开数量 | 对外公开总数量",
        "新制作 | 本年公开 | 对外总数量",
        "本年制作数 | 本年公数量 | 总数量",
    ],
)
def test_cut_headings_are_those_of_the_form_or_nothing_is_believed(heads: str) -> None:
    text = f"{_HEAD.replace('2023', '2020')}二、主动公开政府信息情况\n第二十条第（一）项 | ||||\n信息内容 | {heads} | |\n规章 | 0 | 0 | 0 | |\n规范性文件 | 4 | 3 | 9 | |\n第二十条第（五）项 | ||||\n信息内容 | 上一年项目数量 | 本年增/减 | 处理决定数量 | |\n行政许可 | 3 | 1 | 7 | |\n"
    reading = parse_report(text)
    read = _row(reading, "t2.art20_1.normative_docs")
    assert all(got in (wanted, "unreadable") for got, wanted in zip(read, (4, 3, 9), strict=True))
    assert _row(reading, "t2.art20_5.licensing") == [3, 1, 7]


def test_headings_on_two_lines_are_joined() -> None:
    lines = [
        "第二十条第(一)项",
        "信息内容",
        "本年新",
        "制作数量",
        "本年新",
        "公开数量",
        "对外公开",
        "总数量",
        "规章",
        "0",
        "0",
        "0",
        "规范性文件",
        "4",
        "3",
        "9",
    ]
    reading = parse_report(
        _HEAD.replace("2023", "2020") + "二、主动公开政府信息情况\n" + "\n".join([*lines, ""])
    )
    assert _row(reading, "t2.art20_1.normative_docs") == [4, 3, 9]


def test_a_report_in_traditional_characters() -> None:
    text = "青石縣水務局2021年政府信息公開工作年度報告\n一、總體情況\n認真落實。\n三、收到和處理政府信息公開申請情況\n自然人 | 商業企業 | 科研機構 | 社會公益組織 | 法律服務機構 | 其他 | 總計 |\n一、本年新收政府信息公開申請數量 | 9 | 1 | 0 | 0 | 0 | 0 | 10 |\n（一）予以公開 | 6 | 1 | 0 | 0 | 0 | 0 | 7 |\n"
    reading = parse_report(text)
    assert (reading.title, reading.report_year) == ("青石縣水務局2021年政府信息公開工作年度報告", 2021)
    assert _row(reading, "t3.granted") == [6, 1, 0, 0, 0, 0, 7]


def test_a_page_out_of_the_middle_without_a_title() -> None:
    text = f"- 4 -\n信息内容 本年处理决定数量\n行政处罚 588\n行政强制 27\n{_T3}{' '.join(_COLUMNS)}\n{_NEW} 9 1 0 0 0 0 10\n"
    reading = parse_report(text)
    assert _row(reading, "t2.art20_6.penalty") == [588]
    assert _row(reading, "t2.art20_6.coercion") == [27]
    assert _row(reading, "t3.new_received") == [9, 1, 0, 0, 0, 0, 10]


@pytest.mark.parametrize(
    "figures",
    [
        "1 568 5 327 2 2 1 1 5 1 3 9 1 0",  # seven numbers of four digits and less, cut at their thousands
        "9 1 3 1 0 2 8 4 0 1 2 2 3 1",  # the cells of two columns
    ],
)
def test_two_rows_behind_one_label_that_no_sum_confirms_are_not_believed(figures: str) -> None:
    lines = [" ".join(_COLUMNS), f"{_NEW} {figures}", "二、上年结转政府信息公开申请数量 1 0 0 0 0 0 1"]
    reading = parse_report(_HEAD + _T3 + "\n".join(lines))
    assert set(_row(reading, "t3.new_received")) == {"unreadable"}
    assert _row(reading, "t3.carried_in") == [1, 0, 0, 0, 0, 0, 1]
    assert "row_long" in {issue.code for issue in reading.issues}


_T2 = "二、主动公开政府信息情况\n第二十条第（五）项\n信息内容    本年处理决定数量\n"
_FEES = "第二十条第（八）项\n信息内容    本年收费金额（单位：万元）\n"


@pytest.mark.parametrize("between", ["", "\n", "\n    - 3 -\n\n"])
@pytest.mark.parametrize("pieces", [("行政许", "可"), ("行", "政许可"), ("行政", "许", "可")])
def test_a_label_of_table_2_that_goes_on_below_its_figure(pieces: tuple[str, ...], between: str) -> None:
    first, *rest = pieces
    reading = parse_report(f"{_HEAD}{_T2}{first}    4321\n{between}" + "\n".join(rest) + f"\n{_FEES}")
    assert _row(reading, "t2.art20_5.licensing") == [4321]
    assert reading.figure("t2.art20_5.licensing.decisions").flags == ()  # type: ignore[union-attr]
    assert "unplaced_number" not in {i.code for i in reading.issues}


@pytest.mark.parametrize("figure", ["512", "512.25"])
def test_the_last_row_of_table_2_that_goes_on_below(figure: str) -> None:
    text = f"{_HEAD}{_T2}行政许可    12\n{_FEES}行政事业性收  {figure}\n费\n{_T3}"
    assert _row(parse_report(text), "t2.art20_8.fees") == [float(figure)]


@pytest.mark.parametrize("figure", ["512", "512.25"])
def test_a_torn_row_that_nothing_makes_whole_is_named(figure: str) -> None:
    reading = parse_report(f"{_HEAD}{_T2}行政许可    12\n{_FEES}行政事业性收  {figure}\n\n{_T3}")
    row = _row(reading, "t2.art20_8.fees")
    assert row == ["unreadable"] or row == [float(figure)]
    assert any("行政事业性收" in i.message for i in reading.issues) or row == [float(figure)]


def test_a_label_around_the_line_of_its_figures() -> None:
    text = f"{_HEAD}{_T3}{' '.join(_COLUMNS)}\n1.申请人无正当理由逾期不补正、行\n政机关不再处理其  2 0 0 0 0 0 2\n政府信息公开申请\n"
    assert _row(parse_report(text), "t3.other_no_correction") == [2, 0, 0, 0, 0, 0, 2]


@pytest.mark.parametrize("before", ["Page 3 of 8", "page 8", "- 8", "3. 8", "P 8"])
def test_what_stands_above_a_label_gives_it_no_figure(before: str) -> None:
    row = _row(
        parse_report(f"{_HEAD}{_T2}行政检查\n4\n{before}\n行政许可\n31\n{_FEES}"), "t2.art20_5.licensing"
    )
    assert row in ([31], ["unreadable"])


@pytest.mark.parametrize(
    "mark",
    [
        "- 3 -",
        "— 3 —\f",
        "3 / 8",
        "Page 3 of 8",
        "·3·",
        "2024/2/1 9:05",
        "https://a.example/zfxxgk/2.htm 3/8",
    ],
)
def test_what_pages_repeat_between_the_cells_of_a_flow(mark: str) -> None:
    cells = f"第二十条第（六）项\n信息内容\n本年处理决定数量\n行政处罚\n{mark}\n64\n行政强制\n7\n"
    row = f"{_NEW}\n9\n1\n{mark}\n0\n0\n0\n0\n10\n"
    reading = parse_report(
        _HEAD + "二、主动公开政府信息情况\n" + cells + _T3 + "\n".join(_COLUMNS) + "\n" + row
    )
    assert _row(reading, "t2.art20_6.penalty") == [64]
    assert _row(reading, "t2.art20_6.coercion") == [7]
    assert _row(reading, "t3.new_received") == [9, 1, 0, 0, 0, 0, 10]
    assert not {i.code for i in reading.issues} & {"unknown_row", "unplaced_number"}


def _ruled(rows: list[list[list[str]]], corner: str, level: str, upright: str) -> str:
    """A table with a rule under each row, its cells given by their lines."""
    rule = corner + corner.join(level * 14 for _ in rows[0]) + corner
    out = [rule]
    for row in rows:
        for at in range(max(map(len, row))):
            cells = (cell[at] if at < len(cell) else "" for cell in row)
            out.append(upright + upright.join(f" {text} " for text in cells) + upright)
        out.append(rule)
    return "\n".join(out)


_WRAPPED = [
    [["申请人情况"], *([name[:4], name[4:]] for name in _COLUMNS)],
    [["一、本年新收政府信", "息公开申请数量"], *([n] for n in "9100001")],
    [["（二）部分公开", "（区分处理的，", "只计这一情形，", "不计其他情形）"], *([n] for n in "2000002")],
    [["5.要求行政机关确认或", "重新出具已获取信息"], *([n] for n in "3000003")],
]


@pytest.mark.parametrize(("corner", "level", "upright"), [("+", "-", "|"), ("+", "=", "|"), ("┼", "─", "│")])
def test_the_lines_of_cells_between_two_rules_are_one_row(corner: str, level: str, upright: str) -> None:
    text = f"{_HEAD}{_T3}{_ruled(_WRAPPED, corner, level, upright)}\n"
    reading = parse_report(text)
    assert _row(reading, "t3.partial") == [2, 0, 0, 0, 0, 0, 2]
    assert _row(reading, "t3.noproc_reconfirm") == [3, 0, 0, 0, 0, 0, 3]
    assert not [f.key for f in reading.figures if f.state == "value" and f.flags]
    assert not {i.code for i in reading.issues} & {"duplicate_row", "unknown_row", "unplaced_number"}
    assert list(lost_locators(reading, text.encode())) == []


def test_rows_without_a_rule_between_them_stay_rows() -> None:
    rule = "+------+------+"
    body = ["|信息内容|本年处理决定数量|", "|行政处罚|64|", "|行政强制|7|"]
    item = "|第二十条第（六）项||"
    for lines in ([rule, item, rule, *body, rule], [rule, item, rule, body[0], rule, *body[1:], rule]):
        reading = parse_report(f"{_HEAD}二、主动公开政府信息情况\n" + "\n".join(lines) + f"\n{_T3}")
        assert _row(reading, "t2.art20_6.penalty") == [64]
        assert _row(reading, "t2.art20_6.coercion") == [7]
