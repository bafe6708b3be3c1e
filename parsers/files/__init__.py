"""Readers of files that are not pages: PDF, Word, Excel, OFD, ZIP and pictures, each to a Document.

A reader is a module with a `PREFIX` for its locators, a function that reads and a class that resolves a locator in
the same bytes. Libraries are optional extras and are imported when a file needs them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from parsers.files import doc, docx, ofd, pdf, pdfpage, scans, sheets, wordxml, wrapped
from parsers.model import Document, Unreadable
from parsers.sniff import MHTML, ZIP

READERS: dict[str, Callable[[bytes], Document]] = {
    pdf.MEDIA_TYPE: pdf.read_pdf,
    docx.MEDIA_TYPE: docx.read_docx,
    doc.MEDIA_TYPE: doc.read_doc,
    ofd.MEDIA_TYPE: ofd.read_ofd,
    **dict.fromkeys(scans.MEDIA_TYPES, scans.read_picture),
    ZIP: wrapped.read_zip,
    MHTML: wrapped.read_mime,
    **dict.fromkeys(sheets.MEDIA_TYPES, sheets.read_sheets),
}


class FileResolver(Protocol):
    """What leads a locator back to the text it names."""

    def text(self, locator: str) -> str | None: ...


_RESOLVERS: dict[str, Callable[[bytes], FileResolver]] = {
    pdfpage.PREFIX: pdf.PdfResolver,
    wordxml.PREFIX: docx.DocxResolver,
    doc.PREFIX: doc.DocResolver,
    scans.PREFIX: scans.ScanResolver,
    ofd.PREFIX: ofd.OfdResolver,
    wrapped.ZIP_PREFIX: wrapped.WrappedResolver,
    wrapped.MIME_PREFIX: wrapped.WrappedResolver,
    sheets.PREFIX: sheets.SheetResolver,
}


def read_file_kind(raw: bytes, media_type: str) -> Document:
    """The Document of a file of a kind in `READERS`.

    :raises Unreadable: it cannot be read; the message says why in one line.
    """
    try:
        return READERS[media_type](raw)
    except Unreadable:
        raise
    except MemoryError:
        raise Unreadable(f"the file ({media_type}) needs more memory than a report may take") from None
    except Exception as error:  # the libraries meet damage with kinds of their own
        message = f"the file ({media_type}) is damaged: {type(error).__name__}"
        raise Unreadable(message) from error


def resolver_of(raw: bytes, locator: str) -> FileResolver | None:
    """What resolves locators like this one in a file's bytes; None where no reader here makes such locators."""
    made = _RESOLVERS.get(locator.partition(":")[0] + ":")
    try:
        return made(raw) if made else None
    except Unreadable:
        return None
