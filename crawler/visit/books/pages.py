"""The pages of a portal as its books see them, and how they hang together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from archive.crawl.books import Claim, Kind, Page, State
from archive.grades import NOT_THERE, READABLE
from archive.reasons import said
from archive.urls import canonicalize

SOUND = ("ok", "not_modified", "redirect")
_DEEPEST = 300


class Pages:
    """`all`: pages by address; `home`: canonical address of the home page; `reports`: those that were answered."""

    def __init__(self, pages: list[Page], home: str) -> None:
        self.home = home
        self.all = {page.address: page for page in pages}
        self.reports = [page for page in pages if page.kind == "report" and page.grade in SOUND]

    @cached_property
    def fruitful(self) -> set[str]:
        """Addresses of the pages that led to a report."""
        return {address for page in self.reports for address in self.ways(page)}

    def ways(self, page: Page) -> Iterator[str]:
        """The addresses of the pages that led to a page, the nearest first."""
        seen: set[str] = set()
        at = page
        while len(seen) < _DEEPEST:
            above = self.above(at)
            if above is None or above.address in seen:
                return
            seen.add(above.address)
            yield above.address
            at = above

    def above(self, page: Page) -> Page | None:
        """The page that led to a page; its address may be spelled otherwise there."""
        if not page.parent:
            return None
        return self.by_url.get(page.parent) or self.all.get(canonicalize(page.parent))

    @cached_property
    def by_url(self) -> dict[str, Page]:
        return {page.url: page for page in self.all.values()}

    @cached_property
    def members(self) -> dict[str, list[Page]]:
        """Address of the first page of a list -> its further pages."""
        found: dict[str, list[Page]] = defaultdict(list)
        for page in self.all.values():
            if page.further and page.list:
                found[page.list].append(page)
        return found

    @cached_property
    def listing(self) -> dict[str, list[Page]]:
        """Address of a list -> the reports that it names; one that several lists name is in each of them."""
        found: dict[str, list[Page]] = defaultdict(list)
        for page in self.all.values():
            if page.kind == "report":
                for address in page.lists:
                    found[address].append(page)
        return found

    @cached_property
    def below(self) -> dict[str, list[Page]]:
        """Address of a page -> the pages that it led to."""
        found: dict[str, list[Page]] = defaultdict(list)
        for page in self.all.values():
            above = self.above(page)
            if above is not None:
                found[above.address].append(page)
        return found


def claim(
    kind: Kind, page: Page, claimed: int | None, seen: int, why: str | None, named: Iterable[str] = ()
) -> Claim:
    """A row about a page; it is open where there is a reason."""
    state: State = "open" if why else "read" if page.asked else "known"
    return Claim(kind, page.address, page.url, page.anchor, claimed, seen, state, why, tuple(named))


def called(page: Page) -> str:
    return "".join((page.title or page.anchor or page.address).split())


def is_sound(page: Page) -> bool:
    return page.state == "done" and page.grade in SOUND


def is_news(page: Page) -> bool:
    """Whether a page of a list shows something of it: one that shows the first page again turned nothing."""
    return is_sound(page) and not page.claims.again


def unanswered(page: Page) -> str | None:
    """Why an address gave no answer to believe; None where it did, or where it says that nothing stands there.

    A list that was never there is one that the portal claims; one that was there once was removed.
    """
    if page.state == "queued":
        return said("not_asked")
    if page.state == "done" or (page.state == "refused" and page.kind in READABLE and page.grade in SOUND):
        return None  # what was taken down was answered once
    if page.state == "refused":
        return said("forbidden")
    if page.grade in NOT_THERE and (page.kind != "list" or page.once):
        return None
    return page.why or page.grade or said("no_answer")
