"""What of a list page nobody followed or understood, whatever made the page: a visit that leaves such an end is not complete.

No software is recognised here. A list, or a page that leads to lists, holds what a visitor could work (controls), what a script
is to fill or to ask (places, requests), and what the page prints (addresses, titles, names, templates); each is either explained by
a link or a request that discovery made of it, or it is a loose end. What other pages explain is told at the end of the
visit (`crawler.visit.loose_ends`).
"""

from __future__ import annotations

from itertools import islice

from archive.crawl.books import LooseEnd
from crawler.discovery.loose import beside, filled, marked, packed, read, worked
from crawler.discovery.loose.view import View
from crawler.page.page import Found, Page

MOST = 30
"""Loose ends that are kept of a page."""


def loose_ends(
    page: Page, rows: list[Found], further: list[Found], *, asks: bool, listed: set[str], chosen: set[str]
) -> tuple[LooseEnd, ...]:
    """Those of a page, each once. `rows`, `further`: the links that discovery made of it; `asks`: it found the request that
    fills the list; `listed`: addresses of the rows of its list of reports; `chosen`: addresses that are asked for."""
    root = page.root
    if root is None:
        return ()
    view = View(page, root, rows, further, asks, listed)
    found = (
        *worked.controls(view),
        *read.names(view),
        *beside.lone_names(view),
        *read.titles(view),
        *beside.dead_cells(view),
        *read.called(view),
        *read.drawings(view),
        *filled.places(view),
        *filled.requests(view),
        *filled.too_many(view),
        *filled.frames(view),
        *read.links(view, chosen),
        *packed.packed(view),
        *marked.marked(view),
        *filled.printed(view),
        *filled.templates(view),
    )
    return tuple(islice(dict.fromkeys(found), MOST))
