"""The baseline of the crawl: a Scrapy spider that fetches given pages, extracts their links and stores nothing.

Called as a program with a JSON file {host: [addresses]}; prints {"pages": n, "links": n, "seconds": s}.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import HtmlResponse, Response
from scrapy.linkextractors import LinkExtractor

SETTINGS = {
    "ROBOTSTXT_OBEY": True,
    "CONCURRENT_REQUESTS": 64,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_DELAY": 0,
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "HTTPERROR_ALLOW_ALL": True,
    "LOG_LEVEL": "CRITICAL",
    "TWISTED_DNS_RESOLVER": "crawler.engine.private_hosts.GuardedResolver",
    "ALLOW_LOOPBACK": True,
}


class BareSpider(Spider):
    name = "bare"
    extractor = LinkExtractor()

    def __init__(self, pages: dict[str, list[str]], **options: Any) -> None:
        super().__init__(**options)
        self.queues = {host: iter(addresses) for host, addresses in pages.items()}
        self.pages = self.links = 0

    async def start(self) -> AsyncIterator[Request]:
        for host in self.queues:
            for request in self._next(host):
                yield request

    def _next(self, host: str) -> Iterator[Request]:
        address = next(self.queues[host], None)
        if address is not None:
            yield Request(address, self.parse, dont_filter=True, cb_kwargs={"host": host})

    def parse(self, response: Response, host: str = "") -> Iterator[Request]:
        self.pages += 1
        if isinstance(response, HtmlResponse):
            self.links += len(self.extractor.extract_links(response))
        yield from self._next(host)


def main(path: str) -> None:
    pages = json.loads(Path(path).read_text(encoding="utf-8"))
    process = AsyncCrawlerProcess(SETTINGS)
    crawler = process.create_crawler(BareSpider)
    process.crawl(crawler, pages=pages)
    started = time.monotonic()
    process.start()
    spider = crawler.spider
    assert isinstance(spider, BareSpider)
    print(json.dumps({"pages": spider.pages, "links": spider.links, "seconds": time.monotonic() - started}))


if __name__ == "__main__":
    main(sys.argv[1])
