"""Which lists of a visit a browser is to look at, and what becomes of each: a recipe, or what the browser itself was shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from archive import Archive
from archive.crawl import books, endpoints, frontier, sightings
from archive.crawl.books import Claim, PageClaims, Sign
from archive.crawl.frontier import Candidate, Entry
from archive.crawl.runs import Visit
from archive.reasons import said
from crawler.page.recipe import Recipe, recipe_page
from crawler.page.vocabulary import line
from crawler.visit.question import Assessment
from crawler.visit.recipes import Recipes

MOST_LOADS, LOADS_OF_A_LIST = 10, 3
"""Loads of pages in a browser in one visit, and for one list."""
LIST_SCORE = 99.0
TITLE = 8
"""Characters from which on a link may be a title."""
UNTIED: tuple[Sign, ...] = ("title", "name", "link", "frame")
"""Loose ends that a script would have tied up when it filled the page, where it does."""
_UNREAD = frozenset(said(kind) for kind in ("filled", "cut_short", "exhausted", "unanswered", "no_row"))
_SHORT = re.compile(r"\d+ of \d+ (?:pages|rows)$")
_LOOSE = tuple(
    said(f"loose_{sign}", names="")
    for sign in ("pager", "title", "place", "template", "request", "control", "name")
)
"""Loose ends that a script may tie up."""


class WatchList:
    """The lists of one visit, each watched once. `loads` so far; `seen` are the lists that only a browser reads, by address."""

    def __init__(self, archive: Archive, visit: Visit, recipes: Recipes) -> None:
        self._archive, self._visit, self._recipes = archive, visit, recipes
        self._done: set[str] = set()
        self.loads = 0
        self.seen: dict[str, str] = {}

    def next(self, claims: Iterable[Claim]) -> Entry | None:
        """The next list that cannot be read without running its scripts; None where there is none, or no load is left."""
        if self.loads >= MOST_LOADS:
            return None
        for url in self._wanted(claims):
            entry = self._page(url)
            if entry is not None and not self.has_seen(entry):
                return entry
        return None

    def has_seen(self, entry: Entry) -> bool:
        """Whether a list was given out before; it is now."""
        known = entry.address in self._done
        self._done.add(entry.address)
        return known

    def _wanted(self, claims: Iterable[Claim]) -> Iterable[str]:
        yield from (claim.url for claim in claims if claim.state == "open" and _is_unread(claim))
        yield from (
            url for url, _, why in endpoints.unread(self._archive, self._visit.portal_id) if why in _UNREAD
        )

    def _page(self, url: str) -> Entry | None:
        """The page that shows the list: of an answer that should fill one, the page that asked for it."""
        entry = frontier.entry_at(self._archive, url)
        if (
            entry is not None
            and entry.parent
            and (entry.form is not None or recipe_page(entry.title) is not None)
        ):
            entry = frontier.entry_at(self._archive, entry.parent)
        fits = (
            entry is not None
            and entry.kind in ("home", "list", "page")
            and not entry.further
            and entry.form is None
        )
        return entry if fits else None

    def may_learn(self, entry: Entry) -> bool:
        """Whether a recipe is looked for: of a home page none is, and of a list at most once in thirty days."""
        return entry.kind != "home" and self._recipes.may_learn(entry.url)

    @property
    def loads_left(self) -> int:
        return min(LOADS_OF_A_LIST, MOST_LOADS - self.loads)

    # -- what became of one, inside the caller's transaction

    def learned(self, entry: Entry, recipe: Recipe) -> None:
        """A recipe is proven: the page is asked once more, and read as the recipe says."""
        self._recipes.learned(entry.url, recipe)
        frontier.ask_next(self._archive, entry.address, LIST_SCORE)

    def shown(self, entry: Entry, why: str, looks: Sequence[Assessment], *, whole: bool, tried: bool) -> None:
        """No recipe: what the browser was shown is taken as if the pages had held it. `whole`: to the end of the list. A browser that
        was shown nothing has failed, and may come again."""
        if not looks:
            endpoints.note_unread(self._archive, entry, said("unwatched", why=why))
            return
        found = [
            replace(c, list=entry.address)
            for look in looks
            for c in look.discovery.candidates
            if _is_taken(c)
        ]
        frontier.add(self._archive, self._visit.portal_id, found)
        reports = {c.address for c in found if c.kind == "report"}
        sightings.note(self._archive, reports, entry.address, "list")
        if entry.kind != "home":
            self._recipes.watched(entry.url, why, tried=tried)
        if not (reports or any(c.kind == "list" for c in found)):
            return
        self.seen[entry.url] = why
        before = books.noted(self._archive, entry)
        whole = whole or len(reports) >= max(_totals(before, looks)) > 0
        books.note(self._archive, entry, _after(before, looks, len(reports), whole=whole))
        short = None if whole else said("watched_short", seen=len(looks))
        endpoints.note_unread(self._archive, entry, short)
        self._visit.seen += len(reports)


def _is_unread(claim: Claim) -> bool:
    why = claim.why or ""
    if claim.kind == "list":
        return why in _UNREAD or bool(_SHORT.match(why))
    return claim.kind == "loose" and why.startswith(_LOOSE)


def _totals(before: PageClaims, looks: Sequence[Assessment]) -> list[int]:
    """Each number of rows that a list said, before it was watched and while it was."""
    return [before.total, *(look.discovery.claims.total for look in looks)]


def _after(before: PageClaims, looks: Sequence[Assessment], rows: int, *, whole: bool) -> PageClaims:
    """What a page still claims that a browser was shown: its scripts turned pages and filled places, and nothing else is done.

    What has no link in the last look has none for a visitor either; a click on one that did something may do so on others.
    """
    shown = {end for look in looks for end in look.discovery.claims.loose}
    stays = UNTIED if rows > before.rows else (*UNTIED, "control")
    total = max(_totals(before, looks))
    return replace(
        before,
        rows=rows,
        lines=_lines(looks, rows) if total else 0,
        total=total,
        whole=whole,
        column=False,
        asks=False,
        loose=tuple(end for end in before.loose if end.sign in stays and end in shown),
    )


def _lines(looks: Sequence[Assessment], rows: int) -> int:
    """Links as long as a title that stood on any of the pages."""
    texts = {text for look in looks for text in look.texts if len(line(text)) >= TITLE}
    links = {
        c.address for look in looks for c in look.discovery.candidates if len(line(c.anchor or "")) >= TITLE
    }
    return max(rows, len(texts), len(links))


def _is_taken(candidate: Candidate) -> bool:
    return candidate.kind in ("report", "list", "page", "attachment") and not candidate.further
