"""What people have saved: pages in folders, WARC and WACZ files, as responses with what is known of their origin.

The address and the instant of a saved file come from, in this order: a sidecar (`NAME.json` beside it, or a CSV file of
the folder with the columns file, address, fetched_at), a comment that the saving program left, the file itself (its
modification time; no address). Where each is from is said in `Saved.source`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple

import parsers
from archive.clock import SHANGHAI, within
from archive.exchange.warc_stream import whole_records
from archive.store.left_out import LeftOut, printable
from archive.store.records import MAX_HEAD, check_http_head, frame
from archive.store.response import MAX_DECODED, Headers, Response, decode, exceeds
from archive.store.warc_files import WARC_ENDINGS, open_regular
from archive.store.warc_reading import parse_record
from archive.urls import canonicalize

NO_ADDRESS = "http://no-address.invalid/"
"""Where a page stands of which nobody knows where it stood: `.invalid` is no host of anybody."""
HEAD_BYTES = 4096
_HOP = ("content-encoding", "transfer-encoding")
_IE = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->", re.I)
_SINGLE_FILE = re.compile(rb"saved with SingleFile\s+url:\s*(\S+)\s+saved date:\s*([^\n(]+)", re.I)
_HTTRACK = re.compile(
    rb"Mirrored from (\S{1,2000}) by HTTrack[^,]{0,200}, (\w{3}, \d\d \w{3} \d{4} [\d:]+ GMT)", re.I
)
_SCHEME = re.compile(rb"\nWARC-Target-URI:[ \t]*<?([A-Za-z][A-Za-z0-9+.-]*):", re.I)
_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,200})?\r\n")
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
MAX_ADDRESS = 4000
MAX_ENTRIES = 10_000
MAX_RATIO = 20
"""How often the bytes of a ZIP entry may be repeated by unpacking it."""
SIDECAR_BYTES = 1_000_000


class Unusable(Exception):  # noqa: N818 - said to people
    """A path that gives nothing; the message says why and what to do."""


class Repeated(NamedTuple):
    """The response whose body a revisit record repeats (ISO 28500, 6.7.2): its address and its instant."""

    url: str
    fetched_at: datetime | None


@dataclass(frozen=True, slots=True)
class Saved:
    response: Response
    source: dict[str, str]
    """`from` (the file), `address` and `date`: warc, sidecar, comment, file or none."""
    repeated: Repeated | None = None
    """Where the body is, of a revisit record that has none of its own."""
    record_id: str = ""
    """Id of its record, where it comes from a WARC."""
    rendered_from: str | None = None
    """Id of the record of the page that it was rendered from, of a conversion record."""


def read(path: Path, now: datetime, left: LeftOut) -> Iterator[Saved]:
    """Every response in a folder, a WARC, a WACZ or a single page; what is unusable is named in `left`.

    `now` bounds the dates that are believed. Raises Unusable where nothing is there.
    """
    if not path.exists():
        raise Unusable(f"{path} is not there")
    found = _folder(path, left) if path.is_dir() else _one(path, None, left)
    for saved in found:
        if within(saved.response.fetched_at, now):
            yield saved
        else:
            at = saved.response.fetched_at.isoformat()
            left.add(
                f"{saved.source['from']}: {at} is before the first web page or after tomorrow; correct its date"
            )


def _one(path: Path, said: dict[str, str] | None, left: LeftOut) -> Iterator[Saved]:
    """A file; `said`: what a table of its folder says of it."""
    try:
        with open_regular(path) as file:
            if path.name.endswith(WARC_ENDINGS):
                yield from _warc(file, printable(path.name), left)
            elif path.suffix == ".wacz":
                yield from _wacz(file, path, left)
            else:
                yield _file(path, file, said or _sidecar(path))
    except Unusable as error:
        left.add(str(error))
    except OSError as error:
        left.add(f"{path}: {error.strerror or error}")
    except (ValueError, OverflowError) as error:  # the clock of the file
        left.add(f"{path}: its time is none that there is: {error}; name one in a sidecar")


def _folder(folder: Path, left: LeftOut) -> Iterator[Saved]:
    """Regular files in their order; links are not followed, and they are named."""
    files = list(_regular(folder, left))
    with_sidecar = {*files, *(path.with_suffix("") for path in files if "ht" in path.suffix)}
    listed: dict[Path, dict[str, str]] = {}
    for table in sorted(f for f in files if f.suffix == ".csv"):
        listed.update(_listed(table, left))
    for path in sorted(files):
        is_sidecar = path.suffix == ".json" and path.with_suffix("") in with_sidecar
        if path.suffix != ".csv" and not is_sidecar:
            yield from _one(path, listed.get(path), left)


def _regular(folder: Path, left: LeftOut) -> Iterator[Path]:
    """The files of a folder and those below it, but for links, and for what lies too deep for a path to lead there."""
    for place, folders, names in os.walk(folder, onerror=lambda error: left.add(str(error))):
        for name, is_file in (*((n, False) for n in folders), *((n, True) for n in names)):
            path = Path(place, name)
            try:
                is_link = stat.S_ISLNK(path.lstat().st_mode)
            except OSError as error:
                left.add(f"{path}: {error.strerror or error}")
                continue
            if is_link:
                left.add(f"{path} is a link, and links are not followed")
            elif is_file:
                yield path


def _listed(table: Path, left: LeftOut) -> dict[Path, dict[str, str]]:
    """The rows of a CSV that names files of its folder; nothing for any other CSV."""
    found = {}
    try:
        with open_regular(table) as raw:
            text = _bounded(raw, table, MAX_DECODED).decode("utf-8-sig")
            rows = csv.DictReader(io.StringIO(text, newline=""))
            if not {"file", "address"} <= set(rows.fieldnames or ()):
                return {}
            for row in rows:
                name = row["file"] or ""
                if not name or "\0" in name or Path(name).is_absolute() or ".." in Path(name).parts:
                    left.add(f"{table} line {rows.line_num}: {name!r} is no file of its folder")
                else:
                    found[table.parent / name] = {k: v or "" for k, v in row.items() if isinstance(k, str)}
    except (OSError, ValueError, csv.Error, Unusable) as error:
        left.add(f"{table} cannot be read: {error}")
    return found


def _sidecar(path: Path) -> dict[str, str]:
    """`page.html.json` or `page.json` beside `page.html`: {address, fetched_at}."""
    for beside in (path.with_name(f"{path.name}.json"), path.with_suffix(".json")):
        if beside == path or not os.path.lexists(beside):
            continue
        try:
            with open_regular(beside) as file:
                found = json.loads(_bounded(file, beside, SIDECAR_BYTES).decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise Unusable(f"{beside} is no JSON: {error}; mend or remove it") from None
        if not isinstance(found, dict):
            return {}
        if wrong := [n for n in ("address", "url", "fetched_at") if not isinstance(found.get(n), str | None)]:
            raise Unusable(f"{beside}: {wrong[0]} is no text; mend or remove it")
        return found
    return {}


def _bounded(file: BinaryIO, path: Path, most: int) -> bytes:
    data = file.read(most + 1)
    if len(data) > most:
        raise Unusable(f"{path} has more than {most} bytes, which is no page")
    return data


def _file(path: Path, file: BinaryIO, said: dict[str, str]) -> Saved:
    data = _bounded(file, path, MAX_DECODED)
    address, saved_at = _comment(data[:HEAD_BYTES])
    source = {"from": printable(path.name)}
    given = (said.get("address") or said.get("url") or "").strip()
    address, source["address"] = (
        (given, "sidecar") if given else (address, "comment") if address else (None, "none")
    )
    when = said.get("fetched_at")
    if when:
        at, source["date"] = _instant(path, when), "sidecar"
    elif saved_at:
        at, source["date"] = saved_at, "comment"
    else:
        at, source["date"] = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC), "file"
    if address is None:
        address = f"{NO_ADDRESS}{hashlib.sha256(data).hexdigest()}"
    _check_address(address, f"{path}", "; correct its sidecar")
    headers = [("Content-Type", parsers.media_type(data))]
    return Saved(Response(address, at, 200, "OK", headers, data), source)


def _check_address(address: str, where: str, todo: str = "") -> None:
    try:
        canonicalize(address)
    except ValueError as error:
        raise Unusable(f"{where}: {error}{todo}") from None
    if len(address) > MAX_ADDRESS or not address.isprintable():
        raise Unusable(
            f"{where}: an address of more than {MAX_ADDRESS} characters, or with control characters{todo}"
        )


def _instant(path: Path, text: str) -> datetime:
    """An instant, or a day, of Asia/Shanghai where it names no zone."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Unusable(
            f"{path}: fetched_at {text!r} is no instant; one looks like 2019-03-31T10:00:00+08:00"
        ) from None
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)


def _comment(head: bytes) -> tuple[str | None, datetime | None]:
    """Address and instant that Internet Explorer, Chrome, SingleFile or HTTrack wrote into the page."""
    if found := _SINGLE_FILE.search(head):
        return found[1].decode("latin-1"), _mail_date(found[2])
    if found := _HTTRACK.search(head):
        return f"http://{found[1].decode('latin-1')}", _mail_date(found[2])
    if found := _IE.search(head):
        return found[1].decode("latin-1"), None
    return None, None


def _mail_date(text: bytes) -> datetime | None:
    """An instant, of Asia/Shanghai where it names no zone; None where it is none."""
    try:
        at = parsedate_to_datetime(text.decode("latin-1").strip())
    except (ValueError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)


def _wacz(file: BinaryIO, path: Path, left: LeftOut) -> Iterator[Saved]:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [e for e in archive.infolist() if e.filename.startswith("archive/")]
            entries = [e for e in entries if e.filename.endswith(WARC_ENDINGS)]
            if not entries:
                raise Unusable(f"{path} holds no WARC: it is no web archive")
            if len(entries) > MAX_ENTRIES:
                raise Unusable(f"{path} holds more than {MAX_ENTRIES} WARC files, which is no web archive")
            most = MAX_RATIO * os.fstat(file.fileno()).st_size + MAX_DECODED
            for entry in sorted(entries, key=lambda e: e.filename):
                with tempfile.TemporaryFile() as unpacked:
                    try:
                        most -= _unpack(archive, entry, unpacked, most)
                    except _BROKEN_ZIP as error:
                        left.add(f"{path}, {entry.filename}: cannot be unpacked: {error}")
                        continue
                    yield from _warc(unpacked, printable(f"{path.name}, {entry.filename}"), left)
    except _BROKEN_ZIP as error:
        raise Unusable(f"{path} is no WACZ: it cannot be unpacked: {error}") from None


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: BinaryIO, most: int) -> int:
    """Write what an entry of a ZIP holds; returns how many bytes.

    `most`: what the entries may hold together, for entries can share their packed bytes. Raises Unusable, `_BROKEN_ZIP`.
    """
    have = 0
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile("it is packed in a way that no WACZ is")
    with archive.open(entry) as packed:
        while data := packed.read(1 << 20):
            have += len(data)
            if have > most:
                raise Unusable(
                    f"{entry.filename}: unpacks to more than {most} bytes, which is no web archive"
                )
            target.write(data)
    target.flush()
    return have


def _warc(file: BinaryIO, name: str, left: LeftOut) -> Iterator[Saved]:
    """The responses of a WARC; one that is no answer of a web server is left out."""
    for offset, plain in whole_records(file, name, left):
        try:
            saved = _response(plain, name)
        except (ValueError, Unusable) as error:
            left.add(f"{name} at {offset}: {error}")
            continue
        if saved is not None:
            yield saved


def _response(plain: bytes, name: str) -> Saved | None:
    """None for a record that is no page and no file of the web. Raises ValueError, Unusable."""
    kind = frame(plain[:MAX_HEAD]).kind
    if kind not in ("response", "revisit", "resource", "conversion"):
        return None
    scheme = _SCHEME.search(plain, 0, MAX_HEAD)
    if scheme is not None and not scheme[1].lower().startswith(b"http"):
        return None  # what crawlers note of names and certificates
    check_http_head(plain)
    record = parse_record(plain)
    found = record.response
    _check_address(found.url, "its address")
    source = {"from": name, "address": "warc", "date": "warc"}
    if kind == "revisit":
        repeated = Repeated(record.refers_to or found.url, record.refers_to_date)
        _check_address(repeated.url, "the address that it repeats")
        return Saved(replace(found, headers=_kept(found), body=b""), source, repeated)
    body = _dechunked(found) if "chunked" in (found.header("transfer-encoding") or "").lower() else found.body
    encoding = found.header("content-encoding")
    decoded = decode(body, encoding)
    if decoded is body and exceeds(body, encoding):
        raise ValueError(f"its body unpacks to more than {MAX_DECODED} bytes")
    response = Response(found.url, found.fetched_at, found.status, found.reason or "-", _kept(found), decoded)
    made_of = (record.source_id or "") if kind == "conversion" else None
    return Saved(response, source, record_id=record.record_id, rendered_from=made_of)


def _kept(response: Response) -> Headers:
    return [(k, v) for k, v in response.headers if k.lower() not in _HOP]


def _dechunked(response: Response) -> bytes:
    """The body without the marks of its chunks; as it is where there are none, for some programs take them out."""
    body, at = response.body, 0
    parts: list[bytes] = []
    while (size := _CHUNK.match(body, at)) is not None:
        length = int(size[1], 16)
        if length == 0:
            return b"".join(parts)
        if size.end() + length > len(body):
            raise ValueError("its body ends inside a chunk")
        parts.append(body[size.end() : size.end() + length])
        at = size.end() + length + 2
    return body
