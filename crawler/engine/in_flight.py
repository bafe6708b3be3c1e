"""How much of all answers together may be on its way into memory at once, whatever the portals send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import Request, Spider, signals
from scrapy.exceptions import StopDownload

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

MAX_TOGETHER = 96_000_000
"""Bytes of bodies that are being received. One body may have 64 MB (`DOWNLOAD_MAXSIZE`); many at once may not."""
SMALL = 4_000_000
"""Bytes up to which an answer is never given up for the sake of others."""


class TooMuchAtOnce(StopDownload):
    """A large answer was given up because others were being received; the visit asks for it again at its end."""

    def __init__(self) -> None:
        super().__init__(fail=True)


class InFlight:
    """Scrapy extension: counts what is being received, and ends the large answers that go beyond `MAX_TOGETHER`."""

    def __init__(self, crawler: Crawler) -> None:
        self._received: dict[Request, int] = {}
        crawler.signals.connect(self.received, signals.bytes_received)
        crawler.signals.connect(self.left, signals.request_left_downloader)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> InFlight:
        return cls(crawler)

    def received(self, data: bytes, request: Request, spider: Spider) -> None:
        """:raises TooMuchAtOnce: Scrapy ends the download."""
        have = self._received.get(request, 0) + len(data)
        self._received[request] = have
        if have > SMALL and sum(self._received.values()) > MAX_TOGETHER:
            raise TooMuchAtOnce

    def left(self, request: Request, spider: Spider) -> None:
        self._received.pop(request, None)
