"""Scrapy settings of the project: one polite visitor, no proxies, nothing retried behind our back."""

from __future__ import annotations

BOT_NAME = "nianbao"
SPIDER_MODULES = ["crawler.engine.spider"]
USER_AGENT = "nianbao/0.1 (annual disclosure reports archive)"

ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 64
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_ITEMS = 1
"""An answer leads to one request at most; Scrapy makes so many tasks for each answer."""
DOWNLOAD_DELAY = 3.0
DOWNLOAD_DELAY_JITTER = 0.0  # `crawler.engine.throttle` varies the delay upwards only
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 64_000_000
DOWNLOAD_WARNSIZE = 0
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 64_000_000
"""Bytes of answers that are being looked at, beyond which no portal is asked. Large ones wait on disk and do not count
(`crawler.engine.packing`): a bad portal must not hold the others."""
DOWNLOAD_FAIL_ON_DATALOSS = False  # a short body is graded, not thrown away

# The jar is the visit's (`crawler.visit.session`). Redirects, retries and compression are the archive's business: each hop is
# a capture, each failure is counted, and the bytes are kept as they came.
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
    "Accept-Encoding": "gzip, deflate",
}

TWISTED_DNS_RESOLVER = "crawler.engine.private_hosts.GuardedResolver"
DNS_TIMEOUT = 20
ALLOW_LOOPBACK = False
IGNORE_DELAYS = False
# What Scrapy does beside fetching is ours or is not done. The lists of its own parts are replaced, not added to: Scrapy loads
# also those that are switched off, and they take an eighth of the memory of this process.
DOWNLOADER_MIDDLEWARES_BASE = {
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
}
DOWNLOADER_MIDDLEWARES = {
    "crawler.engine.raw_response.Emptied": 10,
    "crawler.engine.private_hosts.GuardMiddleware": 50,
    "crawler.engine.robots.Robots": 100,
}
EXTENSIONS_BASE: dict[str, int] = {}
EXTENSIONS = {
    "crawler.engine.in_flight.InFlight": 0,
    "crawler.engine.raw_response.RawResponses": 0,
    "crawler.engine.throttle.Throttle": 0,
}
# Not among them: what sets a Referer (a portal is asked as a chain of requests: the page before is not the page that links
# here, which the visit knows), and what drops a long address without a word, and with it the visit; what is too long is not
# taken (`crawler.visit.assess`).
SPIDER_MIDDLEWARES_BASE = {"scrapy.spidermiddlewares.start.StartSpiderMiddleware": 25}
DOWNLOAD_HANDLERS: dict[str, None] = {"data": None, "file": None, "ftp": None, "s3": None}
LOG_INSTALL_ROOT_HANDLER = False
LOG_LEVEL = "WARNING"
REACTOR_THREADPOOL_MAXSIZE = 20
