"""The front door: crawl portals into an archive, parse what came, say how it went."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

import parsers
from archive import Archive, ArchiveError, ParseQueue
from archive.crawl import leases, runs
from archive.crawl.runs import Visit
from archive.custody import manifest
from archive.refresh import refresh_stale
from crawler import settings as project_settings
from crawler.discovery.requisites import OF_A_PORTAL
from crawler.engine.progress import Progress, Silent
from crawler.engine.spider import PortalSpider
from crawler.families import FAMILIES
from crawler.schedule.hours import Hours
from crawler.visit.budget import Limits
from crawler.visit.start import open_visit

BUSY = "busy"
"""The outcome of a portal that another crawl is visiting: it was not asked anything."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to crawl. Seconds, pages and days."""

    allow_loopback: bool = False
    """The only way to a private or loopback address."""
    delay: float = 3.0
    """Between two requests to a host whose robots.txt names no Crawl-delay."""
    max_pages: int = 400
    """A portal in one visit."""
    max_bytes: int = 1_000_000_000
    """As they came off the wire, of a portal in one visit."""
    max_seconds: float = 6 * 3600.0
    """A portal in one visit."""
    requisites: bool = False
    """Also fetch the pictures and style sheets of report pages, at most `requisites.OF_A_PORTAL` of a portal."""
    timeout: float = 60.0
    """An answer may take so many seconds, to its last byte."""
    contact: str | None = None
    """Address or mailbox that goes into the user agent."""
    refresh_days: float = 7.0
    """A known report is asked for again, if changed, when it was last asked for longer ago than this; each time it was
    the same, twice as long (see `frontier.requeue`)."""
    parse: bool = True
    workers: int | None = None
    """Parser processes; one less than there are cores by default."""
    ignore_delays: bool = False
    """Measure at full speed, Crawl-delay or not: for servers on loopback only, so it needs
    `allow_loopback`.
    """
    hours: Hours | None = None
    """Outside of these no request begins; the crawl stops when they end."""
    without: frozenset[str] = frozenset()
    """Families to leave out, by name."""


@dataclass(frozen=True, slots=True)
class PortalSummary:
    host: str
    outcome: str
    why: str | None
    pages: int
    reports: int
    new_reports: int
    failures: int


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


def crawl(
    archive: Archive,
    homes: list[str],
    options: Options | None = None,
    progress: Progress | None = None,
    regions: Mapping[str, str] | None = None,
) -> Summary:
    """Visit each portal from its home address, store every answer, and parse what looks like a report.

    `regions`: the GB/T 2260 code of a home address, where it is known; it tells towns of one name apart.
    Runs once a process (the network engine cannot be started twice). Raises ValueError for an address
    that is no http address, ArchiveError when the archive cannot be written; everything else is in the
    summary.
    """
    options, progress = options or Options(), progress or Silent()
    if options.ignore_delays and not options.allow_loopback:
        raise ValueError("delays are ignored for measurements on loopback only")
    started = time.monotonic()
    agent = user_agent(options.contact)
    portal_ids = list(
        dict.fromkeys(runs.portal(archive, home, region_code=(regions or {}).get(home)) for home in homes)
    )
    run_id = runs.start_run(archive, agent, f"nianbao {_software()}")
    with archive.transaction():
        free = leases.acquire(archive, run_id, portal_ids)
    visits = [open_visit(archive, run_id, p, options.refresh_days) for p in portal_ids if p in free]
    elsewhere = _hosts(archive, [p for p in portal_ids if p not in free])
    parsing = ParseQueue(archive, parsers.PARSER_VERSION, workers=options.workers) if options.parse else None
    try:
        stopped = _fetch(archive, run_id, visits, options, parsing, progress, agent)
        if parsing is not None and not stopped:
            stopped = _parse_leftovers(parsing, visits, progress)
    finally:
        progress.close()
        if parsing is not None:
            parsing.close()
    _close_visits(archive, visits)
    runs.finish_run(archive, run_id, "interrupted" if stopped else "complete")
    refresh_stale(archive)
    manifest.close_run(archive)
    archive.checkpoint()
    return _summary(visits, elsewhere, parsing, time.monotonic() - started, stopped)


def user_agent(contact: str | None) -> str:
    """`nianbao/0.1 (+contact)`: a portal's operator can see who asks and whom to write to."""
    return f"nianbao/{_software()} (+{contact})" if contact else project_settings.USER_AGENT


def _hosts(archive: Archive, portal_ids: list[int]) -> list[str]:
    return [archive.value("select host from portals where id = ?", portal_id) for portal_id in portal_ids]


def _software() -> str:
    try:
        return version("nianbao")
    except PackageNotFoundError:
        return "0.1"


def _fetch(
    archive: Archive,
    run_id: int,
    visits: list[Visit],
    options: Options,
    parsing: ParseQueue | None,
    progress: Progress,
    agent: str,
) -> bool:
    """Run Scrapy until every visit has ended; gives whether a person stopped it."""
    process = AsyncCrawlerProcess(_settings(options, agent))
    # What people need to know is in visits and issues. After the process, which sets levels of its own.
    for logger in ("scrapy", "twisted", "asyncio"):
        logging.getLogger(logger).setLevel(logging.CRITICAL)
    crawler = process.create_crawler(PortalSpider)
    process.crawl(
        crawler,
        archive=archive,
        run_id=run_id,
        visits=visits,
        hours=options.hours,
        limits=Limits(
            options.max_pages,
            options.max_bytes,
            options.max_seconds,
            OF_A_PORTAL if options.requisites else 0,
        ),
        families=tuple(f for f in FAMILIES if options.without.isdisjoint({f.NAME})),
        parsing=parsing,
        progress=progress,
    )
    process.start()
    spider = crawler.spider
    if not isinstance(spider, PortalSpider):
        raise ArchiveError("the crawl could not be started")
    if spider.fatal is not None:
        raise ArchiveError(spider.fatal)
    # Stopped by force, Scrapy does not even close the spider: an open visit says so.
    return spider.stopped or any(visit.outcome is None for visit in visits)


def _settings(options: Options, agent: str) -> Settings:
    settings = Settings()
    settings.setmodule(project_settings, priority="project")
    overrides: dict[str, Any] = {
        "USER_AGENT": agent,
        "DOWNLOAD_DELAY": 0.0 if options.ignore_delays else options.delay,
        "DOWNLOAD_TIMEOUT": options.timeout,
        "IGNORE_DELAYS": options.ignore_delays,
        "ALLOW_LOOPBACK": options.allow_loopback,
    }
    settings.setdict(overrides, priority="cmdline")
    return settings


def _parse_leftovers(parsing: ParseQueue, visits: list[Visit], progress: Progress) -> bool:
    """Parse what is still pending; gives whether a person stopped it."""
    try:
        while parsing.step(timeout=0.2) or parsing.pending():
            progress.show(visits, parsing.read, parsing.pending())
    except KeyboardInterrupt:
        return True
    return False


def _close_visits(archive: Archive, visits: list[Visit]) -> None:
    for visit in visits:
        if visit.outcome is None:
            visit.outcome, visit.why = "interrupted", "stopped before the portal was done"
            runs.finish_visit(archive, visit)


def _summary(
    visits: list[Visit], elsewhere: list[str], parsing: ParseQueue | None, seconds: float, stopped: bool
) -> Summary:
    busy = "another crawl is visiting this portal, or one on the same host"
    return Summary(
        portals=[
            PortalSummary(v.host, v.outcome or "", v.why, v.pages, v.reports, v.new_reports, v.failures)
            for v in visits
        ]
        + [PortalSummary(host, BUSY, busy, 0, 0, 0, 0) for host in elsewhere],
        pages=sum(v.pages for v in visits),
        reports_found=sum(v.reports for v in visits),
        new_reports=sum(v.new_reports for v in visits),
        failures=sum(v.failures for v in visits),
        parsed=parsing.read if parsing else 0,
        seconds=seconds,
        stopped=stopped,
    )
