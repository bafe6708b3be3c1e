"""What a page led to."""

from __future__ import annotations

from dataclasses import dataclass

from archive.crawl import books
from archive.crawl.books import PageClaims
from archive.crawl.frontier import Candidate


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a page led to. `reports`: how many of the candidates name a report, or stand where reports stand."""

    candidates: list[Candidate]
    reports: int
    family: str
    shell: str | None = None
    """Where a page without text sends its reader, if that is this page's own address written otherwise (/ and
    /index.html).
    """
    answer: bool = False
    """It fills a list that is shown elsewhere."""
    unread: str | None = None
    """Why the list of the page is not read, or not whole."""
    shown: int = 0
    """The same for two pages that list the same, their pagers aside."""
    away: str | None = None
    """Where a page without text sends its reader, if that is out of the portal."""
    files: tuple[str, ...] = ()
    """Scripts of the portal's own without which the page's list cannot be read."""
    claims: PageClaims = books.NOTHING
    """What the page claims of the portal's lists."""


NOTHING = Discovery([], 0, "generic")
