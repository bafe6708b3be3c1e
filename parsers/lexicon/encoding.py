"""Bytes to text. Headers and metas of these portals lie about their encoding, so the bytes themselves decide.

Order: byte order mark, strict UTF-8, UTF-8 with a few broken bytes, declared big5, gb18030 (which holds GBK and
GB2312 whole). A page that is broken in every one of these is read as gb18030 with replacement characters.
"""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BIG5 = re.compile(rb"charset\s*=\s*(?:[\"']\s*)?big5", re.I)
# One broken byte in five thousand is damage on the way; more is another encoding.
_TOLERATED = 5000


def decode(data: bytes) -> tuple[str, str]:
    """Text of `data` and the name of the encoding it was read in."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data.decode(name, "replace"), name
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    lenient = data.decode("utf-8", "replace")
    if lenient.count("\ufffd") * _TOLERATED < len(data):
        return lenient, "utf-8"
    if _BIG5.search(data[:4096]):
        return data.decode("big5", "replace"), "big5"
    return data.decode("gb18030", "replace"), "gb18030"
