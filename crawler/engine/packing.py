"""Large answers wait on disk: unpacked, hashed and made a record one at a time, beside the thread that serves every portal.

However many portals answer with pages of 60 MB, this process holds one of them.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from itertools import count
from pathlib import Path

from archive.malloc import give_back
from archive.store import captures
from archive.store.captures import Stored
from archive.store.db import Archive
from archive.store.response import Response, as_recorded, decode
from archive.store.warc_writing import Packed, pack
from crawler.visit.question import Assessment, Large, Question, glance

LARGE_BYTES = 200_000
MOST_BYTES = 8_000_000
"""Of a page that are looked at; no list is half as long."""
_PAGE = re.compile(rb"\W{0,99}<")


def small_body(raw: Response) -> bytes | None:
    """The content-decoded body of a small answer; None of one that is large, or whose packing cannot tell."""
    if len(raw.body) > LARGE_BYTES:
        return None
    encoding = (raw.header("content-encoding") or "identity").strip().lower()
    if encoding == "identity" or not raw.body:
        return raw.body
    if "," in encoding:
        return None
    body = decode(raw.body, encoding, LARGE_BYTES)
    return None if body is raw.body else body


def bounded(question: Question) -> Question:
    """What of a question is sent: a page's first bytes, and nothing of it as it came on the wire. Files are sent whole,
    since some of them say at their end what they are."""
    response, body = replace(question.response, body=b""), question.body
    if len(body) <= MOST_BYTES or not _PAGE.match(body):
        return replace(question, response=response)
    return replace(question, response=response, body=body[:MOST_BYTES], cut=f"the first {MOST_BYTES:,} bytes")


class Packing:
    """`folder`: where large answers wait; it ends with the crawl."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()
        self._turn = asyncio.Lock()
        self._over = False

    def put(self, raw: Response) -> Path:
        """The bytes of an answer as they came, on disk.

        :raises OSError: they cannot be written.
        """
        path = self._folder / str(next(self._numbers))
        path.write_bytes(raw.body)
        return path

    async def pack(self, question: Question, path: Path) -> tuple[Question, Assessment | None]:
        """The question with its bytes on disk, and what `glance` says of it. `path`: of `put`.

        :raises asyncio.CancelledError: the crawl stops.
        :raises OSError: it cannot be written.
        """
        async with self._turn:
            if self._over:
                raise asyncio.CancelledError
            return await asyncio.to_thread(_packed, question, path)

    async def store(self, archive: Archive, raw: Response, most: int) -> tuple[Stored, bytes]:
        """Record an answer that no page is judged by; gives the first `most` bytes of its content-decoded body too.

        :raises asyncio.CancelledError: the crawl stops.
        :raises OSError: it cannot be written.
        """
        raw, small = as_recorded(raw), small_body(raw)
        if small is not None:
            return captures.store(archive, raw, body=small), small[:most]
        path = self.put(raw)
        raw = replace(raw, body=b"")
        async with self._turn:
            if self._over:
                raise asyncio.CancelledError
            record, body = await asyncio.to_thread(_recorded, raw, path, most)
        try:
            return captures.store_packed(archive, raw, record), body
        finally:
            record.record.unlink()

    def give_up(self) -> None:
        """What is not yet packed is asked for again in a later run."""
        self._over = True


def _recorded(response: Response, path: Path, most: int) -> tuple[Packed, bytes]:
    try:
        raw = replace(response, body=path.read_bytes())
        path.unlink()
        body = decode(raw.body, raw.header("content-encoding"))
        return pack(raw, body, path.with_suffix(".warc")), body[:most]
    finally:
        give_back()


def _packed(question: Question, path: Path) -> tuple[Question, Assessment | None]:
    try:
        raw = replace(question.response, body=path.read_bytes())
        path.unlink()
        whole = replace(question, response=raw, body=decode(raw.body, raw.header("content-encoding")))
        record = pack(raw, whole.body, path.with_suffix(".warc"))
        found, sent = glance(whole), bounded(whole)
        body = path.with_suffix(".body")
        body.write_bytes(sent.body)
        return replace(sent, body=b"", large=Large(record, body, len(raw.body))), found
    finally:
        give_back()
