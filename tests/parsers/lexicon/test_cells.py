"""The cell grammar: what a cell says, and what it does not say."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.lexicon.cells import read_cell

COUNTS = [
    ("0", 0), ("45,391", 45391), ("1，022", 1022), ("２０", 20), ("17(件)", 17), ("1,205件", 1205), ("3 件", 3),
    ("22（其中修订 16 件）", 22), ("1 230", 1230), ("6 20", 620), ("O", 0), ("○", 0), ("＋5", 5), ("0012", 12),
]  # fmt: skip
NOTHING = ["", " ", "\u3000", "\xa0", "\u200b"]
NOT_APPLICABLE = ["/", "-", "--", "—", "－", "——", "无", "N/A", "空"]
NO_NUMBER = [
    "第一",
    "1.属于国家秘密",
    "12.",
    "1,23",
    "十二",
    "3-5",
    "a1",
    "46.2697",
    "12%",
    "零",
    "①",
    "0\n7",
    "8\n8\n19",
    "0 5",
]


@pytest.mark.parametrize(("raw", "value"), COUNTS)
def test_counts(raw: str, value: int) -> None:
    assert read_cell(raw).value == value
    assert read_cell(raw).state == "value"


@pytest.mark.parametrize("raw", NOTHING)
def test_blank_is_not_zero(raw: str) -> None:
    assert (read_cell(raw).state, read_cell(raw).value) == ("blank", None)


@pytest.mark.parametrize("raw", NOT_APPLICABLE)
def test_a_printed_nothing_is_not_zero(raw: str) -> None:
    assert (read_cell(raw).state, read_cell(raw).value) == ("not_applicable", None)


@pytest.mark.parametrize("raw", NO_NUMBER)
def test_what_is_no_count_is_unreadable(raw: str) -> None:
    assert (read_cell(raw).state, read_cell(raw).value) == ("unreadable", None)


@pytest.mark.parametrize(
    ("raw", "header", "value"),
    [
        ("46.2697", "万元", Decimal("46.2697")),
        ("251000元", "元", Decimal("25.1")),
        ("251000", "元", Decimal("25.1")),
        ("251000元", None, Decimal("25.1")),
        ("383", "万元", 383),
        ("1.2亿元", None, 12000),
        ("96,171.6", None, Decimal("96171.6")),
    ],
)
def test_money_is_in_ten_thousand_yuan(raw: str, header: str | None, value: Decimal) -> None:
    assert read_cell(raw, money=True, header_unit=header).value == value


@pytest.mark.parametrize(
    ("raw", "value"), [("12①", 12), ("0①", 0), ("45¹", 45), ("1,205②", 1205), ("３⑴", 3)]
)
def test_a_footnote_mark_is_no_digit(raw: str, value: int) -> None:
    read = read_cell(raw)
    assert (read.value, read.flags[-1]) == (value, "note")


def test_every_rewriting_is_named() -> None:
    assert read_cell("１,２３４").flags == ("full_width", "thousands")
    assert read_cell("1 230").flags == ("joined_blanks",)
    assert read_cell("O").flags == ("ocr_zero",)
    assert read_cell("22（其中修订16件）").note == "其中修订16件"
    assert read_cell("-3").flags == ("negative",)
    assert read_cell("-3", signed=True).flags == ()


@given(st.integers(min_value=0, max_value=10**9))
def test_any_count_in_any_dress_is_the_same_number(number: int) -> None:
    wide = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for dressed in (
        str(number),
        f"{number:,}",
        wide,
        f" {number}\u3000",
        f"{number}件",
        f"{number:,}".replace(",", "，"),
    ):
        assert read_cell(dressed).value == number


@given(st.text(max_size=30))
def test_no_text_breaks_the_grammar(text: str) -> None:
    read = read_cell(text, money=True, signed=True)
    assert (read.value is not None) == (read.state == "value")
