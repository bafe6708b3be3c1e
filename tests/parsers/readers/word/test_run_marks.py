"""Struck, hidden, raised and tracked text of Word files, and what stands in a cell and is no text."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from parsers.model import Grid
from parsers.readers.word.docx import read_docx
from tests.parsers.readers.small import HEADER, LINES, ROWS, figure_of

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STYLES = """<w:styles xmlns:w="{W}"><w:style w:type="character" w:styleId="Base"><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Gone"><w:basedOn w:val="Base"/></w:style>
<w:style w:type="character" w:styleId="Note"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="GoneToo"><w:rPr><w:strike/></w:rPr></w:style></w:styles>"""


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def docx_of(inner: str) -> bytes:
    """A Word file whose cell under test holds a paragraph of these runs."""
    paragraph = "<w:p>{}</w:p>".format
    lines = "".join(paragraph(run(line)) for line in LINES)
    rows = ""
    for row in (HEADER, *ROWS):
        cells = (paragraph(run(text)) if text else paragraph(inner) for text in row)
        rows += "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"
    main = f'<w:document xmlns:w="{W}"><w:body>{lines}<w:tbl>{rows}</w:tbl></w:body></w:document>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as box:
        box.writestr("word/document.xml", main)
        box.writestr("word/styles.xml", _STYLES.replace("{W}", W))
    return stream.getvalue()


@pytest.mark.parametrize(
    "inner",
    [
        run("9", "<w:strike/>") + run("12"),
        run("9", "<w:dstrike/>") + run("12"),
        run("12") + run("9", "<w:vanish/>"),
        run("9", '<w:rStyle w:val="Gone"/>') + run("12"),
        run("12", '<w:strike w:val="0"/>'),
        run("12", '<w:rStyle w:val="Gone"/><w:strike w:val="false"/>'),
        '<w:pPr><w:pStyle w:val="GoneToo"/></w:pPr>' + run("12", '<w:rStyle w:val="Gone"/>') + run("9"),
        '<w:del w:id="1"><w:r><w:delText>9</w:delText></w:r></w:del><w:ins w:id="2">'
        + run("12")
        + "</w:ins>",
        run("1", '<w:vertAlign w:val="superscript"/>') + run("2", '<w:vertAlign w:val="superscript"/>'),
        run("9", '<w:color w:val="FFFFFF"/>') + run("12"),
        run("9", '<w:color w:val="FFFFFF"/><w:shd w:fill="FFFFFF"/>') + run("12"),
        run("9", '<w:color w:val="FBFBFB"/>') + run("12"),
        run("9", '<w:color w:val="000000"/><w:shd w:fill="080808"/>') + run("12"),
        run("12", '<w:color w:val="000000"/><w:shd w:fill="D9D9D9"/>'),
        run("9", '<w:sz w:val="2"/>') + run("12"),
        run("1", '<w:color w:val="FFFFFF"/><w:shd w:fill="C00000"/>') + run("2"),
        run("12", '<w:position w:val="2"/>'),
        f"<w:r><w:ruby><w:rt>{run('9')}</w:rt><w:rubyBase>{run('12')}</w:rubyBase></w:ruby></w:r>",
    ],
)
def test_what_is_not_seen_is_no_digit(inner: str) -> None:
    assert figure_of(docx_of(inner)).value == 12


@pytest.mark.parametrize(
    "note",
    [
        run("1", '<w:vertAlign w:val="superscript"/>'),
        run("1", '<w:vertAlign w:val="subscript"/>'),
        run("1", '<w:rStyle w:val="Note"/>'),
        run("1", '<w:position w:val="12"/>'),
        run("[1]", '<w:rStyle w:val="Note"/>'),
    ],
)
def test_a_raised_number_is_a_note(note: str) -> None:
    before = figure_of(docx_of(note + run("12")))
    assert (before.value, before.note, before.raw) == (12, "¹", "¹12")
    figure = figure_of(docx_of(run("12") + note))
    assert (figure.value, figure.note, figure.raw) == (12, "¹", "12¹")
    assert "note" in figure.flags


BOX = "<w:r><w:pict><w:txbxContent><w:p>{}</w:p></w:txbxContent></w:pict></w:r>"


def test_the_text_of_a_box_in_an_empty_cell() -> None:
    assert figure_of(docx_of(BOX.format(run("12")))).value == 12


@pytest.mark.parametrize(
    "drawn",
    [
        '<w:r><w:sym w:font="Symbol" w:char="F032"/></w:r>',
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> EQ \\o(2,3)</w:instrText></w:r>',
    ],
)
def test_a_number_that_a_symbol_or_an_equation_completes_is_unreadable(drawn: str) -> None:
    assert figure_of(docx_of(run("1") + drawn)).state == "unreadable"


def test_a_box_over_a_number_makes_it_unreadable() -> None:
    assert figure_of(docx_of(run("1") + BOX.format(run("2")))).state == "unreadable"


@pytest.mark.parametrize(
    ("inner", "holds"),
    [
        ("<w:r><w:drawing/></w:r>", "a picture"),
        ("<w:r><w:pict/></w:r>", "a picture"),
        ("<w:r><w:object/></w:r>", "a picture"),
        ('<w:r><w:sym w:char="F0FE"/></w:r>', "a symbol"),
        ("<w:r><w:fldChar><w:ffData><w:ddList/></w:ffData></w:fldChar></w:r>", "a form field"),
        (run("9", "<w:strike/>"), "struck text"),
        (run("9", '<w:color w:val="FFFFFF"/>'), "faint text"),
        (run("9", "<w:vanish/>"), "hidden text"),
        (run(" ", "<w:vanish/>"), None),
        (
            "<w:r><w:fldChar/></w:r><w:r><w:instrText>=SUM(ABOVE)</w:instrText></w:r>",
            "a field without a value",
        ),
        ('<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>', "an automatic number"),
        ('<w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>', None),
        ("", None),
    ],
)
def test_what_a_cell_without_text_holds(inner: str, holds: str | None) -> None:
    (grid,) = (block for block in read_docx(docx_of(inner)).blocks if isinstance(block, Grid))
    cell = grid.rows[-1][1]
    assert (cell.text, cell.holds) == ("", holds)


NESTED = "<w:tbl><w:tr>{}</w:tr></w:tbl><w:p/>"


def test_a_table_of_one_cell_in_a_cell_is_a_frame() -> None:
    inner = NESTED.format(f"<w:tc><w:p>{run('12')}</w:p></w:tc>")
    data = docx_of("@")
    main = _main(data).decode().replace("<w:p>@</w:p>", inner)
    assert figure_of(_with_main(data, main.encode())).value == 12


def test_a_row_whose_removal_is_tracked_is_no_row() -> None:
    data = docx_of(run("12"))
    gone = re.sub(rb"<w:tr>", b"<w:tr><w:trPr><w:del/></w:trPr>", _main(data), count=1)
    (grid,) = (b for b in read_docx(_with_main(data, gone)).blocks if isinstance(b, Grid))
    assert len(grid.rows) == 2


def _main(data: bytes) -> bytes:
    return zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")


def _with_main(data: bytes, main: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as box:
        box.writestr("word/document.xml", main)
    return stream.getvalue()


@pytest.mark.parametrize("mark", ["<w:br/>", "<w:cr/>", "</w:t></w:r></w:p><w:p><w:r><w:t>"])
def test_a_number_that_is_broken_by_hand_may_be_two(mark: str) -> None:
    """As in DOC and RTF files: no column of Word breaks a number so."""
    inner = run("1") + f"<w:r>{mark}</w:r>" + run("2") if "br" in mark or "cr" in mark else run(f"1{mark}2")
    figure = figure_of(docx_of(inner))
    assert (figure.state, figure.value, figure.raw) == ("unreadable", None, "1\n2")
