"""Who publishes: a body of one region (or, where the region is unknown, of one portal) under its name."""

from __future__ import annotations

import json

from archive.address import host, is_sample
from archive.db import Archive
from archive.keys import key
from parsers.model import Reading


def resolve(archive: Archive, reading: Reading, url: str) -> int | None:
    """The id of the publisher of a reading, made where it is new, inside the caller's transaction.

    None where the reading names nobody.
    """
    if reading.publisher is None:
        return None
    _region(archive, reading)
    region = reading.region
    publisher_key = key("publisher", region.code or host(url), reading.publisher)
    new = {
        "key": publisher_key,
        "name": reading.publisher,
        "kind": reading.publisher_kind,
        "level": reading.level,
        "region_code": region.code,
        "province": region.province,
        "prefecture": region.prefecture,
        "county": region.county,
        "sample": is_sample(url),
    }
    archive.insert("publishers", new, "on conflict (key) do nothing")
    row = archive.rows("select id, printed from publishers where key = ?", publisher_key)[0]
    _note_printed(archive, row["id"], json.loads(row["printed"]), reading.publisher_printed)
    return int(row["id"])


def _note_printed(archive: Archive, publisher_id: int, printed: list[str], name: str | None) -> None:
    if name and name not in printed:
        names = json.dumps(sorted([*printed, name]), ensure_ascii=False)
        archive.conn.execute("update publishers set printed = ? where id = ?", (names, publisher_id))


def _region(archive: Archive, reading: Reading) -> None:
    region = reading.region
    if region.code is None:
        return
    name = region.county or region.prefecture or region.province
    level = "county" if region.county else "prefecture" if region.prefecture else "province"
    row = {
        "code": region.code,
        "name": name or region.code,
        "level": level,
        "province": region.province,
        "prefecture": region.prefecture,
        "county": region.county,
    }
    archive.insert("regions", row, "on conflict (code) do nothing")
