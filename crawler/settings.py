"""Scrapy settings of the project: one polite visitor, no proxies, nothing retried behind our back."""

from __future__ import annotations

BOT_NAME = "nianbao"
SPIDER_MODULES = ["crawler.engine.spider"]
USER_AGENT = "nianbao/0.1 (annual disclosure reports archive)"

ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 64
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 3.0
DOWNLOAD_DELAY_JITTER = 0.0  # `crawler.engine.throttle` varies the delay upwards only
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 64_000_000
DOWNLOAD_WARNSIZE = 0
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 64_000_000
"""Bytes of answers that are being looked at, beyond which no portal is asked. Large ones wait on disk and do not count
(`crawler.engine.packing`): a bad portal must not hold the others."""
DOWNLOAD_FAIL_ON_DATALOSS = False  # a short body is graded, not thrown away

COOKIES_ENABLED = False  # the jar is the visit's (`crawler.visit.session`)
TELNETCONSOLE_ENABLED = False
HTTPPROXY_ENABLED = False
HTTPERROR_ALLOW_ALL = True
# Redirects, retries and compression are the archive's business: each hop is a capture, each failure is
# counted, and the bytes are kept as they came.
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False
RETRY_ENABLED = False
COMPRESSION_ENABLED = False
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
    "Accept-Encoding": "gzip, deflate",
}

TWISTED_DNS_RESOLVER = "crawler.engine.private_hosts.GuardedResolver"
DNS_TIMEOUT = 20
ALLOW_LOOPBACK = False
IGNORE_DELAYS = False
DOWNLOADER_MIDDLEWARES = {
    "crawler.engine.raw_response.Emptied": 10,
    "crawler.engine.private_hosts.GuardMiddleware": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.engine.robots.Robots": 100,
}
EXTENSIONS = {
    "crawler.engine.in_flight.InFlight": 0,
    "crawler.engine.raw_response.RawResponses": 0,
    "crawler.engine.throttle.Throttle": 0,
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
    "scrapy.extensions.corestats.CoreStats": None,
    "scrapy.extensions.logcount.LogCount": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
}
# A portal is asked as a chain of requests: the page before is not the page that links here, which the visit knows.
REFERER_ENABLED = False
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    # It drops a request without a word, and with it the visit; what is too long is not taken (`crawler.visit.assess`).
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
}
LOG_INSTALL_ROOT_HANDLER = False
LOG_LEVEL = "WARNING"
LOGSTATS_INTERVAL = 0
REACTOR_THREADPOOL_MAXSIZE = 20
