"""RTF files as Word, WPS and LibreOffice write them: text in code pages and as numbers, cells joined, what is not seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from parsers import Reading, Unreadable, parse_report
from parsers.readers.word.rtf_text import RtfFile
from tests.parsers.expectations import lost_locators, wrong_figures
from tests.parsers.producers.official import Report, Row, invented
from tests.thinned import thinned

HEAD = r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 \'cb\'ce\'cc\'e5;}{\f1\froman Times;}}{\colortbl;\red255\green255\blue255;}"
OUTER_END = r"\pard\intbl\itap1\cell\trowd\cellx9000\row "
KEY = "t3.new_received.total"


def in_gbk(text: str) -> str:
    """Each byte of the code page escaped."""
    return "".join(f"\\'{b:02x}" for b in text.encode("gb18030"))


def in_numbers(text: str) -> str:
    """Each character as its number, with a question mark for programs that know none."""
    return "".join(c if c.isascii() else f"\\u{ord(c) - 65536 if ord(c) > 32767 else ord(c)}?" for c in text)


def with_two_bytes_behind(text: str) -> str:
    """Each character as its number, its bytes in the code page behind it, as Word writes it."""
    return "".join(c if c.isascii() else f"\\uc2\\u{ord(c)}{in_gbk(c)}" for c in text)


def raw_bytes(text: str) -> str:
    """The bytes of the code page as they are, in a font of that code page."""
    return text.encode("gb18030").decode("latin-1")


def rtf_of(report: Report, write: Callable[[str], str], between: str = "\n", mark: str = "") -> bytes:
    """A report as RTF. `between`: what stands between its orders; `mark`: orders before the figure of KEY."""
    parts = [HEAD, rf"\pard\plain\qc {write(report.title)}\par"]
    for block in report.blocks:
        if isinstance(block, str):
            parts.append(rf"\pard\plain {{{write(block)}}}\par")
        else:
            parts += _table(block, report, write, mark)
    return (between.join(parts) + "}").encode("latin-1")


def _table(rows: tuple[Row, ...], report: Report, write: Callable[[str], str], mark: str) -> list[str]:
    out: list[str] = []
    open_below: dict[int, tuple[int, int]] = {}
    for row in rows:
        orders, texts, x = [], [], 0
        cells = list(row)
        while cells or any(left for left, _ in open_below.values()):
            if open_below.get(x, (0, 0))[0]:
                left, span = open_below[x]
                open_below[x] = (left - 1, span)
                orders.append(rf"\clvmrg\cellx{(x + span) * 900}")
                texts.append(r"\pard\intbl\cell")
                x += span
                continue
            if not cells:
                break
            cell = cells.pop(0)
            orders.append((r"\clvmgf" if cell.rows > 1 else "") + rf"\cellx{(x + cell.columns) * 900}")
            if cell.rows > 1:
                open_below[x] = (cell.rows - 1, cell.columns)
            own = mark if mark and cell.text == report.printed[KEY] else ""
            texts.append(rf"\pard\plain\intbl {{{own}{write(cell.text)}}}\cell")
            x += cell.columns
        out += [r"\trowd\trgaph108", *orders, *texts, r"\row"]
    return out


WRITINGS: dict[str, Callable[[str], str]] = {
    "code page": in_gbk,
    "numbers": in_numbers,
    "numbers and code page": with_two_bytes_behind,
    "bytes": raw_bytes,
}


def assert_read(data: bytes, report: Report) -> Reading:
    reading = parse_report(data)
    assert list(wrong_figures(reading, report.expected())) == []
    assert list(lost_locators(reading, data)) == []
    assert (reading.title, reading.report_year, reading.form) == (report.title, report.year, report.form)
    assert reading.source.media_type == "application/rtf"
    return reading


@pytest.mark.parametrize("form", thinned(["2021", "2019"]))
@pytest.mark.parametrize("write", WRITINGS.values(), ids=WRITINGS)
def test_every_cell(write: Callable[[str], str], form: str) -> None:
    report = invented(form)
    assert assert_read(rtf_of(report, write), report).issues == ()


@pytest.mark.parametrize("before", [b"", b"\r\n\r\n", b"\xef\xbb\xbf", b"\0 "])
def test_one_line_and_blanks_before(before: bytes) -> None:
    report = invented("2021")
    assert_read(before + rtf_of(report, in_numbers, between=" "), report)


@pytest.mark.parametrize(
    ("mark", "state", "raw"),
    [
        (r"\strike ", "unreadable", ""),
        (r"\fs2 ", "unreadable", ""),
        (r"\cf1 ", "unreadable", ""),
        (r"\v 9\v0 ", "value", None),
        (r"{\deleted 9}", "value", None),
        (r"{\*\unknown 9}", "value", None),
        (r"{\field{\*\fldinst 9}{\fldrslt }}", "value", None),
        (r"{\pict\wmetafile8 0109}\v ", "unreadable", ""),
        (r"{\field{\*\fldinst EQ \\o(9,8)}{\fldrslt }}{\deleted ", "unreadable", ""),
        ("{\\bin3 9}9}", "value", None),
    ],
)
def test_what_is_not_seen(mark: str, state: str, raw: str | None) -> None:
    report = invented("2021")
    data = rtf_of(report, in_numbers, mark=mark)
    figure = parse_report(data).figure(KEY)
    assert figure is not None
    assert (figure.state, figure.raw) == (state, report.printed[KEY] if raw is None else raw)


def row_in_colours(cell: str, text: str) -> str:
    """The text of a row of two cells, the first set so and holding this, in a file with a dark ground elsewhere."""
    row = rf"\trowd{cell}\cellx900\cellx1800\pard\intbl {text}\cell\pard\intbl b\cell\row"
    colours = r"{\colortbl;\red255\green255\blue255;\red200\green0\blue0;\red204\green2\blue0;}"
    file = RtfFile((r"{\rtf1" + colours + row + r"\pard\cbpat2 c\par}").encode())
    unseen = {at for start, end in file.unseen() for at in range(start, end)}
    assert not unseen or file.held(0, 9) is not None
    return "".join(char for at, char in enumerate(file.text) if at not in unseen and char.isalnum())


@pytest.mark.parametrize(
    ("cell", "text", "seen"),
    [
        ("", r"{\cf2 9}a", "9abc"),
        ("", r"{\cf1 9}a", "abc"),
        (r"\clcbpat2", r"{\cf1 9}a", "9abc"),
        (r"\clcbpat2", r"{\cf2 9}a", "abc"),
        (r"\clcbpatraw3", r"{\cf2 9}a", "abc"),
        (r"\clshdng10000\clcbpat2", r"{\cf2 9}a", "9abc"),
        (r"\clcbpat2", r"{\cf2\chcbpat1 9}a", "9abc"),
        ("", r"{\cf2\highlight3 9}a", "abc"),
        ("", r"\cbpat2{\cf2 9}a", "abc"),
        (r"\clcbpat2", r"\cf2\plain 9a", "9abc"),
        (r"\cellx400\clcbpat2", r"a\cell\pard\intbl{\cf2 9}", "abc"),
        ("", r"\itap2{\cf1 9}a", "9abc"),
    ],
)
def test_an_ink_on_its_ground(cell: str, text: str, seen: str) -> None:
    """The ground of the characters, else of the paragraph, else of the cell; of a table within a cell it is not followed."""
    assert row_in_colours(cell, text) == seen


@pytest.mark.parametrize("order", ["super", "up12", "dn", "sub"])
def test_a_raised_number_is_a_note(order: str) -> None:
    report = invented("2021")
    plain = report.printed[KEY]
    data = rtf_of(report, lambda text: in_numbers(text) + (rf"{{\{order} 2}}" if text == plain else ""))
    figure = parse_report(data).figure(KEY)
    assert figure is not None
    assert (str(figure.value), figure.note) == (plain, "²")


def test_tables_within_a_cell() -> None:
    """A table that only places things holds the report's own; their rows are defined behind their cells."""
    report = invented("2021")
    parts = rtf_of(report, in_numbers).decode().split("\\trowd\\trgaph108\n")
    rows = []
    for part in parts[1:]:
        row, mark, behind = part.partition("\\row\n")
        cells = row.index("\\pard")
        inner = (
            row[cells:]
            .replace("\\intbl", "\\intbl\\itap2")
            .replace("\\cell", "\\nestcell{\\nonesttables\\par}")
        )
        props = f"{{\\*\\nesttableprops\\trowd{row[:cells]}\\nestrow}}{{\\nonesttables\\par}}"
        outside = behind.strip() and behind.strip() != "}"
        rows.append(f"{inner}{props}{OUTER_END + behind if outside or not mark else behind}")
    data = parts[0] + "\\trowd\\cellx9000\n" + "\n".join(rows)
    reading = parse_report(data.encode())
    assert list(wrong_figures(reading, report.expected())) == []
    assert list(lost_locators(reading, data.encode())) == []


def test_a_row_without_an_end_is_named() -> None:
    report = invented("2021")
    whole = rtf_of(report, in_numbers)
    cut = whole[: whole.rindex(b"\\row")] + b"}"
    reading = parse_report(cut)
    assert "row_unread" in {i.code for i in reading.issues}
    assert list(lost_locators(reading, cut)) == []


def test_wide_characters_and_halves_of_them() -> None:
    text = RtfFile(rb"{\rtf1\uc0 a\u-10179\u-8704 b\u-10179 c\u-8704 d}").text
    assert text == "a\U0001f600b\ufffdcd"


def test_cuts_anywhere_are_read_or_refused() -> None:
    whole = rtf_of(invented("2021"), in_numbers)
    for at in range(10, len(whole), len(whole) // 60):
        try:
            reading = parse_report(whole[:at])
        except Unreadable:
            continue
        assert list(lost_locators(reading, whole[:at])) == []


@pytest.mark.parametrize(
    "order", [r"\revdttm-1987654321 ", r"\revdttm20765432109876 ", "\\" + "a" * 40 + "7 ", r"\rsid1234567890"]
)
def test_an_order_is_passed_over_with_all_its_letters_and_digits(order: str) -> None:
    assert RtfFile(rb"{\rtf1 {" + order.encode() + rb"{}25}\par}").text == "25\r"


@pytest.mark.parametrize("order", [r"\dn4\fs12", r"\up3\fs12", r"\fs12\up3", r"\dn", r"\sub"])
def test_a_small_number_off_the_line_is_a_note(order: str) -> None:
    text = RtfFile(rb"{\rtf1 25{" + order.encode() + rb" 3}4\par}").text
    assert (text[:2], text[3:]) == ("25", "4\r")
    assert text[2] != "3"


@pytest.mark.parametrize("order", [r"\dn4\fs21", r"\up2\fs18", r"\fs12\up0", r"\up8\plain", r"\fs18\up2"])
def test_a_number_that_is_hardly_moved_stands_on_its_line(order: str) -> None:
    assert RtfFile(rb"{\rtf1 25{" + order.encode() + rb" 3}4\par}").text == "2534\r"


def test_a_cell_with_a_formula_is_not_blank() -> None:
    file = RtfFile(rb"{\rtf1\trowd\cellx900\pard\intbl {\mmath {\*\moMath {\mr 16}}}\cell\row}")
    assert file.held(0, file.text.index("\x07")) == "formula"
