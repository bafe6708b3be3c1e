"""The one spider: every portal, from its home page on, best link first, one request at a time.

Each portal is a chain: an answer is stored, assessed and recorded, and then the best queued address of
that portal is asked for. The frontier in the archive is the only memory, so memory stays flat and a
kill costs nothing.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy import Request
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Response
from twisted.internet.task import LoopingCall
from twisted.python.failure import Failure

from archive import Archive, ParseQueue
from archive.crawl import leases, runs
from archive.crawl.frontier import Entry
from archive.crawl.runs import Visit
from archive.grades import READABLE, WARNINGS
from archive.request_body import media_type
from archive.store import captures
from archive.store.response import Response as Raw
from archive.store.response import as_recorded
from crawler.engine.assessors import Assessors
from crawler.engine.failures import reason
from crawler.engine.packing import Packing, small_body
from crawler.engine.private_hosts import PrivateAddressError, refused
from crawler.engine.progress import Progress
from crawler.engine.robots import Robots, VisitEnds
from crawler.engine.script_headers import ScriptHeaders
from crawler.engine.throttle import Throttle, retry_after
from crawler.engine.watching import Watching
from crawler.page.any_recipe import AnyRecipe
from crawler.page.recipe import Asked
from crawler.schedule.hours import Hours
from crawler.visit.budget import STOP_SECONDS, Limits
from crawler.visit.context import context_of
from crawler.visit.page_files import MOST_BYTES
from crawler.visit.question import Assessment, Question
from crawler.visit.visitor import Visitor

PARSING_STEP = 0.05
"""Seconds between two looks at the parser processes."""
ASSESSING_STEP = 0.2
"""Seconds between two looks at the time that pages take in the processes that look at them."""
WATCH_STEP = 0.5
"""Seconds between two looks at what waits."""
logger = logging.getLogger("nianbao.crawl")


class StoppedWaiting(IgnoreRequest):
    """A request was taken back before it was sent: the crawl stops, or its visit is over."""


class PortalSpider(scrapy.Spider):
    """Scrapy's side of a crawl; `run.crawl` starts it and reads `stopped` and `fatal` afterwards."""

    name = "portals"

    def __init__(
        self,
        archive: Archive,
        run_id: int,
        visits: list[Visit],
        *,
        hours: Hours | None,
        limits: Limits,
        families: frozenset[str],
        also_on: Mapping[str, frozenset[str]],
        recipes: Mapping[str, tuple[AnyRecipe, ...]],
        parsing: ParseQueue | None,
        progress: Progress,
        folder: Path,
        browser: str | None = None,
        teach: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.archive = archive
        self.run_id = run_id
        self.visits = visits
        self.hours = hours
        self.limits = limits
        self.families = families
        self.also_on = also_on
        """Portal host -> other hosts that were admitted for it."""
        self.recipes = recipes
        """Portal host -> recipes that were handed over."""
        self.parsing = parsing
        self.packing = Packing(folder)
        self.assessors = Assessors()
        self.assessors.prepare()  # while Scrapy loads its engine
        self.progress = progress
        self.watching = Watching(self, browser, folder, teach)
        self.stopped = True
        """Until it is closed as finished: stopped by force, it is never closed."""
        self._over = False
        """The hours are, in which portals may be asked."""
        self.fatal: str | None = None
        self._neighbours: dict[str, set[str]] = {}
        """Four digits of a prefecture's code -> host names of its portals."""
        self._beside = self._steps()
        """What runs beside the requests -> seconds between two steps."""
        self._script_headers = ScriptHeaders(archive, run_id)
        self._said: set[str] = set()
        """Errors of it; each is said once."""
        self._stop_at: float | None = None
        """When answers under way are no longer waited for, once somebody stops the crawl."""

    def _steps(self) -> dict[LoopingCall, float]:
        return {
            self._guarded(self.assessors.step): ASSESSING_STEP,
            self._guarded(self._step): PARSING_STEP,
            self._guarded(partial(leases.renew, self.archive, self.run_id)): leases.RENEWAL_SECONDS,
            self._guarded(self._watch): WATCH_STEP,
        }

    async def start(self) -> AsyncIterator[Request]:
        self.watching.listen()
        for loop, seconds in self._beside.items():
            loop.start(seconds, now=False)
        for visit in self.visits:
            for request in self._begin(visit):
                yield request

    def _begin(self, visit: Visit) -> list[Request]:
        try:
            also_on = self.also_on.get(visit.host, frozenset())
            recipes = self.recipes.get(visit.host, ())
            visitor = Visitor(self.archive, self.run_id, visit, self.limits, also_on, recipes)
            self.watching.prepare(visitor)
            if visitor.prefecture:
                self._neighbours.setdefault(visitor.prefecture, set()).add(visitor.home_host)
            return self._next(visitor)
        except (sqlite3.Error, OSError) as error:
            raise self._unwritable(error) from error
        except CloseSpider:
            raise
        except Exception as error:  # one portal that cannot be begun must not keep the next ones from it
            self._lost(visit, error)
            return []

    def closed(self, reason: str) -> None:
        """Scrapy's signal handler; anything but `finished` was a person's wish to stop, as the hours are."""
        self.stopped = self._over or reason != "finished"
        for loop in self._beside:
            if loop.running:
                loop.stop()
        self.packing.give_up()
        self.assessors.give_up()
        self.watching.give_up()

    def answered(self, response: Response) -> list[Request] | Coroutine[Any, Any, list[Request]]:
        """Assess, store, record, and go on; a page that has to be looked at is waited for. A list, not a generator: Scrapy
        inspects generators at each call.
        """
        entry: Entry = response.meta["entry"]
        visitor: Visitor = response.meta["visitor"]
        try:
            raw = _raw(response)
            body = small_body(raw)
            if body is not None:
                return self._look(response, self._question(response, raw, body))
            question = self._question(response, replace(raw, body=b""), b"")
            return self._unpack(response, question, self._put(raw))
        except (sqlite3.Error, CloseSpider):
            raise
        except Exception as error:  # whatever an answer makes of us costs that address and no more
            return self._broken(visitor, entry, error)

    def _put(self, raw: Raw) -> Path:
        try:
            return self.packing.put(raw)
        except OSError as error:
            raise self._unwritable(error) from error

    async def _unpack(self, response: Response, question: Question, path: Path) -> list[Request]:
        """The same for a large answer, whose bytes are on disk from now on."""
        try:
            question, assessment = await self.packing.pack(question, path)
            found = (
                self._assessed(response, question)
                if assessment is None
                else self._record(response, question, assessment)
            )
        except asyncio.CancelledError:
            return []  # the crawl stops; it stays queued for the next visit
        except (sqlite3.Error, OSError) as error:
            raise self._unwritable(error) from error
        except CloseSpider:
            raise
        except Exception as error:
            return self._broken(response.meta["visitor"], question.entry, error)
        return found if isinstance(found, list) else await found

    def _look(
        self, response: Response, question: Question
    ) -> list[Request] | Coroutine[Any, Any, list[Request]]:
        assessment = None if question.large else self.assessors.at_once(question)
        if assessment is None:
            return self._assessed(response, question)
        return self._record(response, question, assessment)

    # -- scripts that a page needs to be read: asked for before it is recorded, so that a kill costs nothing

    def _ask_file(self, url: str, response: Response, question: Question) -> Request:
        visitor: Visitor = response.meta["visitor"]
        meta = {"page": response, "question": question, "visitor": visitor, "file": url}
        return Request(
            url,
            callback=self.file_answered,
            errback=self.file_failed,
            headers=visitor.session.headers(url, question.response.url),
            meta=meta,
            dont_filter=True,
        )

    async def file_answered(self, response: Response) -> list[Request]:
        """A script came: the page that needs it is looked at again."""
        visitor: Visitor = response.meta["visitor"]
        raw = response.meta.pop("raw")
        try:
            if isinstance(raw, Exception):
                visitor.files.give_up(response.meta["file"])
            else:
                stored, body = await self.packing.store(self.archive, raw, MOST_BYTES)
                visitor.files.learn(stored, body, response.meta["file"])
        except asyncio.CancelledError:
            return []  # the crawl stops; the page stays queued for the next visit
        except (sqlite3.Error, OSError) as error:
            raise self._unwritable(error) from error
        except (
            Exception
        ) as error:  # a script that makes something of us costs itself: the page is read without it
            logger.info("%s: %s", response.url, error, exc_info=error)
            visitor.files.give_up(response.meta["file"])
        found = self._look_again(response.meta)
        return found if isinstance(found, list) else await found

    def file_failed(self, failure: Failure) -> list[Request] | Coroutine[Any, Any, list[Request]]:
        """No script: the page is read without it."""
        meta = failure.request.meta  # type: ignore[attr-defined]
        if not self.crawler.crawling:
            return []  # whatever ended the wait: the page stays queued for the next visit
        meta["visitor"].files.give_up(meta["file"])
        return self._look_again(meta)

    def _look_again(self, meta: dict[str, Any]) -> list[Request] | Coroutine[Any, Any, list[Request]]:
        question: Question = meta["question"]
        try:
            return self._look(meta["page"], replace(question, files=dict(meta["visitor"].files.texts)))
        except (sqlite3.Error, CloseSpider):
            raise
        except Exception as error:
            return self._broken(meta["visitor"], question.entry, error)

    # -- a token that a request has to carry: asked for first, as a recipe says

    def _ask_token(self, asked: Asked, visitor: Visitor, entry: Entry) -> Request:
        sent = {} if asked.body is None else {"Content-Type": media_type(asked.body)}
        return Request(
            asked.url,
            method="GET" if asked.body is None else "POST",
            body=asked.body,
            callback=self.token_answered,
            errback=self.token_failed,
            headers={**visitor.session.headers(asked.url, entry.parent), **sent, **asked.headers},
            meta={"visitor": visitor, "for": entry},
            dont_filter=True,
        )

    async def token_answered(self, response: Response) -> list[Request]:
        """The token came, or something else: what needs it is asked."""
        visitor: Visitor = response.meta["visitor"]
        entry: Entry = response.meta["for"]
        try:
            visitor.session.learn(response.url, response.headers.getlist("Set-Cookie"))
            stored, body = await self.packing.store(self.archive, _raw(response), MOST_BYTES)
            visitor.recipes.learn_token(entry, visitor.files.keep(stored, body))
            return [self._request(visitor, entry)]
        except asyncio.CancelledError:
            return []  # the crawl stops; what needs it stays queued for the next visit
        except (sqlite3.Error, OSError) as error:
            raise self._unwritable(error) from error
        except CloseSpider:
            raise
        except Exception as error:
            return self._broken(visitor, entry, error)

    def token_failed(self, failure: Failure) -> list[Request]:
        """No token: what needs it fails as any request does."""
        meta = failure.request.meta  # type: ignore[attr-defined]
        meta["visitor"].recipes.learn_token(meta["for"], None)
        meta["entry"] = meta["for"]
        return self.failed(failure)

    async def _assessed(self, response: Response, question: Question) -> list[Request]:
        """The same for a page that is looked at elsewhere; nothing of it is stored before."""
        try:
            assessment = await self.assessors.ask(question)
            visitor: Visitor = response.meta["visitor"]
            visitor.looked(self.assessors.spent(visitor.grounds.host))
        except asyncio.CancelledError:
            return []  # the crawl stops; it stays queued for the next visit
        except Exception as error:
            return self._broken(response.meta["visitor"], question.entry, error)
        found = self._record(response, question, assessment)
        return found if isinstance(found, list) else await found

    def _question(self, response: Response, raw: Raw, body: bytes) -> Question:
        entry: Entry = response.meta["entry"]
        visitor: Visitor = response.meta["visitor"]
        context, text = context_of(raw, entry, visitor.region), visitor.recipes.text(entry)
        return Question(
            raw,
            body,
            entry,
            replace(context, url=entry.parent) if text else context,
            visitor.grounds,
            self.families,
            tuple(response.flags),
            dict(visitor.files.texts),
            visitor.recipes.all,
            text.text if text else None,
        )

    def _record(
        self, response: Response, question: Question, assessment: Assessment
    ) -> list[Request] | Coroutine[Any, Any, list[Request]]:
        entry, visitor = question.entry, response.meta["visitor"]
        try:
            set_now = [] if assessment.grade.name in WARNINGS else response.headers.getlist("Set-Cookie")
            visitor.session.learn(response.url, set_now)
            missing = visitor.files.missing(assessment.discovery.files)
            if missing:
                return [self._ask_file(missing[0], response, question)]
            if any(url not in question.files for url in assessment.discovery.files):
                return self._look_again({"page": response, "question": question, "visitor": visitor})
            visitor.record(self._stored(response, question), question, assessment)
            if visitor.weigh(entry, assessment, retry_after(response)):
                self.slow_down(question.response.url, visitor)
            self._remark(response, visitor)
            return self._next(visitor)
        except (sqlite3.Error, OSError) as error:
            raise self._unwritable(error) from error
        except CloseSpider:
            raise
        except Exception as error:  # whatever an answer makes of us costs that address and no more
            return self._broken(visitor, entry, error)

    def _stored(self, response: Response, question: Question) -> captures.Stored:
        raw, vouched = question.response, response.meta["vouched"]
        if question.large is None:
            return captures.store(self.archive, raw, vouched, question.body)
        stored = captures.store_packed(self.archive, raw, question.large.record, vouched)
        question.large.discard()
        return stored

    def _broken(self, visitor: Visitor, entry: Entry, error: Exception) -> list[Request]:
        """That address has failed, by name, and the visit goes on; where it cannot, it has failed."""
        logger.info("%s: %s", entry.url, error, exc_info=error)
        try:
            visitor.broken(entry, error)
            return self._next(visitor)
        except (sqlite3.Error, OSError) as broken:
            raise self._unwritable(broken) from broken
        except CloseSpider:
            raise
        except Exception as again:
            self._lost(visitor.visit, again)
            return []

    def _lost(self, visit: Visit, error: Exception) -> None:
        """An error of ours that leaves nothing to go on with: the visit has failed, by name."""
        logger.info("%s: %s", visit.host, error, exc_info=error)
        if visit.outcome is None:
            visit.outcome, visit.why = (
                "failed",
                f"the visit broke off ({type(error).__name__}: {str(error)[:200]})",
            )
            try:
                runs.finish_visit(self.archive, visit)
            except (sqlite3.Error, OSError) as broken:
                raise self._unwritable(broken) from broken

    def _remark(self, response: Response, visitor: Visitor) -> None:
        """What robots.txt was, where it is worth a word."""
        robots = self.crawler.get_downloader_middleware(Robots)
        if robots is not None and visitor.remark is None:
            visitor.remark = robots.remarks.get(urlsplit(response.url).netloc)

    def failed(self, failure: Failure) -> list[Request]:
        """No answer: refused by rule, or the network failed."""
        request: Request = failure.request  # type: ignore[attr-defined]
        entry: Entry = request.meta["entry"]
        visitor: Visitor = request.meta["visitor"]
        error = refused(request.url) or failure.value or OSError("no answer")
        try:
            if isinstance(error, VisitEnds) and _is_home(request, visitor):
                visitor.end(error.outcome, str(error))
            elif not self.crawler.crawling and (
                isinstance(error, StoppedWaiting) or not isinstance(error, IgnoreRequest)
            ):
                return []  # given up because the crawl stops, not because the portal failed: it stays queued
            elif isinstance(error, StoppedWaiting):
                pass  # its visit is over
            elif isinstance(error, IgnoreRequest):
                private = isinstance(error, PrivateAddressError)
                visitor.refused(entry, str(error), told=not private)
                if private:
                    logger.info("%s: %s", visitor.visit.host, error)
            else:
                visitor.unanswered(entry, reason(error))
            return self._next(visitor)
        except (sqlite3.Error, OSError) as broken:
            raise self._unwritable(broken) from broken
        except CloseSpider:
            raise
        except Exception as broken:
            return self._broken(visitor, entry, broken)

    def _guarded(self, step: Callable[[], object]) -> LoopingCall:
        """`step` again and again. An archive that cannot be written ends the crawl; any other error ends nothing."""

        def guarded() -> None:
            try:
                step()
            except (sqlite3.Error, OSError) as error:
                self._unwritable(error)
            except Exception as error:
                if (told := f"{type(error).__name__}: {error}") not in self._said:
                    self._said.add(told)
                    logger.info("%s", told, exc_info=error)

        return LoopingCall(guarded)

    def _next(self, visitor: Visitor) -> list[Request]:
        if self.fatal is not None:
            raise CloseSpider("archive")
        if self.hours is not None and not self.hours.open(self.archive.clock()):
            self._over = True
            visitor.interrupt(f"the hours {self.hours} are over")
        while (entry := visitor.next()) is not None:
            try:
                return [self._request(visitor, entry)]
            except (sqlite3.Error, OSError):
                raise
            except Exception as error:  # an address that no request can be made of
                visitor.broken(entry, error)
        if visitor.visit.outcome is None:
            self.watching.begin(visitor)
        return []

    def go_on(self, visitor: Visitor) -> None:
        """A list was watched: what is known now is asked."""
        engine = self.crawler.engine
        try:
            for request in self._next(visitor) if engine is not None else ():
                engine.crawl(request)
        except CloseSpider:
            pass  # the archive cannot be written: `_watch` ends the crawl
        except (sqlite3.Error, OSError) as error:
            self._unwritable(error)
        except Exception as error:
            self._lost(visitor.visit, error)

    def _request(self, visitor: Visitor, entry: Entry) -> Request:
        first = visitor.recipes.ask_first(entry) or self._script_headers.ask_first(entry)
        if first is not None:
            return self._ask_token(first, visitor, entry)
        condition, asked = self._condition(entry), visitor.recipes.asked(entry)
        set_by_script = self._script_headers.of_entry(entry)
        return Request(
            asked.url,
            method="GET" if asked.body is None else "POST",
            body=asked.body,
            callback=self.answered,
            errback=self.failed,
            headers={**visitor.headers(entry), **condition.headers, **set_by_script, **asked.headers},
            meta={"entry": entry, "visitor": visitor, "vouched": condition.capture},
            dont_filter=True,
        )

    def _condition(self, entry: Entry) -> captures.Condition:
        """Reports that we have are asked for only if changed; home and lists always in full and fresh."""
        if entry.form is not None:
            return captures.Condition({"Content-Type": media_type(entry.form)})
        if not entry.known:
            return captures.Condition({})
        fresh = {"Cache-Control": "max-age=0"}
        if entry.kind in READABLE:
            condition = captures.validators(self.archive, entry.url)
            return condition._replace(headers=fresh | condition.headers)
        return captures.Condition(fresh)

    def slow_down(self, url: str, visitor: Visitor) -> None:
        """The host, and those of its prefecture: walls are put up prefecture by prefecture."""
        throttle = self.crawler.get_extension(Throttle)
        if throttle is not None:
            name = urlsplit(url).hostname or ""
            throttle.slow_down(name, self._neighbours.get(visitor.prefecture or "", set()) - {name})

    def _unwritable(self, error: Exception) -> CloseSpider:
        """Disk full, locked: rather stop than fetch in vain."""
        self.fatal = f"the archive cannot be written: {error}"
        return CloseSpider("archive")

    def _watch(self) -> None:
        """Hours, budgets and the wish to stop end a wait, not only what an answer is followed by."""
        downloader = self.crawler.engine.downloader if self.crawler.engine else None
        if downloader is None:
            return
        stopping = not self.crawler.crawling or self.fatal is not None
        if stopping:
            self.packing.give_up()
            self.assessors.give_up()
            self.watching.give_up()
            self._stop_at = self._stop_at or time.monotonic() + STOP_SECONDS
            if time.monotonic() > self._stop_at:
                _stop_reactor()
                return
        closed = self.hours is not None and not self.hours.open(self.archive.clock())
        for slot in downloader.slots.values():
            for waiting in list(slot.queue):
                visitor = waiting[0].meta.get("visitor")
                if stopping or closed or (visitor is not None and visitor.overspent()):
                    slot.queue.remove(waiting)
                    why = Failure(StoppedWaiting("not waited for"))  # type: ignore[no-untyped-call]
                    waiting[1].errback(why)

    def _step(self) -> None:
        if self.parsing is not None:
            self.parsing.step()
        read, waiting = (self.parsing.read, self.parsing.pending()) if self.parsing else (0, 0)
        self.progress.show(self.visits, read, waiting)


def _raw(response: Response) -> Raw:
    """The answer as it came; whoever takes it holds its bytes alone.

    :raises Exception: what it made of us.
    """
    raw = response.meta.pop("raw")
    if isinstance(raw, Exception):
        raise raw
    return as_recorded(raw)


def _stop_reactor() -> None:
    """Answers under way are given up; their visits are closed as interrupted afterwards."""
    from twisted.internet import reactor  # it exists once Scrapy has installed it

    running: Any = reactor
    running.stop()


def _is_home(request: Request, visitor: Visitor) -> bool:
    """Whether a request goes to the portal's own host, `www.` or not."""
    host = urlsplit(request.url).hostname or ""
    return host.removeprefix("www.") == visitor.home_host.removeprefix("www.")
