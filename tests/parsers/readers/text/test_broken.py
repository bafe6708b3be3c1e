"""Numbers of which a line of a text prints but a part."""

from __future__ import annotations

import pytest

from parsers import Figure, parse_report

HEAD = "柳溪县2023年政府信息公开工作年度报告\n二、主动公开政府信息情况\n第二十条第（一）项\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t0\t0\t0\n"
REST = "三、收到和处理政府信息公开申请情况\n详见下图。\n"
LICENSING, FEES = "t2.art20_5.licensing.decisions", "t2.art20_8.fees.amount_wan"
DOCS = "t2.art20_1.normative_docs.in_force"


def text(docs: str = "7\t1\t38", licensing: str = "4186", fees: str = "31.25", gap: str = "\t") -> str:
    items = [
        f"行政规范性文件\t{docs}",
        "第二十条第（五）项", f"信息内容{gap}本年处理决定数量", f"行政许可{gap}{licensing}",
        "第二十条第（六）项", f"信息内容{gap}本年处理决定数量", f"行政处罚{gap}59", f"行政强制{gap}8",
        "第二十条第（八）项", f"信息内容{gap}本年收费金额（单位：万元）", f"行政事业性收费{gap}{fees}",
    ]  # fmt: skip
    return HEAD + "\n".join(items) + "\n" + REST


def figure(printed: str, key: str) -> Figure:
    return next(f for f in parse_report(printed.encode()).figures if f.key == key)


@pytest.mark.parametrize("gap", ["\t", "  ", "    "])
@pytest.mark.parametrize("broken", ["41\n86", "4\n186", "41\n       86", "4,\n186"])
def test_a_number_that_goes_on_below_is_unreadable(broken: str, gap: str) -> None:
    reading = parse_report(text(licensing=broken, gap=gap).encode())
    states = {f.key: f.state for f in reading.figures}
    assert states[LICENSING] == "unreadable"
    assert states[FEES] == "value"
    assert any(LICENSING in issue.message for issue in reading.issues)


@pytest.mark.parametrize("gap", ["\t", "  "])
@pytest.mark.parametrize("broken", ["31.\n25", "31.2\n5", "3\n1.25", "31.\n            25"])
def test_so_is_a_sum_of_money(broken: str, gap: str) -> None:
    assert figure(text(fees=broken, gap=gap), FEES).state == "unreadable"


def test_any_figure_of_a_row_may_be_the_broken_one() -> None:
    assert figure(text(docs="7\t1\t3\n8"), DOCS).state == "unreadable"


@pytest.mark.parametrize("cut", ["行政许可\t4186", "行政处罚\t59", "行政强制\t8"])
def test_a_text_may_be_cut_off_in_its_last_number(cut: str) -> None:
    whole = text()
    until = whole[: whole.index(cut) + len(cut)]
    last = [f for f in parse_report(until.encode()).figures if f.state in ("value", "unreadable")][-1]
    assert (last.state, last.raw) == ("unreadable", cut.partition("\t")[2])
    ended = [f for f in parse_report(f"{until}\n".encode()).figures if f.state in ("value", "unreadable")][-1]
    assert ended.state == "value"


@pytest.mark.parametrize("gap", ["\t", "  "])
@pytest.mark.parametrize("ends", ["\n", ""])
def test_whole_numbers_are_read(gap: str, ends: str) -> None:
    printed = text(gap=gap).rstrip("\n") + ends
    reading = parse_report(printed.encode())
    assert [f.state for f in reading.figures if f.key.startswith("t2.")] == ["value"] * 10
    assert {issue.code for issue in reading.issues} == {"tables_missing"}
