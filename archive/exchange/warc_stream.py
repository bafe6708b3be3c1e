"""The records of a WARC file that somebody else wrote: each as long as it says, damage named, and on behind it."""

from __future__ import annotations

import mmap
import os
import zlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from archive.store.left_out import LeftOut
from archive.store.records import END, MARK, MAX_HEAD, frame
from archive.store.warc_members import GZIP, HEAD, begins_record
from archive.store.warc_reading import MAX_RECORD

CHUNK = 1 << 16
PATIENCE = 20
"""How often the bytes of a damaged file may be read in search of what is whole: marks can lead into one another."""
_PLAIN = b"WARC/1."


@dataclass(slots=True)
class _Effort:
    """Bytes that may still be read and unpacked in vain, and those of the try that is under way."""

    left: int
    tried: int = 0

    def fail(self) -> None:
        self.left -= self.tried
        self.tried = 0


def whole_records(file: BinaryIO, name: str, left: LeftOut) -> Iterator[tuple[int, bytes]]:
    """(offset, bytes) of every whole record, in order; in a compressed file the offset of its member.

    Where something is broken that is one line in `left`, and reading goes on with the next record that is whole.
    """
    size, at, broken = os.fstat(file.fileno()).st_size, 0, False
    if size == 0:
        left.add(f"{name} is empty")
    file.seek(0)
    packed = file.read(len(GZIP)) == GZIP
    effort = _Effort(PATIENCE * size + MAX_RECORD)
    while at < size:
        try:
            one = _member(file, at, effort) if packed else _record(file, at, effort)
            at = yield from _with_offset(at, one, effort)
            broken = False
        except (ValueError, zlib.error) as error:
            if not broken:
                left.add(f"{name} is damaged at {at}: {error}; what is whole before and behind is taken in")
            effort.fail()
            broken, at = True, _next(file, at + 1, packed, effort)
            if effort.left < 0:
                left.add(f"{name} is damaged in too many places: what stands behind {at} was not looked at")
                return


def _with_offset(
    at: int, one: Generator[bytes, None, int], effort: _Effort
) -> Generator[tuple[int, bytes], None, int]:
    while True:
        try:
            plain = next(one)
        except StopIteration as end:
            return int(end.value)
        effort.tried = 0
        yield at, plain


def _member(file: BinaryIO, at: int, effort: _Effort) -> Generator[bytes, None, int]:
    """The records of a gzip member; returns where it ends. Raises ValueError, zlib.error."""
    file.seek(at)
    decoder, plain = zlib.decompressobj(31), bytearray()
    while not decoder.eof:
        data = decoder.unconsumed_tail or file.read(CHUNK)
        more = decoder.decompress(data, CHUNK)
        if not data and not more:
            raise ValueError("the file ends inside a record")
        plain += more
        effort.tried += len(more)
        yield from _complete(plain)
    if plain:
        raise ValueError("a record is shorter than it says")
    return file.tell() - len(decoder.unused_data)


def _complete(plain: bytearray) -> Iterator[bytes]:
    """Take the records that are whole from the front of what was unpacked. Raises ValueError."""
    while len(plain) >= len(MARK):
        head = bytes(plain[:MAX_HEAD])
        if head.startswith(MARK) and len(plain) < MAX_HEAD and b"\n\r\n" not in head and b"\n\n" not in head:
            return
        found = frame(head)
        _check_length(found.end, found.length)
        end = found.end + len(END)
        if len(plain) < end:
            return
        if plain[found.end : end] != END:
            raise ValueError(f"a record does not end after the {found.length} bytes that it says")
        yield bytes(plain[:end])
        del plain[:end]


def _record(file: BinaryIO, at: int, effort: _Effort) -> Generator[bytes, None, int]:
    """The record at an offset of a plain file; returns where it ends. Raises ValueError."""
    file.seek(at)
    head = file.read(MAX_HEAD)
    effort.tried += len(head)
    found = frame(head)
    _check_length(found.end, found.length)
    file.seek(at + found.end)
    behind = file.read(len(END) + len(MARK))
    if behind not in (END, END + MARK):
        raise ValueError(f"a record does not end after the {found.length} bytes that it says")
    file.seek(at)
    yield file.read(found.end + len(END))
    return at + found.end + len(END)


def _check_length(end: int, length: int) -> None:
    if end > MAX_RECORD:
        raise ValueError(f"a record says that it has {length} bytes, more than are read")


def _next(file: BinaryIO, start: int, packed: bool, effort: _Effort) -> int:
    """Where the next record seems to begin; the end of the file where none does; anywhere once the effort is spent."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if not packed:
            found = data.find(_PLAIN, start)
            return len(data) if found < 0 else found
        at = data.find(GZIP, start)
        while at >= 0 and effort.left >= 0 and not begins_record(data[at : at + HEAD]):
            effort.left -= HEAD
            at = data.find(GZIP, at + 1)
        return len(data) if at < 0 else at
