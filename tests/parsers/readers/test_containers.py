"""Files within files, and OFD: the same figures, each with its way in."""

from __future__ import annotations

import base64
import io
import zipfile
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from parsers import parse_report
from parsers.readers.registry import read_document
from tests.parsers.producers import files
from tests.parsers.producers.ofd import ofd_of
from tests.parsers.readers.test_same_report import REPORTS, assert_same


@pytest.mark.parametrize("name", REPORTS)
def test_every_cell_of_an_ofd_file(name: str) -> None:
    assert_same(ofd_of(REPORTS[name]), REPORTS[name])


def test_the_report_in_a_zip() -> None:
    report = REPORTS["invented 2021"]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as box:
        box.writestr("../outside.docx", b"x")
        box.writestr("说明.txt", "请见附件。")
        box.writestr("年报/报告.docx", files.docx_of(report))
        box.writestr("broken.pdf", b"%PDF-1.4 nothing")
    assert_same(stream.getvalue(), report)
    reading = parse_report(stream.getvalue())
    assert [a.name for a in reading.attachments] == ["说明.txt", "broken.pdf"]
    locator = reading.figures[0].locator or ""
    assert locator.startswith(
        "zip:%E5%B9%B4%E6%8A%A5/%E6%8A%A5%E5%91%8A.docx!docx:/w:document/w:body/w:tbl[1]/"
    )


def test_the_web_page_in_a_doc_of_mime() -> None:
    report = REPORTS["invented 2021"]
    message = MIMEMultipart("related")
    message.attach(MIMEText(files.html_of(report), "html", "utf-8"))
    assert_same(message.as_bytes(), report)


def framed(first: str, *names: tuple[str, str]) -> bytes:
    """A MIME file of a first page, one without a table, and the report, each named by a header."""
    message = MIMEMultipart("related")
    pages = (first, "<p>导航</p>", files.html_of(REPORTS["invented 2021"]))
    for page, (header, name) in zip(pages, names, strict=True):
        part = MIMEText(page, "html", "utf-8")
        part[header] = name
        message.attach(part)
    return message.as_bytes()


def test_the_report_in_a_frame_of_a_saved_workbook() -> None:
    first = '<html><frameset rows="*,39"><frame src="a.files/tabs.htm"><frame name=x src=a.files/s1.htm></frameset></html>'
    places = ("file:///C:/a.htm", "file:///C:/a.files/tabs.htm", "file:///C:/a.files/s1.htm")
    data = framed(first, *(("Content-Location", place) for place in places))
    assert_same(data, REPORTS["invented 2021"])
    assert (parse_report(data).figures[0].locator or "").startswith("mime:page2!html:")


def test_the_report_in_a_frame_within_a_frame() -> None:
    data = framed(
        "<body><p>a</p><iframe width=9 SRC='cid:b@x'></iframe></body>",
        ("Content-ID", "<a@x>"),
        ("Content-ID", "<b@x>"),
        ("Content-ID", "<c@x>"),
    )
    inner = "<p>导航</p><iframe src=cid:c@x></iframe><iframe src=cid:a@x></iframe>"
    encoded = base64.b64encode("<p>导航</p>".encode()).strip()
    assert_same(data.replace(encoded, base64.b64encode(inner.encode())), REPORTS["invented 2021"])


def test_a_page_that_no_frame_shows_is_not_read() -> None:
    places = ("file:///C:/a.htm", "file:///C:/b.htm", "file:///C:/c.htm")
    data = framed("<p>年报</p><iframe src=b.htm>", *(("Content-Location", place) for place in places))
    assert all(document.locator.startswith("mime:page!") for document in read_document(data).blocks)
