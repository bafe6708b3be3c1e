"""What a file is, by its first bytes; suffixes and Content-Type headers of these portals are not trusted."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from parsers.lexicon.encoding import decode, utf16_of

HTML = "text/html"
TEXT = "text/plain"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODT = "application/vnd.oasis.opendocument.text"
OFD = "application/ofd"
ZIP = "application/zip"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
OLE = "application/x-ole-storage"
SPREADSHEETML = "application/x-spreadsheetml"
CSV = "text/csv"
MHTML = "multipart/related"

RTF = "application/rtf"
RAR = "application/vnd.rar"
SEVEN_ZIP = "application/x-7z-compressed"
GZIP = "application/gzip"
UNKNOWN = "application/octet-stream"
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/bmp", "image/tiff")

DOCUMENT_SUFFIXES = ("pdf", "doc", "docx", "wps", "xls", "xlsx", "et", "ofd", "rtf")
"""How the names of files end that a page may offer as its report."""
FILE_SUFFIXES = (*DOCUMENT_SUFFIXES, "zip", "rar")
PICTURE_SUFFIXES = ("png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp")

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", PDF),
    (b"\xd0\xcf\x11\xe0", OLE),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG", "image/png"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"{\\rtf", RTF),
    (b"Rar!", RAR),
    (b"7z\xbc\xaf", SEVEN_ZIP),
    (b"\x1f\x8b", GZIP),
)
NOT_READ = {
    OLE: "an old Office file without text or sheets (a presentation, a drawing, or encrypted)",
    RAR: "a RAR archive, which is not read; unpack it first",
    SEVEN_ZIP: "a 7z archive, which is not read; unpack it first",
    GZIP: "a gzip file, which is not read; unpack it first",
    UNKNOWN: "neither text nor a known kind of file",
}
"""What to say of the media types that no reader reads."""
# The streams and entries that tell what a container holds.
_OLE_STREAMS = (("WordDocument", DOC), ("Workbook", XLS), ("Book", XLS))
_ZIP_ENTRIES = (
    ("word/document.xml", DOCX),
    ("xl/workbook.xml", XLSX),
    ("xl/workbook.bin", XLSX),
    ("OFD.xml", OFD),
)
_ENTRIES_LOOKED_AT = 2_000
_TAG = re.compile(
    r"<(!doctype|html|head|body|table|tr|td|div|p|span|meta|title|h[1-6]|ul|br|font|center|section|article)\b",
    re.I,
)
_IN_LINES = frozenset({"br", "span", "font", "center"})
"""Tags that stand in lines of Markdown too."""
_PIECE = re.compile(r"\s*<(?:script|frameset|iframe|form|li|dl|a)\b", re.I)
"""What a piece of a page begins with, or a page that only sends its reader elsewhere."""
_MIME = re.compile(rb"\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?MIME-Version:\s*1\.0", re.I)
_SPREADSHEETML = "urn:schemas-microsoft-com:office:spreadsheet"
_WORD_XML = (
    ("<w:wordDocument", "schemas.microsoft.com/office/word/2003/wordml"),
    ("<pkg:package", "schemas.microsoft.com/office/2006/xmlPackage"),
)
_FLAT_ODF = ("<office:document", "urn:oasis:names:tc:opendocument:xmlns:")
_LOOKED_AT = 4096
_MOST_TEXT = 200_000
"""Bytes of a text that are searched for rows of cells."""
_PIPES, _FEWEST_LINES = 2, 8
_ROWS, _LONGEST_ROW, _LONGEST_FIGURE = 2, 400, 12
_LABEL = re.compile(r"[^\d]*[\u4e00-\u9fff][^\d]*$")
_BEFORE_PDF = 1024
_BEFORE_RTF = b" \t\r\n\0\xef\xbb\xbf"
"""Blanks and a byte order mark, which Word passes over."""
_CONTROL = bytes([*range(9), *range(14, 32)])
"""Characters that a text has no use for."""


def media_type(raw: bytes) -> str:
    """The media type by magic bytes; text/html or text/plain for text; application/octet-stream for neither."""
    # Some programs put a few bytes before a PDF's own.
    if b"%PDF-" in raw[:_BEFORE_PDF] and raw.lstrip()[:1] != b"<":
        return PDF
    if raw[:_LOOKED_AT].lstrip(_BEFORE_RTF).startswith(b"{\\rtf"):
        return RTF
    found = next((name for magic, name in _MAGIC if raw.startswith(magic)), UNKNOWN)
    if found == OLE:
        return _in_ole(raw)
    if found == ZIP:
        return _in_zip(raw)
    # A text may begin with the two letters BM.
    return _text_type(raw) if found in (UNKNOWN, "image/bmp") and _is_text(raw) else found


def _text_type(raw: bytes) -> str:
    """Of a text: a MIME message, a page or plain text."""
    if _MIME.match(raw[:_LOOKED_AT]):
        return MHTML
    text, _ = decode(raw[:_LOOKED_AT])
    if _SPREADSHEETML in text and "<Workbook" in text:
        return SPREADSHEETML
    if text.lstrip("\ufeff \t\r\n").startswith("<") and (kind := _xml_type(text, raw)):
        return kind
    if _PIECE.match(text) or _is_page(text, raw):
        return HTML
    return CSV if delimiter_of(decode(raw[:_MOST_TEXT])[0]) else TEXT


def _xml_type(head: str, raw: bytes) -> str | None:
    """What an Office file in one piece of XML is; None for any other text."""
    if any(root in head and space in head for root, space in _WORD_XML):
        return DOCX
    if _FLAT_ODF[0] in head and _FLAT_ODF[1] in head:
        return ODS if b"<office:spreadsheet" in raw else ODT
    return None


def _is_page(head: str, raw: bytes) -> bool:
    """Whether the tags of a text are those of a page: not where all it has are breaks and the like in lines of a text."""
    tags = {tag.lower() for tag in _TAG.findall(head)}
    if not tags or tags - _IN_LINES:
        return bool(tags)
    text = decode(raw[:_MOST_TEXT])[0]
    if any(tag.lower() not in _IN_LINES for tag in _TAG.findall(text)):
        return True
    lines = [line for line in text.splitlines() if line.strip()]
    rows = sum(1 for line in lines if line.count("|") >= _PIPES)
    tagged = sum(1 for line in lines if _TAG.search(line))
    return rows < _ROWS and (len(lines) < _FEWEST_LINES or tagged * 4 > len(lines))


def delimiter_of(text: str) -> str | None:
    """The mark that parts the cells of a text, where rows of a label and its figures stand so; None where it is none."""
    for mark in ",;":
        rows = sum(1 for line in text.splitlines() if _is_row(line, mark))
        if rows >= _ROWS:
            return mark
    return None


def _is_row(line: str, mark: str) -> bool:
    """Whether a line is a label and at least two figures, parted by a mark."""
    if line.count(mark) < 2 or len(line) > _LONGEST_ROW:
        return False
    cells = [cell.strip().strip('"') for cell in line.split(mark)]
    return any(_LABEL.match(cell) for cell in cells) and sum(map(_is_figure, cells)) >= 2


def _is_figure(cell: str) -> bool:
    return cell.isdecimal() and len(cell) < _LONGEST_FIGURE


def _in_ole(raw: bytes) -> str:
    """DOC and WPS or XLS and ET, by the stream named first: what is embedded in a file is named behind it."""
    places = {name: raw.find(f"{stream}\0".encode("utf-16-le")) for stream, name in reversed(_OLE_STREAMS)}
    # "Book\0" is the end of "Workbook\0" too, in lower case, so that neither finds the other.
    found = {name: at for name, at in places.items() if at >= 0}
    return min(found, key=lambda name: found[name]) if found else OLE


def _in_zip(raw: bytes) -> str:
    """DOCX, XLSX, ODS, ODT, OFD or a plain ZIP, by the names of its entries."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as box:
            names = {entry.filename for entry in box.infolist()[:_ENTRIES_LOOKED_AT]}
            if "mimetype" in names and box.getinfo("mimetype").file_size < 200:
                declared = box.read("mimetype").decode("ascii", "replace").strip()
                return declared if declared in (ODS, ODT) else ZIP
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, NotImplementedError, zlib.error):
        # A directory at the end is cut off; the entries' own heads still name them.
        names = {name for name, _ in _ZIP_ENTRIES if name.encode() in raw}
    return next((kind for name, kind in _ZIP_ENTRIES if name in names), ZIP)


def _is_text(raw: bytes) -> bool:
    head = raw[:_LOOKED_AT]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or utf16_of(head):
        return True
    control = len(head) - len(head.translate(None, _CONTROL))
    return control * 20 < len(head)
