"""What a row of a stranger claims, held against itself, against the clock, and against the bytes that it names.

A claim that does not hold is refused with its reason; nothing is mended and nothing is guessed.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from archive.clock import instant, within
from archive.keys import key
from archive.store import records
from archive.store.captures import capture_key
from archive.store.response import decode
from archive.store.rows import SqlValue
from archive.store.warc_files import is_warc_name, open_warc
from archive.store.warc_reading import MAX_RECORD, Record, parse_record, unpacked
from archive.urls import canonicalize

MAX_TEXT = 4000
MAX_REASON = 500
_HEX = re.compile(r"[0-9a-f]+")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?Z")
Row = dict[str, SqlValue]
"""A row of a stranger by column: nothing in it has been looked at yet."""


class Refused(Exception):  # noqa: N818 - said of a row
    """A row that is left out; the message says why."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A capture as its row tells it, with nothing in it yet that contradicts itself."""

    key: str
    url: str
    address: str
    fetched_at: str
    status: int
    body_sha256: str
    warc: str
    offset: int
    length: int
    record_id: str
    record_type: str
    role: str
    """Believed in one thing only: that a report is worth reading."""


def claim(row: Row, now: datetime) -> Claim:
    """The row of a capture. Raises Refused."""
    found = Claim(
        _hex(row, "key", 32),
        _text(row, "url"),
        _text(row, "address"),
        _instant(row, "fetched_at"),
        _number(row, "status", 100, 999),
        _hex(row, "body_sha256", 64),
        _text(row, "warc"),
        _number(row, "offset", 0, 1 << 50),
        _number(row, "length", 1, MAX_RECORD),
        _text(row, "record_id"),
        _text(row, "record_type"),
        _text(row, "role"),
    )
    if not is_warc_name(found.warc):
        raise Refused(f"warc {found.warc!r} is not the name of a WARC file")
    if found.record_type not in ("response", "revisit", "conversion"):
        raise Refused(f"record_type {found.record_type!r} is unknown")
    if found.address != _canonical(found.url):
        raise Refused(f"address {found.address} is not that of {found.url}")
    if found.key != capture_key(found.url, found.fetched_at, found.body_sha256):
        raise Refused("its key does not derive from address, instant and hash")
    if not within(datetime.fromisoformat(found.fetched_at), now):
        raise Refused(f"fetched_at {found.fetched_at} is before the first web page or after tomorrow")
    return found


def takedown(row: Row) -> dict[str, str]:
    """The row of a tombstone, as it may wait for a person. Raises Refused."""
    found = {
        "capture_key": _hex(row, "capture_key", 32),
        "url": _text(row, "url"),
        "address": _text(row, "address"),
        "body_sha256": _hex(row, "body_sha256", 64),
        "reason": _text(row, "reason", MAX_REASON),
        "taken_down_at": _instant(row, "taken_down_at"),
    }
    if row["key"] != key("tombstone", found["capture_key"]):
        raise Refused("its key does not derive from the capture")
    if found["address"] != _canonical(found["url"]):
        raise Refused("its address is not that of its URL")
    return found


class Records:
    """The WARC files of a stranger, one of them open at a time. Use as a context manager."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._name: str | None = None
        self._file: BinaryIO | None = None

    def read(self, claimed: Claim) -> tuple[bytes, Record, bytes]:
        """The gzip member that a claim names, its record and its decoded body. Raises Refused where they differ."""
        try:
            member = self._member(claimed)
            plain = unpacked(member)
            records.check_whole(plain)
            records.check_http_head(plain)
            record = parse_record(plain)
        except (OSError, ValueError) as error:
            raise Refused(f"{claimed.warc} at {claimed.offset}: {error}") from None
        response = record.response
        body = decode(response.body, response.header("content-encoding"))
        facts = {
            "url": (claimed.url, response.url),
            "fetched_at": (claimed.fetched_at, instant(response.fetched_at, micros=True)),
            "status": (claimed.status, response.status),
            "record_id": (claimed.record_id, record.record_id),
            "record_type": (claimed.record_type, record.kind),
        }
        if record.kind != "revisit":
            facts["body_sha256"] = (claimed.body_sha256, hashlib.sha256(body).hexdigest())
        for name, (said, found) in facts.items():
            if said != found:
                raise Refused(
                    f"{claimed.warc} at {claimed.offset}: the row says {name} {said}, the record {found}"
                )
        return member, record, body

    def _member(self, claimed: Claim) -> bytes:
        if self._name != claimed.warc or self._file is None:
            self.close()
            self._file, self._name = open_warc(self._directory, claimed.warc), claimed.warc
        if claimed.offset + claimed.length > os.fstat(self._file.fileno()).st_size:
            raise ValueError("the file ends before the record does")
        self._file.seek(claimed.offset)
        return self._file.read(claimed.length)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        self._file = self._name = None

    def __enter__(self) -> Records:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _canonical(url: str) -> str:
    try:
        return canonicalize(url)
    except ValueError as error:
        raise Refused(str(error)) from None


def _text(row: Row, name: str, most: int = MAX_TEXT) -> str:
    value = row[name]
    if not isinstance(value, str) or not 0 < len(value) <= most:
        raise Refused(f"{name} is no text of 1 to {most} characters")
    if not value.isprintable():
        raise Refused(f"{name} holds what cannot be printed")
    return value


def _hex(row: Row, name: str, length: int) -> str:
    value = _text(row, name, length)
    if len(value) != length or not _HEX.fullmatch(value):
        raise Refused(f"{name} is no hash of {length} digits")
    return value


def _number(row: Row, name: str, least: int, most: int) -> int:
    value = row[name]
    if not isinstance(value, int) or not least <= value <= most:
        raise Refused(f"{name} is no number of {least} to {most}")
    return value


def _instant(row: Row, name: str) -> str:
    value = _text(row, name, 40)
    try:
        if _INSTANT.fullmatch(value):
            datetime.fromisoformat(value)
            return value
    except ValueError:
        pass
    raise Refused(f"{name} {value!r} is no instant")
