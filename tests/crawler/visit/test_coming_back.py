"""Later visits to a portal: what is asked again, what is noticed, and who waits for whom."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from archive import open_archive
from archive.clock import SHANGHAI
from archive.crawl.health import health
from archive.store.captures import FULL_AFTER
from tests.crawler import child
from tests.crawler.stage import Stage, column, home, html, report
from tests.thinned import thinned

YEARS = range(2019, 2025)


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage().portal(YEARS) as server:
        yield server


def visit(stage: Stage, data: Path, days: float = 0, **options: Any) -> dict[str, Any]:
    """The summary of one visit so many days from now."""
    summary = child.run(data, [stage.url], {**child.FAST, "parse": False, "days": days, **options})
    (portal,) = summary["portals"]
    found: dict[str, Any] = portal
    return found


def state(data: Path) -> str:
    with open_archive(data, read_only=True) as archive:
        (only,) = health(archive)
        return only.state


def test_the_lists_and_no_more(stage: Stage, tmp_path: Path) -> None:
    assert visit(stage, tmp_path)["reports"] == len(YEARS)
    stage.paths()
    again = visit(stage, tmp_path, days=1)
    assert (again["outcome"], again["new_reports"]) == ("complete", 0)
    assert stage.paths() == ["/", "/gknb/"]
    with open_archive(tmp_path, read_only=True) as archive:
        (row,) = archive.rows("select * from visits where run_id = 2")
    counts = (row["scope"], row["expected"], row["seen"], row["lists_expected"], row["lists_seen"])
    assert counts == ("update", len(YEARS), len(YEARS), 1, 1)


def test_lists_are_asked_fresh_and_new_entries_before_old_reports(stage: Stage, tmp_path: Path) -> None:
    stage.etags = True
    visit(stage, tmp_path)
    stage.portal(range(2019, 2026))
    stage.asked.clear()
    assert visit(stage, tmp_path, days=8)["new_reports"] == 1
    headers = dict(stage.asked)
    assert headers["/gknb/"]["Cache-Control"] == "max-age=0"
    paths = stage.paths()
    assert paths[:3] == ["/", "/gknb/", "/2025.html"]
    assert sorted(paths[3:]) == [f"/{year}.html" for year in YEARS]


def test_the_rest_of_a_visit_is_judged_by_the_whole(stage: Stage, tmp_path: Path) -> None:
    """What was left of a visit that was cut short is a report that is gone: the portal has not failed."""
    del stage.pages[f"/{max(YEARS)}.html"]
    assert visit(stage, tmp_path, max_pages=1 + len(YEARS))["outcome"] == "budget"
    again = visit(stage, tmp_path)
    assert (again["outcome"], again["reports"]) == ("complete", 0)


def test_an_unchanged_portal_costs_its_lists_and_a_tenth_of_its_reports(stage: Stage, tmp_path: Path) -> None:
    years = range(2005, 2025)
    stage.portal(years)
    assert visit(stage, tmp_path)["reports"] == len(years)
    stage.paths()
    visit(stage, tmp_path, days=8)
    first = stage.paths()
    assert first[:2] == ["/", "/gknb/"] and len(first) == 2 + len(years) // 10
    visit(stage, tmp_path, days=16)
    second = stage.paths()
    assert len(second) == len(first) and not set(second[2:]) & set(first[2:]), "those asked longest ago"


@pytest.mark.accept
def test_a_report_rests_longer_each_time_and_is_asked_in_full_now_and_then(
    stage: Stage, tmp_path: Path
) -> None:
    stage.etags = True
    visit(stage, tmp_path)
    asked = []
    day = 0
    for rest in [7 << n for n in range(FULL_AFTER + 1)]:
        stage.asked.clear()
        day += rest
        visit(stage, tmp_path, days=day)
        asked.append("If-None-Match" in dict(stage.asked)["/2019.html"])
    assert asked == [True] * FULL_AFTER + [False]
    stage.asked.clear()
    visit(stage, tmp_path, days=day + 6)
    assert "/2019.html" not in stage.paths()


@pytest.mark.parametrize("now", thinned([home(), html("政府信息公开年报", "<p>暂无内容</p>")]))
def test_lists_that_show_the_home_page_or_nothing_are_silence(stage: Stage, tmp_path: Path, now: str) -> None:
    visit(stage, tmp_path)
    assert state(tmp_path) == "healthy"
    stage.pages["/gknb/"] = now
    silent = visit(stage, tmp_path, days=1)
    assert (silent["outcome"], silent["new_reports"]) == ("silent", 0)
    assert f"{len(YEARS)} were known" in silent["why"]
    assert state(tmp_path) == "silent"
    stage.pages["/gknb/"] = column(YEARS)
    assert visit(stage, tmp_path, days=2)["outcome"] == "complete"
    assert state(tmp_path) == "healthy"


def test_a_silent_portal_is_not_discovered_again_each_day(stage: Stage, tmp_path: Path) -> None:
    visit(stage, tmp_path)
    del stage.pages["/gknb/"]
    stage.pages["/"] = html("白岩县人民政府", "<a href='/zwgk/'>政务公开</a>")
    stage.pages["/zwgk/"] = html("政务公开", "<p>正在建设</p>")
    visit(stage, tmp_path, days=1)
    stage.paths()
    visit(stage, tmp_path, days=2)
    assert "/zwgk/" not in stage.paths()
    visit(stage, tmp_path, days=40)
    assert "/zwgk/" in stage.paths()


def test_a_list_that_moved_is_found_in_the_same_visit(stage: Stage, tmp_path: Path) -> None:
    stage.pages |= {
        "/": html("白岩县人民政府", "<a href='/zwgk/'>政务公开</a>"),
        "/zwgk/": home("/gknb/"),
    }
    visit(stage, tmp_path)
    del stage.pages["/gknb/"]
    stage.pages |= {
        "/zwgk/": home("/nianbao/"),
        "/nianbao/": column(range(2019, 2026)),
        "/2025.html": report(2025),
    }
    again = visit(stage, tmp_path, days=1)
    assert (again["outcome"], again["new_reports"]) == ("complete", 1)
    with open_archive(tmp_path, read_only=True) as archive:
        rows = archive.rows("select address, ended_at is null as used from endpoints order by id")
    assert [(row["address"].rpartition("localhost")[2], row["used"]) for row in rows] == [
        ("/gknb/", 0),
        ("/nianbao/", 1),
    ]
    stage.paths()
    visit(stage, tmp_path, days=2)
    assert stage.paths() == ["/", "/nianbao/"]


@pytest.mark.parametrize(
    "away",
    thinned(
        [
            (301, {"Location": "http://www.baiyan-new.example/"}, ""),
            "<html><head><meta http-equiv=refresh content='0;url=http://www.baiyan-new.example/'></head></html>",
            "<html><script>location.replace('http://www.baiyan-new.example/')</script></html>",
        ],
        3,
    ),
)
def test_a_portal_that_moved_says_where(stage: Stage, tmp_path: Path, away: Any) -> None:
    visit(stage, tmp_path)
    stage.pages["/"] = away
    assert visit(stage, tmp_path, days=1)["outcome"] == "moved"
    with open_archive(tmp_path, read_only=True) as archive:
        (only,) = health(archive)
    assert (only.state, only.moved_to) == ("moved", "http://www.baiyan-new.example/")
    assert only.seen == len(YEARS)


def test_once_a_year_everything_is_looked_through(stage: Stage, tmp_path: Path) -> None:
    stage.pages |= {
        "/": html("白岩县人民政府", "<a href='/zwgk/'>政务公开</a>"),
        "/zwgk/": home("/gknb/"),
    }
    visit(stage, tmp_path)
    stage.paths()
    visit(stage, tmp_path, days=100)
    assert "/zwgk/" not in stage.paths()
    visit(stage, tmp_path, days=366)
    assert "/zwgk/" in stage.paths()


def test_a_page_that_is_gone_is_not_asked_each_day(stage: Stage, tmp_path: Path) -> None:
    del stage.pages["/2019.html"]
    visit(stage, tmp_path)
    stage.paths()
    visit(stage, tmp_path, days=1)
    assert "/2019.html" not in stage.paths()
    visit(stage, tmp_path, days=8)
    assert "/2019.html" in stage.paths()


def test_outside_of_the_hours_no_request_begins(stage: Stage, tmp_path: Path) -> None:
    now = datetime.now(SHANGHAI).hour
    summary = child.run(
        tmp_path,
        [stage.url],
        {**child.FAST, "parse": False, "hours": f"{(now + 2) % 24}-{(now + 3) % 24}"},
    )
    assert summary["stopped"]
    assert [p["outcome"] for p in summary["portals"]] == ["interrupted"]
    assert stage.paths() == []
    assert visit(stage, tmp_path)["reports"] == len(YEARS)


def test_two_crawls_of_one_portal_do_not_meet(stage: Stage, tmp_path: Path) -> None:
    stage.held = threading.Event()
    with child.start(tmp_path, [stage.url], {**child.FAST, "parse": False}) as first:
        while not stage.asked:
            time.sleep(0.05)
        asked = len(stage.asked)
        second = visit(stage, tmp_path)
        stage.held.set()
        out, err = first.communicate(timeout=60)
    assert (second["outcome"], second["pages"]) == ("busy", 0)
    assert first.returncode == 0 and err == "" and '"stopped": false' in out
    paths = stage.paths()
    assert asked < len(paths) == len(set(paths))


def test_where_a_month_led_to_a_report_the_others_are_asked(stage: Stage, tmp_path: Path) -> None:
    """Nothing speaks for an archive of months but that one of them named a report."""
    months = "".join(f"<td><a href='/gd/{n}.html'>{n}月</a></td>" for n in range(1, 13))
    stage.pages = {
        "/": home("/gd/").replace("政府信息公开年报", "信息归档"),
        "/gd/": html("信息归档", f"<table><tr>{months}</tr></table>"),
    }
    for month in range(1, 13):
        row = f"<li><a href='/{2000 + month}.html'>白岩县财政局{2000 + month}年政府信息公开工作年度报告</a> 2024-01-20</li>"
        stage.pages[f"/gd/{month}.html"] = html(f"{month}月", f"<ul>{row}</ul>")
        stage.pages[f"/{2000 + month}.html"] = report(2000 + month)
    found = visit(stage, tmp_path)
    assert (found["outcome"], found["reports"]) == ("complete", 12)


def test_a_pager_that_answers_its_first_page_again_is_no_end_of_the_list(tmp_path: Path) -> None:
    form = (
        "<form action='/gknb/'><input type=hidden name=page value=2><input type=submit value=下一页></form>"
    )
    with Stage().portal(range(2015, 2025)) as stage:
        listed = column(range(2015, 2025)).replace("</ul>", f"</ul>{form}")
        stage.pages |= {"/gknb/": listed, "/gknb/?page=2": listed}
        found = visit(stage, tmp_path)
        assert "/gknb/?page=2" in stage.paths()
    assert (found["outcome"], found["reports"]) == ("partial", 10)
    assert "?page=2 was not reached" in found["why"]
