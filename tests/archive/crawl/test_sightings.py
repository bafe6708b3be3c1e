"""Every route by which a report was found is kept, within a bound, and the estimate of all reports asks them."""

from __future__ import annotations

from datetime import date

from archive import Archive
from archive.coverage.gaps import routes
from archive.crawl import frontier, sightings
from archive.crawl.frontier import Candidate
from archive.store.captures import portal_key
from archive.urls import canonicalize
from tests.archive.coverage.test_coverage import report
from tests.archive.visiting import HOME, visit

COLUMN, NEWS = f"{HOME}nb/", f"{HOME}news/"
ADDRESS = f"{HOME}a/1.html"


def queue(
    archive: Archive, url: str = ADDRESS, listed_in: str = NEWS, kind: frontier.Kind = "report"
) -> None:
    portal = archive.value("select id from portals")
    with archive.transaction():
        frontier.add(archive, portal, [Candidate(url, kind, 90, 1, listed_in, list=listed_in)])


def see(archive: Archive, *seen: tuple[str, sightings.Route], of: str = ADDRESS) -> None:
    with archive.transaction():
        for listed_in, route in seen:
            sightings.note(archive, [canonicalize(of), f"{HOME}unknown"], listed_in, route)


def noted(archive: Archive) -> list[tuple[str, str]]:
    return [tuple(row) for row in archive.rows("select list, route from sightings order by id")]


def add_portal(archive: Archive) -> None:
    row = {"key": portal_key(HOME), "host": "www.baiyan.example", "home": HOME, "sample": 0}
    archive.insert("portals", row)


def test_each_list_and_route_once(archive: Archive) -> None:
    add_portal(archive)
    queue(archive)
    see(archive, (NEWS, "list"), (COLUMN, "list"), (COLUMN, "list"), (COLUMN, "report"))
    assert noted(archive) == [(NEWS, "list"), (COLUMN, "list"), (COLUMN, "report")]


def test_what_is_no_report_is_not_noted(archive: Archive) -> None:
    add_portal(archive)
    queue(archive, kind="list")
    see(archive, (NEWS, "list"))
    assert noted(archive) == []


def test_no_more_than_a_few_of_a_report(archive: Archive) -> None:
    add_portal(archive)
    queue(archive)
    see(archive, *((f"{HOME}list{number}", "list") for number in range(50)))
    assert len(noted(archive)) == sightings.MOST


def test_a_report_that_two_routes_led_to_is_in_both(archive: Archive) -> None:
    one, other = report(2021, date(2022, 1, 9)), report(2022, date(2023, 1, 9))
    visit(archive, [one, other], region="411523")
    queue(archive, COLUMN, HOME, "list")
    for answer in (one, other):
        archive.conn.execute("delete from frontier where address = ?", (canonicalize(answer.url),))
        queue(archive, answer.url)
    see(archive, (canonicalize(COLUMN), "list"), (HOME, "sitemap"), of=one.url)
    keys = {row["year"]: row["key"] for row in archive.rows("select year, key from reports")}
    assert routes(archive.conn) == {
        "pages": {keys[2021], keys[2022]},
        "columns": {keys[2021]},
        "sitemap": {keys[2021]},
    }
