"""The bytes: WARC 1.1 files, one a process run, each record flushed before its row is committed.

A record holds the response as received (content encoding and all headers kept) and is one gzip member,
so that a slice (file, offset, length) reads alone. Nothing is ever appended to a file of another run.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archive.clock import Clock
from archive.store.response import Response
from archive.store.warc_reading import read_slice
from archive.store.warc_writing import Packed, _conversion, _members, warcinfo

ROLL_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Slice:
    """Where a record is. `body_sha256` and `body_bytes` are of the content-decoded body."""

    warc: str
    offset: int
    length: int
    record_id: str
    body_sha256: str
    body_bytes: int


class Warcs:
    """The WARC files of an archive: writes to one of its own, reads from all."""

    def __init__(
        self, directory: Path, clock: Clock, roll_bytes: int = ROLL_BYTES, *, origin: str | None = None
    ) -> None:
        """`origin`: whose records the files hold that are written, where they are not our own; each file says it."""
        self._origin = origin
        self.directory = directory
        self._clock = clock
        self._roll_bytes = roll_bytes
        self._out: BinaryIO | None = None
        self._name = ""

    def write(self, response: Response, body: bytes) -> Slice:
        """Append a full record and flush; `body` is the content-decoded body."""
        return self._append(response, "response", hashlib.sha256(body).hexdigest(), len(body), {})

    def write_revisit(
        self, response: Response, profile: str, refers_to: str, refers_at: str, body_sha256: str
    ) -> Slice:
        """Append a record without body that names the one that holds it (its address and instant)."""
        more = {
            "WARC-Profile": profile,
            "WARC-Refers-To-Target-URI": refers_to,
            "WARC-Refers-To-Date": refers_at,
        }
        return self._append(response, "revisit", body_sha256, 0, more)

    def write_conversion(self, response: Response, source_id: str) -> Slice:
        """Append a document that was made of another record (its id), and flush: its body, with no answer of a server around it."""
        out = self._file()
        member, record_id = _conversion(response, source_id)
        offset = out.tell()
        out.write(member)
        out.flush()
        body = response.body
        return Slice(self._name, offset, len(member), record_id, hashlib.sha256(body).hexdigest(), len(body))

    def write_packed(self, packed: Packed) -> Slice:
        """Append the record that `pack` made, and flush."""
        out = self._file()
        begins = out.tell()
        with packed.record.open("rb") as record:
            shutil.copyfileobj(record, out)
        out.flush()
        offset = begins + packed.before
        return Slice(
            self._name,
            offset,
            out.tell() - offset,
            packed.record_id,
            packed.body_sha256,
            packed.body_bytes,
        )

    def _append(
        self, response: Response, kind: str, body_sha256: str, body_bytes: int, more: dict[str, str]
    ) -> Slice:
        out = self._file()
        request, member, record_id = _members(response, kind, more)
        out.write(request)
        offset = out.tell()
        out.write(member)
        out.flush()
        return Slice(self._name, offset, len(member), record_id, body_sha256, body_bytes)

    def append(self, member: bytes) -> tuple[str, int]:
        """Append a record as it stands elsewhere, byte by byte, and flush; returns file and offset."""
        out = self._file()
        offset = out.tell()
        out.write(member)
        out.flush()
        return self._name, offset

    def _file(self) -> BinaryIO:
        if self._out is not None and self._out.tell() >= self._roll_bytes:
            self.close()
        if self._out is None:
            self.directory.mkdir(parents=True, exist_ok=True)
            self._name, self._out = self._create()
            fcntl.flock(
                self._out, fcntl.LOCK_EX | fcntl.LOCK_NB
            )  # recovery leaves the files of the living alone
            self._out.write(warcinfo(self._name, self._origin))
        return self._out

    def _create(self) -> tuple[str, BinaryIO]:
        # Machines of a cluster share seconds and process numbers: names stay apart when archives are merged.
        stem = f"{self._clock():%Y%m%dT%H%M%SZ}-{os.getpid()}-{os.urandom(4).hex()}"
        for suffix in ("", *(f"-{n}" for n in range(2, 10_000))):
            name = f"{stem}{suffix}.warc.gz"
            try:
                return name, (self.directory / name).open("xb")
            except FileExistsError:
                continue
        raise FileExistsError(f"no free name for a WARC file in {self.directory}")

    def close(self) -> None:
        """Close the file of this run, on disk for good."""
        if self._out is not None:
            os.fsync(self._out.fileno())
            self._out.close()
            self._out = None

    def read(self, warc: str, offset: int, length: int, body_sha256: str) -> bytes:
        """The content-decoded body of a response record, checked.

        :raises DamagedRecord: the bytes are not what they were.
        """
        return read_slice(self.directory, warc, offset, length, body_sha256)
