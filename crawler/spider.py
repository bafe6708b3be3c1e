"""The one spider: every portal, from its home page on, best link first, one request at a time.

Each portal is a chain: an answer is stored, judged, its links queued, all in one transaction, and then
the best queued address of that portal is asked for. The frontier in the archive is the only memory, so
memory stays flat and a kill costs nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import scrapy
from scrapy import Request
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Response
from twisted.internet.task import LoopingCall
from twisted.python.failure import Failure

import parsers
from archive import Archive, Parsing, captures, frontier, issues, runs
from archive.address import canonical
from archive.captures import Role, Stored
from archive.clock import day
from archive.frontier import Candidate, Entry
from archive.runs import Visit
from crawler.discovery import Discovery, discover, inside
from crawler.families import Family
from crawler.grading import TRANSIENT, WARNINGS, Grade, grade_page, grade_response
from crawler.manners import MAX_RETRY_AFTER, Manners, retry_after
from crawler.page import Page
from crawler.progress import Progress
from crawler.resolver import refused
from parsers.model import Context, Outline

MAX_REDIRECTS = 5
FAILURES_IN_A_ROW = 3
WARNINGS_TO_STOP = 2
"""One protected address among healthy ones slows us down; the second says that the host does not want us."""
PARSING_STEP = 0.05
"""Seconds between two looks at the parser processes."""


@dataclass(slots=True)
class Trip:
    """What one visit remembers while it lasts; losing it in a kill loses nothing but patience."""

    visit: Visit
    region: str | None
    in_flight: set[int] = field(default_factory=set)
    tried: set[int] = field(default_factory=set)
    """Entries that failed once in this visit; they get a second try when nothing else is left."""
    second_round: bool = False
    failures_in_a_row: int = 0
    refused: bool = False
    warnings: int = 0
    hops: dict[str, int] = field(default_factory=dict)

    def busy(self) -> set[int]:
        """Entries that are not to be taken now."""
        return self.in_flight if self.second_round else self.in_flight | self.tried


@dataclass(frozen=True, slots=True)
class Judged:
    """What an answer is and leads to."""

    grade: Grade
    role: Role
    discovery: Discovery
    outline_kind: str | None = None
    issue: str | None = None
    """Why the page could not be looked at."""


NOTHING = Discovery([], 0, "generic")


class PortalSpider(scrapy.Spider):
    name = "portals"

    def __init__(
        self,
        archive: Archive,
        run_id: int,
        visits: list[Visit],
        *,
        max_pages: int,
        families: tuple[Family, ...],
        parsing: Parsing | None,
        progress: Progress,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.archive = archive
        self.run_id = run_id
        self.visits = visits
        self.max_pages = max_pages
        self.families = families
        self.parsing = parsing
        self.progress = progress
        self.stopped = False
        self.fatal: str | None = None
        self._steps = LoopingCall(self._step)

    async def start(self) -> AsyncIterator[Request]:
        self._steps.start(PARSING_STEP, now=False)
        for visit in self.visits:
            region = self.archive.value("select region_code from portals where id = ?", visit.portal_id)
            for request in self._next(Trip(visit, region)):
                yield request

    def closed(self, reason: str) -> None:
        """Scrapy's signal handler; anything but `finished` was a person's wish to stop."""
        self.stopped = reason != "finished"
        if self._steps.running:
            self._steps.stop()

    def _step(self) -> None:
        if self.parsing is not None:
            self.parsing.step()
        read, waiting = (self.parsing.read, self.parsing.pending()) if self.parsing else (0, 0)
        self.progress.show(self.visits, read, waiting)

    # -- one portal, one request after the other

    def _next(self, trip: Trip) -> Iterator[Request]:
        """The next request of a portal, or the end of its visit."""
        visit = trip.visit
        if visit.outcome is None and visit.pages >= self.max_pages:
            self._end(trip, "budget", f"the budget of {self.max_pages} pages is used up")
        if visit.outcome is not None:
            return
        entry = frontier.take(
            self.archive, visit.portal_id, trip.in_flight | (set() if trip.second_round else trip.tried)
        )
        if entry is None and trip.tried and not trip.second_round:
            trip.second_round = True
            entry = frontier.take(self.archive, visit.portal_id, trip.in_flight)
        if entry is None:
            self._end_of_frontier(trip)
            return
        trip.in_flight.add(entry.id)
        yield Request(
            entry.url,
            callback=self.answered,
            errback=self.failed,
            headers=self._headers(entry),
            meta={"entry": entry, "trip": trip, "handle_httpstatus_all": True},
            dont_filter=True,
        )

    def _headers(self, entry: Entry) -> dict[str, str]:
        """Reports that we have are asked for only if changed; home and lists always in full and fresh."""
        if not entry.known:
            return {}
        if entry.kind in captures.READABLE:
            return captures.validators(self.archive, entry.url)
        return {"Cache-Control": "max-age=0"}

    def _end(self, trip: Trip, outcome: runs.Outcome, why: str | None = None) -> None:
        trip.visit.outcome, trip.visit.why = outcome, why
        runs.finish_visit(self.archive, trip.visit)

    def _end_of_frontier(self, trip: Trip) -> None:
        if trip.visit.pages == 0 and trip.refused:
            self._end(trip, "refused", trip.visit.why)
        elif trip.visit.pages == 0:
            self._end(trip, "unreachable", trip.visit.why or "the home page never answered")
        elif trip.visit.pages == trip.visit.failures:
            self._end(trip, "failed", trip.visit.why or "no page was what it should be")
        else:
            self._end(trip, "complete", trip.visit.why if trip.warnings else None)

    # -- answers

    def answered(self, response: Response) -> Iterator[Request]:
        entry: Entry = response.meta["entry"]
        trip: Trip = response.meta["trip"]
        trip.in_flight.discard(entry.id)
        trip.visit.pages += 1
        try:
            stored = self._store(response)
            context = self._context(stored, entry, trip)
            judged = self._judge(stored, entry, trip, context, response.flags)
            self._commit(stored, entry, trip, context, judged)
            self._consequences(entry, trip, judged.grade, response)
            yield from self._next(trip)
        except (sqlite3.Error, OSError) as error:  # disk full, locked: rather stop than fetch in vain
            self.fatal = f"the archive cannot be written: {error}"
            raise CloseSpider("archive") from error

    def _store(self, response: Response) -> Stored:
        raw = response.meta["raw"]
        revisit = captures.store_revisit(self.archive, raw) if raw.status == 304 else None
        return revisit or captures.store(self.archive, raw)

    def _context(self, stored: Stored, entry: Entry, trip: Trip) -> Context:
        raw = stored.response
        return Context(raw.url, entry.anchor, trip.region, entry.parent, day(raw.fetched_at))

    def _judge(self, stored: Stored, entry: Entry, trip: Trip, context: Context, flags: list[str]) -> Judged:
        """Pure but for the archive's clock: grade, role and links of an answer."""
        raw = stored.response
        grade = grade_response(raw.status, stored.body, flags)
        if grade.name == "not_modified":
            return Judged(grade, "attachment" if entry.kind == "attachment" else "report", NOTHING)
        if grade.name != "ok":
            return Judged(grade, "page", NOTHING)
        try:
            outline = parsers.outline(stored.body, context)
        except (
            Exception
        ) as error:  # a page must not end a visit; what went wrong is an issue with its address
            failure = f"{type(error).__name__}: {error}"
            return Judged(grade, "report" if entry.kind == "report" else "page", NOTHING, issue=failure)
        grade = grade_page(outline, stored.body, expected_report=entry.kind == "report")
        if grade.name != "ok":
            return Judged(grade, "page", NOTHING)
        media_type = (raw.header("content-type") or "").partition(";")[0].strip().lower()
        page = Page(raw.url, entry, stored.body, media_type, outline)
        return Judged(
            grade, _role(entry, outline), discover(page, trip.visit.host, self.families), outline.kind
        )

    def _commit(self, stored: Stored, entry: Entry, trip: Trip, context: Context, judged: Judged) -> None:
        """Capture, frontier and new links in one transaction: all of an answer is recorded, or none of it."""
        portal_id = trip.visit.portal_id
        target = _redirect_target(stored) if judged.grade.name == "redirect" else None
        with self.archive.transaction():
            capture_id = captures.insert(
                self.archive,
                stored,
                run_id=self.run_id,
                portal_id=portal_id,
                grade=judged.grade.name,
                why=judged.grade.why,
                role=judged.role,
                context=context,
                final_url=target,
            )
            if target is not None:
                self._redirect(entry, trip, target, capture_id)
                return
            if judged.grade.name in TRANSIENT and entry.id not in trip.tried:
                return
            believed = judged.grade.name in ("ok", "not_modified")
            kind: frontier.Kind | None = (
                "page" if believed and entry.kind == "report" and judged.role == "page" else None
            )
            state: frontier.State = "done" if believed else "failed"
            frontier.settle(self.archive, entry.id, state, self.run_id, capture_id, kind)
            self._queue(entry, trip, judged)
            self._issue(entry, judged, capture_id, believed)
            if believed and judged.role == "report":
                trip.visit.reports += 1
                trip.visit.new_reports += not entry.known
            runs.tally(self.archive, trip.visit)

    def _issue(self, entry: Entry, judged: Judged, capture_id: int, believed: bool) -> None:
        if judged.issue:
            issues.raise_for_capture(self.archive, capture_id, "outline_failed", judged.issue)
        elif not believed and entry.kind in captures.READABLE:
            why = judged.grade.why or "no report behind a link that names one"
            issues.raise_for_capture(self.archive, capture_id, judged.grade.name, why)

    def _queue(self, entry: Entry, trip: Trip, judged: Judged) -> None:
        found = judged.discovery
        new = frontier.add(self.archive, trip.visit.portal_id, found.candidates)
        if entry.known and any(c.kind == "report" for c in new):
            for candidate in found.candidates:
                if candidate.kind == "more":
                    frontier.requeue_address(self.archive, candidate.url)
        is_list = entry.kind == "list" or (entry.kind == "page" and judged.outline_kind == "list")
        if is_list and found.reports:
            frontier.endpoint(self.archive, trip.visit.portal_id, entry.url, found.family, "list")

    def _redirect(self, entry: Entry, trip: Trip, target: str, capture_id: int) -> None:
        """Follow one hop, inside the transaction: as a new entry, or the same one under another spelling."""
        hops = trip.hops.get(entry.url, 0) + 1
        trip.hops[target] = hops
        address = inside(target, trip.visit.host)
        if address is None or hops > MAX_REDIRECTS or target == entry.url:
            frontier.settle(self.archive, entry.id, "failed", self.run_id, capture_id)
            trip.visit.why = f"{entry.url} leads to {target}" + (" in a circle" if address else "")
        elif address == canonical(entry.url):
            frontier.move(self.archive, entry.id, target)
        else:
            frontier.settle(self.archive, entry.id, "done", self.run_id, capture_id)
            candidate = Candidate(target, entry.kind, entry.score, entry.depth, entry.parent, entry.anchor)
            frontier.add(self.archive, trip.visit.portal_id, [candidate])

    # -- what an answer means for the rest of the visit

    def _consequences(self, entry: Entry, trip: Trip, grade: Grade, response: Response) -> None:
        if grade.name in ("ok", "not_modified", "redirect", "gone", "soft_404", "empty"):
            trip.failures_in_a_row = 0
            trip.visit.failures += grade.name in ("gone", "soft_404", "empty")
            return
        trip.visit.failures += 1
        if grade.name in WARNINGS:
            self._warned(entry, trip, f"{grade.name}: {grade.why} at {entry.url}")
            return
        wait = retry_after(response.headers.get("Retry-After"))
        if grade.name == "busy" and wait is not None and wait > MAX_RETRY_AFTER:
            self._end(trip, "blocked", f"the host asked for {wait:g} s of rest")
            return
        self._failure(entry, trip, grade.why or grade.name)

    def _warned(self, entry: Entry, trip: Trip, why: str) -> None:
        """A challenge or a wall: the address is not asked again; the host is slowed, then left for the run."""
        trip.warnings += 1
        trip.visit.why = why
        if entry.kind == "home" or trip.warnings >= WARNINGS_TO_STOP:
            self._end(trip, "blocked", why)
        elif (manners := self.crawler.get_extension(Manners)) is not None:
            manners.slow_down(urlsplit(entry.url).hostname or "")

    def _failure(self, entry: Entry, trip: Trip, why: str) -> None:
        trip.tried.add(entry.id)
        trip.failures_in_a_row += 1
        trip.visit.why = f"{why} at {entry.url}"
        if trip.failures_in_a_row >= FAILURES_IN_A_ROW:
            outcome: runs.Outcome = "unreachable" if trip.visit.pages == 0 else "failed"
            self._end(trip, outcome, f"{FAILURES_IN_A_ROW} failures in a row, the last: {trip.visit.why}")

    def failed(self, failure: Failure) -> Iterator[Request]:
        """No answer at all: refused by rule, or the network failed."""
        request: Request = failure.request  # type: ignore[attr-defined]
        entry: Entry = request.meta["entry"]
        trip: Trip = request.meta["trip"]
        trip.in_flight.discard(entry.id)
        error = refused(request.url) or failure.value or OSError("no answer")
        if isinstance(error, IgnoreRequest):
            with self.archive.transaction():
                frontier.settle(self.archive, entry.id, "refused", self.run_id)
            trip.refused = True
            trip.visit.why = str(error)
        else:
            trip.visit.failures += 1
            if entry.id in trip.tried:
                with self.archive.transaction():
                    frontier.settle(self.archive, entry.id, "failed", self.run_id)
            self._failure(entry, trip, _reason(error))
        yield from self._next(trip)


def _role(entry: Entry, outline: Outline) -> Role:
    if entry.kind == "attachment":
        return "attachment"
    if outline.kind == "report":
        return "report"
    return "list" if outline.kind == "list" or entry.kind in ("list", "more") else "page"


def _redirect_target(stored: Stored) -> str | None:
    location = stored.response.header("location")
    try:
        return urljoin(stored.response.url, location) if location else None
    except ValueError:
        return None


def _reason(error: BaseException) -> str:
    """A network error in words; Twisted's own are several lines long."""
    text = " ".join(str(error).split()).rstrip(".")
    name = type(error).__name__.removesuffix("Error")
    return f"{name}: {text[:160]}" if text else name
