"""The cell grammar: what a cell says, and what it does not say."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.lexicon.cells import looks_like_value, read_cell
from parsers.lexicon.chinese_numbers import chinese_number
from parsers.lexicon.money import UNKNOWN, heading_unit

COUNTS = [
    ("0", 0), ("45,391", 45391), ("1，022", 1022), ("２０", 20), ("17(件)", 17), ("1,205件", 1205), ("3 件", 3),
    ("22（其中修订 16 件）", 22), ("1 230", 1230), ("6 20", 620), ("O", 0), ("○", 0), ("＋5", 5), ("0012", 12),
    ("12.0", 12), ("12.00", 12), ("12*", 12), ("12＊", 12), ("12※", 12), ("（12）", 12), ("[12]", 12), ("12[2]", 12),
    ("12【注】", 12), ("零", 0), ("十二", 12), ("一百二十", 120), ("一百零五", 105), ("两千", 2000), ("一万零三十", 10030),
    ("٤٠", 40), ("+19", 19), ("021", 21), ("12△", 12), ("3例", 3), ("\u206612\u2069", 12), ("\u200f12\u202c", 12),
]  # fmt: skip
NOTHING = ["", " ", "\u3000", "\xa0", "\u200b"]
NOT_APPLICABLE = ["/", "-", "─", "--", "—", "－", "——", "无", "N/A", "空"]
NO_NUMBER = [
    "第一",
    "1.属于国家秘密",
    "12.",
    "1,23",
    "一二",
    "百五",
    "十二件半",
    "12、13",
    "12/13",
    "增15",
    "减4",
    "12万美元",
    "½",
    "3-5",
    "a1",
    "46.2697",
    "12%",
    "①",
    "0\n7",
    "8\n8\n19",
    "0 5",
    "\u202e21\u202c",
    "\n".join("8004000000004"),
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
        ("3154.6", "千元", Decimal("315.46")),
        ("31546", "百元", Decimal("315.46")),
        ("3.1546", "百万元", Decimal("315.46")),
        ("3.1546百万元", "万元", Decimal("315.46")),
        ("3154.6（千元）", None, Decimal("315.46")),
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
    for raw, flag in (
        ("+19", "sign_variant"), ("021", "leading_zero"), ("٤٠", "digit_variant"), ("𝟏𝟐", "digit_variant"),
        ("12.0", "zero_fraction"), ("12*", "note"), ("12[2]", "note"), ("（12）", "bracketed"), ("零", "chinese_number"),
        ("一百二十", "chinese_number"), ("12件", "unit"), ("12，", "punctuation"), ('"12"', "punctuation"),
        ("“12”", "punctuation"), ("'12", "punctuation"), ("12。", "punctuation"),
    ):  # fmt: skip
        assert read_cell(raw).flags == (flag,), raw
    assert read_cell("160.5964万元", money=True).flags == ("unit",)
    assert read_cell("315.46", money=True, header_unit="万元").flags == ()


@pytest.mark.parametrize(
    ("raw", "value"), [("增15", 15), ("减4", -4), ("增加15项", 15), ("减少1,204", -1204), ("新增0", 0)]
)
def test_words_are_signs_where_a_sign_may_stand(raw: str, value: int) -> None:
    read = read_cell(raw, signed=True)
    assert read.value == value
    assert "sign_variant" in read.flags


@pytest.mark.parametrize("raw", ["- 26", "-\xa026", "－ 26", "-\u300026"])
def test_a_sign_that_stands_apart_from_its_number(raw: str) -> None:
    read = read_cell(raw, signed=True)
    assert (read.value, "joined_blanks" in read.flags) == (-26, True)


def test_brackets_may_be_a_sign_where_a_sign_may_stand() -> None:
    assert read_cell("（12）", signed=True).state == "unreadable"


@pytest.mark.parametrize("raw", ["12\n13", "12 13", "6 20", "1 2", "12\t13", "1 23 456"])
def test_digits_that_stand_apart_may_be_two_numbers(raw: str) -> None:
    assert read_cell(raw, parted=True).flags == ("joined_numbers",)


@pytest.mark.parametrize("raw", ["2345\n1111", "2000\n345件", "45\n391", "300\n400\n500", "802\n7650"])
def test_full_lines_may_be_two_numbers(raw: str) -> None:
    assert "joined_numbers" in read_cell(raw).flags


@pytest.mark.parametrize("raw", ["234\n5", "1234\n56", "251.\n4063", "1,\n234", "2000\n3450\n6"])
def test_the_rest_of_a_wrapped_number_is_a_part_of_it(raw: str) -> None:
    read = read_cell(raw, money=True)
    assert (read.state, "joined_blanks" in read.flags) == ("value", True)


@pytest.mark.parametrize(
    "raw", ["1 230", "12 345 678", "1\u202f230", "12 (3)", "3 件", "453\n91", "45\n,391"]
)
def test_thousands_notes_and_a_wrapped_number_are_one_number(raw: str) -> None:
    assert "joined_numbers" not in read_cell(raw).flags


@given(st.integers(min_value=0, max_value=99_999_999))
def test_a_chinese_number_is_read_as_it_is_written(number: int) -> None:
    assert chinese_number(_in_chinese(number)) == number


def _in_chinese(number: int) -> str:
    """Digit by digit with its place, each run of zeros one 零 (not the way of the reader, which sums and writes again)."""
    digits = "零一二三四五六七八九"
    out = ""
    places = ["", "十", "百", "千", "万", "十", "百", "千"]
    for index, char in enumerate(reversed(str(number))):
        place = places[index]
        if char != "0":
            out = digits[int(char)] + place + out
        elif place == "万":
            out = place + out
        elif out and not out.startswith(("零", "万")):
            out = "零" + out
    return out or "零"


@pytest.mark.parametrize(
    "text", ["", "一二", "百五", "一百五百", "一万万", "零零", "一零", "十百", "廿", "一百零二十"]
)
def test_what_is_no_chinese_number(text: str) -> None:
    assert chinese_number(text) is None


UNITS = [
    ("本年收费金额（单位：万元）", "万元"), ("本年收费金额", None), ("收费总金额（元）", "元"), ("收费金额(单位：千元)", "千元"),
    ("收费金额（百元）", "百元"), ("收费金额（单位:百万元）", "百万元"), ("采购总金额（亿元）", "亿元"), ("金额（人民币万元）", "万元"),
    ("金额（单位：万元，保留两位小数）", "万元"), ("金额（万美元）", UNKNOWN), ("金额（元/万元）", UNKNOWN), ("金额（十万元）", UNKNOWN),
    ("金额（千万元）", UNKNOWN), ("金额（港元）", UNKNOWN), ("金额（单位：万）", UNKNOWN), ("金额（万元、亿元）", UNKNOWN),
    ("金额（单位：美金）", UNKNOWN), ("金额（$）", UNKNOWN), ("金额（单位：欧元）", UNKNOWN), ("金额（单位：万港币）", UNKNOWN),
]  # fmt: skip


@pytest.mark.parametrize(("heading", "unit"), UNITS)
def test_units_of_money_are_a_closed_list(heading: str, unit: str | None) -> None:
    assert heading_unit(heading) == unit


def test_two_headings_that_disagree_name_no_unit() -> None:
    assert heading_unit("收费金额（万元）", "行政事业性收费（元）") == UNKNOWN
    assert heading_unit("收费金额（万元）", "行政事业性收费（万元）") == "万元"


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


def test_a_unit_that_is_not_known_is_not_believed() -> None:
    read = read_cell("315.46", money=True, header_unit=UNKNOWN)
    assert (read.state, read.value) == ("unreadable", None)


@given(st.text(max_size=30))
def test_no_text_breaks_the_grammar(text: str) -> None:
    read = read_cell(text, money=True, signed=True)
    assert (read.value is not None) == (read.state == "value")


@pytest.mark.parametrize(
    "raw",
    [
        "12（万件）", "12（单位：百条）", "3（千）", "12（减）", "12（减少）", "4（下降）", "2300（更正为2345）", "600(应为678)",
        "90（勘误：91）", "90（此数有误）", "2000（本级）345（乡镇）", "600【一般】78【简易】", "1（省）2（市）3（县）", "251000（25.1万元）",
        "251000（元/年）", "251000（美元）", "1200（约合0.12万元）",
    ],
)  # fmt: skip
@pytest.mark.parametrize("signed", [False, True])
def test_a_note_that_changes_its_number_makes_it_unreadable(raw: str, signed: bool) -> None:
    for money in (False, True):
        assert read_cell(raw, money=money, signed=signed).state == "unreadable"
    assert looks_like_value(raw)


@pytest.mark.parametrize(
    "raw",
    [
        "251000（单位：元）",
        "251000（人民币元）",
        "251000【元】",
        "251（金额单位：千元）",
        "25.1（单位为万元）",
    ],
)
def test_a_unit_in_a_note_is_a_unit(raw: str) -> None:
    read = read_cell(raw, money=True, header_unit="万元")
    assert (str(read.value), read.flags, read.note) == ("25.1", ("unit",), None)


@pytest.mark.parametrize(
    "raw",
    [
        "12（含结转2件）", "12（其中：减少3件）", "12（增）", "12（较上年减少3件）", "12（其中更正信息3条）", "12（含万寿镇2件）",
        "12（见注1）", "12（其中修订（含部分修订）3件）", "12（不含乡镇）（初步）", "12（2023年）", "12（含收费3万元的项目）",
    ],
)  # fmt: skip
def test_a_note_that_says_what_is_in_a_number_leaves_it(raw: str) -> None:
    for money in (False, True):
        read = read_cell(raw, money=money)
        assert (read.value, read.flags) == (12, ("note",))
