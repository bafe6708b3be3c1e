"""Pages of a PDF put on new pages: turned, under a watermark, behind a picture of themselves."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

Draw = Callable[[Any, Any, int, Any, float, float], None]
"""Draws on a new page: (new document, its page, number of the page, old document, width and height)."""


def redrawn(pdf: bytes, draw: Draw) -> bytes:
    """A PDF with a new page for each page."""
    pdfium = pytest.importorskip("pypdfium2")
    old, new = pdfium.PdfDocument(pdf), pdfium.PdfDocument.new()
    for number in range(len(old)):
        width, height = old[number].get_size()
        page = new.new_page(width, height)
        draw(new, page, number, old, width, height)
        page.gen_content()
    stream = io.BytesIO()
    new.save(stream)
    return stream.getvalue()


def place(new: Any, page: Any, number: int, old: Any, *matrix: float) -> None:
    """Draw a page of another document."""
    pdfium = pytest.importorskip("pypdfium2")
    made = old.page_as_xobject(number, new).as_pageobject()
    made.set_matrix(pdfium.PdfMatrix(*matrix))
    page.insert_obj(made)


def sideways(pdf: bytes, only: int | None = None, clockwise: bool = False) -> bytes:
    """Pages drawn a quarter turn round on pages that are not marked as turned; `only` the one of this number."""

    def draw(new: Any, page: Any, number: int, old: Any, width: float, height: float) -> None:
        if only not in (None, number):
            place(new, page, number, old, 1, 0, 0, 1, 0, 0)
        elif clockwise:
            page.set_mediabox(0, 0, height, width)
            place(new, page, number, old, 0, -1, 1, 0, 0, width)
        else:
            page.set_mediabox(0, 0, height, width)
            place(new, page, number, old, 0, 1, -1, 0, height, 0)

    return redrawn(pdf, draw)


def picture_of(old: Any, number: int, new: Any, width: float, height: float) -> Any:
    """A picture of a page, as large as the page."""
    pdfium = pytest.importorskip("pypdfium2")
    picture = pdfium.PdfImage.new(new)
    picture.set_bitmap(old[number].render(scale=1))
    picture.set_matrix(pdfium.PdfMatrix(width, 0, 0, height, 0, 0))
    return picture


def behind_picture(pdf: bytes) -> bytes:
    """Pages under pictures of themselves."""

    def draw(new: Any, page: Any, number: int, old: Any, width: float, height: float) -> None:
        place(new, page, number, old, 1, 0, 0, 1, 0, 0)
        page.insert_obj(picture_of(old, number, new, width, height))

    return redrawn(pdf, draw)


def invisible(pdf: bytes, letters: Callable[[str], str] = str) -> bytes:
    """Pictures of pages with their words drawn over them by a rendering mode that paints nothing."""
    pdfplumber = pytest.importorskip("pdfplumber")
    pdfium = pytest.importorskip("pypdfium2")
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stream = io.BytesIO()
    canvas = Canvas(stream)
    pictures = pdfium.PdfDocument(pdf)
    with pdfplumber.open(io.BytesIO(pdf)) as old:
        for number, page in enumerate(old.pages):
            width, height = float(page.width), float(page.height)
            canvas.setPageSize((width, height))
            picture = pictures[number].render(scale=150 / 72).to_pil()
            canvas.drawImage(ImageReader(picture), 0, 0, width, height)
            text = canvas.beginText()
            text.setTextRenderMode(3)
            for word in page.extract_words():
                text.setFont("STSong-Light", word["bottom"] - word["top"])
                text.setTextOrigin(word["x0"], height - word["bottom"] + 2)
                text.textOut(letters(word["text"]))
            canvas.drawText(text)
            canvas.showPage()
    canvas.save()
    return stream.getvalue()


def watermarked(pdf: bytes, angle: float, size: float, grey: float, words: str = "青石县人民政府") -> bytes:
    """Pages with large letters across them."""
    pdfium = pytest.importorskip("pypdfium2")
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(595, 842))
    canvas.setFont("STSong-Light", size)
    canvas.setFillGray(grey)
    for top in (600, 350):
        canvas.saveState()
        canvas.translate(297, top)
        canvas.rotate(angle)
        canvas.drawCentredString(0, 0, words)
        canvas.restoreState()
    canvas.save()
    mark = pdfium.PdfDocument(stream.getvalue())

    def draw(new: Any, page: Any, number: int, old: Any, width: float, height: float) -> None:
        place(new, page, number, old, 1, 0, 0, 1, 0, 0)
        place(new, page, 0, mark, 1, 0, 0, 1, 0, 0)

    return redrawn(pdf, draw)
