"""Reports of a visit whose own page holds no word of them: which a browser is to show, and what becomes of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from archive import Archive, issues
from archive.crawl import endpoints, frontier, runs, sightings, texts
from archive.crawl.frontier import Candidate, Entry
from archive.crawl.runs import Visit
from archive.reasons import said
from archive.store import captures
from archive.store.captures import Stored
from archive.store.rows import CaptureRow
from crawler.page.body_recipe import BodyRecipe, page_template
from crawler.visit.question import Assessment
from crawler.visit.recipes import Recipes
from parsers.model import Context

MOST_LOADS = 60
"""Pages that are rendered in one visit."""
SHOW_AGAIN = timedelta(days=150)
"""What was rendered is rendered again as often as any report is asked for whose server sends no validators."""
TEXT_SCORE = 90.0
RENDERED = "rendered"
"""The code of the issue that says so."""


class Texts:
    """`loads` of pages so far, and reports that were `rendered`."""

    def __init__(self, archive: Archive, run_id: int, visit: Visit, recipes: Recipes) -> None:
        self._archive, self._run_id, self._visit, self._recipes = archive, run_id, visit, recipes
        self._done: set[int] = set()
        self._failed = False
        self.loads = self.rendered = 0

    def next(self) -> tuple[Entry, ...]:
        """Pages of one kind that are to be shown, the kind with most of them first; none where no load is left."""
        since = self._archive.clock() - SHOW_AGAIN
        kinds: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in texts.hollow(self._archive, self._visit.portal_id, self._run_id, since):
            if entry.id not in self._done and self._recipes.text_of_page(entry.url) is None:
                kinds[page_template(entry.url)[0]].append(entry)
        most = max(kinds.values(), key=len, default=[])
        found = tuple([*most[-1:], *most[:-1]][: max(0, MOST_LOADS - self.loads)])
        self._done.update(entry.id for entry in found)
        return found

    def may_learn(self, entries: Sequence[Entry]) -> bool:
        """Whether a recipe is looked for: of two pages at least, and at most once in thirty days."""
        return len(entries) > 1 and self._recipes.may_learn(page_template(entries[0].url)[0])

    # -- what becomes of them, inside the caller's transaction

    def learned(self, recipe: BodyRecipe) -> None:
        """A recipe is proven: the texts of all pages of this kind are asked for."""
        self._recipes.learned(recipe.page, recipe)
        since = self._archive.clock() - SHOW_AGAIN
        for entry in texts.hollow(self._archive, self._visit.portal_id, self._run_id, since):
            ask_text(self._archive, self._visit.portal_id, entry, self._recipes)

    def failed(self, entries: Sequence[Entry], why: str) -> None:
        """The browser showed none of them: once more in this visit, then at the next."""
        if why and not self._failed:
            self._done -= {entry.id for entry in entries}
        self._failed = True
        for entry in entries:
            endpoints.note_unread(self._archive, entry, said("unwatched", why=why or said("no_answer")))

    def not_learned(self, entries: Sequence[Entry], why: str) -> None:
        """No recipe was proven."""
        self._recipes.watched(page_template(entries[0].url)[0], why, tried=True)

    def page(self, entry: Entry) -> CaptureRow | None:
        """The capture of a page that is to be shown."""
        return texts.page_at(self._archive, entry.url)

    def shown(
        self, entry: Entry, page: CaptureRow, stored: Stored, context: Context, found: Assessment
    ) -> None:
        """A page was rendered, and what it showed is a report."""
        portal_id = self._visit.portal_id
        capture = captures.insert(
            self._archive,
            stored,
            run_id=self._run_id,
            portal_id=portal_id,
            grade="ok",
            why=None,
            role="report",
            context=context,
            page_key=page["key"],
        )
        message = "its page holds no text; a browser ran its scripts, and what it showed is read"
        issues.raise_for_capture(self._archive, capture, RENDERED, message)
        endpoints.note_unread(self._archive, entry, None)
        files = [c for c in found.discovery.candidates if c.kind == "attachment"]
        frontier.add(self._archive, portal_id, [*files, *found.requisites])
        self._visit.reports += 1
        self.rendered += 1
        runs.tally(self._archive, self._visit)

    def no_report(self, entry: Entry) -> None:
        """A page was rendered, and shows none."""
        texts.is_no_report(self._archive, entry.address, said("rendered_none"))


def ask_text(archive: Archive, portal_id: int, page: Entry, recipes: Recipes) -> bool:
    """Queue the request for the text of a page, where a recipe says how, inside the caller's transaction."""
    asked = recipes.text_of_page(page.url)
    if asked is None:
        return False
    candidate = Candidate(
        asked.url,
        "report",
        TEXT_SCORE,
        page.depth,
        page.url,
        page.anchor,
        form=asked.body,
        list=page.list,
    )
    frontier.add(archive, portal_id, [candidate])
    if page.list:
        sightings.note(archive, [candidate.address], page.list, "list")
    return True
