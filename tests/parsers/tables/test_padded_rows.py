"""Rows of zeros with an empty cell too many: the seven figures stay whole, and no printed 0 is left out."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from parsers import Reading, parse_report
from parsers.forms import form, labels

_COLUMNS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
_ROWS = [labels("t3rows")[row].zh for row in form("2021").t3_rows if row not in ("other_total",)]
_RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
Rendered = Callable[[list[list[str]]], str]
_TITLE = "青石县水务局2023年政府信息公开工作年度报告"


def _table3(figures: dict[str, list[str]], usual: list[str]) -> list[list[str]]:
    return [["", *_COLUMNS], *([label, *figures.get(label, usual)] for label in _ROWS)]


def _html(rows: list[list[str]]) -> str:
    body = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in rows)
    return f"<table>{body}</table>"


def _tabs(rows: list[list[str]]) -> str:
    return "\n".join("\t".join(row) for row in rows)


def _markdown(rows: list[list[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]])


def _read(three: str = "", four: str = "") -> Reading:
    chapters = (
        f"三、收到和处理政府信息公开申请情况\n\n{three}\n\n四、政府信息公开行政复议、行政诉讼情况\n\n{four}\n"
    )
    if "<table>" in chapters:
        chapters = re.sub("^([三四].*)$", r"<p>\1</p>", chapters, flags=re.M)
        return parse_report(f"<meta charset=utf-8><h1>{_TITLE}</h1>{chapters}")
    return parse_report(f"{_TITLE}\n\n{chapters}")


def _values(reading: Reading, row: str) -> list[object]:
    return [f.value for f in reading.figures if f.key.startswith(f"{row}.")]


@pytest.mark.parametrize(
    "cells",
    [
        ["", *"0000000"],
        [*"0000000", ""],
        ["", *"0000000", ""],
        ["", "", *"0000000"],
        [cell for _ in range(7) for cell in ("", "0")],
        [cell for _ in range(7) for cell in ("0", "")],
        [*"000", "", *"0000"],
    ],
)
@pytest.mark.parametrize("rendered", [_html, _tabs, _markdown])
def test_seven_zeros_are_the_seven_figures(cells: list[str], rendered: Rendered) -> None:
    label = "3.危及“三安全一稳定”"
    reading = _read(rendered(_table3({label: cells}, list("2100003"))))
    assert _values(reading, "t3.deny_security_stability") == [0] * 7
    assert _values(reading, "t3.deny_process") == [2, 1, 0, 0, 0, 0, 3]
    assert {i.code for i in reading.issues} <= {"tables_missing"}


@pytest.mark.parametrize("cells", [["", *"000000", ""], ["0", "", "", "0", "0", "0", "0"]])
def test_real_blanks_stay_blank(cells: list[str]) -> None:
    label = "3.危及“三安全一稳定”"
    reading = _read(_html(_table3({label: cells}, list("2100003"))))
    states = [f.state for f in reading.figures if f.key.startswith("t3.deny_security_stability.")]
    assert sorted(states) == sorted(["value"] * cells.count("0") + ["blank"] * (7 - cells.count("0")))


@pytest.mark.parametrize("cells", [["", *"0" * 15], [*"0" * 15, ""], ["", *"0" * 15, ""]])
@pytest.mark.parametrize("rendered", [_html, _tabs, _markdown])
def test_fifteen_zeros_are_the_fifteen_of_table_4(cells: list[str], rendered: Rendered) -> None:
    head = ["行政复议", "", "", "", "", "未经复议直接起诉", "", "", "", "", "复议后起诉", "", "", "", ""]
    reading = _read(four=rendered([head, list(_RESULTS * 3), cells]))
    assert _values(reading, "t4") == [0] * 15
    assert {i.code for i in reading.issues} <= {"tables_missing"}
