"""OpenDocument files made by hand after the standard (ISO 26300): texts and spreadsheets."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from tests.parsers.producers.official import Report, slots

_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
    )
)  # fmt: skip
_STYLES = (
    '<style:style style:name="S" style:family="text"><style:text-properties style:text-line-through-style="solid"/>'
    '</style:style><style:style style:name="N" style:family="text"><style:text-properties style:text-position="super 58%"/>'
    '</style:style><style:style style:name="H" style:family="table"><style:table-properties table:display="false"/>'
    "</style:style>"
)


def packed(kind: str, body: str) -> bytes:
    """An OpenDocument file. `kind`: text or spreadsheet."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as box:
        box.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        box.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {_NAMES}><office:automatic-styles>{_STYLES}'
            f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}></office:body>"
            "</office:document-content>",
        )
    return stream.getvalue()


def cell(inner: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}>{inner}</table:table-cell>"


def paragraph(text: str) -> str:
    return f"<text:p>{escape(text)}</text:p>"


def rows_of(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells, each given by what stands in it."""
    return "".join("<table:table-row>" + "".join(map(cell, row)) + "</table:table-row>" for row in rows)


def table_of(block: object) -> str:
    """The rows of a table with spans."""
    placed, height, width = slots(block)  # type: ignore[arg-type]
    at = {(y, x): c for y, x, c in placed}
    covered = {
        (y + down, x + right) for y, x, c in placed for down in range(c.rows) for right in range(c.columns)
    } - set(at)
    out = []
    for y in range(height):
        out.append("<table:table-row>")
        for x in range(width):
            if (y, x) in at:
                c = at[y, x]
                span = f'table:number-rows-spanned="{c.rows}" table:number-columns-spanned="{c.columns}"'
                out.append(cell(paragraph(c.text) if c.text else "", span))
            elif (y, x) in covered:
                out.append("<table:covered-table-cell/>")
        out.append("</table:table-row>")
    return "".join(out)


def odt_of(report: Report) -> bytes:
    """A text of headings, paragraphs and tables."""
    body = f"<text:h>{report.title}</text:h>"
    for block in report.blocks:
        body += (
            paragraph(block) if isinstance(block, str) else f"<table:table>{table_of(block)}</table:table>"
        )
    return packed("text", body)


def ods_of(report: Report) -> bytes:
    """A spreadsheet of one sheet, as long as programs make them."""
    rows = rows_of([[paragraph(report.title)]])
    for block in report.blocks:
        rows += rows_of([[paragraph(block)]]) if isinstance(block, str) else table_of(block)
    rows += '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    return packed("spreadsheet", f'<table:table table:name="年报">{rows}</table:table>')
