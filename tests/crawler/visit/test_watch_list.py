"""What the books keep of a list that a browser was shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import Archive, open_archive
from archive.crawl import books, endpoints, frontier, runs
from archive.crawl.books import LooseEnd, PageClaims
from archive.crawl.frontier import Candidate, Entry
from crawler.discovery.discovery import Discovery
from crawler.visit.grading import Grade
from crawler.visit.question import Assessment
from crawler.visit.recipes import Recipes
from crawler.visit.watch_list import WatchList

HOME = "http://www.baiyan.example/"
LIST = f"{HOME}gk/nb/"
TITLE, NAME = LooseEnd("title", "白岩县统计局2022年政府信息公开工作年度报告"), LooseEnd("name", "审计局")
PAGER, CONTROL = LooseEnd("pager", "下一页"), LooseEnd("control", "查看")
CLAIMS = PageClaims(
    rows=2,
    pages=3,
    bodies=(("审计局", None),),
    years=(2022,),
    column=True,
    loose=(TITLE, NAME, PAGER, CONTROL),
)


class Watched:
    """A list that was answered once, and what a browser is shown of it."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        run = runs.start_run(archive, "test", "test")
        self.visit = runs.start_visit(archive, run, runs.portal(archive, HOME))
        with archive.transaction():
            frontier.add(archive, self.visit.portal_id, [Candidate(LIST, "list", 80.0, 1, HOME, "年报")])
            books.note(archive, self.entry, CLAIMS)

    @property
    def entry(self) -> Entry:
        found = frontier.entry_at(self._archive, LIST)
        assert found is not None
        return found

    def show(self, *looks: Assessment, whole: bool) -> PageClaims:
        watching = WatchList(self._archive, self.visit, Recipes(self._archive, self.visit, ()))
        with self._archive.transaction():
            watching.shown(self.entry, "", looks, whole=whole, tried=False)
        return books.noted(self._archive, self.entry)

    @property
    def unread(self) -> list[str]:
        return [why for _, _, why in endpoints.unread(self._archive, self.visit.portal_id)]


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    with open_archive(tmp_path) as archive:
        yield Watched(archive)


def look(numbers: range, *loose: LooseEnd, total: int = 0) -> Assessment:
    rows = [
        Candidate(f"{LIST}{n}.html", "report", 90.0, 2, LIST, f"白岩县财政局{2000 + n}年度报告")
        for n in numbers
    ]
    found = Discovery(rows, len(rows), "generic", claims=PageClaims(rows=len(rows), total=total, loose=loose))
    return Assessment(Grade("ok"), "list", found)


def test_what_no_script_ties_up_stays(watched: Watched) -> None:
    kept = watched.show(look(range(2), TITLE, NAME, PAGER, CONTROL), whole=True)
    assert kept.loose == (TITLE, NAME, CONTROL), "nothing came of a click"
    assert (kept.bodies, kept.years, kept.pages, kept.column) == (CLAIMS.bodies, CLAIMS.years, 3, False)


def test_what_the_scripts_tied_up_is_gone(watched: Watched) -> None:
    kept = watched.show(look(range(2), NAME, CONTROL), look(range(2, 4), NAME, CONTROL), whole=True)
    assert (kept.loose, kept.rows, kept.whole) == ((NAME,), 4, True)


def test_a_list_that_shows_all_the_rows_that_it_says_was_read_to_its_end(watched: Watched) -> None:
    kept = watched.show(look(range(3), total=3), whole=False)
    assert (kept.whole, watched.unread) == (True, [])


def test_one_that_shows_fewer_was_not(watched: Watched) -> None:
    kept = watched.show(look(range(3), total=40), whole=False)
    assert (kept.whole, kept.total, kept.lines) == (False, 40, 3)
