"""A person's word: it survives re-runs while the operands stay, is outdated after, and overrides where pages belong."""

from __future__ import annotations

import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from archive import Archive, open_archive
from archive.merge.merge import merge
from archive.record import record
from archive.reports import overrides, query
from archive.review import apply, items, publishers
from archive.review.items import Item, NotFoundError, Wanted
from parsers.model import Check, Reading, Region
from tests.archive.conftest import READING, URL, Capture

FLOW = "t3.flow.total"
XIN = Region("411523", "河南省", "信阳市", "新县")


def only(archive: Archive, name: str = FLOW) -> Item:
    (found,) = [i for i in items.items(archive.conn, Wanted()) if i.name == name]
    return found


def report(archive: Archive) -> Any:
    return items.find_report(archive.conn, URL)


def test_a_word_holds_while_the_operands_do(archive: Archive, capture: Capture, reading: Reading) -> None:
    record(archive, capture(b"1"), reading)
    assert only(archive).open
    items.say(archive, only(archive), "dismissed", note="counted twice", by="a")
    item = only(archive)
    assert not item.open and item.decision is not None and item.decision.note == "counted twice"
    record(archive, capture(b"2"), replace(reading, content_sha256="d" * 64))
    record(archive, capture(b"3"), replace(reading, parser="2", content_sha256="e" * 64))
    assert not only(archive).open


def test_a_word_on_other_operands_is_outdated(archive: Archive, capture: Capture, reading: Reading) -> None:
    record(archive, capture(b"1"), reading)
    items.say(archive, only(archive), "confirmed", note="their error", by="a")
    first = replace(reading.figures[0], value=13, raw="13")
    changed = replace(reading, figures=(first, *reading.figures[1:]), content_sha256="d" * 64)
    record(archive, capture(b"2"), changed)
    item = only(archive)
    assert item.open and item.outdated and item.decision is not None


def test_an_issue_keeps_its_word_on_a_page_with_another_counter(
    archive: Archive, capture: Capture, reading: Reading
) -> None:
    record(archive, capture(b"1"), reading)
    items.say(archive, only(archive, "date_uncertain"), "dismissed", note="the first", by="a")
    other = replace(reading, content_sha256="d" * 64)
    record(archive, capture(b"2"), other)
    assert not only(archive, "date_uncertain").open


def test_taken_back(archive: Archive, capture: Capture, reading: Reading) -> None:
    record(archive, capture(), reading)
    items.say(archive, only(archive), "dismissed", note="x", by="a")
    apply.undo(archive, archive.value("select key from decisions"), note="no", by="b")
    assert only(archive).open and only(archive).decision is None
    assert archive.value("select count(*) from decisions") == 2


def test_the_year_overridden(archive: Archive, capture: Capture, reading: Reading) -> None:
    record(archive, capture(b"1"), reading)
    apply.override(archive, report(archive), {"year": 2020}, note="typing error", by="a")
    (row,) = query.reports(archive)
    assert row["year"] == 2020
    assert (
        archive.value("select count(*) from reports") == archive.value("select count(*) from versions") == 1
    )
    assert archive.value("select report_year from readings") == 2021, "what was read stays what was read"
    record(archive, capture(b"2"), replace(reading, content_sha256="d" * 64))
    record(archive, capture(b"1b"), replace(reading, parser="2", content_sha256="e" * 64))
    assert [r["year"] for r in query.reports(archive)] == [2020], (
        "of further captures and better parsers as well"
    )
    record(archive, capture(b"3"), replace(reading, report_year=2022, content_sha256="f" * 64))
    assert sorted(r["year"] for r in query.reports(archive)) == [2020, 2022], (
        "next year's report is left alone"
    )


def test_an_override_taken_back(archive: Archive, capture: Capture, reading: Reading) -> None:
    record(archive, capture(), reading)
    before = query.reports(archive)
    apply.override(archive, report(archive), {"year": 2020}, note="x", by="a")
    apply.undo(archive, archive.value("select key from decisions"), note="no", by="a")
    assert query.reports(archive) == before
    assert archive.value("select count(*) from reports_fts_docsize") == 1


def test_publisher_and_region_overridden(archive: Archive, capture: Capture, reading: Reading) -> None:
    record(archive, capture(), reading)
    said = {"publisher": "新县财政局", "region": "411523"}
    apply.override(archive, report(archive), said, note="x", by="a")
    (row,) = query.reports(archive)
    assert (row["publisher"], row["publisher_kind"], row["region"]) == ("新县财政局", "department", "411523")


def test_two_reports_that_are_one(archive: Archive, capture: Capture, reading: Reading) -> None:
    other = URL + "?other"
    record(archive, capture(), reading)
    record(archive, capture(url=other), replace(reading, publisher="白岩县政务局"))
    assert len(query.reports(archive)) == 2
    target = items.find_report(archive.conn, URL)
    apply.override(
        archive, items.find_report(archive.conn, other), overrides.same_as(archive, target), note="x", by="a"
    )
    (row,) = query.reports(archive)
    assert len(row["addresses"]) == 2 and row["publisher"] == "白岩县人民政府"


def test_a_page_joins_a_report_of_unknown_year(archive: Archive, capture: Capture, reading: Reading) -> None:
    unknown = replace(reading, report_year=None)
    record(archive, capture(), unknown)
    record(archive, capture(url=URL + "?b"), unknown)
    target = items.find_report(archive.conn, URL)
    page = items.find_report(archive.conn, URL + "?b")
    apply.override(archive, page, overrides.same_as(archive, target), note="x", by="a")
    assert len(query.reports(archive)) == 1


def test_decisions_brought_from_another_archive_are_applied(
    archive: Archive, capture: Capture, reading: Reading
) -> None:
    record(archive, capture(), reading)
    apply.override(archive, report(archive), {"year": 2020}, note="x", by="a")
    rows = [tuple(r) for r in archive.rows("select * from decisions")]
    apply.undo(archive, archive.value("select key from decisions"), note="no", by="a")
    archive.conn.execute("delete from decisions")
    archive.conn.executemany(f"insert into decisions values ({', '.join('?' * 9)})", rows)
    with archive.transaction():
        apply.reapply(archive)
    assert [r["year"] for r in query.reports(archive)] == [2020]


def test_a_body_that_goes_on_as_another(archive: Archive, capture: Capture, reading: Reading) -> None:
    for year, name in ((2019, "新县农业局"), (2020, "新县农业农村局"), (2021, "新县乡村振兴局")):
        each = replace(READING, publisher=name, region=XIN, report_year=year, content_sha256=name)
        record(archive, capture(name.encode(), url=f"{URL}?{year}"), each)
    keys = [
        publishers.find(archive.conn, n)["key"] for n in ("新县农业局", "新县农业农村局", "新县乡村振兴局")
    ]
    for old, new in pairwise(keys):
        publishers.succeed(archive, old, new, note="renamed", by="a")
    for each_key in keys:
        assert publishers.lineage(archive.conn, each_key) == keys[::-1]
    with pytest.raises(ValueError, match="later body"):
        publishers.succeed(archive, keys[2], keys[0], note="x", by="a")
    with pytest.raises(ValueError, match="later body"):
        publishers.succeed(archive, keys[0], keys[0], note="x", by="a")


def test_a_failed_check_between_reports_is_reviewed_too(
    archive: Archive, capture: Capture, reading: Reading
) -> None:
    carried = replace(reading.figures[1], key="t3.carried_out.total", value=7, raw="7", flags=())
    last = replace(reading, report_year=2020, figures=(carried,), checks=(), content_sha256="l")
    record(archive, capture(b"l", url=URL + "?l"), last)
    record(archive, capture(), reading)
    item = only(archive, "y1.carried.total")
    items.say(archive, item, "confirmed", note="x", by="a")
    assert (item.kind, item.lhs, item.rhs) == ("across", 7, 1200) and not only(
        archive, "y1.carried.total"
    ).open


@pytest.mark.parametrize("text", ["nothing", "http://x.example/", "ftp://x/"])
def test_what_is_not_there_is_said(archive: Archive, text: str) -> None:
    with pytest.raises(NotFoundError):
        items.find_report(archive.conn, text)


def test_a_name_that_did_not_fail_is_answered_with_those_that_did(
    archive: Archive, capture: Capture, reading: Reading
) -> None:
    checks = (*reading.checks, Check("t3.leaves.total", "hard", (), 1, 2, "fail"))
    record(archive, capture(), replace(reading, checks=checks))
    with pytest.raises(NotFoundError, match=r"date_uncertain, t3\.flow\.total, t3\.leaves\.total"):
        items.find_items(archive.conn, report(archive)["key"], "t3.flow.business")


def test_merged_with_an_archive_that_knows_nothing_of_it(
    archive: Archive, capture: Capture, reading: Reading, tmp_path: Path
) -> None:
    key = capture(b"1")
    shutil.copytree(archive.data_dir, tmp_path / "other")
    record(archive, key, reading)
    apply.override(archive, report(archive), {"year": 2020}, note="x", by="a")
    with open_archive(tmp_path / "other", archive.clock) as other:
        record(other, key, reading)
        merge(other, archive.data_dir, trusted=True)
        merge(archive, tmp_path / "other", trusted=True)
        for each in (archive, other):
            assert [r["year"] for r in query.reports(each)] == [2020]
            assert each.value("select count(*) from reports") == 1
