"""PDF to a Document: ruled tables by pdfplumber, parts of a table put together over page breaks, the rest as lines.

A locator is `pdf:p` PAGE `/` x0,top,x1,bottom: the page counted from 1, points from its top left. A cell or paragraph
that a page break cut names each part: `pdf:p2/…+p3/…`; a cell of a table without rules is a piece of its line, `…#4-7`.
"""

from __future__ import annotations

import io
import logging
import re
from dataclasses import dataclass, field
from typing import Any

from parsers.model import Document, Issue, Unreadable
from parsers.readers.build import document_of
from parsers.readers.limits import need
from parsers.readers.media_type import PDF
from parsers.readers.ocr.reader import read_pages
from parsers.readers.pdf.page import has_words, is_bounded, is_legible, items_of, printed
from parsers.readers.pdf.places import PREFIX, TOLERANCE, Placed, text_of
from parsers.readers.pdf.view import Turn, view_of
from parsers.readers.ruled.blocks import blocks_of
from parsers.readers.ruled.lattice import Frame
from parsers.readers.ruled.paragraphs import PageLine

MAX_PAGES = 60
MAX_CHARS = 40_000
"""Characters of one page; a full page of a report has 3,000."""
MAX_RULES = 4_000
"""Lines, rectangles and curves of one page; finding tables takes their number squared."""
# A page without text that draws this many shapes prints its letters as shapes.
_DRAWN = 300
_AT = re.compile(r"p(\d+)/(-?[\d.]+),(-?[\d.]+),(-?[\d.]+),(-?[\d.]+)(?:#(\d+)-(\d+))?")


@dataclass(slots=True)
class _Content:
    """What was found page by page, and what was not read."""

    items: list[PageLine | Frame] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    scanned: dict[int, list[PageLine | Frame]] = field(default_factory=dict)
    """What the text behind the pictures of a searchable scan says, page by page."""
    has_words: bool = False
    """Whether that text has a word of the form."""
    pages: int = 0


def read_pdf(raw: bytes) -> Document:
    """The Document of a PDF file.

    :raises Unreadable: it is encrypted, damaged or a scan, or the extra [pdf] is missing.
    """
    content = _Content()
    with _open(raw) as pdf:
        for page in pdf.pages:
            if page.page_number > MAX_PAGES:
                message = f"the file has more than {MAX_PAGES} pages; what follows was not read"
                content.issues.append(Issue("truncated_at_page", message, f"{PREFIX}p{MAX_PAGES}"))
                break
            content.pages += 1
            _take(page, content)
            page.close()
    if content.pages == 0:
        raise Unreadable("the PDF file is damaged: it has no pages")
    if content.has_words:
        content.items += [item for items in content.scanned.values() for item in items]
        content.items.sort(key=lambda item: item.page)
    else:
        content.pictures = sorted({*content.pictures, *content.scanned})
    if content.pictures:
        _pictures(raw, content)
    return document_of(blocks_of(content.items, TOLERANCE), PDF, content.issues)


def _pictures(raw: bytes, content: _Content) -> None:
    """Read the pages that are pictures, if anything can; a file of nothing else must be read or refused."""
    whole = len(content.pictures) == content.pages
    try:
        found, issues = read_pages(raw, content.pictures)
    except Unreadable:
        if whole:
            raise
        content.issues += [
            Issue(
                "page_is_picture", f"page {n} is a picture; its text needs the extra [ocr]", f"{PREFIX}p{n}"
            )
            for n in content.pictures
        ]
        return
    content.items += found
    content.issues += issues
    content.items.sort(key=lambda item: item.page)


def _open(raw: bytes) -> Any:
    # It warns of every font that lacks a table, which says nothing about the text.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    pdfplumber = need("pdfplumber", "pdf", "a PDF file")
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

    try:
        return pdfplumber.open(io.BytesIO(raw), pages=range(1, MAX_PAGES + 2))
    except Exception as error:  # pdfminer raises kinds of its own and wraps them
        causes = (error, error.__cause__, error.__context__, *error.args)
        if any(isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError) for cause in causes):
            raise Unreadable("the PDF file is encrypted: it opens with a password only") from None
        raise Unreadable(f"the PDF file is damaged: {type(error).__name__}") from None


def _take(page: Any, content: _Content) -> None:
    number = page.page_number
    where = f"{PREFIX}p{number}"
    if not is_bounded(page):
        content.issues.append(Issue("page_too_large", f"page {number} draws too much to be read", where))
        return
    try:
        view = view_of(page)
        chars, page = view.chars, view.page
        rules = len(page.lines) + len(page.rects) + len(page.curves)
    except Exception as error:  # a damaged page must not cost the others
        content.issues.append(
            Issue("page_unread", f"page {number} is damaged: {type(error).__name__}", where)
        )
        return
    if len(chars) > MAX_CHARS or rules > MAX_RULES:
        content.issues.append(Issue("page_too_large", f"page {number} draws too much to be read", where))
        return
    if has_words(view.cut):
        message = f"page {number} has words of the form outside of what is shown of it (its crop box); they were not read"
        content.issues.append(Issue("hidden_part", message, where))
    if not is_legible(chars):
        if page.images or chars or rules > _DRAWN:
            content.pictures.append(number)
        return
    items = sorted(items_of(view), key=lambda item: item.top)
    (content.scanned.setdefault(number, []) if view.is_scan else content.items).extend(items)
    content.has_words = content.has_words or (view.is_scan and has_words(printed(items)))


class PdfResolver:
    """Reads the text at a locator again; the pages are parsed once."""

    def __init__(self, raw: bytes) -> None:
        self._pages: dict[int, tuple[Placed, Turn]] = {}
        self._pdf = _open(raw)

    def text(self, locator: str) -> str | None:
        """The text at a locator of this file; None where nothing is there."""
        found = []
        for part in locator.removeprefix(PREFIX).split("+"):
            match = _AT.fullmatch(part)
            seen = self._seen(int(match[1])) if match else None
            if match is None or seen is None:
                return None
            placed, turn = seen
            box = turn.from_page((float(match[2]), float(match[3]), float(match[4]), float(match[5])))
            text = text_of(placed.within(box))
            found.append(text[int(match[6]) : int(match[7])] if match[6] else text)
        return ("" if "#" in locator else "\n").join(found)

    def _seen(self, number: int) -> tuple[Placed, Turn] | None:
        if number not in self._pages:
            page = next((p for p in self._pdf.pages if p.page_number == number), None)
            if page is None or not is_bounded(page):
                return None
            view = view_of(page)
            self._pages[number] = Placed(view.chars), view.turn
            page.close()
        return self._pages[number]
