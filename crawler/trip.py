"""One visit to one portal: what to ask next, what an answer changes, and when it is over."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from archive import Archive, captures, endpoints, frontier, issues, runs
from archive.address import canonical
from archive.captures import Stored
from archive.frontier import Candidate, Entry
from archive.runs import Visit
from crawler.discovery import inside
from crawler.grading import MISSED, TRANSIENT, WARNINGS
from crawler.judging import Judged, redirect_target
from crawler.limits import Limits, Spending
from crawler.manners import MAX_RETRY_AFTER
from crawler.opening import discover_again, may_discover
from crawler.sightings import Sightings
from crawler.spelling import Spellings
from crawler.unread import CUT_SHORT
from parsers.model import Context

MAX_REDIRECTS = 5
FAILURES_IN_A_ROW = 3
GUESSES, GUESSES_BESIDE_REPORTS = 40, 8
"""Pages asked for in a visit although no word speaks for them: where no report is known, and where some are."""
WARNINGS_TO_STOP = 2
"""One protected address among healthy ones slows us down; the second says that the host does not want us."""


class Trip:
    """A visit under way. What it remembers beside the archive is patience, and losing it in a kill costs
    no more.
    """

    def __init__(self, archive: Archive, run_id: int, visit: Visit, limits: Limits) -> None:
        self.archive = archive
        self.run_id = run_id
        self.visit = visit
        self.region: str | None = archive.value(
            "select region_code from portals where id = ?", visit.portal_id
        )
        self._home = canonical(archive.value("select home from portals where id = ?", visit.portal_id))
        self._spending = Spending(limits)
        self._requisites = limits.requisites
        self._spellings = Spellings()
        self._in_flight: set[int] = set()
        self._tried: set[int] = set()
        """Failed once in this visit; tried again when nothing else is left."""
        self._second_round = False
        self._failures_in_a_row = 0
        self._refused = False
        self._warnings = 0
        self._believed = 0
        self._hops: dict[str, int] = {}
        self._guesses = 0
        self._lists: set[int] = set()
        """What each page of a list showed, so that a pager that goes in circles is left."""
        self._first = runs.last_visit(archive, visit.portal_id, other_than=visit.id) is None
        self._sightings = Sightings(archive, visit)

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
        """The best entry to ask for; None when the visit is over, which is then written down."""
        visit = self.visit
        spent = self._spending.beyond(visit.pages)
        if visit.outcome is None and spent:
            self._end("budget", f"the budget of {spent} is used up")
        if visit.outcome is not None:
            return None
        entry = self._take()
        if entry is None and self._tried and not self._second_round:
            self._second_round = True
            entry = self._take()
        if entry is None and self._to_discover():
            entry = self._take()
        if entry is None:
            self._end_of_frontier()
        else:
            self._in_flight.add(entry.id)
            entry = replace(entry, url=self._spellings.spell(entry.url))
        return entry

    def interrupt(self, why: str) -> None:
        """Ask nothing more; the next visit goes on from here."""
        if self.visit.outcome is None:
            self._end("interrupted", why)

    def _take(self) -> Entry | None:
        entry = frontier.take(self.archive, self.visit.portal_id, self._busy())
        return None if entry is not None and entry.kind == "guess" and not self._may_guess() else entry

    def _may_guess(self) -> bool:
        """A few pages that nothing speaks for, where a portal has shown no report; fewer where a first visit has."""
        self._guesses += 1
        if not self._has_reports():
            return self._guesses <= GUESSES
        return self._first and self._guesses <= GUESSES_BESIDE_REPORTS

    def _to_discover(self) -> bool:
        """The lists we know do not answer for the portal any more: look for others from the home page on."""
        lost = self._sightings.dead or not self.visit.seen
        if not (self._believed and lost and may_discover(self.archive, self.visit)):
            return False
        discover_again(self.archive, self.visit)
        return True

    def _busy(self) -> set[int]:
        return self._in_flight if self._second_round else self._in_flight | self._tried

    def _end(self, outcome: runs.Outcome, why: str | None = None) -> None:
        self.visit.outcome, self.visit.why = outcome, why
        runs.finish_visit(self.archive, self.visit)

    def _end_of_frontier(self) -> None:
        visit = self.visit
        if visit.pages == 0 and self._refused:
            self._end("refused", visit.why)
        elif visit.pages == 0:
            self._end("unreachable", visit.why or "the home page never answered")
        elif visit.moved_to:
            self._end("moved", f"the home page leads to {visit.moved_to}")
        elif not self._believed:
            self._end("failed", visit.why or "no page was what it should be")
        elif missed := self._unread():
            self._end("needs_family", missed)
        elif not (visit.seen and self._has_reports()):
            self._end("silent", visit.why or self._nothing_seen())
        else:
            self._end("complete", self._what_was_amiss())

    def _unread(self) -> str | None:
        """Why the portal cannot be called healthy: a list goes on unread, or as many are unread as are read."""
        lists = endpoints.unread(self.archive, self.visit.portal_id)
        if self._has_reports():
            lists = [found for found in lists if found[1] == "list"]
            if len(lists) < endpoints.read(self.archive, self.visit.portal_id):
                lists = [found for found in lists if found[2] == CUT_SHORT]
        if not lists:
            return None
        more = f", and {len(lists) - 1} more" if len(lists) > 1 else ""
        return f"{lists[0][0]}: {lists[0][2]}{more}"

    def _has_reports(self) -> bool:
        """Whether this portal ever showed a report page."""
        sql = "select 1 from captures where portal_id = ? and role = 'report' and grade = 'ok' limit 1"
        return self.archive.row(sql, self.visit.portal_id) is not None

    def _nothing_seen(self) -> str:
        expected = self.visit.expected
        return f"no report was seen, where {expected} were known" if expected else "no report was found"

    def _what_was_amiss(self) -> str | None:
        visit = self.visit
        with self.archive.transaction():
            self._sightings.bury()
        if visit.lists_seen < visit.lists_expected:
            return f"{visit.lists_seen} of {visit.lists_expected} lists show reports"
        return visit.why if self._warnings or self._tried else None

    # -- an answer

    def record(self, stored: Stored, entry: Entry, context: Context, judged: Judged) -> None:
        """Capture, frontier and new links in one transaction: all of an answer is recorded, or none of it."""
        self._in_flight.discard(entry.id)
        visit, grade = self.visit, judged.grade
        visit.pages += 1
        self._spending.took(len(stored.response.body))
        target = redirect_target(stored.response) if grade.name == "redirect" else None
        shell = judged.discovery.spelling if judged.believed else None
        with self.archive.transaction():
            capture_id = captures.insert(
                self.archive,
                stored,
                run_id=self.run_id,
                portal_id=visit.portal_id,
                grade=grade.name,
                why=grade.why,
                role=judged.role,
                context=context,
                final_url=target,
            )
            if target is not None:
                self._redirect(entry, target, capture_id)
            elif shell is not None:
                self._redirect(entry, shell, capture_id)
            elif grade.name not in TRANSIENT or entry.id in self._tried or entry.kind == "requisite":
                self._settle(entry, judged, capture_id, stored.record_type == "revisit")
            if target is None:
                self._sightings.look(entry, judged)
                self._look_for_move(entry, judged)
            runs.tally(self.archive, visit)

    def _settle(self, entry: Entry, judged: Judged, capture_id: int, unchanged: bool) -> None:
        is_report = judged.believed and judged.role == "report"
        proved = _proved(entry, judged)
        state: frontier.State = "done" if judged.believed else "failed"
        frontier.settle(self.archive, entry.id, state, self.run_id, capture_id, proved, unchanged=unchanged)
        endpoints.note_unread(self.archive, entry, judged.discovery.unread)
        self._queue(entry, judged)
        self._raise_issue(entry, judged, capture_id)
        self._believed += judged.believed
        self.visit.reports += is_report
        self.visit.new_reports += is_report and not entry.known

    def _queue(self, entry: Entry, judged: Judged) -> None:
        """Links into the frontier; further pages of a known list only where the list has grown."""
        found, portal_id = judged.discovery, self.visit.portal_id
        candidates = found.candidates
        if entry.kind == "more" and judged.believed and found.shown in self._lists:
            candidates = [c for c in candidates if c.kind != "more"]
        self._lists.add(found.shown)
        new = frontier.add(self.archive, portal_id, candidates)
        self._queue_requisites(judged)
        if entry.known and any(c.kind in ("report", "list", "more") for c in new):
            for candidate in candidates:
                if candidate.kind == "more":
                    frontier.requeue_known(self.archive, candidate)

    def _queue_requisites(self, judged: Judged) -> None:
        """What the report page needs to look like itself, as far as the portal's share of it goes."""
        if not self._requisites or not judged.requisites:
            return
        sql = "select count(*) from frontier where portal_id = ? and kind = 'requisite'"
        left = self._requisites - self.archive.value(sql, self.visit.portal_id)
        frontier.add(self.archive, self.visit.portal_id, judged.requisites[: max(0, left)])

    def _raise_issue(self, entry: Entry, judged: Judged, capture_id: int) -> None:
        if judged.issue:
            issues.raise_for_capture(self.archive, capture_id, "outline_failed", judged.issue)
        elif not judged.believed and entry.kind in captures.READABLE:
            why = judged.grade.why or "no report behind a link that names one"
            issues.raise_for_capture(self.archive, capture_id, judged.grade.name, why)

    def _redirect(self, entry: Entry, target: str, capture_id: int) -> None:
        """Follow one hop: as a new entry, or as the same one under another spelling (https, www)."""
        hops = self._hops.get(entry.url, 0) + 1
        self._hops[target] = hops
        address = inside(target, self.visit.host)
        if address is None and entry.kind == "home":
            self.visit.moved_to = target
        if address != canonical(entry.url):
            self._sightings.redirected(entry, None if address == self._home else address)
        if address is None or hops > MAX_REDIRECTS or target == entry.url:
            frontier.settle(self.archive, entry.id, "failed", self.run_id, capture_id)
            if entry.kind != "requisite":
                self.visit.why = f"{entry.url} leads to {target}" + (" in a circle" if address else "")
                self.visit.failures += 1
        elif address == canonical(entry.url):
            frontier.move(self.archive, entry.id, target)
            self._spellings.learn(entry.url, target)
        else:
            frontier.settle(self.archive, entry.id, "done", self.run_id, capture_id)
            candidate = Candidate(
                target, entry.kind, entry.score, entry.depth, entry.parent, entry.anchor, entry.title
            )
            frontier.add(self.archive, self.visit.portal_id, [candidate])

    def _look_for_move(self, entry: Entry, judged: Judged) -> None:
        """A home page that says nothing but where to go: to another host, as a redirect does."""
        found = judged.discovery
        if entry.kind == "home" and judged.believed and found.away and not found.candidates:
            self.visit.moved_to = found.away

    # -- what it means for the rest of the visit

    def weigh(self, entry: Entry, judged: Judged, wait: float | None) -> bool:
        """Count what went wrong, end the visit where it must end; gives whether hosts are to be slowed down.

        `wait`: the seconds of a Retry-After.
        """
        name, why = judged.grade.name, judged.grade.why or judged.grade.name
        if name in WARNINGS:
            return self._warned(entry, f"{name}: {why} at {entry.url}")
        if name == "busy" and wait is not None and wait > MAX_RETRY_AFTER:
            self._end("blocked", f"the host asked for {wait:g} s of rest")
        elif entry.kind == "requisite":
            return False  # a page reads as well without its pictures
        elif name in TRANSIENT:
            self._failed(entry, why)
        else:
            self._failures_in_a_row = 0
            self._missed(entry, judged)
        return False

    def _missed(self, entry: Entry, judged: Judged) -> None:
        if judged.grade.name in MISSED:
            self.visit.failures += 1
            if not self._believed:
                self.visit.why = f"{judged.grade.name}: {judged.grade.why} at {entry.url}"

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
        self.visit.why = f"{why} at {entry.url}"
        if self._failures_in_a_row >= FAILURES_IN_A_ROW:
            outcome: runs.Outcome = "unreachable" if self.visit.pages == 0 else "failed"
            self._end(outcome, f"{FAILURES_IN_A_ROW} failures in a row, the last: {self.visit.why}")

    def refused(self, entry: Entry, why: str) -> None:
        """A rule forbids the request: robots.txt, or an address that is not public."""
        self._in_flight.discard(entry.id)
        self._refused = True
        self.visit.why = why
        with self.archive.transaction():
            frontier.settle(self.archive, entry.id, "refused", self.run_id)

    def unanswered(self, entry: Entry, why: str) -> None:
        """No answer at all: once more when nothing else is left, then it has failed."""
        self._in_flight.discard(entry.id)
        self._spellings.forget()
        given_up = entry.id in self._tried or entry.kind == "requisite"
        if given_up:
            with self.archive.transaction():
                frontier.settle(self.archive, entry.id, "failed", self.run_id)
        if entry.kind != "requisite":
            self._failed(entry, why)


def _proved(entry: Entry, judged: Judged) -> frontier.Kind | None:
    """What a believed page is, where it is not what it was asked as."""
    if not judged.believed:
        return None
    if entry.kind == "report" and judged.role == "page":
        return "page"
    return "report" if judged.role == "report" and entry.kind in ("list", "page", "guess") else None
