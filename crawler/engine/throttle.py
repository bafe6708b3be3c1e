"""The delay between two requests to a host: its Crawl-delay, the speed of its answers, and Retry-After.

The delay is counted from the end of an answer to the next request. Where robots.txt names a Crawl-delay that is
the floor, else the delay of the options; a slow server is asked more slowly, and the delay varies upwards by up
to a quarter.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy import Request, signals
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

from crawler.engine.robots import beyond_waiting
from crawler.visit.budget import MAX_RETRY_AFTER
from crawler.visit.http_date import http_date

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

MAX_DELAY = 60.0
"""Seconds. A Crawl-delay above this is obeyed (up to `MAX_CRAWL_DELAY`); a slow server is not waited for longer."""
_SECONDS = re.compile("[0-9]{1,9}")
_LONGEST_HEADER = 100
JITTER = 0.25
SLOWER = 4.0
"""Times the delay after a challenge or a wall."""


class Throttle:
    """Scrapy extension that sets the delay of each host's download slot."""

    def __init__(self, crawler: Crawler) -> None:
        if crawler.settings.getbool("IGNORE_DELAYS"):
            raise NotConfigured
        self._crawler = crawler
        self._default = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._agent = crawler.settings["USER_AGENT"]
        self._floors: dict[str, float] = {}
        self._slowed: dict[str, float] = {}
        self._delays: dict[str, float] = {}
        crawler.signals.connect(self.robots, signals.robots_parsed)
        crawler.signals.connect(self.requested, signals.request_reached_downloader)
        crawler.signals.connect(self.downloaded, signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Throttle:
        return cls(crawler)

    def floor(self, host: str) -> float:
        """Seconds between two requests at the least: what the host asks for, or a host whose name it is below."""
        asked = (self._floors.get(name) for name in _names(host))
        stated = max((seconds for seconds in asked if seconds is not None), default=self._default)
        return stated * self._slowed.get(host, 1.0)

    def slow_down(self, host: str, neighbours: Iterable[str] = ()) -> None:
        """After a warning: four times the delay for the rest of the run, once more at each warning of the host itself.

        `neighbours`: hosts behind what is probably the same wall; however often it warns, they are slowed once.
        """
        self._slowed[host] = SLOWER * self._slowed.get(host, 1.0)
        for other in neighbours:
            self._slowed.setdefault(other, SLOWER)

    def robots(self, robotparser: RobotParser, request: Request, **_: Any) -> None:
        asked = robotparser.crawl_delay(self._agent)
        if asked is not None and asked >= 0 and beyond_waiting(asked) is None:
            host = urlparse_cached(request).hostname or ""
            self._floors[host.removeprefix("www.")] = self._delays[host] = float(asked)

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
        asked = retry_after(response)
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


def _names(host: str) -> Iterator[str]:
    """The name without `www.` and those that it is below: `xxgk.a.gov.cn` is served where `www.a.gov.cn` is."""
    labels = host.removeprefix("www.").split(".")
    for first in range(len(labels)):
        yield ".".join(labels[first:])


def retry_after(response: Response) -> float | None:
    """The seconds that a Retry-After header asks for, as a number or as a date (RFC 9110, section 10.2.3).

    A date is counted from the server's own clock where it tells it. None without the header or sense in it.
    """
    text = _header(response, "Retry-After")
    if _SECONDS.fullmatch(text):
        return float(text)
    until = http_date(text)
    if until is None:
        return None
    now = http_date(_header(response, "Date")) or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds())


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"")[:_LONGEST_HEADER].decode("latin-1").strip()
