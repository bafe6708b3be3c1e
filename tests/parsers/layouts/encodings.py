"""Stage `encoding`: the bytes of the page, and metas that lie about them."""

from __future__ import annotations

import codecs
import random

from tests.parsers.layouts.registry import transformation

_DECLARED = '<meta charset="utf-8">'


@transformation("encoding", "encoding")
def gbk(source: str, rng: random.Random) -> bytes:
    """GBK with the meta gb2312."""
    return _gbk(
        source.replace(_DECLARED, '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">')
    )


@transformation("encoding", "encoding")
def gbk_said_to_be_utf8(source: str, rng: random.Random) -> bytes:
    """GBK bytes under a meta of UTF-8."""
    return _gbk(source)


def _gbk(source: str) -> bytes:
    """GB18030 holds the dashes and minus signs that GBK proper lacks."""
    return source.encode("gb18030")


@transformation("encoding", "encoding")
def utf8_said_to_be_gb2312(source: str, rng: random.Random) -> bytes:
    """UTF-8 bytes under a meta of gb2312."""
    return source.replace(
        _DECLARED, '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
    ).encode()


@transformation("encoding", "encoding")
def no_declared_encoding(source: str, rng: random.Random) -> bytes:
    """No meta of an encoding at all."""
    return source.replace(_DECLARED, "").encode()


@transformation("encoding", "encoding")
def byte_order_mark(source: str, rng: random.Random) -> bytes:
    """UTF-8 with a byte order mark."""
    return codecs.BOM_UTF8 + source.encode()


@transformation("encoding", "encoding")
def utf16(source: str, rng: random.Random) -> bytes:
    """UTF-16 with its byte order mark ("Unicode" of old Windows editors)."""
    return codecs.BOM_UTF16_LE + source.encode("utf-16-le")
