"""What the captures at a report's addresses say of it, under one parser version: the input of `archive.history.fold`."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from archive.clock import day
from archive.grades import ABSENT, BELIEVED, READABLE, sql_list
from archive.history import diff
from archive.history.events import Observation
from archive.outcomes import CUT_SHORT
from archive.schema.view_coverage import judges
from archive.store.db import Archive
from archive.urls import canonicalize


@dataclass(frozen=True, slots=True)
class Content:
    """A version as one parser read it."""

    version_id: int
    reading_id: int
    format: str


@dataclass(frozen=True, slots=True)
class Observations:
    """All observations of a report, and what stands behind them.

    An observation shows a meaning: figures and words (`diff.meaning`). `contents`: (address, meaning) -> the version that
    said so first; `last_shown`: id of a version -> instant of the last capture that showed it; `readings`: ids of all.
    """

    parser: str
    observations: list[Observation]
    contents: dict[tuple[str, str], Content]
    last_shown: dict[int, str]
    readings: set[int]
    fetched: dict[str, str]
    """Address -> what the last answer of its server showed there; what somebody brought is no answer of the server."""

    def content(self, meaning: str, *addresses: str) -> Content:
        """What said this, at the first of these addresses that did, else anywhere."""
        places = [(a, meaning) for a in addresses if (a, meaning) in self.contents]
        return self.contents[places[0] if places else min(k for k in self.contents if k[1] == meaning)]


_CAPTURES = f"""
select c.key, c.address, c.fetched_at, c.grade, c.role, c.final_url, c.body_sha256, c.source, c.origin, c.parent,
    coalesce((select {judges("v", "(select max(list) from frontier where address = c.address)")} from visits v
        where v.portal_id = c.portal_id and v.run_id = c.run_id), 0) as judged,
    coalesce((select min(ended_at) from visits where visits.portal_id = c.portal_id and ended_at >= c.fetched_at
        and outcome not in {sql_list(CUT_SHORT)}), iif(c.portal_id is null, null, 'open')) as round
from captures c where c.address in (select address from renditions where report_id = ?)
and not exists (select 1 from captures made join captures page on page.key = made.page_key where made.address = c.address
    and made.record_type = 'conversion' and page.address = c.address and page.body_sha256 = c.body_sha256
    and (made.source is null or (c.source is not null and (made.origin is null or made.origin is c.origin))))
order by c.fetched_at, c.key
"""
"""Without pages that hold no text of their own: what was rendered of them speaks for them. What somebody brought silences nothing
that was fetched, and what a stranger brought only what that stranger did."""
_READ = """
select distinct c.address, c.body_sha256, p.parser, p.outcome, v.id as version_id,
    p.reading_id, n.format, n.report_id
from captures c join parses p on p.capture_id = c.id
left join readings r on r.id = p.reading_id
left join versions v on v.id = r.version_id left join renditions n on n.id = v.rendition_id
where c.address in (select address from renditions where report_id = ?)
"""


def observations_of(archive: Archive, report_id: int, parser: str) -> Observations:
    """Under `parser`, once it has read all that another version had read of these addresses; until then under that
    other version, so that readings of two versions are never compared."""
    read: dict[str, dict[tuple[str, str], sqlite3.Row]] = {}
    for row in archive.rows(_READ, report_id):
        read.setdefault(row["parser"], {})[(row["address"], row["body_sha256"])] = row
    parser = _standing_parser(archive, report_id, parser, read)
    shown = read.get(parser, {})
    meanings = _meanings(archive, [row for row in shown.values() if row["report_id"] == report_id])
    seen = Observations(parser, [], {}, {}, set(), {})
    for row, version, observation in _believed(archive, report_id, shown, meanings):
        seen.observations.append(observation)
        if observation.shows is not None and row["source"] is None:
            seen.fetched[observation.address] = observation.shows
        if version is not None and observation.shows is not None:
            content = Content(version["version_id"], version["reading_id"], version["format"])
            seen.contents.setdefault((observation.address, observation.shows), content)
            seen.last_shown[content.version_id] = observation.at
            seen.readings.add(content.reading_id)
    return seen


def _believed(
    archive: Archive, report_id: int, shown: dict[tuple[str, str], sqlite3.Row], meanings: dict[int, str]
) -> list[tuple[sqlite3.Row, sqlite3.Row | None, Observation]]:
    """(capture, what was read in it, observation), in order. Where a capture of our own shows the report, those of strangers
    stand beside its history and make none."""
    found = []
    for row in archive.rows(_CAPTURES, report_id):
        version = shown.get((row["address"], row["body_sha256"]))
        meaning = meanings.get(version["reading_id"]) if version else None
        if (observation := _observation(row, version, meaning)) is not None:
            found.append((row, version, observation))
    ours = any(row["origin"] is None and observation.shows is not None for row, _, observation in found)
    return [
        (row, version, observation)
        for row, version, observation in found
        if row["origin"] is None or not ours
    ]


def _meanings(archive: Archive, rows: list[sqlite3.Row]) -> dict[int, str]:
    """Id of a reading -> what it says; of a single one nothing need be compared."""
    readings = {row["reading_id"] for row in rows}
    if len(readings) < 2:
        return dict.fromkeys(readings, "")
    return {reading_id: diff.meaning(archive, reading_id) for reading_id in readings}


def _standing_parser(
    archive: Archive, report_id: int, parser: str, read: dict[str, dict[tuple[str, str], sqlite3.Row]]
) -> str:
    everything = set().union(*read.values()) if read else set()
    if everything <= read.get(parser, {}).keys():
        return parser
    before: str | None = archive.value("select parser from changes where report_id = ? limit 1", report_id)
    # Merged from an archive that an earlier version read, a report has no history yet.
    return before or max(
        (version for version, rows in read.items() if everything <= rows.keys()), default=parser
    )


def _observation(capture: sqlite3.Row, read: sqlite3.Row | None, meaning: str | None) -> Observation | None:
    """None for a capture that proves nothing. `meaning`: of the report's content, where the capture shows it."""
    shows, leads_to = None, None
    if capture["grade"] in BELIEVED:
        if read is None and capture["role"] in READABLE:
            return None
        if read is not None and read["outcome"] not in ("read", "not_report"):
            return None
        shows = meaning
    elif capture["grade"] == "redirect":
        leads_to = canonicalize(capture["final_url"])
        if leads_to == capture["address"]:
            return None
    elif capture["grade"] not in ABSENT:
        return None
    if shows is None and not capture["judged"]:
        return None
    at = capture["fetched_at"]
    shanghai = day(datetime.fromisoformat(at)).isoformat()
    linked = capture["parent"] if capture["role"] == "attachment" else None
    page = canonicalize(linked) if linked else None
    return Observation(
        shanghai, at, capture["address"], capture["key"], shows, leads_to, page, capture["round"]
    )
