"""The digest of a week: in the week in which a change became certain, at an address that stays."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import feedparser
import lxml.html
import pytest

from archive import open_archive
from nianbao.site.told import digest
from nianbao.site.told.digest import Week
from tests.nianbao.cli.query.test_notify import crawl
from tests.nianbao.site.building import Built
from tests.nianbao.site.conftest import Get


def test_a_week_shows_counts_and_differences(get: Get, built: Built) -> None:
    weeks = lxml.html.fromstring(get("/digest").text).xpath("//a[@class='line-title']/@href")
    assert weeks == ["/digest/2026-W06", "/digest/2026-W05"]
    first, second = (lxml.html.fromstring(get(f"{path}?lang=en").text) for path in reversed(weeks))
    counts = [first.xpath(f"//dl[@class='counts']//{part}/text()") for part in ("dt", "dd")]
    assert counts == [["new", "published at another address"], ["4", "1"]]
    assert first.xpath("//a[@rel='next']/@href") == ["/digest/2026-W06"]
    assert second.xpath("//a[@rel='prev']/@href") == ["/digest/2026-W05"] and not second.xpath(
        "//a[@rel='next']"
    )
    assert second.xpath("//h2/text()") == ["figures revised", "text revised"]
    assert [second.xpath(f"//td/{sign}//text()")[0] for sign in ("del", "ins")] == ["7", "9"]
    assert f"/report/{built.revised}" in second.xpath("//a[@class='line-title']/@href")


def test_a_feed_reader_reads_the_weeks(get: Get) -> None:
    feed = feedparser.parse(get("/digest.atom?lang=en").text)
    assert not feed.bozo and feed.version == "atom10" and feed.feed.id == "tag:nianbao.invalid,2026:digests"
    assert {link.rel: link.href for link in feed.feed.links}["self"] == "http://localhost/digest.atom?lang=en"
    assert [e.id for e in feed.entries] == [f"tag:nianbao.invalid,2026:digest:2026-W0{n}" for n in (6, 5)]
    assert [e.updated for e in feed.entries] == ["2026-02-08T16:00:00Z", "2026-02-01T16:00:00Z"]
    assert "7 → 9" in feed.entries[0].content[0].value and feed.entries[1].summary.startswith("new: 4, ")
    assert feed.entries[0].link == "http://localhost/digest/2026-W06"


@pytest.mark.parametrize("week", ["2026-W00", "2026-W54", "2025-W01", "9999-W52", "0000-W01", "2099-W01"])
def test_there_is_no_such_week(get: Get, week: str) -> None:
    assert get(f"/digest/{week}").status_code == 404


def test_weeks_are_those_of_iso_in_china() -> None:
    week = Week(2020, 53)
    assert (week.slug, week.first, week.last) == ("2020-W53", date(2020, 12, 28), date(2021, 1, 3))
    assert week.begins == datetime(2020, 12, 27, 16, tzinfo=UTC)
    assert digest.from_slug("2020-W53") == week == digest.week_of(date(2021, 1, 3))
    assert digest.from_slug("2021-W53") is None and digest.from_slug("9999-W52") is None


def test_a_change_stays_in_its_week_and_what_changed_most_stands_first(tmp_path: Path) -> None:
    crawl(tmp_path, "2022-02-01", 12, 12)
    crawl(tmp_path, "2022-03-01", 13, 120)
    for day, confirmed in (("2022-03-20", False), ("2022-03-21", True)):
        with open_archive(tmp_path, read_only=True) as archive:
            now = datetime.fromisoformat(f"{day}T12:00:00Z")
            assert digest.weeks(archive.conn, now)[Week(2022, 10)] > 0, day
            changes = digest.load(archive.conn, Week(2022, 10), now).notable["revised_figures"]
            assert [change.figures[0].after for change in changes] == [120, 13]
            assert all(bool(change.confirmed_at) is confirmed for change in changes)
            assert "revised_figures" not in digest.load(archive.conn, Week(2022, 12), now).counts
        if not confirmed:
            crawl(tmp_path, "2022-03-21", 13, 120)
