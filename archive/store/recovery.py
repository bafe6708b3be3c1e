"""What a killed run leaves behind: at most one record without a row, or a torn one, at the end of its
file.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from archive.clock import day, instant
from archive.store import captures
from archive.store.warc import Slice, decode, parse_member, parse_request
from parsers.model import Context

if TYPE_CHECKING:
    from archive.store.db import Archive

CHUNK = 1 << 20
GZIP = b"\x1f\x8b\x08"
"""How each member begins."""


def recover(archive: Archive) -> int:
    """Index complete records that have no row, cut torn tails; gives the number of records taken in.

    Files that a living process holds (it keeps a lock on them) are left alone.
    """
    known: dict[str, int] = dict(
        archive.conn.execute("select warc, max(offset + length) from captures group by warc").fetchall()
    )
    taken = 0
    _finish_takedowns(archive)
    for path in sorted(archive.warcs.directory.glob("*.warc.gz")):
        end = known.get(path.name, 0)
        if path.stat().st_size > end:
            taken += _recover_file(archive, path, end)
    return taken


def _recover_file(archive: Archive, path: Path, end: int) -> int:
    taken = 0
    with path.open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return 0
        forms: dict[str, str] = {}
        for offset, member in members(file, end):
            end = offset + len(member)
            taken += _take_in(archive, path.name, offset, member, forms)
        if not any(True for _ in _later_members(file, end)):
            file.truncate(end)
    return taken


def _later_members(file: BinaryIO, end: int) -> Iterator[int]:
    """Offsets of complete members behind a broken place: where there is one, that is damage and no torn tail."""
    file.seek(end)
    rest = file.read()
    at = rest.find(GZIP, 1)
    while at >= 0:
        if next(members(io.BytesIO(rest), at), None):
            yield end + at
        at = rest.find(GZIP, at + 1)


def _finish_takedowns(archive: Archive) -> None:
    """A takedown that was killed after its rows were written left the file that holds the bytes."""
    sql = "select distinct warc from tombstones where warc not in (select warc from captures)"
    for row in archive.rows(sql):
        (archive.warcs.directory / row["warc"]).unlink(missing_ok=True)


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
                decoder.decompress(buffer[used:])
                used = len(buffer) - len(decoder.unused_data)
        except zlib.error:
            return
        yield offset, buffer[:used]
        offset += used
        buffer = buffer[used:]


def _take_in(archive: Archive, warc: str, offset: int, member: bytes, forms: dict[str, str]) -> int:
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
        )
    return 1
