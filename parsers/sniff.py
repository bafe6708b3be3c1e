"""What a file is, by its first bytes; suffixes and Content-Type headers of these portals are not trusted."""

from __future__ import annotations

import re

from parsers.decode import decode
from parsers.model import Unreadable

_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "application/pdf", "a PDF file"),
    (b"\xd0\xcf\x11\xe0", "application/msword", "an old Office file (DOC, XLS or WPS)"),
    (b"PK\x03\x04", "application/zip", "a ZIP container (DOCX, XLSX, OFD or ZIP)"),
    (b"\xff\xd8\xff", "image/jpeg", "a JPEG picture"),
    (b"\x89PNG", "image/png", "a PNG picture"),
    (b"GIF8", "image/gif", "a GIF picture"),
    (b"BM", "image/bmp", "a BMP picture"),
    (b"II*\x00", "image/tiff", "a TIFF picture"),
    (b"MM\x00*", "image/tiff", "a TIFF picture"),
    (b"{\\rtf", "application/rtf", "an RTF file"),
    (b"Rar!", "application/vnd.rar", "a RAR archive"),
    (b"\x1f\x8b", "application/gzip", "a gzip file"),
)
_TAG = re.compile(
    r"<(?:!doctype|html|head|body|table|tr|td|div|p|span|meta|title|h[1-6]|ul|br|font|center|section|article)\b",
    re.I,
)
_LOOKED_AT = 4096


def media_type(raw: bytes) -> str:
    """The media type by magic bytes; text/html or text/plain for text; application/octet-stream for neither."""
    for magic, name, _ in _MAGIC:
        if raw.startswith(magic) and not (magic == b"BM" and _is_text(raw)):
            return name
    if not _is_text(raw):
        return "application/octet-stream"
    text, _ = decode(raw[:_LOOKED_AT])
    return "text/html" if len(_TAG.findall(text)) >= 1 else "text/plain"


def sniff(raw: bytes) -> str:
    """The media type of a file that can be read here.

    :raises Unreadable: it is empty, or of a kind that is not read.
    """
    if not raw.strip():
        raise Unreadable("the file is empty")
    found = media_type(raw)
    if found in ("text/html", "text/plain"):
        return found
    what = next((said for _, name, said in _MAGIC if name == found), "neither text nor a known kind of file")
    raise Unreadable(f"the file is {what}; this version reads HTML and plain text")


def _is_text(raw: bytes) -> bool:
    head = raw[:_LOOKED_AT]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    control = sum(1 for byte in head if byte < 9 or 13 < byte < 32)
    return control * 20 < len(head)
