"""Which reader reads a media type, and which resolver leads a locator back to its text: the one table of formats.

A reader is a module with a `PREFIX` for its locators, a function that reads and a class that resolves a locator in
the same bytes. Libraries are optional extras and are imported when a file needs them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from parsers.model import Document, Unreadable
from parsers.readers import media_type as media
from parsers.readers.containers import MIME_PREFIX, ZIP_PREFIX, WrappedResolver, read_mime, read_zip
from parsers.readers.excel import reader as excel
from parsers.readers.html import reader as html
from parsers.readers.html.embedded import PREFIX as EMBEDDED_PREFIX
from parsers.readers.html.tree import PREFIX as HTML_PREFIX
from parsers.readers.ocr import reader as ocr
from parsers.readers.ofd import reader as ofd
from parsers.readers.pdf import reader as pdf
from parsers.readers.pdf.places import PREFIX as PDF_PREFIX
from parsers.readers.text import reader as text
from parsers.readers.text.lines import PREFIX as TEXT_PREFIX
from parsers.readers.word import doc, docx, odt
from parsers.readers.word.docx_xml import PREFIX as DOCX_PREFIX

Reader = Callable[[bytes, str | None], Document]
"""Bytes, and the address that a page's links are relative to, to a Document."""


class LocatorResolver(Protocol):
    """What leads a locator back to the text it names."""

    def text(self, locator: str) -> str | None: ...


def _file(read: Callable[[bytes], Document], media_type: str) -> Reader:
    """The reader of a format that a library reads: whatever the library raises is said in one line."""

    def guarded(raw: bytes, url: str | None) -> Document:
        try:
            return read(raw)
        except Unreadable:
            raise
        except MemoryError:
            raise Unreadable(f"the file ({media_type}) needs more memory than a report may take") from None
        except Exception as error:  # the libraries meet damage with kinds of their own
            raise Unreadable(f"the file ({media_type}) is damaged: {type(error).__name__}") from error

    return guarded


def _files(read: Callable[[bytes], Document], *media_types: str) -> dict[str, Reader]:
    return {media_type: _file(read, media_type) for media_type in media_types}


READERS: dict[str, Reader] = {
    media.HTML: html.read_html,
    media.TEXT: lambda raw, url: html.read_embedded(raw) or text.read_text(raw),
    **_files(pdf.read_pdf, media.PDF),
    **_files(docx.read_docx, media.DOCX),
    **_files(doc.read_doc, media.DOC),
    **_files(doc.read_rtf, media.RTF),
    **_files(odt.read_odt, media.ODT),
    **_files(excel.read_sheets, media.XLSX, media.XLS, media.SPREADSHEETML, media.CSV, media.ODS),
    **_files(ofd.read_ofd, media.OFD),
    **_files(ocr.read_picture, *media.PICTURES),
    **_files(lambda raw: read_zip(raw, read_document), media.ZIP),
    **_files(lambda raw: read_mime(raw, html.read_html), media.MHTML),
}
RESOLVERS: dict[str, Callable[[bytes], LocatorResolver]] = {
    HTML_PREFIX: html.HtmlResolver,
    EMBEDDED_PREFIX: html.EmbeddedResolver,
    TEXT_PREFIX: text.TextResolver,
    PDF_PREFIX: pdf.PdfResolver,
    DOCX_PREFIX: docx.DocxResolver,
    doc.PREFIX: doc.DocResolver,
    doc.RTF_PREFIX: doc.RtfResolver,
    odt.PREFIX: odt.OdtResolver,
    excel.PREFIX: excel.SheetResolver,
    ofd.PREFIX: ofd.OfdResolver,
    ocr.PREFIX: ocr.ScanResolver,
    ZIP_PREFIX: lambda raw: WrappedResolver(raw, Resolver),
    MIME_PREFIX: lambda raw: WrappedResolver(raw, Resolver),
}


def read_document(raw: bytes, url: str | None = None) -> Document:
    """The Document of a file, by what its first bytes say it is.

    :param url: what the addresses of a page's attachments are relative to.
    :raises Unreadable: it is empty, of a kind that is not read, or damaged; the message says which in one line.
    """
    if not raw.strip():
        raise Unreadable("the file is empty")
    found = media.media_type(raw)
    if found not in READERS:
        raise Unreadable(f"the file is {media.NOT_READ[found]}")
    return READERS[found](raw, url)


class Resolver:
    """Resolves locators in the bytes of one file; what it makes of them is kept for the next locator."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._resolvers: dict[str, LocatorResolver | None] = {}

    def text(self, locator: str) -> str | None:
        """The raw text at a locator, as a figure of a reading of these bytes has it.

        None where nothing is there, where no reader makes such locators, and where these bytes cannot be read.
        """
        prefix = locator.partition(":")[0] + ":"
        if prefix not in self._resolvers:
            self._resolvers[prefix] = self._made(prefix)
        found = self._resolvers[prefix]
        try:
            return found.text(locator) if found else None
        except Unreadable:
            return None

    def _made(self, prefix: str) -> LocatorResolver | None:
        make = RESOLVERS.get(prefix)
        try:
            return make(self._data) if make else None
        except Unreadable:
            return None


def resolve(data: bytes, locator: str) -> str | None:
    """The raw text at one locator of a file."""
    return Resolver(data).text(locator)


def page_within(data: bytes, locator: str) -> tuple[bytes, str] | None:
    """The page inside a file to which a locator leads, and the locator in it; None for a locator of the file itself."""
    way, mark, inner = locator.partition("!")
    found = html.embedded(data) if mark and way.startswith(EMBEDDED_PREFIX) else None
    return None if found is None else (found, inner)
