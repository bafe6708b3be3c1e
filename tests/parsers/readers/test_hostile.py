"""Damaged, encrypted and malicious files: one clear line, or a reading that says where it stopped, in little time."""

from __future__ import annotations

import importlib
import io
import random
import time
import zipfile
import zlib

import pytest

from parsers import Unreadable, parse_report
from tests.parsers.producers import files
from tests.parsers.producers.official import invented, published
from tests.thinned import thinned

REPORT = published(0)
LAUGHS = b"".join(
    [b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">']
    + [b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)]
    + [
        b']><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
    ]
    + [b"<w:t>&a11;</w:t></w:r></w:p></w:body></w:document>"]
)


MILLION = b" " * 1_000_000


def said(data: bytes, seconds: float = 20) -> str:
    """The line that refuses a file; it must be one line and come soon."""
    began = time.monotonic()
    with pytest.raises(Unreadable) as refused:
        parse_report(data)
    assert time.monotonic() - began < seconds
    assert "\n" not in str(refused.value)
    return str(refused.value)


def packed(entries: dict[str, bytes | int]) -> bytes:
    """A ZIP of entries; a number stands for so many blanks, which are never held in memory at once."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as box:
        for name, data in entries.items():
            with box.open(name, "w") as entry:
                pieces = [data] if isinstance(data, bytes) else (MILLION for _ in range(data // len(MILLION)))
                for piece in pieces:
                    entry.write(piece)
    return stream.getvalue()


def pages(count: int, content: bytes = b"BT /F1 12 Tf 72 720 Td (page) Tj ET", flate: int = 0) -> bytes:
    """A PDF written by hand, every page of the same content, compressed and `flate` times over if asked for."""
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(content) for _ in range(flate)) + packer.flush() if flate else content
    kind = b"/Filter /FlateDecode " if flate else b""
    kids = b" ".join(b"%d 0 R" % (n + 5) for n in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< %s/Length %d >>\nstream\n%s\nendstream" % (kind, len(body), body),
    ]
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
    objects += [page] * count
    out, places = io.BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, io.SEEK_END)
    for number, text in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, text))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


def test_a_pdf_of_three_thousand_pages_is_read_to_the_budget() -> None:
    began = time.monotonic()
    reading = parse_report(pages(3000))
    assert "truncated_at_page" in [i.code for i in reading.issues]
    assert time.monotonic() - began < 60


def test_a_page_that_inflates_without_end_is_left_out() -> None:
    reading = parse_report(pages(1, MILLION, flate=200))
    assert [i.code for i in reading.issues] == ["page_too_large"]


def test_an_encrypted_pdf() -> None:
    pytest.importorskip("reportlab")
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream, encrypt=StandardEncryption("secret", "owner"))
    canvas.drawString(72, 720, "text")
    canvas.save()
    assert "encrypted" in said(stream.getvalue())


@pytest.mark.parametrize("share", thinned([0.3, 0.02, 0.95, 0.6]))
@pytest.mark.parametrize("kind", ["docx", "xlsx", "doc", "xls"])
def test_a_file_cut_off(kind: str, share: float) -> None:
    data = {
        "docx": lambda: files.docx_of(REPORT),
        "xlsx": lambda: files.xlsx_of(REPORT),
        "doc": lambda: files.office(files.docx_of(REPORT), "docx", "doc"),
        "xls": lambda: files.office(files.xlsx_of(REPORT), "xlsx", "xls"),
    }[kind]()
    cut = data[: int(len(data) * share)]
    if kind in ("doc", "xls"):
        # The directory of these may stand anywhere: what is left is refused, or all of its text is still there.
        try:
            reading = parse_report(cut)
        except Unreadable as refused:
            assert "\n" not in str(refused)
        else:
            printed = [f for f in reading.figures if f.state == "value"]
            whole = {key: text for key, text in REPORT.printed.items() if text}
            assert {f.key: float(f.value or 0) for f in printed}.items() <= {
                k: float(v) for k, v in whole.items()
            }.items()
        return
    assert "damaged" in said(cut)


def test_a_pdf_cut_off_is_read_or_refused() -> None:
    data = files.reportlab_pdf(REPORT)
    for share in (0.05, 0.3, 0.6, 0.95):
        try:
            parse_report(data[: int(len(data) * share)])
        except Unreadable as refused:
            assert "\n" not in str(refused)


def test_bombs() -> None:
    assert "bomb" in said(packed({"word/document.xml": 300_000_000}))
    assert "bomb" in said(packed({"report.docx": 100_000_000}))
    assert "bomb" in said(packed({"xl/workbook.xml": b"", "xl/worksheets/sheet1.xml": 100_000_000}))
    assert "entities" in said(packed({"word/document.xml": LAUGHS}))
    assert "entities" in said(packed({"OFD.xml": LAUGHS}))
    assert "entities" in said(packed({"xl/workbook.xml": LAUGHS}))


def test_a_lying_directory_is_found_out() -> None:
    """The directory says 1,000 bytes, the entry inflates to 100 million."""
    data = bytearray(packed({"word/document.xml": 100_000_000}))
    size = (100_000_000).to_bytes(4, "little")
    at = data.find(size)
    while at >= 0:
        data[at : at + 4] = (1_000).to_bytes(4, "little")
        at = data.find(size)
    assert "DOCX" in said(bytes(data))


def test_a_sheet_with_far_corners() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = 1, 2
    stream = io.BytesIO()
    book.save(stream)
    assert "more than are read" in said(stream.getvalue())


def test_deep_and_long_word_tables() -> None:
    head = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    deep = (
        head
        + b"<w:tbl><w:tr><w:tc>" * 20_000
        + b"</w:tc></w:tr></w:tbl>" * 20_000
        + b"</w:body></w:document>"
    )
    said_or_read(packed({"word/document.xml": deep}))
    row = b"<w:tr>" + b"<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>" * 10 + b"</w:tr>"
    long = head + b"<w:tbl>" + row * 10_000 + b"</w:tbl></w:body></w:document>"
    said_or_read(packed({"word/document.xml": long, "pad": random.Random(1).randbytes(400_000)}))
    wide = (
        head
        + b'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr></w:tc><w:tc/></w:tr></w:tbl></w:body></w:document>'
    )
    said_or_read(packed({"word/document.xml": wide}))


def said_or_read(data: bytes, seconds: float = 40) -> None:
    began = time.monotonic()
    try:
        parse_report(data)
    except Unreadable as refused:
        assert "\n" not in str(refused)
    assert time.monotonic() - began < seconds


@pytest.mark.parametrize("kind", ["docx", "xlsx", "doc", "xls", "pdf"])
def test_random_damage_never_crashes(kind: str) -> None:
    report = invented("2021")
    data = {
        "docx": lambda: files.docx_of(report),
        "xlsx": lambda: files.xlsx_of(report),
        "doc": lambda: files.office(files.docx_of(report), "docx", "doc"),
        "xls": lambda: files.office(files.xlsx_of(report), "xlsx", "xls"),
        "pdf": lambda: files.reportlab_pdf(report),
    }[kind]()
    chance = random.Random(kind)
    for _ in range(15):
        damaged = bytearray(data)
        for _ in range(chance.choice([1, 4, 30])):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        said_or_read(bytes(damaged))


def test_what_is_not_read_says_so() -> None:
    assert "ODT" in said(packed({"mimetype": b"application/vnd.oasis.opendocument.text", "a.png": b"x"}))
    assert "RAR" in said(b"Rar!\x1a\x07\x00" + b"x" * 100)
    assert "neither text nor a known kind" in said(bytes(range(8)) * 100)
    assert "damaged" in said(b"%PDF-1.7\n" + b"x" * 1000)
    assert "damaged" in said(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument\0".encode("utf-16-le") + b"\0" * 600
    )
    assert "nothing that can be read" in said(
        packed({"../../etc/report.docx": b"x", "a.bin": b"\0\1\2" * 50})
    )


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.import_module

    def without(name: str, package: str | None = None) -> object:
        if name in ("pdfplumber", "olefile", "python_calamine"):
            raise ImportError(name)
        return found(name, package)

    monkeypatch.setattr(importlib, "import_module", without)
    assert "needs the extra [pdf], which is not installed here" in said(pages(1))
    assert "needs the extra [office], which is not installed here" in said(files.xlsx_of(REPORT))
