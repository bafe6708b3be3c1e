"""Portals whose like the crawler was not made for: every report is found, and nothing else is believed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from archive import open_archive
from tests.crawler import child
from tests.crawler.odd_portals import FILED, PORTALS, Odd, link, serve, title
from tests.crawler.scripted_portals import READ, UNREAD

ALL = {**PORTALS, **READ, **UNREAD}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of one crawl of all of them."""
    data: Path = tmp_path_factory.mktemp("odd")
    with serve(ALL) as port:
        homes = [f"http://{name}.sample.localhost:{port}/" for name in ALL]
        child.run(data, homes, {**child.FAST, "parse": False})
    return data


@pytest.fixture(scope="module")
def believed(data: Path) -> dict[str, set[str]]:
    """Portal -> paths of what the crawl took for reports."""
    found: dict[str, set[str]] = {name: set() for name in ALL}
    with open_archive(data, read_only=True) as archive:
        for row in archive.rows("select url from captures where role = 'report' and grade = 'ok'"):
            parts = urlsplit(row["url"])
            path = parts.path + ("?" + parts.query if parts.query else "")
            found[(parts.hostname or "").partition(".")[0]].add(path)
    return found


@pytest.mark.parametrize("name", ALL)
def test_every_report_is_found(believed: dict[str, set[str]], name: str) -> None:
    assert believed[name] == ALL[name].reports


def test_a_list_that_nobody_read_is_said(data: Path) -> None:
    sql = "select p.host, v.outcome from visits v join portals p on p.id = v.portal_id"
    with open_archive(data, read_only=True) as archive:
        outcomes = {host.partition(".")[0]: outcome for host, outcome in archive.rows(sql)}
    assert {name: outcomes[name] for name in ALL} == {
        **dict.fromkeys({**PORTALS, **READ}, "complete"),
        **dict.fromkeys(UNREAD, "needs_family"),
    }


def test_a_list_that_was_guessed_is_asked_again(tmp_path: Path) -> None:
    odd = Odd()
    odd.page("/", link("/zw/", "政务公开"))
    odd.page("/zw/", link("/zw/gh/", "规划计划"))
    for year, organ in FILED[:3]:
        odd.report(f"/zw/{year}{organ}.html", title(year, organ))
    rows = [link(f"/zw/{year}{organ}.html", title(year, organ)) for year, organ in FILED[:3]]
    with serve({"guessed": odd}) as port:
        home = [f"http://guessed.sample.localhost:{port}/"]
        odd.page("/zw/gh/", *rows[1:])
        assert child.run(tmp_path, home, {**child.FAST, "parse": False})["new_reports"] == 2
        odd.page("/zw/gh/", *rows)
        assert child.run(tmp_path, home, {**child.FAST, "parse": False})["new_reports"] == 1


def test_nothing_is_asked_twice(data: Path) -> None:
    with open_archive(data, read_only=True) as archive:
        asked = Counter((row["url"], row["form"]) for row in archive.rows("select url, form from captures"))
    assert [request for request, times in asked.items() if times > 1] == []
