"""Who publishes: a body of one region (or, where the region is unknown, of one portal) under its name.

A body has one row however its name is written: with or without the province and the city before it, 政府办 or
人民政府办公室. The row bears the fullest of these names; `printed` holds every name as printed.
"""

from __future__ import annotations

import json
import re

from archive.keys import key
from archive.reports.attribution import Attribution
from archive.store.db import Archive
from archive.urls import host, is_sample
from parsers.model import Region

NAMELESS = "—"
"""The name of a body of which all that named it was taken down; any name that is read later is fuller."""
_NAMES = """
select readings.publisher, readings.publisher_printed from readings join versions on versions.id = readings.version_id
join renditions on renditions.id = versions.rendition_id join reports on reports.id = renditions.report_id
where reports.publisher_id = ?"""
_OFFICE = re.compile(r"(?:人民)?(?:政府(?:办公室|办公厅|办)|府办)$")


def resolve(archive: Archive, who: Attribution, url: str, *, ours: bool = True) -> int | None:
    """The id of the publisher of what was read, made where it is new, inside the caller's transaction.

    None where it names nobody. What a stranger's page prints (not `ours`) gives no new name to a body that is known.
    """
    if who.publisher is None:
        return None
    _region(archive, who)
    region = who.region
    publisher_key = body_key(who.publisher, region, url)
    new = {
        "key": publisher_key,
        "name": who.publisher,
        "kind": who.kind,
        "level": who.level,
        "region_code": region.code,
        "province": region.province,
        "prefecture": region.prefecture,
        "county": region.county,
        "sample": is_sample(url),
    }
    fuller = "(length(excluded.name), excluded.name) > (length(name), name)"
    known = archive.value("select id from publishers where key = ?", publisher_key)
    if known is not None and not ours:
        return int(known)
    archive.insert("publishers", new, f"on conflict (key) do update set name = excluded.name where {fuller}")
    row = archive.rows("select id, printed from publishers where key = ?", publisher_key)[0]
    _note_printed(archive, row["id"], json.loads(row["printed"]), who.printed)
    return int(row["id"])


def forget(archive: Archive, publisher_id: int, gone: set[str]) -> None:
    """After readings were taken down: a body bears no name any more that these alone gave it (`gone`), inside the
    caller's transaction. What a person decided about it keeps its name."""
    names = [tuple(row) for row in archive.rows(_NAMES, publisher_id)]
    lost = gone - {name for row in names for name in row}
    row = archive.rows("select name, printed, region_code from publishers where id = ?", publisher_id)[0]
    printed = [name for name in json.loads(row["printed"]) if name not in lost]
    left = json.dumps(printed, ensure_ascii=False)
    archive.conn.execute("update publishers set printed = ? where id = ?", (left, publisher_id))
    if row["name"] not in lost:
        return
    name = max((name for name, _ in names if name), key=lambda text: (len(text), text), default=NAMELESS)
    archive.conn.execute("update publishers set name = ? where id = ?", (name, publisher_id))
    archive.conn.execute("delete from publisher_names where publisher_id = ?", (publisher_id,))
    if row["region_code"] is None and name == NAMELESS:  # on no list: its place was read in its name
        sql = "update publishers set province = null, prefecture = null, county = null where id = ?"
        archive.conn.execute(sql, (publisher_id,))


def body_key(name: str, region: Region, url: str) -> str:
    """The key of a body: its region (else its portal) and its name without what stands before the region's own."""
    return key("publisher", region.code or host(url), _own_name(name, region))


def _own_name(name: str, region: Region) -> str:
    place = region.county or region.prefecture or region.province
    if region.code and place:
        before, found, after = name.partition(place)
        wider = (region.province or "") + (region.prefecture or "")
        if found and before in (wider, region.province, region.prefecture, ""):
            name = place + after
    return _OFFICE.sub("人民政府办公室", name)


def _note_printed(archive: Archive, publisher_id: int, printed: list[str], name: str | None) -> None:
    if name and name not in printed:
        names = json.dumps(sorted([*printed, name]), ensure_ascii=False)
        archive.conn.execute("update publishers set printed = ? where id = ?", (names, publisher_id))


def _region(archive: Archive, who: Attribution) -> None:
    region = who.region
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
