"""What a portal's robots.txt means for its visit (RFC 9309), and the longest delay that is waited for.

| robots.txt | what follows |
|---|---|
| 2xx | its rules and its Crawl-delay hold |
| 2xx, but a web page | no rules; the visit says so |
| 4xx | no rules (2.3.1.3) |
| 5xx, or no answer | the visit ends `unreachable`; nothing else is asked of the host (2.3.1.4) |
| 5xx that is a challenge (521) | the same, but the visit ends `blocked`, which is what it is |
| Crawl-delay above `MAX_CRAWL_DELAY`, or no number | the visit ends `blocked`, with the number: a delay that nobody can wait for is obeyed by asking nothing |

For a host that is not the portal's own the same holds for the addresses on it.
"""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from twisted.internet.defer import Deferred

from archive.clock import day
from archive.outcomes import Outcome
from archive.store import captures
from archive.store.response import Response as Raw
from crawler.engine.failures import reason
from crawler.visit.budget import MAX_CRAWL_DELAY
from crawler.visit.grading import grade_response
from parsers.model import Context

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from archive import Archive
    from crawler.engine.packing import Packing

_ENDLESS = re.compile(
    rb"^[ \t]{0,9}crawl-delay[ \t]{0,9}:[ \t]{0,9}(?:inf|nan|\d{1,9}e\d{2,9})\b", re.I | re.M
)
_WEB_PAGE = re.compile(rb"\s{0,99}(?:\xef\xbb\xbf)?\s{0,99}<(?:!doctype|html|head|body|\?xml)", re.I)


LONGEST_RULES = 512_000
"""Bytes of a robots.txt that are read (RFC 9309, 2.5, asks for 500 KiB at the least)."""


class VisitEnds(IgnoreRequest):
    """The host is not to be asked anything: how a visit to it ends, and why."""

    def __init__(self, outcome: Outcome, why: str) -> None:
        super().__init__(why)
        self.outcome = outcome


class _Crawl(Protocol):
    """What of the spider is used here."""

    archive: Archive
    packing: Packing
    run_id: int


class Robots(RobotsTxtMiddleware):
    """Scrapy's middleware, with the cases that it takes for "everything is allowed"."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._ends: dict[str, VisitEnds] = {}
        self.remarks: dict[str, str] = {}
        """Host and port -> what its robots.txt was, where that is worth a word."""

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        ends = self._ends.get(_netloc(request))
        if ends is not None:
            raise VisitEnds(ends.outcome, str(ends))
        super().process_request_2(rp, request)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of a host, asked for once, and once more where no answer came."""
        netloc = _netloc(request)
        if netloc in self._parsers:
            return await super().robot_parser(request)
        self._parsers[netloc] = Deferred()
        try:
            await self._parse_robots(await self._ask(request), netloc, request)
        except Exception as error:  # whatever the network raises means: no rules to be had
            self._robots_error(error, netloc)
        return await super().robot_parser(request)

    async def _ask(self, request: Request) -> Response:
        engine = self.crawler.engine
        if engine is None:
            raise IgnoreRequest("the crawl is over")
        address = f"{request.url.partition('://')[0]}://{_netloc(request)}/robots.txt"
        asked = Request(
            address, priority=self.DOWNLOAD_PRIORITY, meta={"dont_obey_robotstxt": True}, callback=NO_CALLBACK
        )
        try:
            response = await engine.download_async(asked)
        except IgnoreRequest:
            raise
        except Exception:  # a lost packet must not cost a portal its day
            asked = asked.replace(meta={"dont_obey_robotstxt": True})
            response = await engine.download_async(asked)
        raw = asked.meta.get("raw")
        return await self._kept(response, raw) if isinstance(raw, Raw) else response

    async def _kept(self, response: Response, raw: Raw) -> Response:
        """Store what a portal asks of robots, which is evidence of its own; gives it unpacked, as far as it is read."""
        spider: _Crawl = self.crawler.spider  # type: ignore[assignment]
        archive = spider.archive
        try:
            stored, body = await spider.packing.store(archive, raw, LONGEST_RULES + 1)
        except asyncio.CancelledError:
            raise IgnoreRequest("the crawl is over") from None
        graded = grade_response(raw.status, body)
        with archive.transaction():
            captures.insert(
                archive,
                stored,
                run_id=spider.run_id,
                portal_id=archive.value("select id from portals where key = ?", captures.portal_key(raw.url)),
                grade=graded.name,
                why=graded.why,
                role="page",
                context=Context(url=raw.url, fetched_on=day(raw.fetched_at)),
            )
        return response.replace(body=body)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            self._ends[netloc] = _without_rules(response)
        if response.status >= 400:
            response = response.replace(body=b"")
        elif _WEB_PAGE.match(response.body):
            self.remarks[netloc] = "robots.txt is a web page: it states no rules"
            response = response.replace(body=b"")
        if len(response.body) > LONGEST_RULES:
            self.remarks[netloc] = f"of its robots.txt the first {LONGEST_RULES:,} bytes were read"
            response = response.replace(body=response.body[:LONGEST_RULES].rpartition(b"\n")[0])
        await super()._parse_robots(response, netloc, request)
        for asked in self._delays(netloc, response.body):
            if unwaited := beyond_waiting(asked):
                self._ends[netloc] = VisitEnds(
                    "blocked", f"robots.txt asks for {unwaited} s between two requests"
                )

    def _delays(self, netloc: str, body: bytes) -> Iterator[float]:
        """The delay that the rules ask of us, and those that the parser passes over because they are no numbers."""
        parser = self._parsers[netloc]
        if isinstance(parser, RobotParser):
            asked = parser.crawl_delay(self._robotstxt_useragent or self._default_useragent)
            if asked is not None:
                yield float(asked)
        yield from (math.inf for _ in _ENDLESS.finditer(body))

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if not isinstance(exc, IgnoreRequest):
            why = f"robots.txt: {reason(exc)}; nothing else is asked for a day"
            self._ends[netloc] = VisitEnds("unreachable", why)
        super()._robots_error(exc, netloc)


def _without_rules(response: Response) -> VisitEnds:
    """How a visit ends whose robots.txt is answered by an error of the server, or by a challenge that has a status of that kind."""
    graded = grade_response(response.status, response.body)
    if graded.name == "challenge":
        return VisitEnds("blocked", f"robots.txt: {graded.why}; nothing else is asked for a day")
    why = f"robots.txt answers {response.status}; nothing else is asked for a day"
    return VisitEnds("unreachable", why)


def beyond_waiting(seconds: float) -> str | None:
    """A delay that is not waited for, as a number to be said; None for one that is."""
    value = float(seconds)
    return None if math.isfinite(value) and value <= MAX_CRAWL_DELAY else f"{value:g}"


def _netloc(request: Request) -> str:
    return request.url.partition("://")[2].partition("/")[0]
