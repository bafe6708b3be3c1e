"""Records of WARC files read back: hostile until shown otherwise, each a gzip member of its own.

Source: ISO 28500:2017 (WARC 1.1); RFC 1952 for members."""

from __future__ import annotations

import hashlib
import io
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders

from archive.store.moved import open_own, size_of
from archive.store.objects import UnreachableError
from archive.store.response import MAX_DECODED, Headers, Response, decode

MAX_RECORD = MAX_DECODED + 1_000_000
"""Bytes of a record with its heads beyond which it is not read."""
MAX_WARCINFO = 10_000


class DamagedRecord(Exception):  # noqa: N818 (the name says what is damaged)
    """A slice does not hold what its row says; the message names file and offset."""


class UnreachedRecord(DamagedRecord):
    """The slice lies in a store that cannot be reached now: nothing is said of it, and it is to be asked for again."""


def read_member(directory: Path, warc: str, offset: int, length: int) -> bytes:
    """The bytes that a row names, whatever they are.

    :raises DamagedRecord: the file does not hold them.
    """
    try:
        with open_own(directory, warc) as file:
            if not 0 <= offset <= offset + length <= size_of(file):
                raise DamagedRecord(f"{warc} ends inside the record at {offset}")
            file.seek(offset)
            return file.read(length)
    except UnreachableError as error:
        raise UnreachedRecord(f"{warc}: {error}") from error
    except OSError as error:
        raise DamagedRecord(f"{warc}: no record at {offset}: {error}") from error


def read_slice(directory: Path, warc: str, offset: int, length: int, body_sha256: str) -> bytes:
    """As `Warcs.read`, for a worker process that has no archive open; `directory` holds the WARC files."""
    member = read_member(directory, warc, offset, length)
    try:
        response = parse_member(member).response
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise DamagedRecord(f"{warc}: no record at {offset}: {error}") from error
    body = decode(response.body, response.header("content-encoding"))
    if hashlib.sha256(body).hexdigest() != body_sha256:
        raise DamagedRecord(f"{warc}: the record at {offset} does not have the SHA-256 of its row")
    return body


@dataclass(frozen=True, slots=True)
class Record:
    kind: str
    record_id: str
    response: Response
    refers_to: str | None
    refers_to_date: datetime | None = None
    concurrent_to: str | None = None
    """Id of the record of the request, where that was a POST."""
    source_id: str | None = None
    """Id of the record that this one was made of, by its own word."""


def parse_member(member: bytes) -> Record:
    """One gzip member back to its record.

    :raises ValueError: it is no HTTP record.
    """
    return parse_record(unpacked(member))


def parse_record(plain: bytes) -> Record:
    """The bytes of one record, head and all, as a record.

    :raises ValueError: it is no HTTP record.
    """
    record = _loaded(plain)
    if record is None:
        raise ValueError("no HTTP record")
    head = record.rec_headers
    status, reason, headers = _http_head(record)
    response = Response(
        url=_address(_said(head, "WARC-Target-URI")),
        fetched_at=_date(_said(head, "WARC-Date")),
        status=status,
        reason=reason,
        headers=headers,
        body=record.raw_stream.read(),
        ip=head.get_header("WARC-IP-Address"),
    )
    return Record(
        record.rec_type,
        _said(head, "WARC-Record-ID"),
        response,
        head.get_header("WARC-Refers-To-Target-URI"),
        _date(refers) if (refers := head.get_header("WARC-Refers-To-Date")) else None,
        head.get_header("WARC-Concurrent-To"),
        head.get_header("WARC-Refers-To"),
    )


def _http_head(record: ArcWarcRecord) -> tuple[int, str, Headers]:
    """Status, reason and headers of what was answered.

    A `resource` record is a file as it was saved, and a `conversion` what was made of another record, without an answer around
    them, and a revisit may leave its head out (ISO 28500, 6.4, 6.7 and 6.8): all are of a page that was there.
    """
    if record.http_headers is not None:
        status, _, reason = record.http_headers.statusline.partition(" ")
        return _status(status), reason, list(record.http_headers.headers)
    if record.rec_type not in ("resource", "revisit", "conversion"):
        raise ValueError("no HTTP record")
    said = record.rec_headers.get_header("Content-Type")
    return 200, "OK", [("Content-Type", said)] if said and record.rec_type != "revisit" else []


def parse_request(member: bytes) -> tuple[str, str] | None:
    """(record id, form) of the record of a POST request; None for any other record."""
    record = _loaded(unpacked(member))
    if record is None or record.rec_type != "request":
        return None
    return record.rec_headers.get_header("WARC-Record-ID"), record.raw_stream.read().decode("latin-1")


def origin_of(member: bytes) -> str | None:
    """Whose records follow, by the warcinfo record that a file begins with; None where they are our own."""
    record = _loaded(unpacked(member))
    if record is None or record.rec_type != "warcinfo":
        return None
    said = record.content_stream().read(MAX_WARCINFO).decode(errors="replace").splitlines()
    return next((line.partition(":")[2].strip() for line in said if line.startswith("origin:")), None)


def unpacked(member: bytes) -> bytes:
    """What one gzip member holds.

    :raises ValueError: it is not exactly one, or holds more than a record may.
    """
    decoder = zlib.decompressobj(31)
    try:
        plain = decoder.decompress(member, MAX_RECORD)
    except zlib.error as error:
        raise ValueError(f"no gzip member: {error}") from error
    if not decoder.eof or decoder.unused_data:
        raise ValueError("not one whole gzip member, or more than a record may hold")
    return plain


def _loaded(plain: bytes) -> ArcWarcRecord | None:
    """The first record in these bytes, as warcio sees it.

    :raises ValueError: for whatever it stumbles over.
    """
    try:
        found: ArcWarcRecord | None = next(iter(ArchiveIterator(io.BytesIO(plain))), None)
    except Exception as error:  # warcio names no common class for what is wrong in a head
        raise ValueError(f"no WARC record: {error}") from error
    return found


def _said(head: StatusAndHeaders, name: str) -> str:
    value = head.get_header(name)
    if not value:
        raise ValueError(f"the record has no {name}")
    return str(value)


def _address(text: str) -> str:
    """WARC 1.0 writes addresses in angle brackets."""
    return text[1:-1] if text[:1] == "<" and text[-1:] == ">" else text


def _date(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"the WARC-Date {text[:40]!r} is no instant") from None


def _status(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 3):
        raise ValueError(f"{text[:20]!r} is no HTTP status")
    return int(text)
