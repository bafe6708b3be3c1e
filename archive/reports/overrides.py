"""Where a person knows better than the machine whose report of which year a page is.

An override belongs to an address and to what the machine read there (publisher, region, year): it survives reparsing,
merging and every further capture, holds for a corrected page that is misread in the same way, and leaves next year's
report at the same address alone.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, replace
from typing import TypedDict

from archive.keys import key
from archive.reports import decisions
from archive.reports.attribution import Attribution
from archive.store.db import Archive
from parsers import regions
from parsers.facts.publishers import read_publisher

KIND = "override"


class OverrideParts(TypedDict, total=False):
    """What may be overridden, as keywords of `Override`."""

    year: int | None
    publisher: str | None
    region: str | None
    filed_at: str | None


def parts(year: int | None, publisher: str | None, region: str | None) -> OverrideParts:
    """Those that are said."""
    found: OverrideParts = {}
    if year is not None:
        found["year"] = year
    if publisher is not None:
        found["publisher"] = publisher
    if region is not None:
        found["region"] = region
    return found


@dataclass(frozen=True, slots=True)
class Override:
    """What is to be of the page at `address`; None leaves what was read. `region` is a code of six digits.

    `filed_at`: belongs to the report that is kept under this address, of unknown publisher or year.
    """

    address: str
    year: int | None = None
    publisher: str | None = None
    region: str | None = None
    filed_at: str | None = None

    def verdict(self) -> str:
        parts = {name: getattr(self, name) for name in self.__slots__ if getattr(self, name) is not None}
        return json.dumps(parts, ensure_ascii=False, sort_keys=True)


def subject(address: str, read: Attribution) -> str:
    """What an override is about: the address, and what the machine read there."""
    return key("filed", address, read.publisher, read.region.code, read.year)


def applied(archive: Archive, address: str, read: Attribution) -> Attribution:
    """What was read, as overridden."""
    decision = decisions.standing(archive.conn, KIND, subject(address, read))
    return replace(_as_said(read, Override(**decision.parts)), overridden=True) if decision else read


def _as_said(read: Attribution, said: Override) -> Attribution:
    if said.filed_at is not None:
        return replace(read, year=None, filed_at=said.filed_at)
    if said.year is not None:
        read = replace(read, year=said.year)
    if said.publisher is None and said.region is None:
        return read
    name = said.publisher or read.publisher
    entry = regions.by_code(said.region)
    if name is None:
        return read
    found = read_publisher(name, said.region or read.region.code)
    region = entry.region if entry else found.region if said.publisher else read.region
    return replace(
        read, publisher=found.name, kind=found.kind, level=found.level or read.level, region=region
    )


def same_as(archive: Archive, report: sqlite3.Row) -> OverrideParts:
    """The parts of an override that make a page belong to another report (its row)."""
    publisher = archive.row("select name, region_code from publishers where id = ?", report["publisher_id"])
    if publisher is None or report["year"] is None:
        address = archive.value(
            "select address from renditions where report_id = ? order by first_seen, address limit 1",
            report["id"],
        )
        return {"filed_at": address}
    return {"year": report["year"], "publisher": publisher["name"], "region": publisher["region_code"]}


def addresses(archive: Archive) -> list[str]:
    """Every address of which anything was ever overridden, also where that was taken back."""
    rows = archive.rows(
        "select verdict from decisions where kind = ? and verdict <> ?", KIND, decisions.UNDONE
    )
    return sorted({json.loads(r["verdict"])["address"] for r in rows})
