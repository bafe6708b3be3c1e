"""Bytes to text. Headers and metas of these portals lie about their encoding, so the bytes themselves decide.

Order: byte order mark, UTF-16 without one, strict UTF-8, UTF-8 with a few broken bytes, declared big5, gb18030 (which holds GBK and
GB2312 whole). A page that is broken in every one of these is read as gb18030 with replacement characters.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BIG5 = re.compile(rb"charset\s*=\s*(?:[\"']\s*)?big5", re.I)
# One broken byte in five thousand is damage on the way; more is another encoding.
_TOLERATED = 5000
# Where so many Chinese characters are whole for each broken byte, a piece in another encoding was put into the page.
_MIXED = 10
_HAN = re.compile("[\u4e00-\u9fff]")
_LOOKED_AT, _KNOWN = 4096, 0.95
_KEPT_BYTES = 1_000_000
"""Bytes of a page whose text is kept: each step of looking at it asks for the text anew."""
_SCRIPTS = (
    (" ", "~"),
    ("\u2010", "\u203b"),
    ("\u3000", "\u303f"),
    ("\u4e00", "\u9fff"),
    ("\uff00", "\uffef"),
)
"""ASCII, marks, Chinese marks, Chinese, full width."""


def decode(data: bytes) -> tuple[str, str]:
    """Text of `data` and the name of the encoding it was read in."""
    return _kept(data) if len(data) <= _KEPT_BYTES else _decoded(data)


def _decoded(data: bytes) -> tuple[str, str]:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data.decode(name, "replace"), name
    if wide := utf16_of(data):
        return data.decode(wide, "replace"), wide
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    lenient = data.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    if broken * _TOLERATED < len(data) or broken * _MIXED < len(_HAN.findall(lenient)):
        return lenient, "utf-8"
    if _BIG5.search(data[:4096]):
        return data.decode("big5", "replace"), "big5"
    return data.decode("gb18030", "replace"), "gb18030"


_kept = lru_cache(maxsize=2)(_decoded)


def utf16_of(data: bytes) -> str | None:
    """UTF-16 without a byte order mark, told by its first characters: zero bytes, and nearly all of it ASCII or Chinese."""
    head = data[: _LOOKED_AT & ~1]
    if b"\0" not in head:
        return None
    shares = {name: _known_share(head.decode(name, "replace")) for name in ("utf-16-le", "utf-16-be")}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= _KNOWN else None


def _known_share(text: str) -> float:
    known = sum(1 for c in text if c in "\t\n\r" or any(low <= c <= high for low, high in _SCRIPTS))
    return known / max(1, len(text))
