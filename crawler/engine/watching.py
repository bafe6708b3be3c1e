"""Lists and reports in a browser beside the crawl: its process asks, and every request goes the way of all others.

One browser at a time, of all portals. Scrapy's idle signal is answered while one is at work, since nothing else is asked then.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from scrapy import Request, signals
from scrapy.exceptions import DontCloseSpider, IgnoreRequest
from scrapy.http import Response

from archive import Archive
from archive.crawl.frontier import Entry
from archive.grades import WARNINGS
from archive.request_body import media_type
from archive.store.response import MAX_DECODED, as_recorded
from archive.store.response import Response as Raw
from crawler.engine.assessors import Assessors
from crawler.engine.failures import reason
from crawler.engine.packing import Packing
from crawler.engine.rendering import Heed, render
from crawler.page.recipe import RecipeError, of_json
from crawler.visit.context import context_of
from crawler.visit.question import Assessment, Question, redirect_target
from crawler.visit.visitor import Visitor
from crawler.watch.messages import Ask, Job, Rendered, Reply, Watched
from crawler.watch.process import BrowserProcess, BrowserUse, is_sandboxed

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

STEP, LOOK = 0.03, 0.5
"""Seconds between two looks at what the browser says, and at what it holds."""
MOST_REDIRECTS = 5
MOST_SCRIPTS = 8_000_000
"""Bytes of scripts that are kept for a browser."""
PROVED, PROVED_TO_TEACH = 2, 3
"""Pages that a recipe has to give: in a crawl, and to a person who teaches it."""
logger = logging.getLogger("nianbao.crawl")


class Crawl(Protocol):
    """What of the spider is used here."""

    archive: Archive
    assessors: Assessors
    crawler: Crawler
    packing: Packing

    def slow_down(self, url: str, visitor: Visitor) -> None: ...

    def go_on(self, visitor: Visitor) -> None: ...


class Unwanted(Exception):  # noqa: N818 - said of us
    """A challenge or a wall: the watch is over, and no more is asked for it."""


class Watching:
    """`chromium`: the path of the browser; None watches nothing. `lists`, `loads`, `learned` and `peak_bytes` of the whole crawl."""

    def __init__(self, spider: Crawl, chromium: str | None, folder: Path, teach: str | None = None) -> None:
        """`teach`: the one list that is watched, by its address."""
        self._spider, self._chromium, self._folder, self._teach = spider, chromium, folder, teach
        self._turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self.over = False
        self.lists = self.loads = self.learned = self.rendered = self.peak_bytes = 0
        self.pages: dict[str, Reply] = {}
        """Pages that are to be rendered, as they were captured, by address."""
        self._jobs = 0
        self._whose: Visitor | None = None
        self._scripts: dict[str, Reply] = {}
        """Scripts that the browser was given in this visit, by address."""

    def prepare(self, visitor: Visitor) -> None:
        """A visit begins: whether lists of it may be watched, and which one alone."""
        visitor.has_browser, visitor.only = self._chromium is not None, self._teach

    @property
    def use(self) -> BrowserUse | None:
        """What the browser did; None where there is none."""
        if self._chromium is None:
            return None
        peak = round(self.peak_bytes / 1e6)
        return BrowserUse(
            self._chromium, self.lists, self.loads, self.learned, peak, self.rendered, is_sandboxed()
        )

    def listen(self) -> None:
        """Once Scrapy is there."""
        self._spider.crawler.signals.connect(self._idle, signals.spider_idle)

    def _idle(self, **_: Any) -> None:
        if self._tasks:
            raise DontCloseSpider

    def begin(self, visitor: Visitor) -> bool:
        """Watch the lists of a visit that nobody could read; False where there is nothing to watch, or nothing to watch it in."""
        if self._chromium is None or self.over:
            return False
        entry = visitor.to_watch()
        pages = () if entry else visitor.to_render()
        if entry is None and not pages:
            return False
        work = self._watch(visitor, entry) if entry else render(self, visitor, pages)
        task = asyncio.get_running_loop().create_task(self._visit(visitor, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    def give_up(self) -> None:
        """The crawl stops."""
        self.over = True
        for task in self._tasks:
            task.cancel()

    async def _visit(self, visitor: Visitor, work: Coroutine[Any, Any, None]) -> None:
        """Watch one list, or render reports; then the visit goes on with what is known now."""
        try:
            async with self._turn:
                await work
        except asyncio.CancelledError:
            work.close()
            return
        except Exception as error:  # what makes something of us costs itself
            logger.info("%s: %s", visitor.visit.host, error, exc_info=error)
        self._spider.go_on(visitor)

    def job(self, entry: Entry, **more: Any) -> Job:
        """A job of the browser that begins with the page of an entry."""
        return Job(entry.url, self._spider.crawler.settings["USER_AGENT"], self._chromium or "", **more)

    async def _watch(self, visitor: Visitor, entry: Entry) -> None:
        learn = visitor.watching.may_learn(entry)
        prove = PROVED if self._teach is None else PROVED_TO_TEACH
        job = self.job(entry, learn=learn, loads=visitor.watching.loads_left, prove=prove)
        self.lists += 1
        found = await self.run(job, visitor, entry)
        if found is None:
            return
        self.loads += found.loads
        visitor.watching.loads += found.loads
        await self._take(visitor, entry, found, learn)

    async def run(self, job: Job, visitor: Visitor, entry: Entry, heed: Heed | None = None) -> Watched | None:
        """How a job ended; None where a challenge or a wall ended it. `heed`: what becomes of a page that is handed over."""
        folder = self._folder / f"browser-{self._jobs}"
        folder.mkdir()
        self._jobs += 1
        process = BrowserProcess(job, folder)
        try:
            return await self._listen(process, visitor, entry, heed)
        except Unwanted:
            return None
        finally:
            process.end()
            self.peak_bytes = max(self.peak_bytes, process.peak_bytes)

    async def _take(self, visitor: Visitor, entry: Entry, found: Watched, learn: bool) -> None:
        try:
            recipe = of_json(found.recipe) if found.recipe else None
        except RecipeError as error:
            recipe, found = None, replace(found, why=str(error))
        if recipe is not None:
            self.learned += 1
            visitor.learned(entry, recipe)
            return
        looks = [(await self.look(visitor, entry, document))[0] for document in found.pages]
        visitor.shown(entry, found.why, looks, whole=found.whole, tried=learn)

    async def look(self, visitor: Visitor, entry: Entry, document: str) -> tuple[Assessment, Question]:
        """What a page shows and leads to, by the rules of any page, and what was asked of it."""
        body = document.encode("utf-8", "replace")
        raw = Raw(
            entry.url,
            self._spider.archive.clock(),
            200,
            "OK",
            [("Content-Type", "text/html; charset=utf-8")],
            body,
        )
        context = context_of(raw, entry, visitor.region)
        question = Question(raw, body, entry, context, visitor.grounds, frozenset())
        return await self._spider.assessors.ask(question), question

    async def _listen(
        self, process: BrowserProcess, visitor: Visitor, entry: Entry, heed: Heed | None
    ) -> Watched:
        """Answer what the browser asks until it is done, or over a budget."""
        waited = 0.0
        while True:
            if waited <= 0:
                waited = LOOK
                if visitor.overspent():
                    return Watched(why="the budget of the visit is used up")
                if why := process.beyond():
                    return Watched(why=f"the browser was ended: {why}")
            try:
                message = process.heard()
            except (EOFError, ValueError):
                return Watched(why="the browser ended by itself")
            if isinstance(message, Ask):
                process.send(await self._answer(visitor, entry, message))
            elif isinstance(message, Rendered):
                if heed is not None:
                    await heed(message)
            elif isinstance(message, Watched):
                process.beyond()
                return message
            else:
                await asyncio.sleep(STEP)
                waited -= STEP

    # -- the gate

    async def _answer(self, visitor: Visitor, entry: Entry, ask: Ask) -> Reply:
        """The answer to a request of the browser, asked as any other is.

        :raises Unwanted: a challenge, or a wall.
        """
        if (known := self._at_hand(visitor, ask)) is not None:
            return known
        url, body = ask.url, ask.body
        for _ in range(MOST_REDIRECTS):
            if visitor.grounds.holds(url) is None:
                return Reply(url, why="it is no address of the portal")
            try:
                raw = await self._asked(visitor, replace(ask, url=url, body=body))
            except IgnoreRequest as error:
                return Reply(url, why=str(error))
            except Exception as error:
                return Reply(url, why=reason(error))
            stored, answer = await self._spider.packing.store(self._spider.archive, raw, MAX_DECODED)
            grade = visitor.files.note(stored, answer, f"asked by a browser that watched {entry.url}")
            if ask.kind == "proof" and grade == "blocked":
                return Reply(
                    url, why="it is not answered without the browser"
                )  # of a signature that is stale: no wall
            if grade in WARNINGS:
                self._spider.slow_down(url, visitor)
                visitor.unwanted(entry, grade)
                raise Unwanted
            target = redirect_target(raw) if 300 <= raw.status < 400 else None
            if target is None:
                reply = Reply(url, raw.status, raw.header("content-type") or "", answer)
                self._keep(visitor, ask, reply)
                return reply
            url, body = target, None
        return Reply(url, why="it leads in a circle")

    def _at_hand(self, visitor: Visitor, ask: Ask) -> Reply | None:
        """What the visit has: its own scripts, those that the browser was given, and pages that are to be rendered."""
        if ask.kind == "script" and (known := visitor.files.texts.get(ask.url)):
            return Reply(ask.url, 200, "text/javascript; charset=utf-8", known.encode("utf-8", "replace"))
        if ask.kind == "document" and ask.body is None:
            return self.pages.get(ask.url)
        return self._scripts.get(ask.url) if self._whose is visitor and ask.kind == "script" else None

    def _keep(self, visitor: Visitor, ask: Ask, reply: Reply) -> None:
        """A script that was given is given again for as long as this visit is shown pages."""
        if self._whose is not visitor:
            self._whose, self._scripts = visitor, {}
        held = sum(len(kept.body) for kept in self._scripts.values())
        if ask.kind == "script" and "?" not in ask.url and held + len(reply.body) <= MOST_SCRIPTS:
            self._scripts[ask.url] = reply

    async def _asked(self, visitor: Visitor, ask: Ask) -> Raw:
        engine = self._spider.crawler.engine
        if engine is None or self.over:
            raise IgnoreRequest("the crawl is over")
        sent = {} if ask.body is None else {"Content-Type": media_type(ask.body)}
        request = Request(
            ask.url,
            method="GET" if ask.body is None else "POST",
            body=ask.body,
            headers={**visitor.session.headers(ask.url, ask.at), **sent, **ask.headers},
            meta={"visitor": visitor},
            dont_filter=True,
        )
        response: Response = await engine.download_async(request)
        visitor.session.learn(response.url, response.headers.getlist("Set-Cookie"))
        raw = request.meta.pop("raw")
        if isinstance(raw, Exception):
            raise raw
        visitor.took(len(raw.body))
        return as_recorded(raw)
