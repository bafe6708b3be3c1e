"""One question for site, command and notices: limits, pages, and differences that nobody of ours wrote."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from archive import Archive
from archive.history import query
from archive.history.query import Page, Wanted

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def changed(archive: Archive) -> Archive:
    """Five changes of one report, a day apart, the newest unconfirmed."""
    publisher = {"key": "p", "name": "新县人民政府", "region_code": "411523", "province": "河南省"}
    with archive.transaction():
        archive.insert("publishers", publisher)
        archive.insert(
            "reports", {"key": "r", "publisher_id": 1, "year": 2021, "first_seen": "x", "sample": 0}
        )
        for day, difference in enumerate(DIFFERENCES, 1):
            row = {
                "key": f"c{day}",
                "report_id": 1,
                "kind": "revised_figures",
                "at": f"2026-02-2{day}T00:00:00Z",
            }
            confirmed = None if day == len(DIFFERENCES) else row["at"]
            archive.insert(
                "changes", {**row, "difference": json.dumps(difference), "confirmed_at": confirmed}
            )
    return archive


DIFFERENCES = (
    {"t3.new_received.total": [["value", 7, None], ["value", 9, "９"]]},
    {"t3.new_received.total": [None, ["blank", None, ""]]},
    {"t3.new_received.total": "no pair", "x": [["value", "7", 3], {"a": 1}]},
    {},
    ["-http://a.example/1", "+http://a.example/2", ""],
)


def keys(archive: Archive, wanted: Wanted, page: Page | None = None) -> list[str]:
    return [change.key for change in query.load(archive.conn, wanted, NOW, page)]


def test_limits_and_pages(changed: Archive) -> None:
    assert keys(changed, Wanted()) == ["c1", "c2", "c3", "c4"]
    everything = Wanted(everything=True)
    assert keys(changed, everything) == ["c1", "c2", "c3", "c4", "c5"]
    assert keys(changed, everything, Page(2)) == ["c5", "c4"]
    assert keys(changed, everything, Page(2, 3)) == ["c2", "c1"]
    assert keys(changed, Wanted(since="2026-02-22", until="2026-02-24")) == ["c2", "c3"]
    for wanted in (
        Wanted(province="河南省"),
        Wanted(publisher_key="p"),
        Wanted(region="41"),
        Wanted(region=""),
    ):
        assert len(keys(changed, wanted)) == 4
    for wanted in (
        Wanted(province="河北省"),
        Wanted(publisher_key="q"),
        Wanted(region="13"),
        Wanted(kinds=("new",)),
    ):
        assert keys(changed, wanted) == []


def test_every_difference_has_words(changed: Archive) -> None:
    found = {c.key: c for c in query.load(changed.conn, Wanted(everything=True), NOW)}
    (cell,) = found["c1"].figures
    assert (cell.before, cell.after, cell.raw_after) == (7, 9, "９")
    assert [c.state_before for c in found["c2"].figures] == ["missing"]
    assert [c.raw_after for c in found["c3"].figures] == ["no pair", '{"a": 1}']
    assert found["c3"].figures[1].state_before == "unreadable"
    assert query.lines(found["c5"]) == (("-", "http://a.example/1"), ("+", "http://a.example/2"))
    assert all(isinstance(query.summary(change), str) for change in found.values())
