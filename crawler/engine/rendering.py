"""Reports whose text only a script shows, in a browser beside the crawl: a recipe of their texts, or documents as they were shown.

The browser is given the page as it was captured, so that what it shows is made of that very record.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Protocol

from archive.crawl.frontier import Entry
from archive.store import captures
from archive.store.rows import CaptureRow
from archive.store.warc_reading import DamagedRecord
from crawler.page.any_recipe import of_json
from crawler.page.body_recipe import BodyRecipe
from crawler.page.recipe import RecipeError
from crawler.visit.question import Assessment, Question
from crawler.visit.visitor import Visitor
from crawler.watch.messages import Job, Rendered, Reply, Watched

LARGEST = 1_000_000
"""Bytes of a page that holds nothing."""


Heed = Callable[[Rendered], Awaitable[None]]


class Browsing(Protocol):
    """What of the browser beside the crawl is used here. `pages`: what it is given as it was captured, by address."""

    pages: dict[str, Reply]
    loads: int
    learned: int
    rendered: int

    def job(self, entry: Entry, **more: Any) -> Job: ...

    async def run(
        self, job: Job, visitor: Visitor, entry: Entry, heed: Heed | None = None
    ) -> Watched | None: ...

    async def look(self, visitor: Visitor, entry: Entry, document: str) -> tuple[Assessment, Question]: ...


async def render(watching: Browsing, visitor: Visitor, entries: tuple[Entry, ...]) -> None:
    """Have the pages of one kind shown, and keep what comes of it."""
    work = _Rendering(watching, visitor, entries)
    learn = visitor.texts.may_learn(entries)
    pages = tuple((entry.url, entry.anchor or "") for entry in work.entries.values())
    if not pages:
        return
    watching.pages = work.replies
    try:
        job = watching.job(entries[0], learn=learn, loads=len(pages), pages=pages)
        found = await watching.run(job, visitor, entries[0], work.heed)
    finally:
        watching.pages = {}
    loads = max(work.seen, found.loads if found else 0)
    watching.loads += loads
    visitor.loaded(loads)
    if found is not None:
        work.learned(found, learn)


class _Rendering:
    """`entries` and `replies`: the pages that are at hand, by address; `seen`: how many were handed over."""

    def __init__(self, watching: Browsing, visitor: Visitor, entries: tuple[Entry, ...]) -> None:
        self._watching, self._visitor = watching, visitor
        self.entries: dict[str, Entry] = {}
        self.replies: dict[str, Reply] = {}
        self._captured: dict[str, CaptureRow] = {}
        self._all = entries
        self.seen = 0
        for entry in entries:
            self._take(entry)

    def _take(self, entry: Entry) -> None:
        page = self._visitor.texts.page(entry)
        if page is None or page["body_bytes"] > LARGEST:
            return
        with suppress(DamagedRecord):
            body = captures.body(self._visitor.archive, page["key"])
            self.replies[entry.url] = Reply(entry.url, 200, page["media_type"] or "", body)
            self.entries[entry.url], self._captured[entry.url] = entry, page

    async def heed(self, shown: Rendered) -> None:
        """A page was handed over: kept where it shows a report."""
        entry = self.entries.get(shown.url)
        if entry is None:
            return
        self.seen += 1
        if shown.why or not shown.document:
            return
        visitor, archive = self._visitor, self._visitor.archive
        found, question = await self._watching.look(visitor, entry, shown.document)
        if not found.believed or found.role != "report":
            with archive.transaction():
                visitor.texts.no_report(entry)
            return
        page = self._captured[entry.url]
        stored = captures.store_rendered(archive, page, question.body, question.response.fetched_at)
        with archive.transaction():
            visitor.texts.shown(entry, page, stored, question.context, found)
        self._watching.rendered += 1

    def learned(self, found: Watched, tried: bool) -> None:
        """How it ended: with a recipe, or without."""
        texts, archive = self._visitor.texts, self._visitor.archive
        with suppress(RecipeError):
            recipe = of_json(found.recipe) if found.recipe else None
            if isinstance(recipe, BodyRecipe):
                with archive.transaction():
                    texts.learned(recipe)
                self._watching.learned += 1
                return
        with archive.transaction():
            if not self.seen:
                texts.failed(self._all, found.why)
            elif tried:
                texts.not_learned(self._all, found.why)
