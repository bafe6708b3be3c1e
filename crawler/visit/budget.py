"""What one visit to a portal may cost."""

from __future__ import annotations

import time
from dataclasses import dataclass

MAX_RETRY_AFTER = 120.0
"""Seconds that are waited within a run; a host that asks for more is left for the next run."""


MAX_CRAWL_DELAY = 120.0
"""Seconds between two requests that a host may ask for; one that asks for more is left alone."""
LOOKING_SECONDS = 600.0
"""Of the processor that a visit may spend on looking at its pages: a hundred times what portals need."""
STOP_SECONDS = 8.0
"""Seconds that answers under way are waited for when somebody stops a crawl."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Pages, bytes on the wire, seconds; pictures and style sheets of a portal, in all its visits."""

    pages: int
    bytes: int
    seconds: float
    requisites: int = 0
    looking: float = LOOKING_SECONDS


class Spending:
    """What a visit has cost so far; its time begins with it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._bytes = 0
        self._looked = 0.0
        self._started = time.monotonic()

    def took(self, size: int) -> None:
        """One more answer of so many bytes."""
        self._bytes += size

    def looked(self, seconds: float) -> None:
        """So many seconds of the processor went into looking at pages so far."""
        self._looked = seconds

    def beyond(self, pages: int) -> str | None:
        """Which limit is reached, in words; `pages` as the visit itself counts them."""
        limits = self._limits
        if pages >= limits.pages:
            return f"{limits.pages} pages"
        if self._bytes >= limits.bytes:
            return f"{limits.bytes / 1e6:g} MB"
        if self._looked >= limits.looking:
            return f"{limits.looking:g} s of looking at pages"
        if time.monotonic() - self._started >= limits.seconds:
            return f"{limits.seconds / 60:g} minutes"
        return None
