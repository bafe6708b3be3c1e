"""What an answer changes in the archive: its capture, the frontier, the lists and issues of its portal."""

from __future__ import annotations

from dataclasses import replace

from archive import Archive, issues
from archive.crawl import books, endpoints, frontier, runs, sightings, texts
from archive.crawl.books import PageClaims
from archive.crawl.frontier import Candidate, Entry
from archive.crawl.runs import Visit
from archive.grades import READABLE, TRANSIENT
from archive.store import captures
from archive.store.captures import Stored
from archive.urls import canonicalize
from crawler.discovery.grounds import Grounds
from crawler.discovery.scoring import is_part_beside
from crawler.discovery.unread_lists import UNANSWERED
from crawler.page.recipe import recipe_page
from crawler.page.vocabulary import LIFTED_SCORE, line
from crawler.visit.known_lists import KnownLists
from crawler.visit.origins import Origins
from crawler.visit.question import Assessment, redirect_target
from crawler.visit.recipes import Recipes
from crawler.visit.session import Session
from crawler.visit.texts import ask_text
from crawler.visit.vain import forget_vain, is_vain
from parsers.lexicon.titles import read_title
from parsers.model import Context

MAX_REDIRECTS = 5
MOST_CHOSEN, CHOSEN_SCORE = 60, 99.0
NAMING: frozenset[frontier.Kind] = frozenset({"report", "list", "page"})
"""Kinds of links that may name a report."""


class Recorder:
    """The answers of one visit, written down as they come. `requisites`: the most of a portal."""

    def __init__(
        self,
        archive: Archive,
        run_id: int,
        visit: Visit,
        requisites: int,
        session: Session,
        grounds: Grounds,
        recipes: Recipes,
    ) -> None:
        self.archive = archive
        self.run_id = run_id
        self.visit = visit
        self.known_lists = KnownLists(archive, visit, recipes)
        self.origins = Origins()
        self.believed = 0
        """Pages that were what they should be."""
        self.home = canonicalize(archive.value("select home from portals where id = ?", visit.portal_id))
        self._requisites = requisites
        self._session = session
        self._grounds = grounds
        self._recipes = recipes
        self._hops: dict[str, int] = {}
        self._chosen = 0
        """Lists that were asked once more because a link chose by a cookie what they show."""
        self._bounced: set[int] = set()
        """Entries that were led to themselves with a cookie, and were asked once more."""
        self._lists: dict[int, str] = {}
        """What each page of a list showed, and its address, so that a pager that goes in circles is left."""
        self._turned: dict[tuple[str, int], str] = {}
        """The list and what a page of it showed -> the page's address."""

    def record(
        self, stored: Stored, entry: Entry, context: Context, assessment: Assessment, *, again: bool
    ) -> None:
        """Capture, frontier and new links in one transaction: all of an answer is recorded, or none of it.

        `again`: the entry failed before in this visit, so that this answer is its last.
        """
        visit, grade = self.visit, assessment.grade
        visit.pages += 1
        target = redirect_target(stored.response) if grade.name == "redirect" else None
        shell = assessment.discovery.shell if assessment.believed else None
        if shell == entry.url and not self._comes_again(entry):
            shell = None  # a page that loads itself again and again
        with self.archive.transaction():
            capture_id = captures.insert(
                self.archive,
                stored,
                run_id=self.run_id,
                portal_id=visit.portal_id,
                grade=grade.name,
                why=grade.why,
                role=assessment.role,
                context=context,
                final_url=target,
                page_key=self._page_of(entry),
            )
            if target is not None:
                self._redirect(entry, target, capture_id)
            elif shell is not None:
                self._redirect(entry, shell, capture_id)
            elif grade.name not in TRANSIENT or again or entry.kind == "requisite":
                self._finish(entry, assessment, capture_id, stored.record_type == "revisit")
            if target is None:
                self._recipes.observe(entry, assessment)
                self.known_lists.observe(entry, assessment, of_copy=self._grounds.is_copy(entry.url))
                self._look_for_move(entry, assessment)
            runs.tally(self.archive, visit)

    def _finish(self, entry: Entry, assessment: Assessment, capture_id: int, unchanged: bool) -> None:
        is_report = assessment.believed and assessment.role == "report"
        proved = _proved(entry, assessment)
        state: frontier.State = "done" if assessment.believed else "failed"
        frontier.finish(self.archive, entry.id, state, self.run_id, capture_id, proved, unchanged=unchanged)
        if proved in ("page", "report") and entry.parent and entry.anchor:
            self._lift_beside(entry, entry.parent, entry.anchor)
        self._note_unread(entry, assessment)
        books.note(self.archive, entry, self._claims(entry, assessment))
        self._queue(entry, assessment)
        self._raise_issue(entry, assessment, capture_id)
        self.believed += assessment.believed
        self.visit.reports += is_report
        self.visit.new_reports += is_report and not entry.known

    def _claims(self, entry: Entry, assessment: Assessment) -> PageClaims:
        """What a page claims, and whether another one of its list showed the same: then nothing of the list was turned."""
        found = assessment.discovery
        if not (assessment.believed and found.claims.rows):
            return found.claims
        first = entry.list if entry.further and entry.list else entry.address
        shown_by = self._turned.setdefault((first, found.shown), entry.address)
        again = entry.further and (shown_by != entry.address or self._lists.get(found.shown) == first)
        return replace(found.claims, again=again)

    def _page_of(self, entry: Entry) -> str | None:
        """Of the request for a text the capture of the page that should show it."""
        if self._recipes.text(entry) is None:
            return None
        page = texts.page_at(self.archive, entry.parent or "")
        return page["key"] if page else None

    def _note_unread(self, entry: Entry, assessment: Assessment) -> None:
        """Why a page could not be read; of one that is as it was no more is known than before. The text of a report reads its page."""
        why = assessment.discovery.unread
        if assessment.hollow:
            ask_text(self.archive, self.visit.portal_id, entry, self._recipes)
            why = None if texts.is_known(self.archive, entry.address) else texts.FILLED
        if why == UNANSWERED and is_vain(self.archive, self.visit.portal_id, entry):
            why = None
        if assessment.grade.name != "not_modified":
            endpoints.note_unread(self.archive, entry, why)
        if recipe_page(entry.title) == 1 and assessment.discovery.claims.rows:
            forget_vain(self.archive, self.visit.portal_id, entry)
        if assessment.role == "report" and assessment.believed and self._recipes.text(entry) is not None:
            endpoints.note_unread_at(self.archive, canonicalize(entry.parent or ""), None)

    def _lift_beside(self, entry: Entry, parent: str, anchor: str) -> None:
        """A part of an index led to reports: so may the others."""
        beside = frontier.guesses_of(self.archive, self.visit.portal_id, parent)
        ids = [i for i, url, words in beside if is_part_beside(entry.url, anchor, url, words)]
        frontier.lift(self.archive, ids, LIFTED_SCORE)

    def _queue(self, entry: Entry, assessment: Assessment) -> None:
        """Links into the frontier; further pages of a known list only where the list has grown."""
        found, portal_id = assessment.discovery, self.visit.portal_id
        candidates = found.candidates
        if entry.kind == "more" and assessment.believed and found.shown in self._lists:
            candidates = [c for c in candidates if c.kind != "more"]
        self._lists.setdefault(found.shown, entry.address)
        mine = _list_of(entry, assessment)
        if self._grounds.is_copy(entry.url):
            candidates = self._not_known_by_title(candidates)
        new = frontier.add(self.archive, portal_id, candidates, mine)
        self._ask_anew(candidates, new, mine)
        route: sightings.Route = "report" if assessment.role == "report" else "list"
        sightings.note(self.archive, (c.address for c in candidates if c.kind in NAMING), mine, route)
        self._queue_requisites(assessment)
        if entry.known and any(c.kind in ("report", "list", "more") for c in new):
            self._requeue_further(candidates)

    def _requeue_further(self, candidates: list[Candidate]) -> None:
        """The list has grown: its further pages are asked once more."""
        for candidate in candidates:
            if candidate.kind == "more":
                frontier.requeue_known(self.archive, candidate)

    def _ask_anew(self, candidates: list[Candidate], new: list[Candidate], listed: str) -> None:
        """What a recipe asks for may have been asked before, and not understood."""
        for candidate in candidates:
            if recipe_page(candidate.title) is not None and candidate not in new:
                frontier.ask_anew(self.archive, replace(candidate, list=listed))

    def _not_known_by_title(self, candidates: list[Candidate]) -> list[Candidate]:
        """Without reports of which one with the same words, a body among them, is known at another address."""
        known = {line(said) for said in frontier.report_names(self.archive, self.visit.portal_id)}
        named = ((c, line(c.title or c.anchor or "")) for c in candidates)
        again = {
            c.address for c, said in named if c.kind == "report" and said in known and read_title(said).head
        }
        at_hand = frontier.reports_among(self.archive, again)
        return [c for c in candidates if c.address not in again or c.address in at_hand]

    def _queue_requisites(self, assessment: Assessment) -> None:
        """What the report page needs to look like itself, as far as the portal's share of it goes."""
        if not self._requisites or not assessment.requisites:
            return
        sql = "select count(*) from frontier where portal_id = ? and kind = 'requisite'"
        left = self._requisites - self.archive.value(sql, self.visit.portal_id)
        frontier.add(self.archive, self.visit.portal_id, assessment.requisites[: max(0, left)])

    def _raise_issue(self, entry: Entry, assessment: Assessment, capture_id: int) -> None:
        if assessment.issue:
            issues.raise_for_capture(self.archive, capture_id, "outline_failed", assessment.issue)
        elif assessment.cut:
            issues.raise_for_capture(self.archive, capture_id, "links_cut", assessment.cut)
        elif not assessment.believed and entry.kind in READABLE:
            why = assessment.grade.why or "no report behind a link that names one"
            issues.raise_for_capture(self.archive, capture_id, assessment.grade.name, why)

    def _redirect(self, entry: Entry, target: str, capture_id: int) -> None:
        """Follow one hop: as a new entry, or as the same one under another spelling (https, www)."""
        target = self._grounds.told_apart(target, entry.kind)
        hops = self._hops.get(entry.url, 0) + 1
        self._hops[target] = hops
        address = self._grounds.holds(target)
        if address is None and entry.kind == "home":
            self.visit.moved_to = target
        if address != canonicalize(entry.url):
            self.known_lists.redirected(entry, None if address == self.home else address)
        if target == entry.url and self._comes_again(entry):
            self._bounced.add(entry.id)  # it stays queued: the next answer is to the cookie
        elif address is None or hops > MAX_REDIRECTS or target == entry.url:
            frontier.finish(self.archive, entry.id, "failed", self.run_id, capture_id)
            if entry.kind != "requisite":
                self.visit.why = f"{entry.url} leads to {target}" + (" in a circle" if address else "")
                self.visit.failures += 1
        elif address == canonicalize(entry.url):
            frontier.move(self.archive, entry.id, target)
            self.origins.learn(entry.url, target)
        else:
            frontier.finish(self.archive, entry.id, "done", self.run_id, capture_id)
            self._follow(entry, target)

    def _comes_again(self, entry: Entry) -> bool:
        """Whether an entry that leads to itself is asked once more: it came with a cookie."""
        return self._session.set_by_last and entry.id not in self._bounced

    def _follow(self, entry: Entry, target: str) -> None:
        """Ask for where an entry leads; once more for a list of which it chose a part by a cookie."""
        candidate = Candidate(
            target,
            entry.kind,
            entry.score,
            entry.depth,
            entry.parent,
            entry.anchor,
            entry.title,
            further=entry.further,
            list=entry.list,
        )
        frontier.add(self.archive, self.visit.portal_id, [candidate])
        chooses = self._session.changed_by_last and entry.kind in ("list", "more", "page")
        if chooses and self._chosen < MOST_CHOSEN:
            self._chosen += 1
            frontier.ask_next(self.archive, candidate.address, CHOSEN_SCORE)

    def _look_for_move(self, entry: Entry, assessment: Assessment) -> None:
        """A home page that says nothing but where to go: to another host, as a redirect does."""
        found = assessment.discovery
        if entry.kind == "home" and assessment.believed and found.away and not found.candidates:
            self.visit.moved_to = found.away


def _list_of(entry: Entry, assessment: Assessment) -> str:
    """The list that a page's links stand in: the one that it continues, or of a report where it stands itself."""
    of_other = entry.further or assessment.role == "report"
    return entry.list if of_other and entry.list else entry.address


def _proved(entry: Entry, assessment: Assessment) -> frontier.Kind | None:
    """What a believed page is, where it is not what it was asked as."""
    if not assessment.believed:
        return None
    if entry.kind == "report" and assessment.role == "page" and not assessment.hollow:
        return "page"
    if entry.kind == "guess" and assessment.role != "report" and assessment.discovery.reports:
        return "page"  # a list that leads to reports is no guess any more: later visits ask for it
    return "report" if assessment.role == "report" and entry.kind in ("list", "page", "guess") else None
