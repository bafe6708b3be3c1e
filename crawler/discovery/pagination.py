"""The generic ways on from a page: next-page links, numbered pagers, and pages that only point elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice
from urllib.parse import parse_qsl, urljoin, urlsplit

from crawler.listdata import script_clicks
from crawler.listdata.data_rows import is_address
from crawler.listdata.script_effects import gone_to
from crawler.page.page import Found, Page
from crawler.page.vocabulary import NEXT, PAGE_NUMBER

_DIGITS = re.compile(r"\d+")
_REFRESH = re.compile(
    r"<meta(?=[^<>]{1,500}http-equiv=[\"']?refresh)[^<>]{1,1000}?(?:\burl=[\"']?|\bcontent=[\"']?\s{0,9}\d{1,4}[;,]\s{0,9}(?!url))([^\"'>\s]+)",
    re.I,
)
_LOCATION = re.compile(
    r"(?:location(?:\.href)?\s{0,20}=|location\.(?:replace|assign)\()\s{0,20}[\"']([^\"'\s]+)[\"'](?!\s*\+)",
    re.I,
)
_RELOAD = re.compile(
    r"<meta(?=[^<>]{1,500}http-equiv=[\"']?refresh)[^<>]{1,500}?content=[\"']?\s{0,9}\d{1,2}\s{0,9};?\s{0,9}[\"'/>]"
    r"|location\.reload\(|location(?:\.href\s{0,9}=|\s{0,9}=|\.(?:replace|assign)\()\s{0,9}(?:(?:window|document|self)\.)?location\b",
    re.I,
)
"""A page that is to be loaded again."""
_PIECE = re.compile(r"\.(?:js|css|jpe?g|png|gif|ico|svg|swf)$", re.I)
"""What a script puts into a page; it does not go there."""
_FRAME = re.compile(r"<i?frame[^<>]{1,1000}?src=[\"']?([^\"'>\s]+)", re.I)
_EXTENSION = re.compile(r"(?:/(?:index|default|list))?(?:\.\w{2,6})?/?$", re.I)
_MOST_FRAMES, _MOST_WAITING = 3, 20
_MOST_DOORS = 3
"""Links of a home page that is nothing but a picture, of which one enters the portal; places to which a script may go by itself."""
_THIN, _FEW_WORDS = 300, 60
"""A page with fewer characters than this has nothing to say itself; one with so few waits for its script."""


def further_pages(page: Page) -> list[Found]:
    """Links of the page that lead to other pages of the same list."""
    found = []
    for link in page.outline.links:
        text = link.text.strip() or (link.title or "").strip()
        if NEXT.match(text) or (PAGE_NUMBER.match(text) and belongs(page.url, link.url)):
            found.append(Found(link.url, text, pagination=True))
    return found


def onward(page: Page) -> list[Found]:
    """Where a page without text of its own sends its reader: refresh, a literal location, frames."""
    if page.outline.text_length > _THIN or page.outline.kind == "not_html":
        return []
    entrance = page.outline.links if page.entry.kind == "home" and not page.outline.text_length else ()
    if 0 < len({link.url for link in entrance}) <= _MOST_DOORS:
        return [Found(link.url, page.entry.anchor or "") for link in entrance]
    targets = _REFRESH.findall(page.source) + _LOCATION.findall(page.source) + _FRAME.findall(page.source)
    urls = [urljoin(page.base, unescape(t)) for t in targets] or list(_sent_on(page))
    return [Found(url, page.entry.anchor or "") for url in urls or _itself(page)]


def _itself(page: Page) -> list[str]:
    """The page's own address, where it holds no link and is to be loaded again."""
    return [page.url] if not page.outline.links and _RELOAD.search(page.source) else []


def _sent_on(page: Page) -> Iterator[str]:
    """Where the script of a page without text goes by itself, be its address put together of several."""
    framed = (
        page.root is not None and page.root.find(".//iframe") is not None
    )  # its script shows something in it
    if page.outline.text_length <= _FEW_WORDS and script_clicks.has_scripts(page) and not framed:
        urls = (gone_to(page, effect) for effect in page.reading.effects if not effect.loose)
        yield from islice((url for url in urls if url and not _PIECE.search(urlsplit(url).path)), _MOST_DOORS)


def frames(page: Page) -> list[Found]:
    """What a page shows in frames: on some portals the list itself."""
    targets = _FRAME.findall(page.source)[:_MOST_FRAMES]
    targets += islice(_waiting(page), _MOST_WAITING)
    return [Found(urljoin(page.base, unescape(t)), page.entry.anchor or "", pagination=True) for t in targets]


def _waiting(page: Page) -> Iterator[str]:
    """The addresses of frames without a source, which a script takes from an attribute when their tab is opened."""
    for frame in page.root.iter("iframe", "frame") if page.root is not None else ():
        if not (frame.get("src") or "").strip():
            yield from (v for name, v in frame.attrib.items() if name.startswith("data-") and is_address(v))
            yield from (v for _, v in parse_qsl(urlsplit(page.url).query) if is_address(v))


def below(own: str, other: str) -> bool:
    """Whether an address lies below the directory of a page, or is the page with other parameters."""
    mine, theirs = urlsplit(own), urlsplit(other)
    folder = mine.path.rpartition("/")[0]
    inside = bool(folder) and theirs.path.startswith(folder + "/")
    same = mine.path == theirs.path and bool(theirs.query)
    return mine.netloc == theirs.netloc and other != own and (inside or same)


def _shape(url: str) -> tuple[str, str, str]:
    """Host, directory and file name of an address, digits aside."""
    parts = urlsplit(url)
    folder, _, name = parts.path.rpartition("/")
    return parts.netloc, folder, _DIGITS.sub("", name) + _DIGITS.sub("", parts.query)


def belongs(own: str, other: str) -> bool:
    """Whether a numbered link leads to a page of the list at `own`: beside it, or below it (/col/5.html, /col/5/p/2)."""
    mine, theirs = urlsplit(own), urlsplit(other)
    stem = _EXTENSION.sub("", mine.path)
    below = bool(stem) and mine.netloc == theirs.netloc and theirs.path.startswith(stem + "/")
    return other != own and (below or _same_list(_shape(own), _shape(other)))


def _same_list(own: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    """In the same directory, and the names differ by a number at most (`index` and `index_2`), or the other is nothing
    but a number (`govlist` and `2`)."""
    if own[:2] != other[:2]:
        return False
    mine, theirs = (re.sub(r"[^a-z.]", "", name[2].lower()) for name in (own, other))
    return mine == theirs or not mine or theirs.startswith((".", mine.partition(".")[0]))
