"""Word and OpenDocument files in one piece of XML: Flat OPC, the XML of Word 2003, flat texts and spreadsheets."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest

from parsers import Unreadable, media_type, parse_report
from parsers.readers import media_type as media
from parsers.readers.registry import read_document
from tests.parsers.producers import files
from tests.parsers.producers.official import Report, invented
from tests.parsers.producers.opendocument import ods_of, odt_of
from tests.parsers.readers.test_same_report import assert_same

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_OF_2003 = (
    'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" '
    'xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint" xmlns:aml="http://schemas.microsoft.com/aml/2001/core"'
)


def _part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as box:
        return re.sub(r"^<\?xml[^>]*\?>\s*", "", box.read(name).decode())


def flat_opc(report: Report) -> bytes:
    data = files.docx_of(report)
    parts = (
        f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{_part(data, name)}</pkg:xmlData></pkg:part>'
        for name in ("_rels/.rels", "word/document.xml", "word/styles.xml")
    )
    space = "http://schemas.microsoft.com/office/2006/xmlPackage"
    return f'{_XML}<pkg:package xmlns:pkg="{space}">{"".join(parts)}</pkg:package>'.encode()


def word_2003(body: str) -> bytes:
    return f"{_XML}<w:wordDocument {_OF_2003}><w:body><wx:sect>{body}</wx:sect></w:body></w:wordDocument>".encode()


def report_of_2003(report: Report) -> bytes:
    text = _part(files.docx_of(report), "word/document.xml").replace("w:vMerge", "w:vmerge")
    return word_2003(text[text.index("<w:body>") + 8 : text.index("<w:sectPr")])


def flat(make: Callable[[Report], bytes]) -> Callable[[Report], bytes]:
    return lambda report: _part(make(report), "content.xml").replace("document-content", "document").encode()


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (flat_opc, media.DOCX),
        (report_of_2003, media.DOCX),
        (flat(odt_of), media.ODT),
        (flat(ods_of), media.ODS),
    ],
)
def test_every_cell_of_a_whole_report(make: Callable[[Report], bytes], kind: str) -> None:
    report = invented("2021", 2)
    data = make(report)
    assert media_type(data) == kind
    assert_same(data, report)


def _table_2(cell: str) -> bytes:
    def row(*cells: str) -> str:
        return "<w:tr>" + "".join(f"<w:tc><w:p>{inner}</w:p></w:tc>" for inner in cells) + "</w:tr>"

    def run(text: str) -> str:
        return f"<w:r><w:t>{text}</w:t></w:r>"

    lines = ("青石县水务局2023年政府信息公开工作年度报告", "一、总体情况", "二、主动公开政府信息情况")
    rows = row(run("第二十条第（五）项")) + row(run("信息内容"), run("本年处理决定数量"))
    prose = "".join(f"<w:p>{run(line)}</w:p>" for line in lines)
    return word_2003(f"{prose}<w:tbl>{rows}{row(run('行政许可'), cell)}</w:tbl>")


_RUN = "<w:r>{}<w:t>{}</w:t></w:r>"
_TRACKED = '<aml:annotation aml:id="1" w:type="Word.{}"><aml:content>{}</aml:content></aml:annotation>'


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (_TRACKED.format("Deletion", "<w:r><w:delText>9</w:delText></w:r>") + _RUN.format("", "12"), 12),
        (_TRACKED.format("Insertion", _RUN.format("", "1")) + _RUN.format("", "2"), 12),
        (_RUN.format("", "12") + _TRACKED.format("Comment", f"<w:p>{_RUN.format('', '9')}</w:p>"), 12),
        (
            _RUN.format("", "12") + f"<w:r><w:footnote><w:p>{_RUN.format('', '9')}</w:p></w:footnote></w:r>",
            12,
        ),
        (_RUN.format("<w:rPr><w:strike/></w:rPr>", "9") + _RUN.format("", "12"), 12),
        (_RUN.format("<w:rPr><w:vanish/></w:rPr>", "9") + _RUN.format("", "12"), 12),
        ("<w:pPr><w:listPr><w:ilfo w:val='3'/></w:listPr></w:pPr>", None),
    ],
)
def test_what_word_2003_does_not_print_is_not_read(cell: str, value: int | None) -> None:
    figure = parse_report(_table_2(cell)).figure("t2.art20_5.licensing.decisions")
    assert figure is not None
    assert (figure.value, figure.state) == (value, "unreadable" if value is None else "value")


@pytest.mark.parametrize("text", ["<!DOCTYPE a [<!ENTITY b 'c'>]>", ""])
def test_entities_and_packages_without_a_text_are_refused(text: str) -> None:
    space = "http://schemas.microsoft.com/office/2006/xmlPackage"
    data = (
        f'<?xml version="1.0"?>{text}<pkg:package xmlns:pkg="{space}"><pkg:part pkg:name="/a"/></pkg:package>'
    )
    with pytest.raises(Unreadable, match="entities" if text else "no text"):
        read_document(data.encode())


def test_a_page_of_word_is_a_page() -> None:
    page = '<html xmlns:w="urn:schemas-microsoft-com:office:word"><body><p>年报</p></body></html>'
    assert media_type(page.encode()) == media.HTML
