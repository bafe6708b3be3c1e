"""Markup and files that a page carries in another writing: tags as character references, base64, percent signs.

A browser shows the tags of `&lt;td&gt;5&lt;/td&gt;` as text; what is behind base64 or percent signs it shows after a script
or a frame took it out. One layer is taken off, never two.
"""

from __future__ import annotations

import base64
import binascii
import re
from html import unescape
from itertools import islice
from urllib.parse import unquote_to_bytes

from parsers.lexicon.encoding import decode
from parsers.readers.media_type import DOC, DOCX, ODS, ODT, OFD, PDF, RTF, XLS, XLSX, ZIP, media_type

ESCAPED = "escaped_markup"
_LT, _GT = r"&(?:lt|LT|#0*60|#x0*3[cC]);", r"&(?:gt|GT|#0*62|#x0*3[eE]);"
_CELL = rf"{_LT}\s?/?(?:td|th|tr)\b"
_ESCAPED_CELL, _ESCAPED_CELL_BYTES = re.compile(_CELL, re.I), re.compile(_CELL.encode(), re.I)
_INNER = r"(?:[^<>&]|&(?!(?:[lg]t|[LG]T|#0*6[02]|#x0*3[cCeE]);))*"
"""What may stand between the signs of a tag: neither of them, so that a search is one pass."""
_ESCAPED_TAG = re.compile(rf"{_LT}(/?[a-zA-Z][a-zA-Z0-9]{{0,9}}(?:\s{_INNER})?/?)(?:{_GT}|>)")
_ESCAPED_REFERENCE = re.compile(r"&amp;(#\w{2,8};|[a-zA-Z]{2,8};)")
_DATA_ADDRESS = re.compile(r"data:[^,]{0,200},")
_BASE64 = re.compile(r"[A-Za-z0-9+/_\-\s]++={0,2}\s*+")
_ADDRESS_LETTERS = str.maketrans("-_", "+/")
_PERCENT = re.compile(r"%(?:[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})")
_PERCENT_WIDE = re.compile(r"%u([0-9a-fA-F]{4})")
_FILES = (PDF, DOCX, DOC, ODT, XLSX, XLS, ODS, OFD, RTF, ZIP)
_OFTEN = 20
"""So many percent signs are no accident."""
_MOST = 20_000_000
"""Characters of a string that is decoded."""


def has_escaped_cells(data: bytes) -> bool:
    """Whether a page prints the tags of cells or rows as text, whatever its encoding."""
    return _ESCAPED_CELL_BYTES.search(data.replace(b"\0", b"")) is not None


def unescaped(text: str) -> str:
    """A page whose tags that stand as text are tags."""
    tagged = _ESCAPED_TAG.sub(lambda tag: f"<{unescape(tag[1])}>", text)
    return _ESCAPED_REFERENCE.sub(r"&\1", tagged)


def plain(piece: str) -> str:
    """A string of a page as a script or a frame would take it: out of base64, percent signs or character references."""
    data = _bytes_of(piece)
    if data is None and _is_percent_encoded(piece):
        data = unquote_to_bytes(_PERCENT_WIDE.sub(lambda wide: chr(int(wide[1], 16)), _joined(piece)))
    text = _joined(piece) if data is None else decode(data)[0]
    return unescape(text) if _ESCAPED_CELL.search(text) else text


def file_within(piece: str) -> str | None:
    """The media type of the file that a string is, in base64; None where it is none that a report may be."""
    data = _bytes_of(piece)
    found = None if data is None else media_type(data)
    return found if found in _FILES else None


def _joined(text: str) -> str:
    """A text whose wide characters, each written as two halves, are whole."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _is_percent_encoded(piece: str) -> bool:
    return len(piece) < _MOST and len(list(islice(_PERCENT.finditer(piece), _OFTEN))) == _OFTEN


def _bytes_of(piece: str) -> bytes | None:
    """What a string in base64 holds, with or without `data:…;base64,` before it; None where it is none."""
    address = _DATA_ADDRESS.match(piece)
    written = piece[address.end() :] if address else piece
    if (address and ";base64," not in address[0]) or len(written) > _MOST or not _BASE64.fullmatch(written):
        return None
    letters = re.sub(r"[\s=]", "", written).translate(_ADDRESS_LETTERS)
    try:
        return base64.b64decode(letters + "=" * (-len(letters) % 4))
    except binascii.Error:
        return None
