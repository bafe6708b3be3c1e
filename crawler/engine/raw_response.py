"""From Scrapy to the archive: a response as it came off the wire, before anything touches it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import Request, signals
from scrapy.http import Response as ScrapyResponse
from twisted.web.http import RESPONSES

from archive.store.response import Response
from crawler.engine.packing import LARGE_BYTES

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.engine.spider import PortalSpider

NEVER_KEPT = frozenset({b"set-cookie", b"set-cookie2"})
"""Headers that are the key to a session and no evidence of what a portal published."""


class RawResponses:
    """Scrapy extension: notes each raw response on its request."""

    def __init__(self, crawler: Crawler) -> None:
        crawler.signals.connect(self.downloaded, signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RawResponses:
        return cls(crawler)

    def downloaded(self, response: ScrapyResponse, request: Request, spider: PortalSpider) -> None:
        try:
            raw = as_response(response, request, spider)
        except (
            Exception
        ) as error:  # nobody hears a signal handler: the callback raises it, and names the address
            request.meta["raw"] = error
            return
        request.meta["raw"] = raw


class Emptied:
    """Downloader middleware: of a large answer the body is `raw` alone, which may leave the memory; Scrapy would hold it,
    and ask no portal anything while many are looked at."""

    def process_response(self, request: Request, response: ScrapyResponse) -> ScrapyResponse:
        large = "raw" in request.meta and len(response.body) > LARGE_BYTES
        return response.replace(body=b"") if large and "visitor" in request.meta else response


def as_response(response: ScrapyResponse, request: Request, spider: PortalSpider) -> Response:
    """The response with its body still encoded, its repeated headers without cookies, and the address of the server."""
    status = response.status
    return Response(
        url=request.url,
        fetched_at=spider.archive.clock(),
        status=status,
        reason=RESPONSES.get(status, b"").decode("latin-1") or "-",
        headers=[
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            if name.lower() not in NEVER_KEPT
            for value in values
        ],
        body=response.body,
        ip=str(response.ip_address) if response.ip_address else None,
        form=request.body.decode("latin-1") if request.method == "POST" else None,
    )
