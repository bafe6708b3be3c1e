"""Recovery: a killed run leaves at most one record without a row, or a torn record, at the end of its file."""

from __future__ import annotations

import fcntl
import hashlib
import mmap
import os
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from archive.clock import day, instant
from archive.store import captures, erasure, scratch
from archive.store.response import decode
from archive.store.warc import Slice
from archive.store.warc_files import open_warc, warc_names
from archive.store.warc_members import GZIP, HEAD, begins_record, members
from archive.store.warc_reading import origin_of, parse_member, parse_request
from parsers.model import Context

if TYPE_CHECKING:
    from archive.store.db import Archive


def recover(archive: Archive) -> int:
    """Index complete records that have no row, cut torn tails; returns the number of records taken in.

    Files that a living process holds (it keeps a lock on them) are left alone.
    """
    known: dict[str, int] = dict(
        archive.conn.execute("select warc, max(offset + length) from captures group by warc").fetchall()
    )
    taken = 0
    scratch.sweep(archive.data_dir)
    erasure.finish(archive)
    for name in warc_names(archive.warcs.directory):
        taken += _recover_file(archive, name, known.get(name, 0))
    return taken


def _recover_file(archive: Archive, name: str, end: int) -> int:
    """`end`: where the last record that has a row ends, as its row says. Records are looked for from there on; a cut is
    never made by it.
    """
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

    A file that another folder shares (a hard link) and one with a whole record after the broken place stay as they are.
    """
    end = sum(len(member) for _, member in members(file, 0))
    state = os.fstat(file.fileno())
    if end < state.st_size and state.st_nlink == 1 and not _record_behind(file, end):
        file.truncate(end)


def _record_behind(file: BinaryIO, end: int) -> bool:
    """Whether another record begins after a broken place: then the place is damage, not a torn tail."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = data.find(GZIP, end + 1)
        while at >= 0:
            if begins_record(data[at : at + HEAD]):
                return True
            at = data.find(GZIP, at + 1)
    return False


def _take_in(
    archive: Archive, warc: str, offset: int, member: bytes, forms: dict[str, str], origin: str | None
) -> int:
    """Index one record without a row. Nothing judged it, so it gets the grade `unjudged`, and its address is fetched again.
    Returns the number of rows written.

    `forms` gathers the requests met on the way, by record id, for the responses that name them.
    """
    try:
        record = parse_member(member)
    except ValueError:  # the warcinfo record at the head of a file, or a request
        forms.update(filter(None, (parse_request(member),)))
        return 0
    response = replace(record.response, form=forms.get(record.concurrent_to or ""))
    body = decode(response.body, response.header("content-encoding"))
    if record.kind in ("revisit", "conversion"):
        return (
            0  # says only that nothing changed, and is asked again; and what was rendered is rendered again
        )
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
