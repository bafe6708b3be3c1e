"""How we behave at a host: its Crawl-delay, a pace that follows its answers, and Retry-After.

The delay is counted from the end of an answer to the next request. Where robots.txt names a Crawl-delay that is
the floor, else the delay of the options; a slow server is asked more slowly, and the delay varies upwards by up
to a quarter.
"""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Any

from scrapy import Request, signals
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

MAX_DELAY = 60.0
"""Seconds. A Crawl-delay above this is obeyed; a slow server is not waited for longer."""
MAX_RETRY_AFTER = 120.0
"""Seconds that are waited within a run; a host that asks for more is left for the next run."""
JITTER = 0.25
SLOWER = 4.0
"""Times the delay after a challenge or a wall."""


class Manners:
    """Scrapy extension that sets the delay of each host's download slot."""

    def __init__(self, crawler: Crawler) -> None:
        if crawler.settings.getbool("IGNORE_DELAYS"):
            raise NotConfigured
        self._crawler = crawler
        self._default = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._agent = crawler.settings["USER_AGENT"]
        self._floors: dict[str, float] = {}
        self._delays: dict[str, float] = {}
        crawler.signals.connect(self.robots, signals.robots_parsed)
        crawler.signals.connect(self.requested, signals.request_reached_downloader)
        crawler.signals.connect(self.downloaded, signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Manners:
        return cls(crawler)

    def floor(self, host: str) -> float:
        """Seconds between two requests at the least."""
        return self._floors.get(host, self._default)

    def slow_down(self, host: str) -> None:
        """After a warning: four times the delay for the rest of the run."""
        self._floors[host] = SLOWER * self.floor(host)

    def robots(self, robotparser: RobotParser, request: Request, **_: Any) -> None:
        asked = robotparser.crawl_delay(self._agent)
        if asked is not None:
            host = urlparse_cached(request).hostname or ""
            self._floors[host] = self._delays[host] = float(asked)

    def requested(self, request: Request, **_: Any) -> None:
        """Slots are forgotten after a minute of silence, the delay of a host is not."""
        host = request.meta["download_slot"]
        self._set(host, self._delays.get(host, self.floor(host)))

    def downloaded(self, response: Response, request: Request, **_: Any) -> None:
        host = request.meta["download_slot"]
        delay = self._pace(host, response, float(request.meta.get("download_latency", 0.0)))
        self._set(host, delay * random.uniform(1.0, 1.0 + JITTER), answered=True)

    def _pace(self, host: str, response: Response, latency: float) -> float:
        """The delay after this answer: half-way to its latency, at once where it was slower."""
        floor = self.floor(host)
        if not floor:
            return 0.0
        wished = max(latency, (self._delays.get(host, floor) + latency) / 2)
        asked = retry_after(response.headers.get("Retry-After"))
        most = MAX_DELAY
        if response.status in (429, 503) and asked is not None:
            wished, most = max(wished, asked), MAX_RETRY_AFTER
        self._delays[host] = max(floor, min(wished, most))
        return self._delays[host]

    def _set(self, host: str, delay: float, *, answered: bool = False) -> None:
        slot = self._crawler.engine.downloader.slots.get(host)
        if slot is not None:
            slot.delay = max(delay, self.floor(host))
            if answered:
                slot.lastseen = time.monotonic()


def retry_after(value: bytes | None) -> float | None:
    """The seconds of a Retry-After header; None without one or where it gives a date."""
    text = (value or b"").decode("latin-1").strip()
    return float(text) if text.isdigit() else None
