"""Files that a page is put together of: scripts that tell what it lists, pieces that it puts into itself (its menu, or a tree of columns)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from archive.crawl.frontier import Candidate
from archive.urls import host
from crawler.discovery.controls import chooses_by_mark, unfolds, waits
from crawler.discovery.grounds import Grounds
from crawler.discovery.scoring import score_link
from crawler.discovery.unread_lists import has_empty_place
from crawler.listdata import called_titles, script_clicks, years_beside
from crawler.listdata.script_requests import asked, hint
from crawler.page import vocabulary as words
from crawler.page.list_request import join
from crawler.page.page import Found, Page
from crawler.script.page_script import loaded
from crawler.script.values import HOLE
from parsers.page.tree import Element

MOST = 4
"""Pieces of a page that are asked."""
MOST_FILES, MOST_WRITTEN = 6, 16
"""Scripts that are read with one page: of those that it loads, and of those that its scripts write into it."""
_FEW_LINKS = 5
"""A home page with so few links is made by its scripts."""
_OBJECTS = ("object", "embed")
_OF_PAGE = frozenset(("html", "head", "body"))


def reads_scripts(page: Page) -> bool:
    """Whether the page may be or lead to a list that its scripts make."""
    if page.outline.kind not in ("list", "page") or not script_clicks.has_scripts(page):
        return False
    bare = page.entry.kind == "home" and len(page.outline.links) <= _FEW_LINKS
    return page.is_column or page.is_disclosure or page.entry.kind == "guess" or bare or is_without_way(page)


def needed_files(
    page: Page, grounds: Grounds, chosen: list[Candidate], unread: str | None, turned: bool
) -> tuple[str, ...]:
    """Scripts that are not at hand: those that the page loads, where without them nothing of its list is seen, or of its further
    pages (`turned`: they are known), or no way onward; of a column those too that its scripts write into it: they may write rows."""
    if page.root is None or not (reads_scripts(page) or years_beside.has_years(page)):
        return ()
    listed = any(c.kind in ("report", "list") for c in chosen)
    wanted = bool(unread) or is_without_way(page) or _is_half_seen(page, listed, turned)
    sources = loaded(page.root, page.url) if wanted else _in_place(page, page.root, chosen)
    own = [url for url in sources if grounds.holds(url)][:MOST_FILES]
    written = page.written_scripts(page.reading) if wanted or page.is_column else ()
    return tuple(dict.fromkeys([*own, *islice(filter(grounds.holds, written), MOST_WRITTEN)]))


def _in_place(page: Page, root: Element, chosen: list[Candidate]) -> list[str]:
    """Scripts that stand where a page of disclosure without a way onward would have its menu: alone in their box, which they fill."""
    if not page.is_disclosure or any(
        c.score >= words.DISCLOSURE and c.url != page.entry.parent for c in chosen
    ):
        return []
    return loaded(root, page.url, filter(_is_alone, root.iter("script")))


def _is_alone(script: Element) -> bool:
    box = script.getparent()
    if box is None or box.tag in _OF_PAGE:
        return False
    beside = (child for child in box if isinstance(child.tag, str) and child.tag != "script")
    return next(beside, None) is None


def _is_half_seen(page: Page, listed: bool, turned: bool) -> bool:
    """Whether a page shows nothing of its list, or something beside it that only a script explains."""
    if not listed and (page.is_column or has_empty_place(page.text)):
        return True
    if chooses_by_mark(page) or unfolds(page) or years_beside.has_years(page):
        return True
    if page.is_column and any(not whole for _, whole in called_titles.untold(page)):
        return True
    return waits(page, turned=turned)


def pieces(page: Page) -> list[Found]:
    """What a home page without a way to reports, or a page of disclosure, puts into itself. A link of a piece that a script loads is
    relative to the page."""
    if page.root is None or page.is_column or not (page.is_disclosure or is_without_way(page)):
        return []
    found = {link.url: link for link in (*_loaded(page), *_shown(page)) if _is_own(page, link.url)}
    return list(islice(found.values(), MOST))


def is_without_way(page: Page) -> bool:
    """Whether no link of a home page speaks of disclosure or of reports."""
    if page.entry.kind != "home":
        return False
    known: bool | None = page.__dict__.get("_without_way")
    if known is None:
        links = (Found(link.url, link.text, link.title) for link in page.outline.links)
        known = all(score_link(page, link)[1] < words.DISCLOSURE for link in links)
        page.__dict__["_without_way"] = known
    return known


def _loaded(page: Page) -> Iterator[Found]:
    """What scripts ask for by themselves, without a question: no page of a list, no search."""
    for effect in page.reading.effects if script_clicks.has_scripts(page) else ():
        ask = asked(page, effect) if effect.kind == "ask" and effect.options.get("answered") else None
        if ask is None or ask.form or ask.number is not None or HOLE in ask.url or urlsplit(ask.url).query:
            continue
        if url := join(page.base, ask.url):
            yield Found(url, page.entry.anchor or "", hint(page, ask), kind="page", parent=page.url)


def _shown(page: Page) -> Iterator[Found]:
    for element in page.root.iter(*_OBJECTS) if page.root is not None else ():
        source = (element.get("data") or element.get("src") or "").strip()
        url = join(page.base, source) if source and "html" in (element.get("type") or "html") else None
        if url:
            yield Found(url, page.entry.anchor or "", kind="page")


def _is_own(page: Page, url: str) -> bool:
    return host(url) == host(page.url) and url != page.url
