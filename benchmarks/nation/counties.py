"""Counties that stand for all others: portals whose reports are written through the archive's own ways, to be multiplied.

Everything that a visit leaves is there: captures with their bytes, frontier and sightings, readings, histories with
revisions, checks that fail here and there, lists that were not read. Names and codes are placeholders (`benchmarks.nation.fill`).
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from archive import Archive, open_archive, refresh
from archive.crawl import endpoints, frontier, runs, sightings
from archive.crawl.frontier import Candidate
from archive.record import record
from archive.store import captures
from archive.store.response import Response
from archive.urls import canonicalize
from benchmarks.generated import Body, locator, read
from parsers import PARSER_VERSION, fields
from parsers.model import Context, Figure, Issue, Reading, Region
from samples.figures import series
from samples.model import Figures, Organ

COUNTIES = 10
BODIES = (
    *(("人民政府", "government", "county"), ("人民政府办公室", "government_office", "county")),
    *(
        (f"{name}局", "department", "county")
        for name in ("教育", "财政", "民政", "卫生健康", "自然资源", "审计")
    ),
    *((f"{name}人民政府", "township", "township") for name in ("城关镇", "东风乡", "红旗乡", "河口镇")),
)
YEARS = range(2008, 2024)
REPORTS = COUNTIES * len(BODIES) * len(YEARS)
"""Of all of them: one archive of them is one step of the filling."""
REVISED, WRONG, UNREAD, OPEN = 0.04, 0.03, 0.1, 0.2
"""Shares: of reports whose figures were corrected, whose sums do not add up, in which something was not read; of portals with
a list that was not read."""
ISSUES = (Issue("unplaced_number", "37", locator(3)),)
FIRST = datetime(2025, 11, 3, tzinfo=UTC)
WAITING, PAGES = 3, 25
"""Addresses of a portal that are still to be asked, and pages that are none of reports."""
HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Last-Modified", "Fri, 28 Jan 2022 08:00:00 GMT")]
_CELLS = [f for f in fields() if "2021" in f.forms]


@dataclass(frozen=True, slots=True)
class County:
    """One county and its portal."""

    number: int

    @property
    def name(self) -> str:
        return f"样{self.number}县"

    @property
    def region(self) -> Region:
        return Region(self.code, "样省", "样市", self.name)

    @property
    def code(self) -> str:
        return f"99000{self.number}"

    @property
    def home(self) -> str:
        return f"http://www.c{self.code}.example/"

    @property
    def list(self) -> str:
        return f"{self.home}zfxxgk/nb/"


@dataclass(slots=True)
class _Clock:
    at: datetime

    def __call__(self) -> datetime:
        return self.at


def make(data: Path) -> None:
    """The archive of these counties, or nothing where it is whole."""
    done = data / "whole"
    if done.exists():
        return
    clock = _Clock(FIRST)
    with open_archive(data, clock) as archive:
        run = runs.start_run(archive, "nianbao (rehearsal)", "nianbao")
        for number in range(COUNTIES):
            _visit(archive, run, County(number), clock)
        clock.at += timedelta(days=60)
        runs.finish_run(archive, run, "complete")
        refresh.refresh_stale(archive)
        archive.checkpoint()
    done.touch()


def _visit(archive: Archive, run: int, county: County, clock: _Clock) -> None:
    """Everything that visits to one portal leave."""
    chance = random.Random(county.number)
    clock.at = FIRST + timedelta(hours=county.number)
    portal = runs.portal(archive, county.home, region_code=county.code)
    visit = runs.start_visit(archive, run, portal)
    reports = list(_reports(county, chance))
    _ask(archive, run, portal, county, [url for url, _ in reports])
    for url, reading in reports:
        clock.at += timedelta(seconds=3)
        _store(archive, run, portal, county, url, reading, clock)
        if chance.random() < REVISED:
            for days in (20, 40):
                later = replace(_revised(reading), source=reading.source)
                _store(
                    archive, run, portal, county, url, later, _Clock(clock.at + timedelta(days=days)), days
                )
    visit.pages, visit.reports, visit.new_reports = len(reports) + PAGES, len(reports), len(reports)
    visit.expected, visit.seen, visit.lists_expected, visit.lists_seen = 0, len(reports), 1, 1
    is_open = chance.random() < OPEN
    visit.outcome = "partial" if is_open else "complete"
    visit.why = "a list goes on where it could not be read" if is_open else None
    runs.finish_visit(archive, visit)
    with archive.transaction():
        _claims(archive, visit.id, county, len(reports), is_open)


def _reports(county: County, chance: random.Random) -> Iterator[tuple[str, Reading]]:
    """Address and reading of each report of a county."""
    for number, (name, kind, level) in enumerate(BODIES):
        body = Body(county.name + name, kind, level, county.region, f"{county.name}政府信息公开网")
        organ = Organ(f"b{number}", body.name, kind, level, "我县", ())
        of_years = series(county.code, organ, dict.fromkeys(YEARS, "2021"))
        for year in YEARS:
            url = f"{county.list}{year}/t{number}_{year}.html"
            wrong = chance.random() < WRONG
            figures = tuple(_figures(of_years[year], wrong))
            made = replace(read(body, year, url, figures, chance), parser=PARSER_VERSION)
            yield url, replace(made, issues=ISSUES) if chance.random() < UNREAD else made


def _figures(values: Figures, wrong: bool) -> Iterator[Figure]:
    """One a cell of the form; `wrong`: a total that does not add up."""
    for place, cell in enumerate(_CELLS):
        value = values.get(cell.key)
        if value is None:
            yield Figure(cell.key, None, "blank", "", None, None, (), locator(place))
            continue
        if wrong and cell.key == "t3.new_received.total":
            value += 1
        number = value if isinstance(value, int) else Decimal(str(value))
        yield Figure(cell.key, number, "value", str(value), None, None, (), locator(place))


def _revised(reading: Reading) -> Reading:
    """The same with one figure corrected."""
    key = "t2.art20_6.penalty.decisions"
    figures = tuple(
        replace(f, value=(f.value or 0) + 5, state="value", raw=str((f.value or 0) + 5))
        if f.key == key
        else f
        for f in reading.figures
    )
    return replace(reading, figures=figures, content_sha256=reading.content_sha256[::-1])


def _ask(archive: Archive, run: int, portal: int, county: County, urls: list[str]) -> None:
    """The frontier as a visit leaves it."""
    listed = Candidate(county.list, "list", 80, 1, county.home, "政府信息公开年报")
    entries = [
        Candidate(url, "report", 90, 2, county.list, f"{county.name}年报", list=county.list) for url in urls
    ]
    pages = [Candidate(f"{county.home}p{n}.html", "page", 20, 1, county.home) for n in range(PAGES)]
    waiting = [Candidate(f"{county.home}w{n}.html", "guess", 5, 2, county.home) for n in range(WAITING)]
    with archive.transaction():
        frontier.add(archive, portal, [listed, *entries, *pages, *waiting])
        sightings.note(archive, map(canonicalize, urls[::2]), f"{county.home}sitemap.xml", "sitemap")
        asked = archive.rows("select id, kind from frontier where portal_id = ? and kind <> 'guess'", portal)
        for row in asked:
            frontier.finish(archive, row["id"], "done", run)
        entry = frontier.entry_at(archive, county.list)
        assert entry is not None
        endpoints.note(archive, portal, entry, "plain", "list")


def _store(
    archive: Archive,
    run: int,
    portal: int,
    county: County,
    url: str,
    reading: Reading,
    clock: _Clock,
    n: int = 0,
) -> None:
    """One capture of a report and what is read in it."""
    body = f"<p>{n}</p>".join(section.text for section in reading.sections).encode()
    stored = captures.store(archive, Response(url, clock.at, 200, "OK", HEADERS, body))
    with archive.transaction():
        row = captures.insert(
            archive, stored, run_id=run, portal_id=portal, grade="ok", why=None, role="report",
            context=Context(url=url, region=county.code, parent=county.list),
        )  # fmt: skip
        archive.conn.execute(
            "update frontier set capture_id = ? where address = ?", (row, stored.response.address)
        )
    record(archive, str(archive.value("select key from captures where id = ?", row)), reading)


def _claims(archive: Archive, visit: int, county: County, reports: int, is_open: bool) -> None:
    """The books of the visit: its list of reports, and another one."""
    for number, state in enumerate(("read", "open" if is_open else "read")):
        address = county.list if number == 0 else f"{county.list}{number}/"
        row = {
            "key": captures.portal_key(county.home)[:24] + f"{number:08}",
            "visit_id": visit,
            "kind": "list",
            "address": address,
            "url": address,
            "name": "政府信息公开年报",
            "claimed": reports,
            "seen": reports,
            "state": state,
            "why": "the pages behind the first were not read" if state == "open" else None,
        }
        archive.insert("visit_claims", row)
