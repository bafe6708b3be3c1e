"""What a server answered, as received: its head, and a body that may still be packed for the way."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

from archive.urls import request_key

MAX_DECODED = 64_000_000
"""Bytes after content decoding beyond which a body is kept encoded: a bomb, or no page."""
PIECE = 8_000_000
"""Bytes that are unpacked at a time."""
_PRINTABLE = "\t" + "".join(map(chr, range(0x20, 0x7F)))
MAX_ENCODINGS = 4
Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response as received. `body` is still content-encoded; `headers` repeats and order kept."""

    url: str
    fetched_at: datetime
    status: int
    reason: str
    headers: Headers
    body: bytes
    ip: str | None = None
    form: str | None = None
    """What was sent, urlencoded or JSON, where the request was a POST."""

    @property
    def address(self) -> str:
        """The key of the request that was answered."""
        return request_key(self.url, self.form)

    def header(self, name: str) -> str | None:
        return next((v for k, v in self.headers if k.lower() == name), None)


def as_recorded(response: Response) -> Response:
    """The response as its record and its row say it: bytes of its head that are no printable ASCII, percent-encoded."""
    headers = [(_ascii(name), _ascii(value)) for name, value in response.headers]
    return replace(response, headers=headers, reason=_ascii(response.reason))


def _ascii(text: str) -> str:
    return quote(text, safe=_PRINTABLE, encoding="latin-1", errors="xmlcharrefreplace")


def decode(body: bytes, encoding: str | None, most: int = MAX_DECODED) -> bytes:
    """The content-decoded body; as received where the encoding is unknown or the data is broken, or more than `most`
    bytes."""
    names = [e.strip().lower() for e in (encoding or "").split(",")]
    for name in reversed(names[-MAX_ENCODINGS:]):
        windows = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}.get(name, ())
        for window in windows:
            decoder = zlib.decompressobj(window)
            try:
                plain = _unpacked(decoder, body, most)
            except zlib.error:
                continue
            if decoder.eof:
                body = plain
                break
    return body


def _unpacked(decoder: Any, body: bytes, most: int) -> bytes:
    """At most so many bytes of what is packed, held once: in one call the library holds what it unpacks twice.

    :raises zlib.error: it is broken.
    """
    plain = io.BytesIO()
    while not decoder.eof and plain.tell() < most:
        piece = decoder.decompress(body, min(PIECE, most - plain.tell()))
        if not piece:
            break
        plain.write(piece)
        body = decoder.unconsumed_tail
    return plain.getvalue()


def exceeds(body: bytes, encoding: str | None) -> bool:
    """Whether a body that `decode` left as it is was left so because it unpacks to too much."""
    last = (encoding or "").rpartition(",")[2].strip().lower()
    windows = {"gzip": 31, "x-gzip": 31, "deflate": 15}
    if last not in windows:
        return False
    try:
        return len(zlib.decompressobj(windows[last]).decompress(body, MAX_DECODED)) == MAX_DECODED
    except zlib.error:
        return False
