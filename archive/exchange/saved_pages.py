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
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

import parsers
from archive.clock import SHANGHAI
from archive.store.warc import Response
from archive.urls import canonicalize

NO_ADDRESS = "http://no-address.invalid/"
"""Where a page stands of which nobody knows where it stood: `.invalid` is no host of anybody."""
HEAD_BYTES = 4096
_HOP = ("content-encoding", "transfer-encoding")
_IE = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->", re.I)
_SINGLE_FILE = re.compile(rb"saved with SingleFile\s+url:\s*(\S+)\s+saved date:\s*([^\n(]+)", re.I)
_HTTRACK = re.compile(rb"Mirrored from (\S+) by HTTrack[^,]*, (\w{3}, \d\d \w{3} \d{4} [\d:]+ GMT)", re.I)
_WARCS = (".warc", ".warc.gz")


class Unusable(Exception):  # noqa: N818 - said to people
    """A path that gives nothing; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Saved:
    response: Response
    source: dict[str, str]
    """`from` (the file), `address` and `date`: warc, sidecar, comment, file or none."""


def read(path: Path) -> Iterator[Saved]:
    """Every response in a folder, a WARC, a WACZ or a single page. Raises Unusable."""
    if not path.exists():
        raise Unusable(f"{path} is not there")
    if path.is_dir():
        yield from _folder(path)
    elif path.name.endswith(_WARCS):
        with path.open("rb") as file:
            yield from _warc(file, path.name)
    elif path.suffix == ".wacz":
        yield from _wacz(path)
    else:
        yield _file(path, _sidecar(path))


def _folder(folder: Path) -> Iterator[Saved]:
    listed: dict[Path, dict[str, str]] = {}
    for table in sorted(folder.rglob("*.csv")):
        listed.update(_listed(table))
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if path.name.endswith(_WARCS) or path.suffix == ".wacz":
            yield from read(path)
        elif path.suffix != ".csv" and not _is_sidecar(path):
            yield _file(path, listed.get(path.resolve()) or _sidecar(path))


def _listed(table: Path) -> dict[Path, dict[str, str]]:
    """The rows of a CSV that names files of its folder; nothing for any other CSV."""
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if not {"file", "address"} <= set(rows.fieldnames or ()):
            return {}
        return {(table.parent / row["file"]).resolve(): dict(row) for row in rows}


def _is_sidecar(path: Path) -> bool:
    return path.suffix == ".json" and (
        path.with_suffix("").is_file() or any(path.parent.glob(f"{path.stem}.*ht*"))
    )


def _sidecar(path: Path) -> dict[str, str]:
    """`page.html.json` or `page.json` beside `page.html`: {address, fetched_at}."""
    for beside in (path.with_name(f"{path.name}.json"), path.with_suffix(".json")):
        if beside.is_file() and beside != path:
            try:
                found = json.loads(beside.read_text(encoding="utf-8-sig"))
            except ValueError as error:
                raise Unusable(f"{beside} is no JSON: {error}; mend or remove it") from None
            return found if isinstance(found, dict) else {}
    return {}


def _file(path: Path, said: dict[str, str]) -> Saved:
    data = path.read_bytes()
    address, saved_at = _comment(data[:HEAD_BYTES])
    source = {"from": path.name}
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
        at, source["date"] = datetime.fromtimestamp(path.stat().st_mtime, UTC), "file"
    if address is None:
        address = f"{NO_ADDRESS}{hashlib.sha256(data).hexdigest()}"
    try:
        canonicalize(address)
    except ValueError as error:
        raise Unusable(f"{path}: {error}; correct its sidecar") from None
    headers = [("Content-Type", parsers.media_type(data))]
    return Saved(Response(address, at, 200, "OK", headers, data), source)


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
    try:
        return parsedate_to_datetime(text.decode("latin-1").strip())
    except ValueError:
        return None


def _wacz(path: Path) -> Iterator[Saved]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [n for n in archive.namelist() if n.startswith("archive/") and n.endswith(_WARCS)]
            if not names:
                raise Unusable(f"{path} holds no WARC: it is no web archive")
            for name in sorted(names):
                with archive.open(name) as file:
                    yield from _warc(io.BytesIO(file.read()), path.name)
    except zipfile.BadZipFile:
        raise Unusable(f"{path} is no WACZ: it cannot be unpacked") from None


def _warc(file: BinaryIO, name: str) -> Iterator[Saved]:
    """The responses of a WARC; one without HTTP head or with an address that is none is left out."""
    try:
        for record in ArchiveIterator(file):
            if record.rec_type == "response" and record.http_headers is not None:
                saved = _record(record, name)
                if saved is not None:
                    yield saved
    except (ArchiveLoadFailed, EOFError, OSError, ValueError) as error:
        raise Unusable(f"{name} is damaged: {error}; what stood before that place was taken in") from None


def _record(record: Any, name: str) -> Saved | None:
    url = record.rec_headers.get_header("WARC-Target-URI").strip("<>")
    try:
        canonicalize(url)
    except ValueError:
        return None
    status, _, reason = record.http_headers.statusline.partition(" ")
    headers = [(k, v) for k, v in record.http_headers.headers if k.lower() not in _HOP]
    at = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
    body = record.content_stream().read()
    response = Response(url, at, int(status), reason or "-", headers, body)
    return Saved(response, {"from": name, "address": "warc", "date": "warc"})
