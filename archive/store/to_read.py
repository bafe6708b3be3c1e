"""Captures that have no reading yet, and what is known beside their bytes when they are read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from archive.grades import READABLE, sql_list
from archive.store.captures import Place, context_from, place_of
from archive.store.rows import HOLDING, CaptureRow
from archive.urls import canonicalize
from parsers.model import Context

if TYPE_CHECKING:
    from archive.store.db import Archive


@dataclass(frozen=True, slots=True)
class Pending:
    """A capture that no parser of this version has read: all that a worker needs to read it."""

    key: str
    address: str
    directory: Path
    """Where the WARC files are."""
    warc: str
    offset: int
    length: int
    body_sha256: str
    body_bytes: int
    """Of the body, its packing undone."""
    context: Context
    page: str | None = None
    """Canonical address of the page that links a file: the page is recorded first, the file belongs to it."""


def pending(archive: Archive, parser: str, *, after: int = 0, limit: int = 100) -> list[tuple[int, Pending]]:
    """(id, capture) of those to be read under `parser`, by id: believed, of a readable role, and not the same
    bytes at the same address as one that was read already."""
    rows = archive.typed(
        CaptureRow,
        f"select c.* from captures c where c.id > ?2 and {_PENDING} order by c.id limit ?3",
        parser,
        after,
        limit,
    )
    return [(row["id"], as_pending(archive, row)) for row in rows]


def count_pending(archive: Archive, parser: str) -> int:
    """How many `pending` would return, the same bytes at one address counted as often as they were fetched."""
    found: int = archive.value(COUNT_PENDING, parser)
    return found


_PENDING = f"""
c.role in {sql_list(READABLE)} and c.grade = 'ok'
and not exists (select 1 from parses where capture_id = c.id and parser = ?1) and (c.record_type in {HOLDING} or exists (
    select 1 from captures held where held.address = c.address and held.body_sha256 = c.body_sha256
    and held.record_type = 'response' and held.key not in (select capture_key from tombstones))) and not exists (
    select 1 from captures other join parses on parses.capture_id = other.id and parses.parser = ?1
    where other.address = c.address and other.body_sha256 = c.body_sha256)
and not exists (select 1 from tombstones where capture_key = c.key)
"""
"""The capture's own parse is asked for first: almost every capture of an archive has one, and the other questions cost thirty
times as much."""
COUNT_PENDING = f"select count(*) from captures c where {_PENDING}"
"""Its one parameter is the version of the parsers."""
COUNTED = 10_000
COUNT_SOME_PENDING = f"select count(*) from (select 1 from captures c where {_PENDING} limit {COUNTED + 1})"
"""The same up to COUNTED and one more: after an upgrade of the parsers it is every capture, which would take half a minute for
half a million."""


def as_pending(archive: Archive, row: CaptureRow) -> Pending:
    """What a worker needs: of a revisit the record that it repeats, which may have been fetched as something else than a report."""
    if row["record_type"] == "revisit":
        held = place_of(archive.conn, row["key"])
    else:
        held = Place(row["warc"], row["offset"], row["length"], row["body_sha256"])
    return Pending(
        key=row["key"],
        address=row["address"],
        directory=archive.warcs.directory,
        warc=held.warc,
        offset=held.offset,
        length=held.length,
        body_sha256=row["body_sha256"],
        body_bytes=row["body_bytes"],
        context=context_from(row["context"]),
        page=canonicalize(row["parent"]) if row["role"] == "attachment" and row["parent"] else None,
    )
