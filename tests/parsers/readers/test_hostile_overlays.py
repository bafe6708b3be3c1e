"""OpenDocument, XML of Excel 2003, CSV, MHTML and RTF files that are cut, damaged, bombs, endless or deep: one line or a reading."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest

from parsers import Unreadable, parse_report
from tests.parsers.producers import files
from tests.parsers.producers.official import Report, invented
from tests.parsers.producers.opendocument import ods_of, odt_of
from tests.parsers.producers.opendocument import packed as open_document
from tests.parsers.readers.excel.test_other_workbooks import separated, spreadsheetml
from tests.parsers.readers.test_hostile import LAUGHS, MILLION, packed

REPORT = invented("2021")
SECONDS = 60


def mhtml(report: Report) -> bytes:
    """A page as a browser saves it in one file."""
    head = b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\n'
    page = b"Content-Type: text/html; charset=utf-8\nContent-Location: http://a.gov.cn/1.html\n\n"
    return head + page + files.html_of(report).encode() + b"\n--x--\n"


KINDS: dict[str, Callable[[Report], bytes]] = {
    "odt": odt_of, "ods": ods_of, "spreadsheetml": spreadsheetml, "csv": separated(","), "mhtml": mhtml,
}  # fmt: skip


def ends(data: bytes) -> str | None:
    """The line that refuses a file; None where it is read. Either comes in time, and nothing is wrong in silence."""
    began = time.process_time()
    try:
        reading = parse_report(data)
    except Unreadable as refused:
        said: str | None = str(refused)
        assert said and "\n" not in said
    else:
        said = None
        expected = REPORT.expected()
        read = {f.key for f in reading.figures if f.value is not None and ".ext." not in f.key}
        assert read <= expected.keys()  # a damaged label is a row that the publisher added
    assert time.process_time() - began < SECONDS
    return said


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_cut_off(kind: str, share: float) -> None:
    data = KINDS[kind](REPORT)
    said = ends(data[: int(len(data) * share)])
    if kind in ("odt", "ods"):
        assert said and "damaged" in said


@pytest.mark.parametrize("kind", KINDS)
def test_random_damage_never_crashes(kind: str) -> None:
    data, chance = KINDS[kind](REPORT), random.Random(kind)
    for _ in range(10):
        damaged = bytearray(data)
        for _ in range(chance.choice([1, 4, 30])):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        ends(bytes(damaged))


@pytest.mark.parametrize("kind", ["text", "spreadsheet"])
def test_bombs_and_entities(kind: str) -> None:
    mimetype = f"application/vnd.oasis.opendocument.{kind}".encode()
    assert "bomb" in str(ends(packed({"mimetype": mimetype, "content.xml": 300_000_000})))
    laughs = LAUGHS.partition(b"]>")[0] + b"]><a>&a11;</a>"
    assert "entities" in str(ends(packed({"mimetype": mimetype, "content.xml": laughs})))


def test_entities_in_the_xml_of_excel_2003() -> None:
    laughs = LAUGHS.partition(b"]>")[0] + b']><?mso-application progid="Excel.Sheet"?>'
    data = laughs + b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">&a11;</Workbook>'
    assert ends(data) is not None


REPEATED = '<table:table table:name="a"><table:table-row table:number-rows-repeated="{rows}">{cells}</table:table-row></table:table>'


@pytest.mark.parametrize(("rows", "columns"), [(1, 10**9), (10**9, 1), (10**6, 10**6), (-5, -5)])
def test_a_sheet_that_repeats_without_end(rows: int, columns: int) -> None:
    cell = (
        f'<table:table-cell table:number-columns-repeated="{columns}"><text:p>1</text:p></table:table-cell>'
    )
    ends(open_document("spreadsheet", REPEATED.format(rows=rows, cells=cell)))


def test_rows_and_cells_of_excel_2003_far_out() -> None:
    book = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a"><Table>{}</Table></Worksheet></Workbook>'
    far = '<Row ss:Index="{0}"><Cell ss:Index="{0}" ss:MergeAcross="{0}"><Data ss:Type="Number">1</Data></Cell></Row>'
    for number in ("1048576", "999999999999", "-3", "x"):
        ends(book.format(far.format(number)).encode())


@pytest.mark.parametrize("levels", [200, 50_000])
def test_deep_tables(levels: int) -> None:
    inner = "<table:table><table:table-row><table:table-cell>" * levels
    outer = "</table:table-cell></table:table-row></table:table>" * levels
    ends(open_document("text", inner + "<text:p>1</text:p>" + outer))


def test_much_of_everything() -> None:
    for data in (
        b"a,1\n" * 3_000_000,
        b"a," * 3_000_000 + b"1",
        b'"' + MILLION * 10,
        b"{\\rtf1" + b"{\\b 1}" * 2_000_000,
        b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n' + b"--x\n" * 500_000,
    ):
        ends(data)


@pytest.mark.parametrize(
    "data",
    [
        b"{" * 1_000_000,
        b"}" * 1_000_000,
        b"\\par" * 200_000,
        b"\\trowd" + b"\\cellx9" * 100_000 + b"\\cell" * 100_000 + b"\\row",
        b"{\\pict}" * 60_000 + b"\\cell" * 60_000,
        b"\\bin999999999 x" * 1_000,
        b"\\u-999999999 " * 100_000,
        b"{\\fonttbl" + b"{\\f9\\fcharset134 x;}" * 100_000,
    ],
    ids=range(8),
)
def test_rtf_of_much_of_one_thing(data: bytes) -> None:
    ends(b"{\\rtf1\\ansi" + data)
