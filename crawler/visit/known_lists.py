"""What a visit sees of what a portal is known for: its lists, and the reports they name.

A list that names no report any more, or answers with the home page, is dead: it makes an update a discovery, and a
visit that sees no report at all silent.
"""

from __future__ import annotations

from archive import Archive
from archive.crawl import endpoints, frontier
from archive.crawl.frontier import Candidate, Entry
from archive.crawl.runs import Visit
from archive.grades import TRANSIENT, WARNINGS
from crawler.page.vocabulary import COLUMN_ENTRY_SCORE, YEAR_CHILD
from crawler.visit.question import Assessment
from crawler.visit.recipes import Recipes

SAME_LINKS = 0.9
"""Share of the link texts that a page has in common with the home page from which on it is the home page."""
FEW_LINKS = 5
"""With fewer links a page is not compared with another."""


class KnownLists:
    """Counts into `visit` what is seen; what is remembered here is lost with a kill, the counts are not."""

    def __init__(self, archive: Archive, visit: Visit, recipes: Recipes) -> None:
        self._archive = archive
        self._recipes = recipes
        self._visit = visit
        self._waiting = endpoints.known(archive, visit.portal_id)
        """Lists that were not assessed yet."""
        self._reports: set[int] = set()
        self._home: frozenset[int] = frozenset()
        self._left: set[str] = set()
        """Lists that lead to another address of the portal now."""
        self.dead: set[str] = set()

    def observe(self, entry: Entry, assessment: Assessment, *, of_copy: bool = False) -> None:
        """Count what a page shows, inside the transaction that records it. `of_copy`: it is a mobile copy's, so that only
        a new report makes it a list to be asked again."""
        address = entry.address
        if entry.kind == "home" and assessment.believed:
            self._home = _texts(assessment)
        named = self._count_reports(address, assessment) if assessment.believed else False
        if address in self._waiting and assessment.grade.name not in TRANSIENT | WARNINGS:
            shows = named or assessment.role == "report" or self._recipes.state(entry.url) is not None
            self._assess_list(address, assessment, shows or self._leads_to_lists(entry, assessment))
        if assessment.believed:
            self._note_endpoints(entry, assessment, of_copy=of_copy)

    def _note_endpoints(self, entry: Entry, assessment: Assessment, *, of_copy: bool) -> None:
        """A believed page may be a list itself; a new report tells that its parent is one."""
        family = assessment.discovery.family
        kind = (
            self._kind(entry, assessment)
            if not of_copy and _may_be_list(entry, assessment) and not self.is_home(assessment)
            else None
        )
        if kind is not None:
            endpoints.note(self._archive, self._visit.portal_id, entry, family, kind)
            self.dead.discard(entry.address)
        if assessment.role == "report" and not entry.known:
            endpoints.note_parent(self._archive, self._visit.portal_id, entry, family)

    def redirected(self, entry: Entry, target: str | None) -> None:
        """A list leads elsewhere now: to `target` in this portal, or (None) home or out of it, which is its end."""
        address = entry.address
        if address in self._waiting:
            self._waiting.discard(address)
            (self._left if target else self.dead).add(address)

    def end_dead(self) -> None:
        """Dead lists are not asked again, inside the caller's transaction: the visit found reports without them."""
        for address in self.dead | self._left:
            endpoints.end(self._archive, address)

    def is_home(self, assessment: Assessment) -> bool:
        """Whether a page says what the home page says: an answer for an address that is no more."""
        own = _texts(assessment)
        return len(own) >= FEW_LINKS and len(own & self._home) >= SAME_LINKS * len(own | self._home)

    def _count_reports(self, address: str, assessment: Assessment) -> bool:
        """Returns whether the page names any."""
        before = len(self._reports)
        candidates = assessment.discovery.candidates
        named = {c.address for c in candidates if c.kind == "report"}
        untitled = (c.address for c in candidates if c.kind in ("list", "page"))
        named |= frontier.reports_among(self._archive, untitled)
        self._reports.update(hash(address) for address in named)
        if assessment.role == "report":
            self._reports.add(hash(address))
        self._visit.seen += len(self._reports) - before
        return bool(named)

    def _assess_list(self, address: str, assessment: Assessment, leads: bool) -> None:
        self._waiting.discard(address)
        if assessment.believed and leads and not self.is_home(assessment):
            self._visit.lists_seen += 1
        else:
            self.dead.add(address)

    def _kind(self, entry: Entry, assessment: Assessment) -> str | None:
        """What kind of endpoint a page is, where new reports or new lists will show; None for any other page."""
        reports = assessment.discovery.reports
        if entry.kind == "list" and not reports:
            return "column" if self._leads_to_lists(entry, assessment) else None
        listing = entry.kind == "list" or (entry.kind in ("page", "guess") and assessment.is_list)
        return "list" if reports and (listing or self._fills(entry)) else None

    def _leads_to_lists(self, entry: Entry, assessment: Assessment) -> bool:
        """Whether the page links lists that no page before it did, and that do not stand in the menu of the home page."""
        lists = (c for c in assessment.discovery.candidates if c.kind == "list")
        return any(hash(c.anchor) not in self._home and self._first_seen(entry, c) for c in lists)

    def _first_seen(self, entry: Entry, candidate: Candidate) -> bool:
        """Whether a link became known after the page: the columns above an article were known before it."""
        known = frontier.place(self._archive, candidate.address)
        return known is None or known > entry.id

    def _fills(self, entry: Entry) -> bool:
        """Whether this is the first answer that fills a list whose own page names no report."""
        return (
            entry.kind == "more"
            and entry.parent is not None
            and not endpoints.continued(self._archive, entry.parent)
        )


def _may_be_list(entry: Entry, assessment: Assessment) -> bool:
    """A report among those of a column may name its neighbours; a column that shows its latest report is a list."""
    if assessment.role != "report":
        return True
    of_year = YEAR_CHILD.match("".join((entry.anchor or "").split()))
    return entry.score > COLUMN_ENTRY_SCORE and not of_year


def _texts(assessment: Assessment) -> frozenset[int]:
    return frozenset(map(hash, assessment.texts))
