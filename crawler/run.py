"""The life of a run, and the front door: crawl portals into an archive, parse what came, say how it went."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import urljoin

import parsers
from archive import Archive, ArchiveError, ParseQueue
from archive.crawl import frontier, leases, runs
from archive.crawl.frontier import Candidate
from archive.crawl.runs import Visit
from archive.custody import manifest
from archive.refresh import refresh_stale
from crawler import settings
from crawler.engine.progress import Progress, Silent
from crawler.options import Options
from crawler.visit.start import open_visit
from crawler.watch.process import BrowserUse

TAUGHT_SCORE = 90.0
BUSY = "busy"
"""The outcome of a portal that another crawl is visiting: it was not asked anything."""
_ELSEWHERE = "another crawl is visiting this portal, or one on the same host"


@dataclass(frozen=True, slots=True)
class PortalSummary:
    host: str
    outcome: str
    why: str | None
    pages: int = 0
    reports: int = 0
    new_reports: int = 0
    failures: int = 0

    @classmethod
    def of(cls, visit: Visit) -> PortalSummary:
        return cls(
            visit.host,
            visit.outcome or "",
            visit.why,
            visit.pages,
            visit.reports,
            visit.new_reports,
            visit.failures,
        )


@dataclass(frozen=True, slots=True)
class Summary:
    """How a crawl went. `stopped`: somebody stopped it, and the same command goes on from there."""

    portals: list[PortalSummary] = field(default_factory=list)
    pages: int = 0
    reports_found: int = 0
    """Answers that are report pages."""
    new_reports: int = 0
    """Those at addresses never seen before."""
    failures: int = 0
    parsed: int = 0
    """Captures that the parsers dealt with."""
    seconds: float = 0.0
    stopped: bool = False
    browser: BrowserUse | None = None
    """What the browser did that watches lists; None where none was there."""


@dataclass(slots=True)
class Run:
    """A run under way. Who drives it appends `visits` that it opened here, and sets `stopped`."""

    id: int
    agent: str
    """The user agent of its requests."""
    portal_ids: list[int]
    """Portals that this run may visit: it holds their leases."""
    busy: list[str]
    """Hosts of the portals that another run visits."""
    parsing: ParseQueue | None
    visits: list[Visit] = field(default_factory=list)
    stopped: bool = False
    """Somebody stopped it before all portals were done."""
    started: float = field(default_factory=time.monotonic)
    browser: BrowserUse | None = None

    def summary(self, portals: list[PortalSummary]) -> Summary:
        """How the run went, from how the visits of its portals went."""
        return Summary(
            portals=[*portals, *(PortalSummary(host, BUSY, _ELSEWHERE) for host in self.busy)],
            pages=sum(p.pages for p in portals),
            reports_found=sum(p.reports for p in portals),
            new_reports=sum(p.new_reports for p in portals),
            failures=sum(p.failures for p in portals),
            parsed=self.parsing.read if self.parsing else 0,
            seconds=time.monotonic() - self.started,
            stopped=self.stopped,
            browser=self.browser,
        )


@contextmanager
def crawl_run(
    archive: Archive,
    homes: list[str],
    options: Options,
    regions: Mapping[str, str] | None = None,
    *,
    software: str | None = None,
    progress: Progress | None = None,
    continues: int | None = None,
) -> Iterator[Run]:
    """The life of a run around the fetching, which is the body of the `with` statement.

    Before it: the row of the run, and the leases of the portals that no other run visits. After it: what came is
    parsed to the end, unless a person stopped the run; open visits are closed; what derives from the new captures is
    refreshed, and the manifest of the run is written. A run that breaks is closed as interrupted where the archive can
    still be written; otherwise the next run closes it. `continues`: a run that was stopped, and goes on.

    :raises ValueError: a home is no http address, or delays are to be ignored elsewhere than on loopback.
    :raises ArchiveError: the archive cannot be written.
    """
    if options.ignore_delays and not options.allow_loopback:
        raise ValueError("delays are ignored for measurements on loopback only")
    progress = progress or Silent()
    software = software or f"nianbao {_version()}"
    run = _start(archive, homes, options, regions or {}, software, continues)
    try:
        yield run
        if run.parsing is not None and not run.stopped:
            run.stopped = _parse_leftovers(run.parsing, run.visits, progress)
        run.stopped = run.stopped or any(visit.outcome is None for visit in run.visits)
    except BaseException:
        with suppress(sqlite3.Error, OSError):
            _close(archive, run, "interrupted")
        raise
    finally:
        progress.show(run.visits, run.parsing.read if run.parsing else 0, 0)
        progress.close()
        if run.parsing is not None:
            run.parsing.close()
    _close(archive, run, "interrupted" if run.stopped else "complete")
    refresh_stale(archive)
    manifest.close_run(archive)
    archive.checkpoint()


def crawl(
    archive: Archive,
    homes: list[str],
    options: Options | None = None,
    progress: Progress | None = None,
    regions: Mapping[str, str] | None = None,
) -> Summary:
    """Visit each portal from its home address, store every answer, and parse what looks like a report.

    `regions`: the GB/T 2260 code of a home address, where it is known; it tells towns of one name apart.
    Call it once a process: the network engine cannot be started twice. What goes wrong at a portal is in the summary.

    :raises ValueError: a home is no http address.
    :raises ArchiveError: the archive cannot be written.
    """
    from crawler.engine.process import fetch  # not where pages are assessed: it takes a second to load

    options, progress = options or Options(), progress or Silent()
    with crawl_run(archive, homes, options, regions, progress=progress) as run:
        for portal_id in run.portal_ids:
            run.visits.append(open_visit(archive, run.id, portal_id, options.refresh_days))
        run.stopped, run.browser = fetch(
            archive, run.id, run.visits, options, run.parsing, progress, run.agent
        )
    return run.summary([PortalSummary.of(visit) for visit in run.visits])


def teach(archive: Archive, list_url: str, options: Options) -> Summary:
    """Watch one list in a browser and keep its recipe with its endpoint; nothing else of its portal is asked.

    :raises ValueError: the list is no http address.
    :raises ArchiveError: the archive cannot be written.
    """
    home = urljoin(list_url, "/")
    portal_id = runs.portal(archive, home)
    with archive.transaction():
        frontier.add(archive, portal_id, [Candidate(list_url, "list", TAUGHT_SCORE, 1, home)])
    return crawl(archive, [home], replace(options, teach=list_url, browser="auto", parse=False))


def _start(
    archive: Archive,
    homes: list[str],
    options: Options,
    regions: Mapping[str, str],
    software: str,
    continues: int | None,
) -> Run:
    portals = (runs.portal(archive, home, region_code=regions.get(home)) for home in homes)
    portal_ids = list(dict.fromkeys(portals))
    agent = _user_agent(options.contact)
    run_id = runs.reopen_run(archive, continues) if continues else runs.start_run(archive, agent, software)
    with archive.transaction():
        free = leases.acquire(archive, run_id, portal_ids, options.also_on)
    busy = [
        archive.value("select host from portals where id = ?", portal_id)
        for portal_id in portal_ids
        if portal_id not in free
    ]
    parsing = None
    if options.parse:
        version = parsers.PARSER_VERSION
        parsing = ParseQueue(archive, version, workers=options.workers, beside_a_crawl=True)
    return Run(run_id, agent, [p for p in portal_ids if p in free], busy, parsing)


def _user_agent(contact: str | None) -> str:
    """`nianbao/0.1 (+contact)`: a portal's operator can see who asks and whom to write to."""
    return f"nianbao/{_version()} (+{contact})" if contact else settings.USER_AGENT


def _version() -> str:
    try:
        return version("nianbao")
    except PackageNotFoundError:
        return "0.1"


def _parse_leftovers(parsing: ParseQueue, visits: list[Visit], progress: Progress) -> bool:
    """Parse what is still pending; returns whether a person stopped it."""
    parsing.take_large()
    try:
        while parsing.step(timeout=0.2) or parsing.pending():
            progress.show(visits, parsing.read, parsing.pending())
    except KeyboardInterrupt:
        return True
    try:
        parsing.recorder.check()
    except ArchiveError as error:
        logging.getLogger("nianbao.crawl").warning("%s", error)
    return False


def _close(archive: Archive, run: Run, outcome: str) -> None:
    """Visits that are open were interrupted; the portals are left to others, and the run has ended."""
    for visit in run.visits:
        if visit.outcome is None:
            visit.outcome, visit.why = "interrupted", "stopped before the portal was done"
            runs.finish_visit(archive, visit)
    with archive.transaction():
        leases.release_all(archive, run.id)
    runs.finish_run(archive, run.id, outcome)
