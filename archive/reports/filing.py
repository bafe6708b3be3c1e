"""Where a reading belongs: its report, and the rendition and version that it shows."""

from __future__ import annotations

import json
from collections.abc import Iterable

from archive.keys import key
from archive.reports import overrides, publishers
from archive.reports.attribution import Attribution
from archive.store.db import Archive
from archive.store.rows import FILED_READING, CaptureRow, FiledReadingRow
from archive.urls import canonicalize, is_sample

SEEN = "first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen)"
"""However the captures come, a row spans from the first to the last that showed it."""


def file(archive: Archive, capture: CaptureRow, who: Attribution) -> int:
    """The version (its id) under which what was read belongs, made where it is new, inside the caller's transaction.

    What a person overrode goes before what the machine read.
    """
    who = overrides.applied(archive, capture["address"], who)
    publisher_id = publishers.resolve(archive, who, capture["url"], ours=capture["origin"] is None)
    return _version(archive, capture, who, _report(archive, capture, who, publisher_id))


def refile(archive: Archive, address: str) -> set[int]:
    """File every reading of an address anew, inside the caller's transaction; returns the reports that were touched.

    `clear` those once they are refreshed: of some nothing may be left.
    """
    before = {
        r["report_id"] for r in archive.rows("select report_id from renditions where address = ?", address)
    }
    readings = archive.typed(
        FiledReadingRow, f"{FILED_READING} where renditions.address = ? order by readings.key", address
    )
    for reading in readings:
        for capture in _most_ours(archive.typed(CaptureRow, _SHOWING, reading["id"])):
            version_id = file(archive, capture, Attribution.stored(reading))
            archive.conn.execute(
                "update readings set version_id = ? where id = ?", (version_id, reading["id"])
            )
    after = {
        r["report_id"] for r in archive.rows("select report_id from renditions where address = ?", address)
    }
    return before | after


_SHOWING = """
select distinct seen.* from captures read join parses on parses.capture_id = read.id
join captures seen on seen.address = read.address and seen.body_sha256 = read.body_sha256
where parses.reading_id = ? order by seen.id
"""


def _most_ours(captures: list[CaptureRow]) -> list[CaptureRow]:
    """Those that were fetched; where there are none, those that were brought, and strangers' where there are no others: whoever
    brings the same bytes does not say where they belong."""
    ranks = [(c["origin"] is not None, c["source"] is not None) for c in captures]
    return [c for c, rank in zip(captures, ranks, strict=True) if rank == min(ranks)]


def _report(archive: Archive, capture: CaptureRow, who: Attribution, publisher_id: int | None) -> int:
    """A report is publisher x year; by its address alone, and marked provisional, while either is unknown.

    A file that a page links belongs to the page's report, unless the file itself names another body or year.
    """
    of_page = _report_of_page(archive, capture, who, publisher_id)
    if of_page is not None:
        return of_page
    certain = publisher_id is not None and who.year is not None
    publisher_key = archive.value("select key from publishers where id = ?", publisher_id)
    report_key = (
        key("report", publisher_key, who.year)
        if certain
        else key("report", "provisional", who.filed_at or capture["address"])
    )
    row = {
        "key": report_key,
        "publisher_id": publisher_id,
        "year": who.year,
        "sample": is_sample(capture["url"]),
        "provisional": not certain,
        "first_seen": capture["fetched_at"],
    }
    tail = "on conflict (key) do update set first_seen = min(first_seen, excluded.first_seen)"
    archive.insert("reports", row, tail)
    return int(archive.value("select id from reports where key = ?", report_key))


def _report_of_page(
    archive: Archive, capture: CaptureRow, who: Attribution, publisher_id: int | None
) -> int | None:
    """The report that the linking page showed when the file was fetched; None where the file contradicts it."""
    if who.overridden or capture["role"] != "attachment" or not capture["parent"]:
        return None
    page = archive.row(
        "select reports.id, reports.publisher_id, reports.year from captures page"
        " join parses on parses.capture_id = page.id and parses.parser = ?"
        " join readings on readings.id = parses.reading_id"
        " join versions on versions.id = readings.version_id"
        " join renditions on renditions.id = versions.rendition_id"
        " join reports on reports.id = renditions.report_id"
        " where page.address = ? and page.fetched_at <= ? and (page.source is null or ? is not null)"
        " and (page.origin is null or ? is not null) order by page.fetched_at desc limit 1",
        who.parser,
        canonicalize(capture["parent"]),
        capture["fetched_at"],
        capture["source"],
        capture["origin"],
    )
    if page is None:
        return None
    if "report_year" in who.said and who.year not in (None, page["year"]):
        return None
    if "publisher" in who.said and publisher_id not in (None, page["publisher_id"]):
        return None
    return int(page["id"])


def _version(archive: Archive, capture: CaptureRow, who: Attribution, report_id: int) -> int:
    """The rendition (report x address) and the version (distinct content of it) that this capture shows."""
    report_key = archive.value("select key from reports where id = ?", report_id)
    rendition_key = key("rendition", report_key, capture["address"])
    seen = capture["fetched_at"]
    rendition = {
        "key": rendition_key,
        "report_id": report_id,
        "address": capture["address"],
        "url": capture["url"],
        "format": who.format,
        "posted_by": who.posted_by,
        "first_seen": seen,
        "last_seen": seen,
    }
    archive.insert("renditions", rendition, f"on conflict (key) do update set {SEEN}")
    rendition_id = archive.value("select id from renditions where key = ?", rendition_key)
    version_key = key("version", rendition_key, who.content_sha256)
    row = {
        "key": version_key,
        "rendition_id": rendition_id,
        "content_sha256": who.content_sha256,
        "capture_id": capture["id"],
        "first_seen": seen,
        "last_seen": seen,
    }
    rank = f"({int(capture['origin'] is not None)}, excluded.first_seen)"
    known = "((select origin is not null from captures where id = versions.capture_id), first_seen)"
    earliest = f"case when {rank} < {known} then excluded.capture_id else capture_id end"
    archive.insert("versions", row, f"on conflict (key) do update set capture_id = {earliest}, {SEEN}")
    return int(archive.value("select id from versions where key = ?", version_key))


def clear(archive: Archive, report_ids: Iterable[int]) -> None:
    """Take out of these reports what no reading belongs to any more, inside the caller's transaction."""
    ids = json.dumps(sorted(report_ids))
    ours = "select id from renditions where report_id in (select value from json_each(:ids))"
    lost = (
        f"select id from versions where rendition_id in ({ours})"
        " and not exists (select 1 from readings where version_id = versions.id)"
    )
    empty = "select value from json_each(:ids) where not exists (select 1 from renditions where report_id = value)"
    for sql in (
        f"update changes set version_from = null where version_from in ({lost})",
        f"update changes set version_to = null where version_to in ({lost})",
        f"delete from versions where id in ({lost})",
        f"delete from renditions where id in ({ours}) and not exists"
        " (select 1 from versions where rendition_id = renditions.id)",
        *(f"delete from {t} where report_id in ({empty})" for t in ("changes", "report_checks", "stale")),
        f"delete from report_checks where against_id in ({empty})",
        f"delete from reports where id in ({empty})",
    ):
        archive.conn.execute(sql, {"ids": ids})
