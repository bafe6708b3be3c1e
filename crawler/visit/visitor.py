"""One visit to one portal: what to ask next, what an answer changes, and when it is over."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from archive import Archive
from archive.crawl import books, frontier, runs
from archive.crawl.books import Claim
from archive.crawl.frontier import Entry
from archive.crawl.runs import Visit
from archive.grades import MISSED, TRANSIENT, WARNINGS, GradeName
from archive.outcomes import Outcome
from archive.reasons import said
from archive.store.captures import Stored
from crawler.discovery.grounds import Grounds
from crawler.page.any_recipe import AnyRecipe
from crawler.page.recipe import Recipe
from crawler.page.vocabulary import UNTOLD_SCORE
from crawler.visit.books.made import books_of
from crawler.visit.budget import MAX_RETRY_AFTER, Limits, Spending
from crawler.visit.open_books import OpenBooks
from crawler.visit.outcome import has_reports, outcome_of
from crawler.visit.page_files import PageFiles
from crawler.visit.question import Assessment, Question
from crawler.visit.recipes import Recipes
from crawler.visit.recorder import Recorder
from crawler.visit.session import Session
from crawler.visit.start import discover_again, may_discover
from crawler.visit.texts import Texts
from crawler.visit.watch_list import WatchList

FAILURES_IN_A_ROW = 3
GUESSES, GUESSES_BESIDE_REPORTS = 40, 8
"""Pages asked for in a visit although no word speaks for them: where no report is known, and where some are."""
WARNINGS_TO_STOP = 2
"""One protected address among healthy ones slows us down; the second says that the host does not want us."""


class Visitor:
    """A visit under way. What it remembers beside the archive is patience, and losing it in a kill costs
    no more.
    """

    def __init__(
        self,
        archive: Archive,
        run_id: int,
        visit: Visit,
        limits: Limits,
        also_on: Collection[str] = frozenset(),
        recipes: Iterable[AnyRecipe] = (),
    ) -> None:
        self.archive = archive
        self.run_id = run_id
        self.visit = visit
        self.region: str | None = archive.value(
            "select region_code from portals where id = ?", visit.portal_id
        )
        self._spending = Spending(limits)
        self.session = Session()
        self.grounds = Grounds(visit.host, also_on)
        self.recipes = Recipes(archive, visit, recipes)
        self._recording = Recorder(
            archive, run_id, visit, limits.requisites, self.session, self.grounds, self.recipes
        )
        self.files = PageFiles(archive, run_id, visit)
        self.remark: str | None = None
        """What is said of the visit where nothing else is."""
        self._books = OpenBooks(archive, visit)
        self.watching = WatchList(archive, visit, self.recipes)
        self.texts = Texts(archive, run_id, visit, self.recipes)
        self.has_browser = False
        self.only: str | None = None
        """The one list that is looked at, by its address."""
        self._left_to_watch: Entry | None = None
        self._left_to_render: tuple[Entry, ...] = ()
        self._in_flight: set[int] = set()
        self._tried: set[int] = set()
        """Failed once in this visit; tried again when nothing else is left."""
        self._second_round = False
        self._failures_in_a_row = 0
        self._refused = False
        self._warnings = 0
        self._first = not runs.discovered(archive, visit.portal_id, visit.id)
        self._guesses = (
            frontier.asked_of_score(archive, visit.portal_id, UNTOLD_SCORE + 10) if self._first else 0
        )
        """Asked so far; a first visit that was killed goes on counting, so that it asks what one without kills asks."""

    @property
    def prefecture(self) -> str | None:
        """Four digits: province and prefecture of the portal's region."""
        return self.region[:4] if self.region else None

    @property
    def home_host(self) -> str:
        """Name of the host that the home page is on, `www.` and all."""
        home = self.archive.value("select home from portals where id = ?", self.visit.portal_id)
        return urlsplit(home).hostname or ""

    # -- what next

    def next(self) -> Entry | None:
        """The best entry to ask for; None when the visit is over, which is then written down, or when a list is left to be
        watched (`to_watch`)."""
        if self.overspent():
            return None
        if self.only is not None:
            self._leave_only(self.only)
            return None
        entry = self._take()
        if entry is None and self._tried and not self._second_round:
            self._second_round = True
            entry = self._take()
        if entry is None and self._to_discover():
            entry = self._take()
        if entry is None and self._leaves_to_watch():
            return None
        if entry is None:
            self._end_of_frontier()
        else:
            self._in_flight.add(entry.id)
            entry = replace(entry, url=self._recording.origins.apply(entry.url))
        return entry

    def headers(self, entry: Entry) -> dict[str, str]:
        """What a browser would send with the request of an entry: the host's cookies and the page that linked."""
        parent = self._recording.origins.apply(entry.parent) if entry.parent else None
        return self.session.headers(entry.url, parent)

    # -- lists that are watched in a browser

    def _leaves_to_watch(self) -> bool:
        """Whether there is a browser, and a list that cannot be read without one, or reports whose text cannot."""
        if not (self.has_browser and self._recording.believed):
            return False
        if self._left_to_watch is None and not self._left_to_render:
            self._left_to_watch = self.watching.next(self._claims())
            self._left_to_render = () if self._left_to_watch else self.texts.next()
        return self._left_to_watch is not None or bool(self._left_to_render)

    def _leave_only(self, url: str) -> None:
        """The one list is left to be watched, once."""
        entry = frontier.entry_at(self.archive, url)
        if self.has_browser and entry is not None and not self.watching.has_seen(entry):
            self._left_to_watch = entry
        else:
            self._end("complete")

    def to_watch(self) -> Entry | None:
        """The list that is left to be watched; it is whoever asks that watches it."""
        entry, self._left_to_watch = self._left_to_watch, None
        return entry

    def to_render(self) -> tuple[Entry, ...]:
        """The reports that are left to be shown; it is whoever asks that has them shown."""
        entries, self._left_to_render = self._left_to_render, ()
        return entries

    def loaded(self, pages: int) -> None:
        """A browser was shown so many reports: each counts as a request of the visit, though its page is at hand."""
        self.texts.loads += pages
        self.visit.pages += pages
        if self.texts.rendered and self.remark is None:
            self.remark = said("rendered", seen=self.texts.rendered)

    def learned(self, entry: Entry, recipe: Recipe) -> None:
        """A recipe of a list was proven."""
        with self.archive.transaction():
            self.watching.learned(entry, recipe)

    def shown(self, entry: Entry, why: str, looks: list[Assessment], *, whole: bool, tried: bool) -> None:
        """No recipe of a list was proven; `looks`: what the browser was shown of it, page by page."""
        with self.archive.transaction():
            self.watching.shown(entry, why, looks, whole=whole, tried=tried)
        if self.watching.seen:
            url, reason = next(iter(self.watching.seen.items()))
            self.remark = said("watched", url=url, why=reason or said("not_plain"))

    def unwanted(self, entry: Entry, grade: GradeName) -> None:
        """A challenge or a wall met the browser: it is not asked again for this list."""
        kind = "challenged" if grade == "challenge" else "blocked"
        self._warned(entry, said(kind, why=said("met_at", why=grade, url=entry.url)))

    def took(self, size: int) -> None:
        """An answer of so many bytes came that no page of the frontier is."""
        self._spending.took(size)

    def interrupt(self, why: str) -> None:
        """Ask nothing more; the next visit goes on from here."""
        if self.visit.outcome is None:
            self._end("interrupted", why)

    def _take(self) -> Entry | None:
        entry = frontier.take(self.archive, self.visit.portal_id, self._busy())
        while entry is not None and not self._books.may_follow(entry):
            entry = frontier.take(self.archive, self.visit.portal_id, self._busy())
        return None if entry is not None and entry.kind == "guess" and not self._may_guess() else entry

    def _may_guess(self) -> bool:
        """A few pages that nothing speaks for, where a portal has shown no report; fewer where a first visit has."""
        self._guesses += 1
        if not has_reports(self.archive, self.visit):
            return self._guesses <= GUESSES
        most = GUESSES if self._books.young else GUESSES_BESIDE_REPORTS
        return self._first and self._guesses <= most

    def _to_discover(self) -> bool:
        """The lists we know do not answer for the portal any more: look for others from the home page on."""
        lost = self._recording.known_lists.dead or not self.visit.seen
        if not (self._recording.believed and lost and may_discover(self.archive, self.visit)):
            return False
        discover_again(self.archive, self.visit)
        return True

    def _busy(self) -> set[int]:
        busy = self._in_flight | self._books.left
        return busy if self._second_round else busy | self._tried

    def end(self, outcome: Outcome, why: str) -> None:
        """The host is to be left alone, whatever is still to be asked."""
        if self.visit.outcome is None:
            self._end(outcome, why)

    def overspent(self) -> bool:
        """Whether the visit has used up its budget while it waited; it is ended then."""
        spent = self._spending.beyond(self.visit.pages)
        if spent and self.visit.outcome is None:
            self._end("budget", f"the budget of {spent} is used up")
        return self.visit.outcome is not None

    def broken(self, entry: Entry, error: Exception) -> None:
        """An error of ours met an answer: that address has failed, by name, and the visit goes on."""
        self._in_flight.discard(entry.id)
        with self.archive.transaction():
            frontier.finish(self.archive, entry.id, "failed", self.run_id)
        self._failed(
            entry, f"the answer could not be dealt with ({type(error).__name__}: {str(error)[:200]})"
        )

    def _end(self, outcome: Outcome, why: str | None = None) -> None:
        self.visit.outcome, self.visit.why = outcome, why or self.remark
        with self.archive.transaction():
            books.write(self.archive, self.visit.id, self._claims())
        runs.finish_visit(self.archive, self.visit)

    def _claims(self) -> list[Claim]:
        pages = books.pages(self.archive, self.visit.portal_id, self.run_id)
        unasked = books.unasked(self.archive, self.visit.portal_id)
        return books_of(pages, self._recording.home, unasked)

    def _end_of_frontier(self) -> None:
        kept = self._recording
        amiss = bool(self._warnings or self._tried)
        outcome, why = outcome_of(
            self.archive,
            self.visit,
            self._claims(),
            believed=bool(kept.believed) or runs.begun(self.archive, self.visit.portal_id, self.visit.id),
            refused=self._refused,
            amiss=amiss,
        )
        if outcome in ("complete", "partial"):
            with self.archive.transaction():
                kept.known_lists.end_dead()
        self._end(outcome, why)

    # -- an answer

    def record(self, stored: Stored, question: Question, assessment: Assessment) -> None:
        """Write an answer down, all of it or nothing."""
        entry = question.entry
        self._in_flight.discard(entry.id)
        self._spending.took(question.wire_bytes)
        self._recording.record(stored, entry, question.context, assessment, again=entry.id in self._tried)

    def looked(self, seconds: float) -> None:
        """So many seconds of the processor went into looking at its pages so far."""
        self._spending.looked(seconds)

    # -- what it means for the rest of the visit

    def weigh(self, entry: Entry, assessment: Assessment, wait: float | None) -> bool:
        """Count what went wrong, end the visit where it must end; returns whether hosts are to be slowed down.

        `wait`: the seconds of a Retry-After.
        """
        name, why = assessment.grade.name, assessment.grade.why or assessment.grade.name
        if name in WARNINGS:
            kind = "challenged" if name == "challenge" else "blocked"
            return self._warned(entry, said(kind, why=said("met_at", why=why, url=entry.url)))
        if name == "busy" and wait is not None and wait > MAX_RETRY_AFTER:
            self._end("blocked", f"the host asked for {wait:g} s of rest")
        elif entry.kind == "requisite":
            return False  # a page reads as well without its pictures
        elif name in TRANSIENT:
            self._failed(entry, why)
        else:
            self._failures_in_a_row = 0
            self._missed(entry, assessment)
        return False

    def _missed(self, entry: Entry, assessment: Assessment) -> None:
        if assessment.grade.name in MISSED:
            self.visit.failures += 1
            if not self._recording.believed:
                self.visit.why = f"{assessment.grade.name}: {assessment.grade.why} at {entry.url}"
        elif assessment.issue:
            self.visit.failures += 1
            self.visit.why = said("met_at", why=assessment.issue, url=entry.url)

    def _warned(self, entry: Entry, why: str) -> bool:
        """A challenge or a wall: never solved; the host is slowed, and left for the run at the second one."""
        self._warnings += 1
        self.visit.failures += 1
        self.visit.why = why
        if entry.kind == "home" or self._warnings >= WARNINGS_TO_STOP:
            self._end("blocked", why)
        return True

    def _failed(self, entry: Entry, why: str) -> None:
        self._tried.add(entry.id)
        self._failures_in_a_row += 1
        self.visit.failures += 1
        self.visit.why = said("met_at", why=why, url=entry.url)
        if self._failures_in_a_row >= FAILURES_IN_A_ROW:
            outcome: Outcome = "unreachable" if self.visit.pages == 0 else "failed"
            self._end(outcome, said("in_a_row", seen=FAILURES_IN_A_ROW, why=self.visit.why))

    def refused(self, entry: Entry, why: str, *, told: bool = True) -> None:
        """A rule forbids the request: robots.txt, or an address that is not public.

        A reason for how the visit went is only what the home page or a list met.

        :param told: False where it is no reason at all, as a stray link to a private address.
        """
        self._in_flight.discard(entry.id)
        self._refused = True
        if entry.kind == "home" or (told and entry.kind in ("list", "more")):
            self.visit.why = said("met_at", why=why, url=entry.url)
        with self.archive.transaction():
            frontier.finish(self.archive, entry.id, "refused", self.run_id)

    def unanswered(self, entry: Entry, why: str) -> None:
        """No answer at all: once more when nothing else is left, then it has failed."""
        self._in_flight.discard(entry.id)
        self._recording.origins.forget()
        given_up = entry.id in self._tried or entry.kind == "requisite"
        if given_up:
            with self.archive.transaction():
                frontier.finish(self.archive, entry.id, "failed", self.run_id)
        if entry.kind != "requisite":
            self._failed(entry, why)
