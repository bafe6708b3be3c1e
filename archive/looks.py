"""What the captures at a report's addresses say of it, under one parser version: the input of `archive.history`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive.address import canonical
from archive.captures import READABLE
from archive.clock import day
from archive.coverage_view import HEALTHY
from archive.db import Archive
from archive.history import Look

BELIEVED = ("ok", "not_modified")
ABSENT = ("gone", "soft_404")
"""Grades (`crawler.grading`) that say that the page is no more."""


@dataclass(frozen=True, slots=True)
class Content:
    """A version as one parser read it."""

    version_id: int
    reading_id: int
    format: str


@dataclass(frozen=True, slots=True)
class Seen:
    """All looks of a report, and what each content is: key of the version -> Content."""

    parser: str
    looks: list[Look]
    contents: dict[str, Content]


_CAPTURES = """
select c.key, c.address, c.fetched_at, c.grade, c.role, c.final_url, c.body_sha256,
    (select outcome from visits where visits.portal_id = c.portal_id and visits.run_id = c.run_id) as visit
from captures c where c.address in (select address from renditions where report_id = ?)
"""
_READ = """
select distinct c.address, c.body_sha256, p.parser, p.outcome, v.key as version, v.id as version_id,
    p.reading_id, n.format, n.report_id
from captures c join parses p on p.capture_id = c.id
left join readings r on r.id = p.reading_id
left join versions v on v.id = r.version_id left join renditions n on n.id = v.rendition_id
where c.address in (select address from renditions where report_id = ?)
"""


def looks_at(archive: Archive, report_id: int, parser: str) -> Seen:
    """Under `parser`, once it has read all that another version had read of these addresses; until then under that
    other version, so that readings of two versions are never compared."""
    read: dict[str, dict[tuple[str, str], Any]] = {}
    for row in archive.rows(_READ, report_id):
        read.setdefault(row["parser"], {})[(row["address"], row["body_sha256"])] = row
    parser = _standing_parser(archive, report_id, parser, read)
    shown = read.get(parser, {})
    looks = [
        look
        for row in archive.rows(_CAPTURES, report_id)
        if (look := _look(row, shown.get((row["address"], row["body_sha256"])), report_id)) is not None
    ]
    return Seen(parser, looks, dict(_contents(shown, report_id)))


def _standing_parser(archive: Archive, report_id: int, parser: str, read: dict[str, dict[Any, Any]]) -> str:
    everything = set().union(*read.values()) if read else set()
    if everything <= read.get(parser, {}).keys():
        return parser
    before: str | None = archive.value(
        "select parser from readings where id = (select reading_id from reports where id = ?)", report_id
    )
    return before or parser


def _contents(shown: dict[Any, Any], report_id: int) -> Iterator[tuple[str, Content]]:
    for row in shown.values():
        if row["report_id"] == report_id:
            yield row["version"], Content(row["version_id"], row["reading_id"], row["format"])


def _look(capture: Any, read: Any, report_id: int) -> Look | None:
    """None for a capture that proves nothing."""
    shows, leads_to = None, None
    if capture["grade"] in BELIEVED:
        if read is None and capture["role"] in READABLE:
            return None
        if read is not None and read["outcome"] not in ("read", "not_report"):
            return None
        if read is not None and read["report_id"] == report_id:
            shows = read["version"]
    elif capture["grade"] == "redirect":
        leads_to = canonical(capture["final_url"])
        if leads_to == capture["address"]:
            return None
    elif capture["grade"] not in ABSENT:
        return None
    if shows is None and capture["visit"] != HEALTHY:
        return None
    at = capture["fetched_at"]
    shanghai = day(datetime.fromisoformat(at)).isoformat()
    return Look(shanghai, at, capture["address"], capture["key"], shows, leads_to)
