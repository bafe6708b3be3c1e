"""Lists of all papers of a body, or of notices of every kind: a report of January may stand on a later page of one.

Their further pages are asked for one by one, after all that names reports. Reports are due by 31 January or 31 March,
so a page that ends within January to April is followed sooner; the others fall behind with each page without a report,
down to a bound at which the list is left, and that is said.
"""

from __future__ import annotations

from datetime import date

from crawler.discovery.scoring import SEASON
from crawler.page import vocabulary as words
from crawler.page.page import Page

FEWEST_DATED = 4
"""Rows with a date that make a list of papers."""
STEP = 0.25
FIRST = date(2008, 5, 1)
"""Before the first regulation there was no report."""


def is_mixed(page: Page) -> bool:
    """Whether a page lists the papers of one body, notices of all kinds, or papers of which nothing is said."""
    if page.entry.kind not in ("page", "guess") or page.outline.kind not in ("list", "page"):
        return False
    name = words.line(page.entry.anchor or "")
    told = words.names_body(name) or words.MIXED_NAME.search(name)
    unproven = page.entry.kind == "guess" or words.is_unproven(page.entry.kind, page.entry.score)
    untold = unproven and not words.UNTOLD.search(name)
    return bool(told or untold) and len(page.row_dates) >= FEWEST_DATED


def next_score(page: Page) -> float:
    """What the next page of a mixed list is worth that shows no report here; 0 where it is left."""
    oldest = min(page.row_dates.values(), default=None)
    if oldest is not None and oldest < FIRST:
        return 0.0
    follows = words.is_unproven(page.entry.kind, page.entry.score)
    best = page.entry.score if follows else words.UNPROVEN_MIXED
    if oldest is not None and oldest.month in SEASON:
        return words.UNPROVEN_MIXED if not follows else best - STEP / 5
    return best - STEP if best - STEP > words.UNPROVEN_LEAST else 0.0
