"""Headers that a page's script sets on the request of an entry, from the page as it was fetched last."""

from __future__ import annotations

from archive import Archive
from archive.crawl.frontier import Entry
from archive.store import captures
from archive.store.warc_reading import DamagedRecord
from archive.urls import canonicalize, host
from crawler.page import script_headers
from crawler.page.recipe import Asked
from parsers.lexicon.encoding import decode

MOST_BYTES = 1_000_000
"""Of a page that is looked at here, beside the requests of others. A list whose page is larger is asked without the mark."""


class ScriptHeaders:
    """Those of one run. A page is asked for again, once, where what it prints is kept from another run."""

    def __init__(self, archive: Archive, run_id: int) -> None:
        self._archive, self._run_id = archive, run_id
        self._asked: set[str] = set()

    def ask_first(self, entry: Entry) -> Asked | None:
        """The request for the page that prints what the request of an entry has to carry; None where it is at hand."""
        page = _page_of(entry)
        if not page or page in self._asked or not script_headers.needs_page(entry.title):
            return None
        last = captures.last_full(self._archive, canonicalize(page))
        if last is not None and last["run_id"] == self._run_id:
            return None
        self._asked.add(page)
        return Asked(page, None, {})

    def of_entry(self, entry: Entry) -> dict[str, str]:
        """Those of a request for rows; none of any other."""
        page = _page_of(entry)
        return script_headers.sent(entry.title, lambda: self._shown(page)) if page else {}

    def _shown(self, page: str) -> str | None:
        last = captures.last_full(self._archive, canonicalize(page))
        try:
            return (
                None
                if last is None or last["body_bytes"] > MOST_BYTES
                else decode(captures.body(self._archive, last["key"]))[0]
            )
        except (KeyError, DamagedRecord):
            return None


def _page_of(entry: Entry) -> str:
    """The page whose script makes the request of an entry, on the same host; empty for any other entry."""
    page = entry.parent or ""
    asks = entry.kind in ("list", "more", "page") and host(page) == host(entry.url)
    return page if asks else ""
