"""How a person wants portals to be crawled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from crawler.page.any_recipe import AnyRecipe
from crawler.schedule.hours import Hours


@dataclass(frozen=True, slots=True)
class Options:
    """How to crawl. Seconds, pages and days."""

    allow_loopback: bool = False
    """The only way to a private or loopback address."""
    delay: float = 3.0
    """Between two requests to a host whose robots.txt names no Crawl-delay."""
    max_pages: int = 400
    """A portal in one visit."""
    max_bytes: int = 1_000_000_000
    """As they came off the wire, of a portal in one visit."""
    max_seconds: float = 6 * 3600.0
    """A portal in one visit."""
    requisites: bool = False
    """Also fetch the pictures and style sheets of report pages, at most `requisites.OF_A_PORTAL` of a portal."""
    timeout: float = 60.0
    """An answer may take so many seconds, to its last byte."""
    contact: str | None = None
    """Address or mailbox that goes into the user agent."""
    refresh_days: float = 7.0
    """A known report is asked for again, if changed, when it was last asked for longer ago than this; each time it was
    the same, twice as long (see `frontier.requeue`). One that can only be asked for in full has its turn at the soonest
    then (`archive.crawl.rereading`); 0: all are asked for."""
    parse: bool = True
    workers: int | None = None
    """Parser processes; one less than there are cores by default."""
    ignore_delays: bool = False
    """Measure at full speed, Crawl-delay or not: for servers on loopback only, so it needs
    `allow_loopback`.
    """
    hours: Hours | None = None
    """Outside of these no request begins; the crawl stops when they end."""
    also_on: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Host of a portal -> other hosts on which a person says that its columns stand: read as its own, each by its own
    robots.txt and delay."""
    recipes: Mapping[str, tuple[AnyRecipe, ...]] = field(default_factory=dict)
    """Host of a portal -> how lists of it are asked for that only a script fills, as somebody learned."""
    browser: Literal["auto", "never"] = "never"
    """auto: lists that only a script fills are watched in the system's Chromium, where it and the extra are installed."""
    teach: str | None = None
    """The address of a list that is watched for a recipe; nothing else of its portal is asked."""
    without: frozenset[str] = frozenset()
    """Families to leave out, by name."""
