"""Reports as files: what a portal hangs beside a page, or puts in its place, written without any library."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from samples.files.docx import write_docx
from samples.files.pdf import write_pdf
from samples.model import Block, Document, Link, Text

Writer = Callable[[str, list[Block]], bytes]


@dataclass(frozen=True)
class FileKind:
    """A kind of file. `instead`: the page carries the file only; `extra`: what a reader needs to have installed."""

    suffix: str
    media_type: str
    write: Writer
    instead: bool
    extra: str | None


KINDS = {
    "docx": FileKind(
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        write_docx,
        instead=False,
        extra=None,
    ),
    # As many portals do, the server says nothing of the kind and the name stands in the address.
    "pdf": FileKind("pdf", "application/octet-stream", write_pdf, instead=True, extra="pdf"),
}


def kind_of(document: Document) -> FileKind | None:
    """The kind of file that a document comes with, if any."""
    return KINDS.get(document.report.quirks.get("file", "")) if document.report else None


def address(kind: FileKind, page: str, document: Document) -> str:
    """Where the file of the document at the path `page` stands."""
    digest = hashlib.md5(document.key.encode(), usedforsecurity=False).hexdigest()
    if kind.instead:
        name = f"{document.title}.{kind.suffix}"
        query = {"classid": "0", "filename": f"{digest}.{kind.suffix}", "showname": name}
        return f"/module/download/downfile.jsp?{urlencode(query)}"
    return f"{page.rpartition('/')[0]}/W0{int(digest[:12], 16)}.{kind.suffix}"


def disposition(kind: FileKind, document: Document) -> str:
    """The header that names the file."""
    return f"attachment; filename*=UTF-8''{quote(document.title)}.{kind.suffix}"


def file_bytes(kind: FileKind, document: Document) -> bytes:
    """The document as a file."""
    return kind.write(document.title, document.blocks())


def page_blocks(kind: FileKind, file: str, document: Document) -> list[Block]:
    """What the page itself shows: the whole report and a link, or little more than the link."""
    name = f"{document.title}.{kind.suffix}"
    link = Link(file, name if not kind.instead else "附件：点击下载")
    if not kind.instead:
        return [*document.blocks(), link]
    notes: list[Block] = [b for b in document.blocks() if isinstance(b, Text) and b.kind == "note"]
    return [*notes, Text("para", "报告全文见附件。"), link]


__all__ = ["KINDS", "FileKind", "address", "disposition", "file_bytes", "kind_of", "page_blocks"]
