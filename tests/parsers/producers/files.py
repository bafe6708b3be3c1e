"""Producers of files that share no code with the readers: python-docx, openpyxl, reportlab, LibreOffice, Chromium."""

from __future__ import annotations

import html
import io
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.parsers.producers.official import Report, slots

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_STYLE = """
@page { size: A4; margin: 2cm }
body { font: 11pt/1.7 'Noto Serif CJK SC', serif } h1 { text-align: center; font-size: 16pt }
p { text-indent: 2em; margin: 0 } table { border-collapse: collapse; width: 100%; font-size: 9pt }
td { border: 1px solid black; padding: 2pt; text-align: center; vertical-align: middle }
"""


def html_of(report: Report) -> str:
    """The report as a page, for programs that turn pages into files."""
    out = [f"<html><head><meta charset=utf-8><style>{_STYLE}</style></head><body><h1>{report.title}</h1>"]
    for block in report.blocks:
        if isinstance(block, str):
            out.append(f"<p>{html.escape(block)}</p>")
            continue
        out.append("<table border=1 cellspacing=0>")
        for row in block:
            cells = (
                f"<td rowspan={c.rows} colspan={c.columns}>{html.escape(c.text) or '&nbsp;'}</td>"
                for c in row
            )
            out.append("<tr>" + "".join(cells) + "</tr>")
        out.append("</table>")
    return "".join(out) + "</body></html>"


def docx_of(report: Report) -> bytes:
    """Word by python-docx."""
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_heading(report.title, 0)
    for block in report.blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        placed, height, width = slots(block)
        table = document.add_table(height, width)
        table.style = "Table Grid"
        for y, x, cell in placed:
            first = table.cell(y, x)
            if cell.rows > 1 or cell.columns > 1:
                first = first.merge(table.cell(y + cell.rows - 1, x + cell.columns - 1))
            first.text = cell.text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def xlsx_of(report: Report) -> bytes:
    """Excel by openpyxl: everything on one sheet, text lines merged over its width."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "年报"
    line = 1
    for block in (report.title, *report.blocks):
        if isinstance(block, str):
            sheet.cell(line, 1, block)
            sheet.merge_cells(start_row=line, start_column=1, end_row=line, end_column=15)
            line += 1
            continue
        placed, height, _ = slots(block)
        for y, x, cell in placed:
            number = float(cell.text) if cell.figure and cell.text else None
            value = (int(number) if number == int(number) else number) if number is not None else cell.text
            sheet.cell(line + y, x + 1, value if value != "" else None)
            if cell.rows > 1 or cell.columns > 1:
                sheet.merge_cells(
                    start_row=line + y,
                    start_column=x + 1,
                    end_row=line + y + cell.rows - 1,
                    end_column=x + cell.columns,
                )
        line += height
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def reportlab_pdf(report: Report, rules: Sequence[str] = ("BOX", "BOX", "BOX")) -> bytes:
    """PDF by reportlab; its tables break between rows and through them. `rules`: what is drawn round the cells of each of
    the tables, by the name of a command of reportlab ("": nothing)."""
    pytest.importorskip("reportlab")
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    font = {"fontName": "STSong-Light", "wordWrap": "CJK"}
    text = ParagraphStyle("text", fontSize=11, leading=18, firstLineIndent=22, **font)
    title = ParagraphStyle("title", fontSize=16, leading=26, alignment=1, **font)
    small = ParagraphStyle("cell", fontSize=8, leading=10, **font)
    story: list[object] = [Paragraph(report.title, title)]
    kinds = iter(rules)
    for block in report.blocks:
        if isinstance(block, str):
            story.append(Paragraph(block, text))
            continue
        drawn = next(kinds)
        placed, height, width = slots(block)
        cells: list[list[object]] = [[""] * width for _ in range(height)]
        style: list[tuple[object, ...]] = []
        for y, x, cell in placed:
            cells[y][x] = Paragraph(html.escape(cell.text), small)
            # A span over rows would not break over pages: it is drawn as a box with its text in the first row.
            right, last = x + cell.columns - 1, y + cell.rows - 1
            if drawn:
                style.append((drawn, (x, y), (right, last), 0.5, colors.black))
            style += [("SPAN", (x, row), (right, row)) for row in range(y, last + 1)]
        story.append(Table(cells, colWidths=[455 / width] * width, style=TableStyle(style)))
    stream = io.BytesIO()

    def number(canvas: object, document: object) -> None:
        canvas.setFont("STSong-Light", 9)  # type: ignore[attr-defined]
        canvas.drawCentredString(297, 40, f"- {document.page} -")  # type: ignore[attr-defined]

    SimpleDocTemplate(stream, pagesize=A4).build(story, onFirstPage=number, onLaterPages=number)
    return stream.getvalue()


def chromium_pdf(report: Report, change: Callable[[str], str] = str) -> bytes:
    """PDF as Chromium prints its page, which is changed before."""
    if CHROMIUM is None:
        _absent("chromium")
    with tempfile.TemporaryDirectory() as folder:
        page, out = Path(folder, "report.html"), Path(folder, "report.pdf")
        page.write_text(change(html_of(report)), encoding="utf-8")
        subprocess.run(
            [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile",
             f"--print-to-pdf={out}", page.as_uri()],
            check=True, capture_output=True, timeout=90,
        )  # fmt: skip
        return out.read_bytes()


def chromium_picture(report: Report) -> Any:
    """A page as Chromium shows it, A4 wide at 150 dots to the inch: a Pillow image."""
    if CHROMIUM is None:
        _absent("chromium")
    image = pytest.importorskip("PIL.Image")
    with tempfile.TemporaryDirectory() as folder:
        page, out = Path(folder, "report.html"), Path(folder, "report.png")
        page.write_text(html_of(report), encoding="utf-8")
        subprocess.run(
            [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile",
             "--hide-scrollbars", f"--force-device-scale-factor={150 / 96}", "--window-size=794,2600",
             f"--screenshot={out}", page.as_uri()],
            check=True, capture_output=True, timeout=90,
        )  # fmt: skip
        return image.open(io.BytesIO(out.read_bytes())).convert("RGB")


def office(source: bytes, suffix: str, target: str) -> bytes:
    """A file turned into another kind by LibreOffice; `target` is its suffix, with a filter behind a colon."""
    if OFFICE is None:
        _absent("LibreOffice (apt-get install libreoffice-writer-nogui libreoffice-calc-nogui)")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"in.{suffix}")
        file.write_bytes(source)
        subprocess.run(
            [str(OFFICE), "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", target,
             "--outdir", f"{folder}/out", str(file)],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return next(Path(folder, "out").iterdir()).read_bytes()


def _absent(program: str) -> None:
    warnings.warn(f"{program} is not installed: files that it would make are NOT tested", stacklevel=2)
    pytest.skip(f"{program} is not installed")
