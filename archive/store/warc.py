"""The bytes: WARC 1.1 files, one a process run, each record flushed before its row is committed.

A record holds the response as received (content encoding and all headers kept) and is one gzip member,
so that a slice (file, offset, length) reads alone. Nothing is ever appended to a file of another run.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import os
import shutil
import zlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote, urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.clock import Clock, instant
from archive.request_body import media_type
from archive.store.warc_files import open_warc
from archive.urls import request_key

SOFTWARE = "nianbao"
ROLL_BYTES = 1_000_000_000
LEVEL = 6
"""zlib level: 9 costs three times as long on portal pages for 1 % less."""
MAX_DECODED = 64_000_000
"""Bytes after content decoding beyond which a body is kept encoded: a bomb, or no page."""
PIECE = 8_000_000
"""Bytes that are unpacked at a time."""
MAX_RECORD = MAX_DECODED + 1_000_000
"""Bytes of a record with its heads beyond which it is not read."""
_PRINTABLE = "\t" + "".join(map(chr, range(0x20, 0x7F)))
MAX_ENCODINGS = 4
MAX_WARCINFO = 10_000
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
SAME_BODY = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"

Headers = list[tuple[str, str]]


class DamagedRecord(Exception):  # noqa: N818 (the name says what is damaged)
    """A slice does not hold what its row says; the message names file and offset."""


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


@dataclass(frozen=True, slots=True)
class Slice:
    """Where a record is. `body_sha256` and `body_bytes` are of the content-decoded body."""

    warc: str
    offset: int
    length: int
    record_id: str
    body_sha256: str
    body_bytes: int


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


def read_member(directory: Path, warc: str, offset: int, length: int) -> bytes:
    """The bytes that a row names, whatever they are.

    :raises DamagedRecord: the file does not hold them.
    """
    try:
        with open_warc(directory, warc) as file:
            if not 0 <= offset <= offset + length <= os.fstat(file.fileno()).st_size:
                raise DamagedRecord(f"{warc} ends inside the record at {offset}")
            file.seek(offset)
            return file.read(length)
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


class Member:
    """One gzip member, packed while it is written."""

    def __init__(self) -> None:
        self._packer = zlib.compressobj(LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> None:
        self._pieces.append(self._packer.compress(data))

    def flush(self) -> None:
        """Nothing is held back that could be written sooner."""

    def packed(self) -> bytes:
        """All of it, once everything is written."""
        return b"".join([*self._pieces, self._packer.flush()])


def warcinfo(name: str, origin: str | None = None) -> bytes:
    """The record that a file begins with."""
    plain = Member()
    writer = WARCWriter(plain, gzip=False, warc_version="1.1")
    said = {"software": SOFTWARE, "format": "WARC File Format 1.1"}
    if origin is not None:
        said["origin"] = origin
    writer.write_record(writer.create_warcinfo_record(name, said))
    return plain.packed()


@dataclass(frozen=True, slots=True)
class Packed:
    """A full record that is made but not yet in its WARC file."""

    record: Path
    """The file that holds it, after that of its request."""
    before: int
    """Bytes of the record of the request; 0 for a GET."""
    record_id: str
    body_sha256: str
    body_bytes: int
    """Of the content-decoded body."""


def pack(response: Response, body: bytes, record: Path) -> Packed:
    """Make the record of a large response in a file of its own, in any thread; `body` is the content-decoded body."""
    request, member, record_id = _members(response, "response", {})
    with record.open("wb") as file:
        file.write(request)
        file.write(member)
    return Packed(record, len(request), record_id, hashlib.sha256(body).hexdigest(), len(body))


def _members(response: Response, kind: str, more: dict[str, str]) -> tuple[bytes, bytes, str]:
    """The record of the request, empty for a GET, that of the response, and the id of the latter."""
    if response.form is None:
        return b"", *_member(response, kind, more)
    request, request_id = _request_member(response, response.form)
    return request, *_member(response, kind, {**more, "WARC-Concurrent-To": request_id})


def _member(response: Response, kind: str, more: dict[str, str]) -> tuple[bytes, str]:
    plain = Member()
    writer = WARCWriter(plain, gzip=False, warc_version="1.1")
    warc_headers = {"WARC-Date": instant(response.fetched_at, micros=True), **more}
    if response.ip:
        warc_headers["WARC-IP-Address"] = response.ip
    body = response.body if kind == "response" else b""
    record = writer.create_warc_record(
        response.url,
        kind,
        payload=io.BytesIO(body),
        length=len(body),
        http_headers=StatusAndHeaders(
            f"{response.status} {response.reason}", response.headers, protocol="HTTP/1.1"
        ),
        warc_headers_dict=warc_headers,
    )
    writer.write_record(record)
    return plain.packed(), record.rec_headers.get_header("WARC-Record-ID")


def _conversion(response: Response, source_id: str) -> tuple[bytes, str]:
    """The record of a document that was made of another record, and its id."""
    plain = Member()
    writer = WARCWriter(plain, gzip=False, warc_version="1.1")
    record = writer.create_warc_record(
        response.url,
        "conversion",
        payload=io.BytesIO(response.body),
        length=len(response.body),
        warc_content_type=response.header("content-type") or "text/html",
        warc_headers_dict={
            "WARC-Date": instant(response.fetched_at, micros=True),
            "WARC-Refers-To": source_id,
        },
    )
    writer.write_record(record)
    return plain.packed(), record.rec_headers.get_header("WARC-Record-ID")


def _request_member(response: Response, form: str) -> tuple[bytes, str]:
    """The record of the POST request that was answered: a GET is told by its address, a POST is not."""
    plain = Member()
    writer = WARCWriter(plain, gzip=False, warc_version="1.1")
    body, parts = form.encode("latin-1"), urlsplit(response.url)
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    headers = [("Host", parts.netloc), ("Content-Type", media_type(form)), ("Content-Length", str(len(body)))]
    record = writer.create_warc_record(
        response.url,
        "request",
        payload=io.BytesIO(body),
        length=len(body),
        http_headers=StatusAndHeaders(f"POST {target} HTTP/1.1", headers, is_http_request=True),
        warc_headers_dict={"WARC-Date": instant(response.fetched_at, micros=True)},
    )
    writer.write_record(record)
    return plain.packed(), record.rec_headers.get_header("WARC-Record-ID")
