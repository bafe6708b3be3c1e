"""Units that are printed about table 2: an amount is read in the one that is told, else it is named."""

from __future__ import annotations

import pytest

from parsers import Reading, parse_report

_TITLE = "青石县水务局2023年政府信息公开工作年度报告"
_FEE = "t2.art20_8.fees.amount_wan"
_COUNT = "t2.art20_5.licensing.decisions"
_CHAPTER = "二、主动公开政府信息情况"
_ROWS = (
    ("第二十条第（五）项",),
    ("信息内容", "本年处理决定数量"),
    ("行政许可", "416"),
    ("第二十条第（八）项",),
    ("信息内容", "本年收费金额"),
    ("行政事业性收费", "3154600"),
)


def _page(*changes: tuple[str, str], before: str = "", caption: str = "", behind: str = "") -> str:
    rows = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in _ROWS)
    table = f"<p>{_CHAPTER}</p>{before}<table>{caption}{rows}</table>{behind}<p>三、收到和处理政府信息公开申请情况</p>"
    for old, new in changes:
        assert old in table
        table = table.replace(old, new)
    return f"<meta charset=utf-8><h1>{_TITLE}</h1><p>一、总体情况</p><p>认真落实。</p>{table}"


def _text(*lines: str) -> str:
    rows = ["\t".join(row) for row in _ROWS]
    return "\n".join([_TITLE, "", _CHAPTER, *rows[:4], *lines, ""])


def _read(page: str) -> tuple[Reading, str | None]:
    reading = parse_report(page)
    figure = reading.figure(_FEE)
    assert figure is not None
    return reading, None if figure.value is None else str(figure.value)


@pytest.mark.parametrize(
    "page",
    [
        _page(caption="<caption>单位：元</caption>"),
        _page(caption="<caption>主动公开情况表（单位：件、元）</caption>"),
        _page(("（八）项", "（八）项（单位：元）")),
        _page((_CHAPTER, f"{_CHAPTER}（单位：件、元）")),
        _page(behind="<p>注：收费金额单位为元</p>"),
        _page(behind="<p>（金额以元计）</p>"),
        _page(
            ("<td>信息内容</td><td>本年收费", "<td>信息内容</td><td>单位</td><td>本年收费"),
            ("收费</td><td>3154600", "收费</td><td>元</td><td>3154600"),
        ),
        _page(("第二十条第（八）项</td></tr>", "第二十条第（八）项</td></tr><tr><td>人民币元</td></tr>")),
        _page(("3154600</td></tr>", "3154600</td></tr><tr><td colspan=2>说明：金额单位：元</td></tr>")),
        _text("信息内容\t本年收费金额", "（单位：元）", "行政事业性收费\t3154600"),
        _text("（单位：元）", "信息内容\t本年收费金额", "行政事业性收费\t3154600"),
    ],
)
def test_the_one_unit_that_is_stated_is_used(page: str) -> None:
    reading, fee = _read(page)
    assert fee == "315.46"
    assert not {i.code for i in reading.issues} & {"row_unread", "unplaced_number"}
    count = reading.figure(_COUNT)
    assert count is not None
    assert count.value == 416


@pytest.mark.parametrize(
    ("page", "unit"),
    [
        (_page(caption="<caption>单位：美元</caption>"), "美元"),
        (_page(before="<p>单位：万元</p>", behind="<p>注：收费金额单位为元</p>"), "元"),
        (_page(("收费金额", "收费金额（单位：万元）"), behind="<p>注：收费金额以元计</p>"), "元"),
        (_page((_CHAPTER, f"{_CHAPTER}（单位：件、千元）"), behind="<p>注：金额单位为元</p>"), "元"),
    ],
)
def test_units_that_contradict_each_other_are_named(page: str, unit: str) -> None:
    reading, fee = _read(page)
    assert fee is None
    assert any(unit in i.message for i in reading.issues if i.code == "row_unread")


@pytest.mark.parametrize(
    "page",
    [
        _page(("3154600", "315.46"), behind="<p>全年收取行政事业性收费3154600元，均按标准收取。</p>"),
        _page(("3154600", "315.46"), before="<p>单位：万元</p>"),
        _page(("3154600", "315.46"), before="<p>各单位推进多元公开，元旦前完成。</p>"),
        _page(
            ("3154600", "315.46"),
            ("收费金额", "收费金额（单位：万元）"),
            behind="<p>（收费标准：每页1元）</p>",
        ),
        _page(("3154600", "315.46万元"), before="<p>单位：元</p>"),
    ],
)
def test_a_page_whose_unit_is_plain_raises_nothing(page: str) -> None:
    reading, fee = _read(page)
    assert fee == "315.46"
    assert {i.code for i in reading.issues} <= {"rows_missing", "tables_missing"}


def test_nothing_is_nothing_in_any_unit() -> None:
    assert _read(_page(("3154600", "0"), before="<p>单位：万元</p>", behind="<p>注：单位为元</p>"))[1] == "0"


@pytest.mark.parametrize(
    "page",
    [
        _page(("决定数量", "决定数量（单位：万件）")),
        _page(("<td>行政许可", "<td>行政许可（千件）")),
        _page(before="<p>单位：万件</p>"),
        _page(caption="<caption>（单位：百件、万元）</caption>"),
    ],
)
def test_a_count_in_a_multiple_is_named(page: str) -> None:
    reading = _read(page)[0]
    figure = reading.figure(_COUNT)
    assert figure is not None
    assert (figure.state, figure.raw) == ("unreadable", "416")
    assert any("件" in i.message for i in reading.issues if i.code == "row_unread")
