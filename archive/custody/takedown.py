"""Taking captures down, lawfully and visibly: the bytes and all text derived from them go, a tombstone stays.

The WARC file is written anew without the payload, every other record byte by byte as it was; in its place stands a
metadata record with hash, date and reason. The rows of the captures stay, so that the archive still says what it held.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from warcio.warcwriter import WARCWriter

from archive import refresh
from archive.keys import key
from archive.reports import search_index
from archive.store.db import Archive
from archive.store.recovery import members
from archive.store.warc import compressed
from archive.store.warc_files import UnsafeFileError, is_warc_name, open_warc, remove_warc
from archive.urls import canonicalize


class NothingToTakeDown(Exception):  # noqa: N818 - what was asked for is not there
    """No capture of that key or address; the message says what was looked for."""


def take_down(archive: Archive, what: str, reason: str) -> int:
    """Remove what the captures of a key or an address hold; gives the number of captures taken down.

    Every capture of the same bytes at the same address goes with it. Raises NothingToTakeDown.
    """
    found = _captures(archive, what)
    if not found:
        raise NothingToTakeDown(
            f"no capture has the key or address {what}, or all of them are taken down already"
        )
    at = archive.now()
    archive.warcs.close()
    by_file: dict[str, list[Any]] = {}
    for row in found:
        by_file.setdefault(row["warc"], []).append(row)
    for warc, rows in by_file.items():
        take_from_file(archive, warc, rows, reason, at)
    refresh.refresh_stale(archive)
    return len(found)


def _captures(archive: Archive, what: str) -> list[Any]:
    """Of this key or address, with all captures of the same bytes at the same address."""
    try:
        address = canonicalize(what)
    except ValueError:
        address = None
    return archive.rows(
        "select distinct c.* from captures c join captures named"
        " on named.address = c.address and named.body_sha256 = c.body_sha256"
        " where (named.key = ? or named.address = ?)"
        " and not exists (select 1 from tombstones t where t.capture_key = c.key) order by c.id",
        what,
        address,
    )


def take_from_file(archive: Archive, warc: str, rows: list[Any], reason: str, at: str) -> None:
    """Take down captures (their rows) of one WARC file: a new file, new rows, the old file deleted."""
    if not is_warc_name(warc):
        raise UnsafeFileError(f"{warc!r} is not the name of a WARC file")
    stones = {r["offset"]: _stone(r, reason, at) for r in rows if r["record_type"] == "response"}
    name, moved = warc, {}
    if stones:
        name = f"{warc.removesuffix('.warc.gz')}-{key('without', warc, *sorted(stones))[:8]}.warc.gz"
        directory = archive.warcs.directory
        moved = rewrite(directory / warc, directory / name, {o: member for o, (member, _) in stones.items()})
    with archive.transaction() as conn:
        for row in rows:
            _bury(archive, row, reason, at, warc)
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
        forget(archive, [row["id"] for row in rows])
    if moved:
        remove_warc(archive.warcs.directory, warc)


def rewrite(source: Path, target: Path, replaced: dict[int, bytes]) -> dict[int, tuple[int, int]]:
    """Copy a WARC file, other members in place of those at some offsets; gives old offset -> (new offset, length)."""
    moved = {}
    with open_warc(source.parent, source.name) as old, target.open("wb") as new:
        for offset, member in members(old, 0):
            member = replaced.get(offset, member)
            moved[offset] = (new.tell(), len(member))
            new.write(member)
    return moved


def _stone(row: Any, reason: str, at: str) -> tuple[bytes, str]:
    """The record that stands for a removed one, and its id."""
    said = {"taken_down_at": at, "reason": reason, "sha256": row["body_sha256"], "capture": row["key"]}
    body = json.dumps(said, ensure_ascii=False).encode()
    plain = io.BytesIO()
    writer = WARCWriter(plain, gzip=False, warc_version="1.1")
    record = writer.create_warc_record(
        row["url"],
        "metadata",
        payload=io.BytesIO(body),
        length=len(body),
        warc_content_type="application/json",
        warc_headers_dict={"WARC-Date": at, "WARC-Refers-To": row["record_id"]},
    )
    return compressed(plain, writer, record)


def _bury(archive: Archive, row: Any, reason: str, at: str, warc: str) -> None:
    stone = {
        "key": key("tombstone", row["key"]),
        "capture_key": row["key"],
        "url": row["url"],
        "address": row["address"],
        "body_sha256": row["body_sha256"],
        "reason": reason,
        "taken_down_at": at,
        "warc": warc,
    }
    archive.insert("tombstones", stone, "on conflict (key) do nothing")


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
    for table in ("sections", "figures", "checks", "issues", "parses"):
        archive.conn.executemany(f"delete from {table} where reading_id = ?", [(i,) for i in gone])
    archive.conn.executemany("delete from readings where id = ?", [(i,) for i in gone])
    archive.conn.execute(f"delete from issues where capture_id in ({marks})")
