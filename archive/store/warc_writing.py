"""Records as they are made: each one gzip member, whole before anything of it is in a file."""

from __future__ import annotations

import hashlib
import io
import zlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.clock import instant
from archive.request_body import media_type
from archive.store.response import Response

SOFTWARE = "nianbao"
LEVEL = 6
"""zlib level: 9 costs three times as long on portal pages for 1 % less."""
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
SAME_BODY = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


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
