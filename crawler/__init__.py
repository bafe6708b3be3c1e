"""The crawler: from a portal's home address to its report pages, politely; a Scrapy project with one
spider.

It brings bytes home and concludes as little as it can: `discovery` scores links, `visit` says what a
response is and what to ask next, `families` know software that hides its lists, `engine` keeps delays, limits and
private addresses. What a report says is the parsers' business, where things are kept the archive's.

Front door: `crawl(archive, homes, options) -> Summary`.

The front door opens what is asked for: a process that looks at pages comes through it and must not pay for the
database's libraries.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.options import Options
    from crawler.run import BUSY, PortalSummary, Summary, crawl

__all__ = ["BUSY", "Options", "PortalSummary", "Summary", "crawl"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("crawler.options" if name == "Options" else "crawler.run"), name)
