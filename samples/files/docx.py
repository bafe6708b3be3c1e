"""A report as DOCX: paragraphs and tables with their merged cells, in the least XML that Word opens."""

import io
import zipfile
from collections.abc import Iterator
from html import escape

from samples.files.grid import placed
from samples.model import Block, Cell, Table

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PARTS = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_FILES = {
    "[Content_Types].xml": f'<Types xmlns="{_PARTS}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PARTS}/relationships"><Relationship Id="r1" Type="'
    'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>',
}
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def write_docx(title: str, blocks: list[Block]) -> bytes:
    """The bytes of the file, the same each time."""
    body = [_paragraph(title)]
    body += [_table(b) if isinstance(b, Table) else _paragraph(b.text) for b in blocks]
    main = f'<w:document xmlns:w="{_W}"><w:body>{"".join(body)}</w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, text in {**_FILES, "word/document.xml": main}.items():
            box.writestr(zipfile.ZipInfo(name), _HEAD + text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _table(table: Table) -> str:
    cells, width = placed(table)
    slots = {(p.row + down, p.column): (p.cell, down) for p in cells for down in range(p.cell.rows)}
    rows = []
    for y in range(len(table.rows)):
        found = (slots[y, x] for x in range(width) if (y, x) in slots)
        rows.append(f"<w:tr>{''.join(_cell(cell, down) for cell, down in found)}</w:tr>")
    grid = "<w:gridCol/>" * width
    return (
        f"<w:tbl><w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"{''.join(rows)}</w:tbl>"
    )


def _cell(cell: Cell, down: int) -> str:
    """A cell in its first row, or its continuation in a row below."""
    span = "".join(_spans(cell, down))
    return f"<w:tc><w:tcPr>{span}</w:tcPr>{_paragraph('' if down else cell.text)}</w:tc>"


def _spans(cell: Cell, down: int) -> Iterator[str]:
    if cell.columns > 1:
        yield f'<w:gridSpan w:val="{cell.columns}"/>'
    if cell.rows > 1:
        yield "<w:vMerge/>" if down else '<w:vMerge w:val="restart"/>'
