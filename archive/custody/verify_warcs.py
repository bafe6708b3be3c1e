"""The WARC files: record by record as they stand, against the rows that index them."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from archive.clock import instant
from archive.store.captures import capture_key
from archive.store.db import Archive
from archive.store.moved import open_own, size_of
from archive.store.response import decode
from archive.store.warc_files import WARC_ENDINGS
from archive.store.warc_members import members
from archive.store.warc_reading import Record, parse_member

Found = tuple[str, str]
"""Where, and what was found there."""


def files(archive: Archive) -> Iterator[str]:
    """Names of the WARC files that are there or should be."""
    folder = archive.warcs.directory
    there = {p.name for p in folder.iterdir() if p.name.endswith(WARC_ENDINGS)} if folder.is_dir() else set()
    indexed = {row["warc"] for row in archive.rows("select distinct warc from captures")}
    yield from sorted(there | indexed)


def verify_file(archive: Archive, name: str) -> Iterator[Found]:
    """Every record of a file has its row, every row its record, and they say the same."""
    rows = {
        row["offset"]: row
        for row in archive.rows(
            "select c.*, t.key as stone, p.record_id as page_record from captures c"
            " left join tombstones t on t.capture_key = c.key left join captures p on p.key = c.page_key"
            " and not exists (select 1 from tombstones s where s.capture_key = p.key)"
            " where c.warc = ? order by c.offset",
            name,
        )
    }
    try:
        with open_own(archive.warcs.directory, name, cached=False) as file:
            yield from _walk(file, name, rows)
    except FileNotFoundError:
        yield name, f"the file is gone, with {len(rows)} captures"
    except OSError as error:
        yield name, f"cannot be read: {error.strerror or error}"


def _walk(file: BinaryIO, name: str, rows: dict[int, sqlite3.Row]) -> Iterator[Found]:
    """Member after member; behind a broken place, on from the next place that a row names."""
    size, at = size_of(file), 0
    seen: set[int] = set()
    while at < size:
        for offset, member in members(file, at):
            at = offset + len(member)
            seen.add(offset)
            yield from ((f"{name} at {offset}", what) for what in _said(rows.get(offset), member))
        if at >= size:
            break
        following = min((offset for offset in rows if offset > at and offset not in seen), default=size)
        yield f"{name} at {at}", _broken(rows.get(at), following == size)
        seen.add(at)
        at = following
    for offset in sorted(rows.keys() - seen):
        row = rows[offset]
        yield f"{name} at {offset}", f"the record of the capture {row['key']} ({row['url']}) is not there"


def _said(row: sqlite3.Row | None, member: bytes) -> Iterator[str]:
    if row is not None:
        yield from _compare(row, member)
    elif _is_response(member):
        yield "a response without a row"


def _broken(row: sqlite3.Row | None, is_last: bool) -> str:
    what = "the file ends inside a record" if is_last else "no readable record"
    return what if row is None else f"{what} (the capture {row['key']} of {row['url']})"


def _is_response(member: bytes) -> bool:
    try:
        return parse_member(member).kind == "response"
    except ValueError:
        return False


def _compare(row: sqlite3.Row, member: bytes) -> Iterator[str]:
    """What the record says otherwise than its row."""
    said = f"the capture {row['key']} ({row['url']})"
    if len(member) != row["length"]:
        yield f"{said}: its row says {row['length']} bytes, the record has {len(member)}"
    if capture_key(row["url"], row["fetched_at"], row["body_sha256"]) != row["key"]:
        yield f"{said}: its row was edited: the key does not derive from address, instant and hash"
    try:
        record = parse_member(member)
    except (ValueError, zlib.error, EOFError) as error:
        if row["stone"] is None:
            yield f"{said}: no HTTP record: {error}"
        return
    if row["stone"] is not None and row["record_type"] != "revisit":
        yield f"{said}: was taken down, yet its bytes are here"
    response = record.response
    facts = {
        "url": (row["url"], response.url),
        "fetched_at": (row["fetched_at"], instant(response.fetched_at, micros=True)),
        "status": (row["status"], response.status),
        "headers": (row["headers"], json.dumps(response.headers, ensure_ascii=False)),
        "record_id": (row["record_id"], record.record_id),
        "record_type": (row["record_type"], record.kind),
    }
    facts |= _page_of(row, record)
    for name, (ours, theirs) in facts.items():
        if ours != theirs:
            yield f"{said}: its row says {name} {ours}, the record {theirs}"
    if record.kind != "revisit":
        body = decode(response.body, response.header("content-encoding"))
        if hashlib.sha256(body).hexdigest() != row["body_sha256"]:
            yield f"{said}: the body does not have the SHA-256 of its row"


def _page_of(row: sqlite3.Row, record: Record) -> dict[str, tuple[str, str | None]]:
    """Of a rendered document the record of its page, by the row and by its own word, where the page still stands."""
    if row["page_record"] is None or record.kind != "conversion":
        return {}
    return {"page_key": (row["page_record"], record.source_id)}
