"""The generic ways on from a page: next-page links, numbered pagers, and pages that only point elsewhere."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from crawler.page import Found, Page
from crawler.vocabulary import NEXT, PAGE_NUMBER

_DIGITS = re.compile(r"\d+")
_REFRESH = re.compile(r"<meta[^>]+http-equiv=[\"']?refresh[^>]+url=[\"']?([^\"'>\s]+)", re.I)
_LOCATION = re.compile(
    r"(?:location(?:\.href)?\s*=|location\.(?:replace|assign)\()\s*[\"']([^\"'\s]+)[\"']", re.I
)
_FRAME = re.compile(r"<i?frame[^>]+src=[\"']([^\"'>\s]+)", re.I)
_OPTION = re.compile(r"<option[^>]+value=[\"']?([^\"'>\s]+\.s?html?)\b", re.I)
"""A pager as a list to choose from."""
_THIN = 300
"""A page with fewer characters than this has nothing to say itself."""


def further_pages(page: Page) -> list[Found]:
    """Links of the page that lead to other pages of the same list."""
    own = _shape(page.url)
    found = []
    for link in page.outline.links:
        text = link.text.strip() or (link.title or "").strip()
        if NEXT.match(text) or (PAGE_NUMBER.match(text) and _same_list(own, _shape(link.url))):
            found.append(Found(link.url, text, pager=True))
    for target in _OPTION.findall(page.source):
        url = urljoin(page.url, target)
        if url != page.url and _same_list(own, _shape(url)):
            found.append(Found(url, "", pager=True))
    return found


def onward(page: Page) -> list[Found]:
    """Where a page without text of its own sends its reader: refresh, a literal location, frames."""
    if page.outline.text_length > _THIN or page.outline.kind == "not_html":
        return []
    targets = _REFRESH.findall(page.source) + _LOCATION.findall(page.source) + _FRAME.findall(page.source)
    return [Found(urljoin(page.url, t), page.entry.anchor or "") for t in targets]


def _shape(url: str) -> tuple[str, str, str]:
    """Host, directory and file name of an address, digits aside."""
    parts = urlsplit(url)
    folder, _, name = parts.path.rpartition("/")
    return parts.netloc, folder, _DIGITS.sub("", name) + _DIGITS.sub("", parts.query)


def _same_list(own: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    """In the same directory, and the names differ by a number at most (`index` and `index_2`)."""
    if own[:2] != other[:2]:
        return False
    mine, theirs = (re.sub(r"[^a-z.]", "", name[2].lower()) for name in (own, other))
    return mine == theirs or not mine or theirs.startswith(mine.partition(".")[0])
