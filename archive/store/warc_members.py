"""The gzip members of a WARC file: each holds one record."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import BinaryIO

CHUNK = 1 << 20
GZIP = b"\x1f\x8b\x08"
"""How each member begins."""
RECORD = b"WARC/"
HEAD = 512
"""Bytes of a member that show how its record begins."""


def begins_record(data: bytes) -> bool:
    """Whether a gzip member that holds a WARC record begins here."""
    try:
        return zlib.decompressobj(31).decompress(data[:HEAD], len(RECORD)) == RECORD
    except zlib.error:
        return False


def members(file: BinaryIO, offset: int) -> Iterator[tuple[int, bytes]]:
    """(offset, bytes) of each complete gzip member from `offset` on; ends before the first torn one."""
    file.seek(offset)
    buffer = b""
    while True:
        decoder = zlib.decompressobj(31)
        used = 0
        try:
            while not decoder.eof:
                if used == len(buffer):
                    more = file.read(CHUNK)
                    if not more:
                        return
                    buffer += more
                _feed(decoder, buffer[used:])
                used = len(buffer) - len(decoder.unused_data)
        except zlib.error:
            return
        yield offset, buffer[:used]
        offset += used
        buffer = buffer[used:]


def _feed(decoder: zlib._Decompress, data: bytes) -> None:
    """Decompress data in small pieces that are dropped at once: only the length of the member matters."""
    while not decoder.eof:
        plain = decoder.decompress(data, CHUNK)
        data = decoder.unconsumed_tail
        if not data and len(plain) < CHUNK:
            return
