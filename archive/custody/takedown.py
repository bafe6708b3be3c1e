"""Taking captures down, lawfully and visibly: the bytes and all text derived from them go, a tombstone stays.

The WARC file is written anew without these records, every other byte by byte as it was; in their place stands a
metadata record with hash, date and reason. The rows of the captures stay, so that the archive still says what it held.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from warcio.warcwriter import WARCWriter

from archive import refresh
from archive.custody.offload import fetch
from archive.keys import key
from archive.reports import fields, publishers, search_index
from archive.store import erasure
from archive.store.db import Archive, ArchiveError
from archive.store.rows import TAKEN, TakenRow
from archive.store.warc_files import UnsafeFileError, is_warc_name, open_warc, remove_warc
from archive.store.warc_members import members
from archive.store.warc_writing import Member
from archive.urls import canonicalize

WITHOUT = "-without-"
"""Stands in the names of files that records were taken from."""
LONGEST_STEM = 60
EMPTY = hashlib.sha256(b"").hexdigest()


class NothingToTakeDown(Exception):  # noqa: N818 - what was asked for is not there
    """No capture of that key or address; the message says what was looked for."""


@dataclass(frozen=True, slots=True)
class Removed:
    """What a takedown did: captures taken down, and where the same bytes are still held."""

    captures: int
    elsewhere: list[tuple[str, str]]
    """(capture key, address) of the first capture of the same bytes at each other address."""
    to_read: int
    """Captures that the page linked: what was known of them from the page is gone, and they are to be read again."""
    erased: bool
    """Whether all old bytes are gone; if not, another program uses the archive and the next writer erases them."""


@dataclass(frozen=True, slots=True)
class Taking:
    """A capture that is to be taken down, the reason, and the instant that its tombstone says."""

    row: TakenRow
    reason: str
    at: str


def take_down(archive: Archive, what: str, reason: str, *, everywhere: bool = False) -> Removed:
    """Remove what the captures of a key or an address hold.

    Every capture of the same bytes at the same address goes with it; with `everywhere`, at any address.

    :raises NothingToTakeDown: there is no such capture.
    :raises OSError: a file could not be written; of that file nothing was taken down.
    :raises ArchiveError: another process writes to a file, or not all of it can be read; as above.
    """
    found = _captures(archive, what, everywhere)
    if not found:
        raise NothingToTakeDown(
            f"no capture has the key or address {what}, or all of them are taken down already"
        )
    at = archive.now()
    archive.warcs.close()
    to_read = take_all(archive, [Taking(row, reason, at) for row in found])
    refresh.refresh_stale(archive)
    return Removed(len(found), _elsewhere(archive, found), to_read, erasure.finish(archive))


def _captures(archive: Archive, what: str, everywhere: bool) -> list[TakenRow]:
    """Of this key or address, with all captures of the same bytes (at the same address, or `everywhere`), and with the texts of these
    pages that other captures hold."""
    try:
        address = canonicalize(what)
    except ValueError:
        address = None
    same = "c.body_sha256 = named.body_sha256" + ("" if everywhere else " and c.address = named.address")
    return archive.typed(
        TakenRow,
        "with named as (select key, address, body_sha256 from captures where key = ?1 or address = ?2),"
        f" taken as (select c.key, c.address, c.body_sha256 from captures c join named on {same}),"
        " texts as (select x.address, x.body_sha256 from captures x join taken on x.page_key = taken.key)"
        f" select {TAKEN} from captures c where (c.key in (select key from taken)"
        " or exists (select 1 from texts where texts.address = c.address and texts.body_sha256 = c.body_sha256))"
        " and not exists (select 1 from tombstones t where t.capture_key = c.key) order by c.id",
        what,
        address,
    )


def _elsewhere(archive: Archive, rows: list[TakenRow]) -> list[tuple[str, str]]:
    """Captures of the same bodies that stand, one an address. An empty body says nothing."""
    bodies = json.dumps(sorted({row["body_sha256"] for row in rows} - {EMPTY}))
    return [
        (row["key"], row["address"])
        for row in archive.rows(
            "select key, address, min(id) from captures where body_sha256 in (select value from json_each(?))"
            " and not exists (select 1 from tombstones where capture_key = captures.key)"
            " group by address order by address",
            bodies,
        )
    ]


def take_all(archive: Archive, takings: list[Taking]) -> int:
    """Take down captures, each WARC file at once: a new file, new rows, the old file deleted.

    Returns the number of captures to be read again. What is left inside the database is erased by
    `archive.store.erasure.finish`, once the reports are derived anew.
    """
    by_file: dict[str, list[Taking]] = {}
    for taking in takings:
        by_file.setdefault(taking.row["warc"], []).append(taking)
    return sum(_take_from_file(archive, warc, of_file) for warc, of_file in sorted(by_file.items()))


def _take_from_file(archive: Archive, warc: str, takings: list[Taking]) -> int:
    if not is_warc_name(warc):
        raise UnsafeFileError(f"{warc!r} is not the name of a WARC file")
    with erasure.alone(archive):
        fetch(archive, warc)
        return _write_without(archive, warc, takings)


def _write_without(archive: Archive, warc: str, takings: list[Taking]) -> int:
    rows = [taking.row for taking in takings]
    stones = {taking.row["offset"]: _stone(taking) for taking in takings}
    name, directory = _name_without(warc, stones), archive.warcs.directory
    erasure.note(archive, (warc, name))
    moved = rewrite(directory / warc, directory / name, {o: member for o, (member, _) in stones.items()})
    _all_there(archive, warc, name, moved)
    with archive.transaction() as conn:
        for taking in takings:
            _bury(archive, taking)
        for old, (new, length) in sorted(moved.items()):
            conn.execute(
                "update captures set warc = ?, offset = ?, length = ? where warc = ? and offset = ?",
                (name, new, length, warc, old),
            )
        for old, (_, record_id) in stones.items():
            conn.execute(
                "update captures set record_id = ? where warc = ? and offset = ?",
                (record_id, name, moved[old][0]),
            )
        to_read = _blank(archive, rows)
        forget(archive, [row["id"] for row in rows] + to_read)
    remove_warc(directory, warc)
    return len(to_read)


def _all_there(archive: Archive, warc: str, name: str, moved: dict[int, tuple[int, int]]) -> None:
    """Refuse to give up a file of which not every record could be copied."""
    there = {row["offset"] for row in archive.rows("select offset from captures where warc = ?", warc)}
    if lost := there - moved.keys():
        (archive.warcs.directory / name).unlink()
        raise ArchiveError(
            f"{warc} has no readable record at {min(lost)}, nothing of it was taken down: restore it from a copy"
        )


def _name_without(warc: str, stones: Iterable[int]) -> str:
    """The name of the file that takes the place of another: the stem of the first one and one hash, however often."""
    stem = warc.removesuffix(".warc.gz").partition(WITHOUT)[0][:LONGEST_STEM]
    return f"{stem}{WITHOUT}{key('without', warc, *sorted(stones))[:16]}.warc.gz"


def rewrite(source: Path, target: Path, replaced: dict[int, bytes]) -> dict[int, tuple[int, int]]:
    """Copy a WARC file, other members in place of those at some offsets; returns old offset -> (new offset, length).

    The target has its name only when it is whole and on disk; after an error nothing of it is left.
    """
    moved = {}
    part = target.with_name(target.name + erasure.PART)
    try:
        with open_warc(source.parent, source.name) as old, part.open("wb") as new:
            _hold(old, source.name)
            for offset, member in members(old, 0):
                member = replaced.get(offset, member)
                moved[offset] = (new.tell(), len(member))
                new.write(member)
            new.flush()
            os.fsync(new.fileno())
        part.replace(target)
    except (OSError, ArchiveError):
        part.unlink(missing_ok=True)
        raise
    return moved


def _hold(file: BinaryIO, name: str) -> None:
    """A file that a living process writes to must not be replaced: what it writes from now on would be lost."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise ArchiveError(
            f"{name} is being written by another process: take down when it has ended"
        ) from None


def _stone(taking: Taking) -> tuple[bytes, str]:
    """The record that stands for a removed one, and its id."""
    row, at = taking.row, taking.at
    said = {"taken_down_at": at, "reason": taking.reason, "sha256": row["body_sha256"], "capture": row["key"]}
    body = json.dumps(said, ensure_ascii=False).encode()
    plain = Member()
    writer = WARCWriter(plain, gzip=False, warc_version="1.1")
    record = writer.create_warc_record(
        row["url"],
        "metadata",
        payload=io.BytesIO(body),
        length=len(body),
        warc_content_type="application/json",
        warc_headers_dict={"WARC-Date": at, "WARC-Refers-To": row["record_id"]},
    )
    writer.write_record(record)
    return plain.packed(), record.rec_headers.get_header("WARC-Record-ID")


def _bury(archive: Archive, taking: Taking) -> None:
    row = taking.row
    stone = {
        "key": key("tombstone", row["key"]),
        "capture_key": row["key"],
        "url": row["url"],
        "address": row["address"],
        "body_sha256": row["body_sha256"],
        "reason": taking.reason,
        "taken_down_at": taking.at,
        "warc": row["warc"],
    }
    archive.insert("tombstones", stone, "on conflict (key) do nothing")


_AMONG = "in (select value from json_each({}))".format
_QUOTED = (
    "(json_extract(context, '$.anchor') is not null or json_extract(context, '$.page_title') is not null)"
)
_LINKED = f"""select id from captures where parent {_AMONG(":urls")} and id not {_AMONG(":ids")} and {_QUOTED}
and not exists (select 1 from tombstones where capture_key = captures.key)"""
_RENDERED = f"(select report_id from renditions where address {_AMONG(':addresses')})"
_PORTALS = f"select portal_id from captures where id {_AMONG(':ids')}"
_BY_NAME = f"kind in ('reports', 'files', 'bodies') and visit_id in (select id from visits where portal_id in ({_PORTALS}))"
"""Rows of the books that name what a portal links."""
_QUOTES = (
    f"update captures set headers = '[]' where id {_AMONG(':ids')}",
    "update captures set context = json_set(context, '$.anchor', null, '$.page_title', null)"
    f" where (id {_AMONG(':ids')} or id {_AMONG(':linked')}) and {_QUOTED}",
    f"update frontier set state = 'refused' where address {_AMONG(':addresses')}",
    "update frontier set anchor = null, title = null"
    f" where address {_AMONG(':addresses')} or parent {_AMONG(':urls')}",
    f"update frontier set claims = null where address {_AMONG(':addresses')}",
    f"update visit_claims set name = null, named = '[]', why = null where address {_AMONG(':addresses')} or {_BY_NAME}",
    f"update visits set why = null where outcome in ('partial', 'silent') and portal_id in ({_PORTALS})",
    f"update changes set difference = '{{}}' where report_id in {_RENDERED}",
    f"insert or ignore into stale {_RENDERED[1:-1]}",
    f"delete from issues where capture_id is null and reading_id is null and address {_AMONG(':addresses')}",
)
"""What empties the places that quote captures (headers, link texts and titles, books, differences, issues), and has no crawl ask
for them again."""


def _blank(archive: Archive, rows: list[TakenRow]) -> list[int]:
    """Empty what other rows quote of these captures.

    Returns the ids of the captures that these pages linked and whose readings leaned on the text of the link.
    """
    names = {
        "ids": json.dumps(sorted({row["id"] for row in rows})),
        "addresses": json.dumps(sorted({row["address"] for row in rows})),
        "urls": json.dumps(sorted({row["url"] for row in rows})),
    }
    linked = [row["id"] for row in archive.conn.execute(_LINKED, names)]
    for statement in _QUOTES:
        archive.conn.execute(statement, {**names, "linked": json.dumps(linked)})
    return linked


def forget(archive: Archive, capture_ids: Iterable[int]) -> None:
    """Remove what was read in these captures, inside the caller's transaction; their reports are derived anew."""
    marks = ",".join(str(int(i)) for i in capture_ids)
    readings = f"(select reading_id from parses where capture_id in ({marks}) and reading_id is not null)"
    for row in archive.rows(f"select id from reports where reading_id in {readings}"):
        search_index.remove(archive, row["id"])
        archive.conn.execute("update reports set reading_id = null, title = null where id = ?", (row["id"],))
    archive.conn.execute(
        "insert or ignore into stale select n.report_id from readings r join versions v on v.id = r.version_id"
        f" join renditions n on n.id = v.rendition_id where r.id in {readings}"
    )
    gone = [row["reading_id"] for row in archive.rows(readings.strip("()"))]
    named = _named(archive, readings)
    for table in ("sections", "figures", "checks", "issues", "parses"):
        archive.conn.executemany(f"delete from {table} where reading_id = ?", [(i,) for i in gone])
    archive.conn.executemany("delete from readings where id = ?", [(i,) for i in gone])
    archive.conn.execute(f"delete from issues where capture_id in ({marks})")
    fields.forget(archive)
    for publisher_id, names in named.items():
        publishers.forget(archive, publisher_id, names)


def _named(archive: Archive, readings: str) -> dict[int, set[str]]:
    """Publisher -> what the readings that go call it."""
    found: dict[int, set[str]] = {}
    for row in archive.rows(
        "select s.publisher_id, r.publisher, r.publisher_printed from readings r join versions v on v.id = r.version_id"
        " join renditions n on n.id = v.rendition_id join reports s on s.id = n.report_id"
        f" where s.publisher_id is not null and r.id in {readings}"
    ):
        found.setdefault(row["publisher_id"], set()).update(
            {row["publisher"], row["publisher_printed"]} - {None}
        )
    return found
