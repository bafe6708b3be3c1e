"""The mobile copy of a portal (手机版, on m. or wap. of the same name): most often the same, sometimes what the new site left behind.

Its lists are asked once as lists of their own, after those of the portal, and what they name is compared: a report at a path,
or of a title, that is known is not asked again. Later visits ask of it only the lists that led to reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from archive.crawl.frontier import Candidate
from crawler.discovery.grounds import Grounds
from crawler.page.page import Found, Page

SCORE = 33.0
"""After all that names reports."""
_NAMES = re.compile(r"手机|移动|触屏|掌上|^\W*(?:3g|wap|m)(?:版|站)?\W*$", re.I)


def entrances(page: Page, links: Iterable[Found], grounds: Grounds) -> Iterator[Candidate]:
    """Where the portal's pages lead to its copy."""
    if not (page.entry.kind == "home" or page.is_column or page.is_disclosure) or grounds.is_copy(page.url):
        return
    for link in links:
        if grounds.is_copy(link.url) and (urlsplit(link.url).path in ("", "/") or _NAMES.search(link.text)):
            depth = page.entry.depth + 1
            yield Candidate(link.url, "page", SCORE - 0.1 * depth, depth, page.url, link.text)


def told_apart(candidates: Iterable[Candidate], grounds: Grounds, at: str) -> Iterator[Candidate]:
    """Candidates with the lists of a copy as lists of their own; of its pages `at` no guesses, for the portal's were made."""
    on_copy = grounds.is_copy(at)
    for candidate in candidates:
        if not (on_copy and candidate.kind == "guess"):
            url = grounds.told_apart(candidate.url, candidate.kind)
            yield candidate if url == candidate.url else replace(candidate, url=url)
