"""A small report for tests of how a cell is set: one item of table 2 with the cell under test in its middle."""

from __future__ import annotations

from parsers import parse_report
from parsers.model import Figure
from tests.parsers.expectations import lost_locators

TITLE = "青石县水务局2023年政府信息公开工作年度报告"
LINES = (TITLE, "一、总体情况", "二、主动公开政府信息情况", "第二十条第（一）项")
HEADER = ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")
ROWS = (("规章", "0", "0", "0"), ("行政规范性文件", "", "3", "87"))
KEY = "t2.art20_1.normative_docs.issued"


def figure_of(data: bytes, key: str = KEY) -> Figure:
    """The figure of the cell under test; every figure of the file leads back to its text."""
    reading = parse_report(data)
    assert list(lost_locators(reading, data)) == []
    found = reading.figure(key)
    assert found is not None
    others = [f.value for f in reading.figures if f.key.startswith("t2.art20_1") and f.key != key]
    assert others == [0, 0, 0, 3, 87]
    return found
