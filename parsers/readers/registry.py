"""Readers of files that are not pages: PDF, Word, Excel, OFD, ZIP and pictures, each to a Document.

A reader is a module with a `PREFIX` for its locators, a function that reads and a class that resolves a locator in
the same bytes. Libraries are optional extras and are imported when a file needs them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from parsers.model import Document, Unreadable
from parsers.readers import containers
from parsers.readers.excel import reader as sheets
from parsers.readers.media_type import MHTML, ZIP
from parsers.readers.ocr import reader as scans
from parsers.readers.ofd import reader as ofd
from parsers.readers.pdf import page
from parsers.readers.pdf import reader as pdf
from parsers.readers.word import doc, docx, docx_xml

READERS: dict[str, Callable[[bytes], Document]] = {
    pdf.MEDIA_TYPE: pdf.read_pdf,
    docx.MEDIA_TYPE: docx.read_docx,
    doc.MEDIA_TYPE: doc.read_doc,
    ofd.MEDIA_TYPE: ofd.read_ofd,
    **dict.fromkeys(scans.MEDIA_TYPES, scans.read_picture),
    ZIP: containers.read_zip,
    MHTML: containers.read_mime,
    **dict.fromkeys(sheets.MEDIA_TYPES, sheets.read_sheets),
}


class FileResolver(Protocol):
    """What leads a locator back to the text it names."""

    def text(self, locator: str) -> str | None: ...


_RESOLVERS: dict[str, Callable[[bytes], FileResolver]] = {
    page.PREFIX: pdf.PdfResolver,
    docx_xml.PREFIX: docx.DocxResolver,
    doc.PREFIX: doc.DocResolver,
    scans.PREFIX: scans.ScanResolver,
    ofd.PREFIX: ofd.OfdResolver,
    containers.ZIP_PREFIX: containers.WrappedResolver,
    containers.MIME_PREFIX: containers.WrappedResolver,
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
