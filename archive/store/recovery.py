"""What a killed run leaves behind: at most one record without a row, or a torn one, at the end of its
file.
"""

from __future__ import annotations

import fcntl
import hashlib
import mmap
import os
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, BinaryIO

from archive.clock import day, instant
from archive.store import captures, erasure
from archive.store.warc import Slice, decode, origin_of, parse_member, parse_request
from archive.store.warc_files import open_warc, warc_names
from parsers.model import Context

if TYPE_CHECKING:
    from archive.store.db import Archive

CHUNK = 1 << 20
GZIP = b"\x1f\x8b\x08"
"""How each member begins."""
RECORD = b"WARC/"
HEAD = 512
"""Bytes of a member that show how its record begins."""


def recover(archive: Archive) -> int:
    """Index complete records that have no row, cut torn tails; gives the number of records taken in.

    Files that a living process holds (it keeps a lock on them) are left alone.
    """
    known: dict[str, int] = dict(
        archive.conn.execute("select warc, max(offset + length) from captures group by warc").fetchall()
    )
    taken = 0
    erasure.finish(archive)
    for name in warc_names(archive.warcs.directory):
        taken += _recover_file(archive, name, known.get(name, 0))
    return taken


def _recover_file(archive: Archive, name: str, end: int) -> int:
    """`end`: where the last record that has a row ends, by that row; it says where to look, never where to cut."""
    taken = 0
    if (archive.warcs.directory / name).lstat().st_size <= end:
        return 0
    with open_warc(archive.warcs.directory, name, write=True) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return 0
        forms: dict[str, str] = {}
        origin = _origin(file)
        for offset, member in members(file, end):
            end = offset + len(member)
            taken += _take_in(archive, name, offset, member, forms, origin)
        if end < os.fstat(file.fileno()).st_size:
            _cut(file)
    return taken


def _origin(file: BinaryIO) -> str | None:
    """Whose records a merge was copying when it was killed; None for our own."""
    with suppress(ValueError):
        return next((origin_of(member) for _, member in members(file, 0)), None)
    return None


def _cut(file: BinaryIO) -> None:
    """Cut a torn tail: what follows the last whole member, counted from the head of the file.

    A file that another folder shares (a hard link) and one with a whole record behind the broken place stay as they are.
    """
    end = sum(len(member) for _, member in members(file, 0))
    state = os.fstat(file.fileno())
    if end < state.st_size and state.st_nlink == 1 and not _record_behind(file, end):
        file.truncate(end)


def _record_behind(file: BinaryIO, end: int) -> bool:
    """Whether another record begins behind a broken place: then that is damage and no torn tail."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = data.find(GZIP, end + 1)
        while at >= 0:
            if begins_record(data[at : at + HEAD]):
                return True
            at = data.find(GZIP, at + 1)
    return False


def begins_record(data: bytes) -> bool:
    """Whether a gzip member that holds a WARC record begins here."""
    try:
        return zlib.decompressobj(31).decompress(data[:HEAD], len(RECORD)) == RECORD
    except zlib.error:
        return False


def members(file: BinaryIO, offset: int) -> Iterator[tuple[int, bytes]]:
    """(offset, bytes) of each complete gzip member from `offset` on; ends at the first torn one."""
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


def _feed(decoder: Any, data: bytes) -> None:
    """Let a decoder go over data, holding little of what it unpacks."""
    while not decoder.eof:
        plain = decoder.decompress(data, CHUNK)
        data = decoder.unconsumed_tail
        if not data and len(plain) < CHUNK:
            return


def _take_in(
    archive: Archive, warc: str, offset: int, member: bytes, forms: dict[str, str], origin: str | None
) -> int:
    """One record without a row. It was never judged, so it is kept and believed in nothing; it is asked
    again.

    `forms` gathers the requests met on the way, by record id, for the responses that name them.
    """
    try:
        record = parse_member(member)
    except ValueError:  # the warcinfo record at the head of a file, or a request
        forms.update(filter(None, (parse_request(member),)))
        return 0
    response = replace(record.response, form=forms.get(record.concurrent_to or ""))
    body = decode(response.body, response.header("content-encoding"))
    if record.kind == "revisit":
        return 0  # says only that nothing changed, and is asked again
    at = instant(response.fetched_at, micros=True)
    capture_key = captures.capture_key(response.url, at, hashlib.sha256(body).hexdigest())
    if archive.row("select 1 from captures where key = ?", capture_key):
        return 0  # a second file with the same record
    place = Slice(warc, offset, len(member), record.record_id, hashlib.sha256(body).hexdigest(), len(body))
    with archive.transaction():
        captures.insert(
            archive,
            captures.Stored(response, place, body),
            run_id=None,
            portal_id=archive.value(
                "select id from portals where key = ?", captures.portal_key(response.url)
            ),
            grade="unjudged",
            why="the run was killed before it judged this response",
            role="page",
            context=Context(url=response.url, fetched_on=day(response.fetched_at)),
            source=None if origin is None else captures.brought(origin),
            origin=origin,
        )
    return 1
