"""Captures: one row a fetch, written right after its WARC record; the row is the index of the record."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from archive.clock import instant
from archive.grades import GradeName, Role, Unjudged
from archive.keys import key
from archive.store.response import Response, as_recorded, decode
from archive.store.rows import HOLDING, CaptureRow, RecordType
from archive.store.warc import Slice
from archive.store.warc_reading import DamagedRecord, read_slice
from archive.store.warc_writing import NOT_MODIFIED, SAME_BODY, Packed
from archive.urls import host, request_key
from parsers.model import Context

if TYPE_CHECKING:
    from archive.store.db import Archive

FETCHED = "source is null and origin is null"
"""Of a capture that an archive of our own fetched from the server itself; anything else is no word of the server."""
HTML = "text/html; charset=utf-8"
"""What a rendered document is."""
FULL_AFTER = 3
"""Conditional requests in a row that may be answered with 304 before a body is asked for in full."""


class TakenDown(DamagedRecord):
    """The bytes were removed for a reason that the message gives (`archive.custody.takedown`)."""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """Why and when the bytes of a capture were removed."""

    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the bytes of a body are: the record in a WARC file, and the SHA-256 of what it must hold."""

    warc: str
    offset: int
    length: int
    body_sha256: str

    def body(self, directory: Path) -> bytes:
        """The content-decoded body, checked; `directory` holds the WARC files.

        :raises DamagedRecord: the bytes are not what they were.
        """
        return read_slice(directory, self.warc, self.offset, self.length, self.body_sha256)


@dataclass(frozen=True, slots=True)
class Stored:
    """A response whose record is on disk and whose row is not yet written. `body` is content-decoded."""

    response: Response
    slice: Slice
    body: bytes
    record_type: RecordType = "response"


class Condition(NamedTuple):
    """What a request says of what we have: its headers, and the key of the capture that they are from."""

    headers: dict[str, str]
    capture: str | None = None


def store(
    archive: Archive, response: Response, vouched: str | None = None, body: bytes | None = None
) -> Stored:
    """Write the record; `insert` its row at once, before anything else is stored.

    A 304, and a body that the last full capture of the address has already, become revisit records. `vouched` is the
    key of the capture whose validators were sent (`Condition.capture`): a 304 speaks of that one and of no other. `body`:
    the content-decoded body, where it is known already.
    """
    response = as_recorded(response)
    if body is None:
        body = decode(response.body, response.header("content-encoding"))
    seen = _seen(archive, response, vouched, lambda: hashlib.sha256(body).hexdigest())
    if seen is None:
        return Stored(response, archive.warcs.write(response, body), body)
    return Stored(response, archive.warcs.write_revisit(response, *seen), body, "revisit")


def store_packed(archive: Archive, response: Response, packed: Packed, vouched: str | None = None) -> Stored:
    """As `store`, of a response whose bytes are on disk (`archive.store.warc_writing.pack`); its own body is empty."""
    seen = _seen(archive, response, vouched, lambda: packed.body_sha256)
    if seen is None:
        return Stored(response, archive.warcs.write_packed(packed), b"")
    return Stored(response, archive.warcs.write_revisit(response, *seen), b"", "revisit")


def store_rendered(archive: Archive, page: CaptureRow, document: bytes, at: datetime) -> Stored:
    """Write what a browser made of a captured page as a record of its own that names the page's; `insert` its row with the key of
    the page at once."""
    made = Response(page["url"], at, 200, "OK", [("Content-Type", HTML)], document)
    return Stored(made, archive.warcs.write_conversion(made, page["record_id"]), made.body, "conversion")


def full(archive: Archive, page: CaptureRow) -> CaptureRow:
    """The capture whose record holds the body of a capture: itself, or of a revisit the one that it repeats.

    :raises DamagedRecord: it is not here.
    """
    found = archive.typed(
        CaptureRow,
        "select * from captures where address = ? and body_sha256 = ? and record_type = 'response'"
        " order by key = ? desc, id limit 1",
        *(page["address"], page["body_sha256"], page["key"]),
    )
    if not found:
        raise DamagedRecord("no record holds the body of this capture")
    return found[0]


def _seen(
    archive: Archive, response: Response, vouched: str | None, digest: Callable[[], str]
) -> tuple[str, str, str, str] | None:
    """What a revisit record says of the capture that has the body already: profile, address, instant, SHA-256."""
    last = last_full(archive, response.address) if response.status in (200, 304) else None
    if response.status == 304 and vouched is not None:
        last = by_key(archive.conn, vouched)
    if last is None or (response.status == 200 and digest() != last["body_sha256"]):
        return None
    profile = NOT_MODIFIED if response.status == 304 else SAME_BODY
    return profile, last["url"], last["fetched_at"], last["body_sha256"]


def brought(origin: str) -> str:
    """`captures.source` of a record from the archive of a stranger."""
    return json.dumps({"address": "warc", "date": "warc", "from": origin}, ensure_ascii=False)


def brought_by_sql(counted: str = "true") -> str:
    """SQL over a capture `c`: who brought its bytes; null where the server gave the same bytes to an archive of our own.

    `counted`: SQL that says which of the captures `own` count as given by the server.
    """
    return (
        "(case when c.source is not null and not exists (select 1 from captures own where own.address = c.address"
        f" and own.body_sha256 = c.body_sha256 and own.source is null and {counted})"
        " then coalesce(c.origin, json_extract(c.source, '$.from')) end)"
    )


def brought_by(conn: sqlite3.Connection, capture_key: str) -> str | None:
    """Who brought the bytes of a capture; None where the server gave the same bytes to an archive of our own."""
    row = conn.execute(
        f"select {brought_by_sql()} from captures c where c.key = ?", (capture_key,)
    ).fetchone()
    return row[0] if row else None


def capture_key(url: str, fetched_at: str, body_sha256: str) -> str:
    """A capture is an address, an instant (with microseconds) and a body."""
    return key("capture", url, fetched_at, body_sha256)


def insert(
    archive: Archive,
    stored: Stored,
    *,
    run_id: int | None,
    portal_id: int | None,
    grade: GradeName | Unjudged,
    why: str | None,
    role: Role,
    context: Context,
    final_url: str | None = None,
    source: str | None = None,
    origin: str | None = None,
    page_key: str | None = None,
) -> int:
    """The row of a stored response, inside the caller's transaction; returns its id.

    `final_url` is where a redirect leads; the address itself for everything else. `source` and `origin` are those of
    what was brought, not fetched; `page_key` is the capture of the page whose text it is, where the page itself holds none.
    """
    response, place = stored.response, stored.slice
    fetched_at = instant(response.fetched_at, micros=True)
    media_type = (response.header("content-type") or "").partition(";")[0].strip().lower() or None
    row = {
        "key": capture_key(response.url, fetched_at, place.body_sha256),
        "run_id": run_id,
        "portal_id": portal_id,
        "url": response.url,
        "address": response.address,
        "form": response.form,
        "final_url": final_url or response.url,
        "fetched_at": fetched_at,
        "status": response.status,
        "media_type": media_type,
        "headers": json.dumps(response.headers, ensure_ascii=False),
        "grade": grade,
        "why": why,
        "role": role,
        "context": context_json(context),
        "parent": context.parent,
        "record_type": stored.record_type,
        "source": source,
        "origin": origin,
        "page_key": page_key,
        **asdict(place),
    }
    return archive.insert("captures", row)


def by_key(conn: sqlite3.Connection, capture_key: str) -> CaptureRow:
    """The row of a capture.

    :raises KeyError: for an unknown key.
    """
    row = conn.execute("select * from captures where key = ?", (capture_key,)).fetchone()
    if row is None:
        raise KeyError(capture_key)
    return cast(CaptureRow, dict(row))


def last_full(archive: Archive, address: str) -> CaptureRow | None:
    """The last capture of this canonical address that was fetched from its server, was believed, and whose record
    holds the body."""
    found = archive.typed(
        CaptureRow,
        f"select * from captures where address = ? and record_type = 'response' and grade = 'ok' and {FETCHED}"
        " order by fetched_at desc limit 1",
        address,
    )
    return found[0] if found else None


def validators(archive: Archive, url: str) -> Condition:
    """Request headers that ask for a body only if it changed: from the last full capture of the address.

    None after `FULL_AFTER` answers in a row that nothing changed: a server may say so of a page that did.
    """
    address = request_key(url)
    last = last_full(archive, address)
    if last is None or _not_modified_in_a_row(archive, address) >= FULL_AFTER:
        return Condition({})
    sent = {name.lower(): value for name, value in json.loads(last["headers"])}
    wanted = {"If-None-Match": sent.get("etag"), "If-Modified-Since": sent.get("last-modified")}
    headers = {name: value for name, value in wanted.items() if value}
    return Condition(headers, last["key"] if headers else None)


def _not_modified_in_a_row(archive: Archive, address: str) -> int:
    """How many answers of status 304 the address gave since its last one of status 200."""
    found: int = archive.value(
        f"select count(*) from captures where address = ?1 and status = 304 and {FETCHED} and fetched_at >"
        f" (select max(fetched_at) from captures where address = ?1 and status = 200 and {FETCHED})",
        address,
    )
    return found


def body(archive: Archive, capture_key: str) -> bytes:
    """The content-decoded body of a capture; of a revisit, the body it refers to.

    :raises KeyError: for an unknown key.
    :raises TakenDown: the bytes were removed.
    :raises DamagedRecord: the bytes are not what they were.
    """
    return place_of(archive.conn, capture_key).body(archive.warcs.directory)


def place_of(conn: sqlite3.Connection, capture_key: str) -> Place:
    """Where the body of a capture is; of a revisit, that of the response of the same address which it repeats.

    Apart from `body`, so that rows and files may be read by different threads.

    :raises KeyError: for an unknown key.
    :raises TakenDown: the bytes were removed.
    :raises DamagedRecord: a revisit whose response the archive does not have.
    """
    found = conn.execute("select address, body_sha256 from captures where key = ?", (capture_key,)).fetchone()
    if found is None:
        raise KeyError(capture_key)
    stone = tombstone(conn, capture_key)
    if stone is not None:
        raise TakenDown(f"taken down on {stone.at[:10]}: {stone.reason}")
    row = conn.execute(
        "select warc, offset, length, body_sha256 from captures where address = ? and body_sha256 = ?"
        f" and record_type in {HOLDING} and key not in (select capture_key from tombstones)"
        " order by key = ? desc, id limit 1",
        (found["address"], found["body_sha256"], capture_key),
    ).fetchone()
    if row is None:
        raise DamagedRecord("no record holds the body of this capture")
    return Place(**row)


def tombstone(conn: sqlite3.Connection, capture_key: str) -> Tombstone | None:
    """The last takedown of a capture; None where its bytes were never removed."""
    row = conn.execute(
        "select reason, taken_down_at as at from tombstones where capture_key = ? order by id desc limit 1",
        (capture_key,),
    ).fetchone()
    return None if row is None else Tombstone(**row)


def portal_key(url: str) -> str:
    """Portals are told apart by host name, port and `www.` aside."""
    return key("portal", host(url))


_CONTEXT = tuple(field.name for field in fields(Context))


def context_json(context: Context) -> str:
    plain = {name: getattr(context, name) for name in _CONTEXT}
    plain["fetched_on"] = context.fetched_on.isoformat() if context.fetched_on else None
    return json.dumps(plain, ensure_ascii=False)


def context_from(text: str) -> Context:
    plain = json.loads(text)
    if plain["fetched_on"]:
        plain["fetched_on"] = date.fromisoformat(plain["fetched_on"])
    return Context(**plain)
