"""The ledger: every number that the tables print is booked once or named; rows that are absent are named."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers import parse_report
from parsers.readers.registry import read_document
from parsers.tables.figures import read_tables
from parsers.tables.ledger import Ledger
from tests.parsers.layouts.damage import DAMAGES
from tests.parsers.layouts.harm import Harm, harmed

_HEAD = "<h1>青石县水务局2023年政府信息公开工作年度报告</h1>"
_RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
_FIFTEEN = ["3", "1", "0", "1", "5", "2", "0", "1", "0", "3", "1", "0", "0", "2", "3"]
_APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
_ROWS = {
    "一、本年新收政府信息公开申请数量": "9 1 0 0 0 0 10",
    "二、上年结转政府信息公开申请数量": "1 0 0 0 0 0 1",
    "（一）予以公开": "6 1 0 0 0 0 7",
    "（七）总计": "8 1 0 0 0 0 9",
    "四、结转下年度继续办理": "2 0 0 0 0 0 2",
}


def _row(cells: list[str] | tuple[str, ...], span: int = 1) -> str:
    return "<tr>" + "".join(f"<td colspan={span}>{cell}</td>" for cell in cells) + "</tr>"


def _table4(cells: list[str]) -> str:
    head = "<tr><td colspan=5>行政复议</td><td colspan=10>行政诉讼</td></tr>"
    suits = "".join(f"<td rowspan=2>{name}</td>" for name in _RESULTS)
    head += f"<tr>{suits}<td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td></tr>{_row(_RESULTS * 2)}"
    return f"{_HEAD}<h2>四、政府信息公开行政复议、行政诉讼情况</h2><table>{head}{_row(cells)}</table>"


def _table3(rows: dict[str, str], between: str = "") -> str:
    body = [_row([label, *figures.split()]) for label, figures in rows.items()]
    head = _row(["申请人情况", *_APPLICANTS])
    cut = f"</table>{between}<table>" if between else ""
    return f"{_HEAD}<h2>三、收到和处理政府信息公开申请情况</h2><table>{head}{body[0]}{cut}{''.join(body[1:])}</table>"


def _ledger(data: bytes | str) -> Ledger:
    document = read_document(data.encode() if isinstance(data, str) else data, None)
    return read_tables(document.blocks, 2023).ledger


@pytest.mark.parametrize("lost", range(15))
def test_table_4_with_fourteen_cells_is_unreadable_in_one_block(lost: int) -> None:
    reading = parse_report(_table4(_FIFTEEN[:lost] + _FIFTEEN[lost + 1 :]))
    blocks = ("review", "direct", "after_review")
    states = {b: {f.state for f in reading.figures if f.key.startswith(f"t4.{b}.")} for b in blocks}
    assert states == {b: {"unreadable" if i == lost // 5 else "value"} for i, b in enumerate(blocks)}
    assert "row_short" in {i.code for i in reading.issues}


def _flow(rows: list[tuple[str, str]]) -> str:
    head = [
        "青石县水务局2023年政府信息公开工作年度报告",
        "一、总体情况",
        "认真落实。",
        "三、收到和处理政府信息公开申请情况",
    ]
    lines = [*head, "申请人情况", *_APPLICANTS]
    for label, figures in rows:
        lines += [*([label] if label else []), *figures.split()]
    return "\n".join(lines)


@pytest.mark.parametrize("zeros", ["0 0 0 0 0 0 0", "1 0 0 0 0 0 1"])
@pytest.mark.parametrize("orphan", ["2 0 0 0 0 0 2", "0 0 0 0 0 0 0", "5 1 0 0 0 0 6"])
@pytest.mark.parametrize("label", ["7.属于行政执法案卷", "（一）予以公开"])
def test_a_row_without_its_label_is_reported_and_given_to_nobody(zeros: str, orphan: str, label: str) -> None:
    rows = list(_ROWS.items())
    reading = parse_report(_flow([*rows[:2], (label, zeros), ("", orphan), *rows[3:]]))
    key = "t3.deny_enforcement_file" if "7" in label else "t3.granted"
    row = [f for f in reading.figures if f.key.startswith(f"{key}.")]
    assert [f.value for f in row] == [int(n) for n in zeros.split()]
    assert "unknown_row" in {i.code for i in reading.issues}


def test_rows_of_a_table_that_are_absent_are_named() -> None:
    issue = next(i for i in parse_report(_table3(_ROWS)).issues if i.code == "rows_missing")
    assert "部分公开" in issue.message and "20 rows" in issue.message
    assert not any(label.split("、")[-1] in issue.message for label in list(_ROWS)[:2])


@pytest.mark.parametrize("text", ["12", "5 1 0 0", "<b>3</b> 0 7"])
def test_a_number_between_the_rows_is_said_and_nothing_is_missing(text: str) -> None:
    reading = parse_report(_table3(_ROWS, f"<p>{text}</p>"))
    assert [i.code for i in reading.issues if i.code == "unplaced_number"] == ["unplaced_number"]
    assert not [f for f in reading.figures if f.key.startswith("t3.") and f.state == "missing"]
    assert reading.figure("t3.granted.total").value == 7  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    [
        "第 5 页 共 9 页",
        "- 5 -",
        "注：2023年数据截至12月31日。",
        "青石县水务局2023年政府信息公开工作年度报告",
    ],
)
def test_notes_and_the_furniture_of_a_page_are_not_left_over(text: str) -> None:
    reading = parse_report(_table3(_ROWS, f"<p>{text}</p>"))
    assert "unplaced_number" not in {i.code for i in reading.issues}


@pytest.mark.parametrize("wrote", ["~~9~~ {}", "${}$", "{}-99", "{}人左右"])
def test_figures_in_no_way_of_numbers_are_no_headings_and_their_row_is_not_blank(wrote: str) -> None:
    lines = ["|".join(["", label, "", *figures.split(), ""]) for label, figures in _ROWS.items()]
    granted = "|".join(["", "（一）予以公开", "", *(wrote.format(n) for n in "6100007"), ""])
    text = "\n".join([_flow([]), "|".join(["", "", "", *_APPLICANTS, ""]), *lines[:2], granted, *lines[3:]])
    reading = parse_report(text)
    row = [f.state for f in reading.figures if f.key.startswith("t3.granted.")]
    assert row == ["unreadable"] * 7
    assert "unplaced_number" in {i.code for i in reading.issues}
    assert reading.figure("t3.carried_in.total").value == 1  # type: ignore[union-attr]


def _table2(row: str) -> str:
    head = _row(["第二十条第（五）项"], 2) + _row(["信息内容", "本年处理决定数量"])
    return f"{_HEAD}<h2>二、主动公开政府信息情况</h2><table>{head}{_row(['行政许可', '12'])}{row}</table>"


@pytest.mark.parametrize(
    "text", ["行政检查 4321", "行政处罚4321", "行政强制：31", "其他 4,321 件", "行政处罚\n31"]
)
def test_a_row_of_one_cell_with_words_and_a_number_is_no_heading(text: str) -> None:
    reading = parse_report(_table2(_row([text], 2)))
    said = [i.message for i in reading.issues if i.code in ("unplaced_number", "row_unread")]
    assert any(text.split()[0] in message for message in said)
    assert not [f for f in reading.figures if f.key.startswith("t2.") and f.state == "missing"]


@pytest.mark.parametrize(
    "text",
    [
        "第20条第（6）项", "第二十条第（六）项（2023年）", "2023年1月1日至12月31日", "1.属于依法行政类", "表2：行政处罚、行政强制",
        "本年收费金额（保留2位小数）", "第1项加第2项之和，等于第3项加第4项之和", "行政处罚①", "行政强制（2）", "数据截至2023-12-31",
    ],
)  # fmt: skip
def test_numbering_and_years_make_no_figure_of_a_heading(text: str) -> None:
    reading = parse_report(_table2(_row([text], 2)))
    assert "unplaced_number" not in {i.code for i in reading.issues}


def _tokens(texts: list[str]) -> Counter[str]:
    return Counter(n for text in texts for n in re.findall(r"\d+", unicodedata.normalize("NFKC", text)))


@settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted(DAMAGES)), st.integers(0, 500))
def test_what_damaged_tables_print_is_booked_or_named_once(kind: str, seed: int) -> None:
    made = harmed(Harm(seed, kind))
    if made is None:
        return
    document = read_document(made.data, None)
    tables = read_tables(document.blocks, made.page.year)
    ledger = tables.ledger
    places = [b.locator for b in ledger.bookings]
    assert len(places) == len(set(places))
    printed = _tokens([c.text for g in document.grids() for c in g.cells()])
    booked = _tokens([b.text for b in ledger.bookings])
    told = {i.locator for i in tables.issues}
    assert not booked - printed - _tokens([line.text for line in document.lines()])
    assert all(b.locator in told for b in ledger.left_over[:20])
    # Whole grids outside of the form's tables are not in its books.
    known = {b.locator for b in ledger.bookings}
    inside = [g for g in document.grids() if any(c.locator in known for c in g.cells())]
    assert not _tokens([c.text for g in inside for c in g.cells()]) - booked


def test_a_generated_flow_is_booked_whole() -> None:
    rng = random.Random(1)
    for _ in range(30):
        lines = _flow(list(_ROWS.items())).split("\n")
        at = rng.randrange(13, len(lines))
        lines[at : at + 1] = rng.choice(([], [lines[at], "7"], ["17"], [lines[at], "第 3 页"]))
        ledger = _ledger("\n".join(lines))
        cells = [c.text for g in read_document("\n".join(lines).encode(), None).grids() for c in g.cells()]
        assert not _tokens(cells) - _tokens([b.text for b in ledger.bookings])


def test_the_command_shows_what_became_of_every_number(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(_flow(list(_ROWS.items())), encoding="utf-8")
    run = [sys.executable, "-m", "nianbao", "parse", "--ledger", str(tmp_path / "a.txt")]
    shown = subprocess.run(run, capture_output=True, text=True, check=True, timeout=120).stdout
    assert "figure    10  t3.new_received.total" in shown
    assert "absent    t3.partial" in shown
    books = json.loads(
        subprocess.run([*run, "--json"], capture_output=True, text=True, check=True, timeout=120).stdout
    )
    assert Counter(b["entry"] for b in books["bookings"])["figure"] == 35
