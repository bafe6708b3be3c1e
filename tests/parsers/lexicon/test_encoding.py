"""Bytes to text: the bytes decide, not what the page says of itself."""

from __future__ import annotations

import pytest

from parsers import media_type, parse_report
from parsers.lexicon.encoding import decode
from tests.parsers.layouts.plans import FORMS, Plan, make

TEXT = "新县人民政府2021年政府信息公开工作年度报告，行政许可２０件。"


@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "gbk", "iso-8859-1", ""])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "gbk", "gb18030", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_declarations_are_not_trusted(encoding: str, declared: str) -> None:
    page = f"<html><head><meta charset='{declared}'></head><body>{TEXT}</body></html>"
    assert TEXT in decode(page.encode(encoding))[0]


def test_three_characters_in_gbk() -> None:
    assert decode("新县年".encode("gbk"))[0] == "新县年"


def test_declared_big5() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=big5">政府資訊公開'
    assert "政府資訊公開" in decode(page.encode("big5"))[0]


def test_one_broken_byte_is_damage_not_another_encoding() -> None:
    data = (TEXT * 200).encode()
    text, encoding = decode(data[:300] + b"\xff" + data[300:])
    assert encoding == "utf-8"
    assert text.count(TEXT) >= 199


def test_a_piece_in_another_encoding_does_not_change_the_page() -> None:
    page = (TEXT * 20).encode()
    text, encoding = decode("全年重点做好公开。".encode("gbk") + page)
    assert (encoding, TEXT * 20 in text) == ("utf-8", True)
    assert decode((TEXT * 20).encode("gbk") + "公开。".encode())[1] == "gb18030"


def test_characters_that_only_gb18030_has() -> None:
    assert decode("㑇㐂𠀀镇".encode("gb18030"))[0] == "㑇㐂𠀀镇"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_report_in_utf_16_without_a_mark_is_read(encoding: str) -> None:
    made = make(Plan(1, "large", FORMS[0], ()))
    assert parse_report(made.data.decode().encode(encoding)).figures == parse_report(made.data).figures


def test_zero_bytes_alone_are_not_utf_16() -> None:
    assert decode(b"<html>" + b"\0" * 10_000)[1] == "utf-8"
    assert media_type(bytes(range(8)) * 100) == "application/octet-stream"
