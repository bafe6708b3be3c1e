"""Pieces that a page puts into itself: its menu, or a tree of columns, may stand in a file that a script or an object loads."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from archive.urls import host
from crawler.discovery.scoring import score_link
from crawler.listdata import script_clicks
from crawler.listdata.script_requests import asked, hint
from crawler.page import vocabulary as words
from crawler.page.list_request import join
from crawler.page.page import Found, Page
from crawler.script.values import HOLE

MOST = 4
"""Pieces of a page that are asked."""
_OBJECTS = ("object", "embed")


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
        if url := join(page.url, ask.url):
            yield Found(url, page.entry.anchor or "", hint(ask), kind="page", parent=page.url)


def _shown(page: Page) -> Iterator[Found]:
    for element in page.root.iter(*_OBJECTS) if page.root is not None else ():
        source = (element.get("data") or element.get("src") or "").strip()
        url = join(page.url, source) if source and "html" in (element.get("type") or "html") else None
        if url:
            yield Found(url, page.entry.anchor or "", kind="page")


def _is_own(page: Page, url: str) -> bool:
    return host(url) == host(page.url) and url != page.url
