"""What a report page needs to look like itself: its pictures and style sheets, from the portal's own hosts.

They are asked for last, once each, and a portal's pages share most of them; scripts are never asked for.
"""

from __future__ import annotations

import re
from html import unescape

from archive.crawl.frontier import Candidate
from crawler.page.page import Page
from parsers.lexicon.urls import Base

OF_A_PAGE = 12
OF_A_PORTAL = 60
"""Most that are asked for, of one page and of all pages of a portal together."""
SCORE = 20.0
"""After all that may be a report or lead to one, before guesses."""
_PICTURE = re.compile(r"<img\b[^<>]{0,2000}>", re.I)
_SOURCE = re.compile(r"\bsrc\s{0,9}=\s{0,9}[\"']?([^\"'>\s]+)", re.I)
_LINK = re.compile(r"<link\b[^<>]{0,2000}>", re.I)
_SHEET = re.compile(r"\brel\s{0,9}=\s{0,9}[\"']?stylesheet", re.I)
_HREF = re.compile(r"\bhref\s{0,9}=\s{0,9}[\"']?([^\"'>\s]+)", re.I)


def requisites(page: Page) -> list[Candidate]:
    """The style sheets of a report page, then its pictures, in the order in which they stand."""
    if page.outline.kind != "report":
        return []
    sheets = [
        m[1] for link in _LINK.findall(page.source) if _SHEET.search(link) and (m := _HREF.search(link))
    ]
    pictures = [m[1] for picture in _PICTURE.findall(page.source) if (m := _SOURCE.search(picture))]
    base = Base(page.url)
    targets = (base.join(unescape(target)) for target in (*sheets, *pictures))
    found = dict.fromkeys(target for target in targets if target and target != page.url)
    depth = page.entry.depth + 1
    return [Candidate(url, "requisite", SCORE, depth, page.url) for url in list(found)[:OF_A_PAGE]]
