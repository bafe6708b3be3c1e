"""The network engine: started once a process, it runs the spider until every visit has ended."""

from __future__ import annotations

import logging
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from archive import Archive, ArchiveError, ParseQueue
from archive.crawl.runs import Visit
from archive.malloc import return_large
from archive.store.scratch import scratch
from crawler import settings as project_settings
from crawler.discovery.requisites import OF_A_PORTAL
from crawler.engine.heads import bound_heads
from crawler.engine.progress import Progress
from crawler.engine.spider import PortalSpider
from crawler.families import FAMILIES
from crawler.options import Options
from crawler.visit.budget import Limits
from crawler.watch.process import BrowserUse, chromium


def fetch(
    archive: Archive,
    run_id: int,
    visits: list[Visit],
    options: Options,
    parsing: ParseQueue | None,
    progress: Progress,
    agent: str,
) -> tuple[bool, BrowserUse | None]:
    """Run Scrapy until every visit has ended; returns whether a person stopped it, and what the browser did.

    :raises ArchiveError: the archive cannot be written, or the engine did not start.
    """
    bound_heads()
    return_large()
    process = AsyncCrawlerProcess(_settings(options, agent))
    # What people need to know is in visits and issues. After the process, which sets levels of its own.
    for logger in ("scrapy", "twisted", "asyncio"):
        logging.getLogger(logger).setLevel(logging.CRITICAL)
    crawler = process.create_crawler(PortalSpider)
    requisites = OF_A_PORTAL if options.requisites else 0
    with scratch(archive.data_dir) as folder:
        process.crawl(
            crawler,
            folder=folder,
            archive=archive,
            run_id=run_id,
            visits=visits,
            hours=options.hours,
            limits=Limits(options.max_pages, options.max_bytes, options.max_seconds, requisites),
            families=frozenset(family.NAME for family in FAMILIES) - options.without,
            also_on=options.also_on,
            recipes=options.recipes,
            parsing=parsing,
            progress=progress,
            browser=chromium() if options.browser == "auto" else None,
            teach=options.teach,
        )
        process.start()
    spider = crawler.spider
    if not isinstance(spider, PortalSpider):
        raise ArchiveError("the crawl could not be started")
    spider.assessors.close()
    if spider.fatal is not None:
        raise ArchiveError(spider.fatal)
    return spider.stopped, spider.watching.use


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
