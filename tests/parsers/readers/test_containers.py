"""Files within files, and OFD: the same figures, each with its way in."""

from __future__ import annotations

import io
import zipfile
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from parsers import parse_report
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
