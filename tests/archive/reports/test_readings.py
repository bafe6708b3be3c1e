"""The recorder: one transaction a report, the same rows however often and in whatever order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from archive import Archive
from archive.record import record, record_failure
from archive.reports import query
from archive.search import match_query
from archive.store.to_read import pending
from parsers import PARSER_VERSION
from parsers.model import Reading
from tests.archive.conftest import URL, Capture

TABLES = (
    *("reports", "renditions", "versions", "readings", "figures", "sections"),
    *("checks", "issues", "changes", "publishers", "parses"),
)


def counts(archive: Archive) -> dict[str, int]:
    return {t: archive.value(f"select count(*) from {t}") for t in TABLES}


def content(archive: Archive) -> dict[str, list[Any]]:
    """Every row that derives from content, without private ids."""
    return {
        "reports": [
            tuple(r) for r in archive.rows("select key, year, title, sample from reports order by key")
        ],
        "versions": [tuple(r) for r in archive.rows("select key from versions order by key")],
        "figures": [
            tuple(r)
            for r in archive.rows(
                "select report, field, value, raw, state from report_figures order by report, field"
            )
        ],
        "changes": [
            tuple(r) for r in archive.rows("select key, kind, at, difference from changes order by key")
        ],
    }


def search(archive: Archive, words: str) -> list[int]:
    rows = archive.rows("select rowid from reports_fts where reports_fts match ?", match_query(words))
    return [r[0] for r in rows]


def test_a_reading_becomes_rows(archive: Archive, capture: Capture, reading: Reading) -> None:
    record(archive, capture(), reading)
    (row,) = query.reports(archive)
    assert row["publisher"] == "白岩县人民政府"
    assert row["addresses"] == ["http://baiyan.example/zfxxgk/t20220128_1.html"]
    assert row["figures"] == {
        "t3.new_received.total": 12,
        "t3.carried_in.total": 1200,
        "t2.art20_8.fees.amount_wan": 46.2697,
        "t3.granted.total": None,
    }
    assert row["failed_checks"] == ["t3.flow.total"]
    assert counts(archive) == {**dict.fromkeys(TABLES, 1), "figures": 5}


def test_an_amount_is_an_exact_integer(archive: Archive, capture: Capture, reading: Reading) -> None:
    record(archive, capture(), reading)
    sql = "select value, raw from figures join fields on fields.id = field_id where key = ?"
    assert tuple(archive.rows(sql, "t2.art20_8.fees.amount_wan")[0]) == (46_269_700, "46.2697")
    assert tuple(archive.rows(sql, "t3.carried_in.total")[0]) == (1200, "1,200")
    assert tuple(archive.rows(sql, "t3.new_received.total")[0]) == (12, None)
    assert tuple(archive.rows(sql, "t3.granted.total")[0]) == (None, "")


def test_recording_twice_adds_nothing(archive: Archive, capture: Capture, reading: Reading) -> None:
    key = capture()
    record(archive, key, reading)
    before = counts(archive)
    record(archive, key, reading)
    assert counts(archive) == before


def test_other_bytes_with_the_same_content_add_no_version(
    archive: Archive, capture: Capture, reading: Reading
) -> None:
    record(archive, capture(b"<p>visits: 1</p>"), reading)
    record(archive, capture(b"<p>visits: 2</p>"), reading)
    assert counts(archive)["versions"] == counts(archive)["readings"] == counts(archive)["changes"] == 1
    assert counts(archive)["parses"] == 2
    seen = archive.rows("select first_seen, last_seen from versions")[0]
    assert seen["first_seen"] < seen["last_seen"]


def test_a_second_address_is_a_second_rendition(archive: Archive, capture: Capture, reading: Reading) -> None:
    record(archive, capture(), reading)
    record(archive, capture(url="http://www.baiyan.example/other/2.html"), reading)
    assert counts(archive)["reports"] == 1
    (row,) = query.reports(archive)
    assert len(row["addresses"]) == 2


def test_new_figures_are_a_change_with_the_difference(
    archive: Archive, capture: Capture, reading: Reading
) -> None:
    record(archive, capture(b"1"), reading)
    first = reading.figures[0]
    revised = replace(
        reading,
        figures=(replace(first, value=13, raw="13"), *reading.figures[1:]),
        content_sha256="d" * 64,
    )
    record(archive, capture(b"2"), revised)
    kinds = [r["kind"] for r in archive.rows("select kind from changes order by at")]
    assert kinds == ["new", "revised_figures"]
    difference = archive.value("select difference from changes where kind = 'revised_figures'")
    assert difference == '{"t3.new_received.total": [["value", 12, null], ["value", 13, null]]}'
    assert query.reports(archive)[0]["figures"]["t3.new_received.total"] == 13


def test_the_order_of_parsing_does_not_matter(
    archive: Archive, capture: Capture, reading: Reading, tmp_path: Any, clock: Any
) -> None:
    text = replace(reading.sections[0], text="本年度行政复议3件。")
    pairs = [
        (b"1", reading),
        (b"2", replace(reading, sections=(text,), content_sha256="d" * 64)),
        (b"1", reading),
    ]
    keys = [capture(body) for body, _ in pairs]
    for key, (_, each) in zip(keys, pairs, strict=True):
        record(archive, key, each)
    forward = content(archive)
    for table in ("changes", "parses", "figures", "sections", "checks", "issues"):
        archive.conn.execute(f"delete from {table}")
    archive.conn.execute("update reports set reading_id = null")
    archive.conn.execute("insert into reports_fts (reports_fts) values ('delete-all')")
    for table in ("readings", "versions", "renditions", "reports", "publishers"):
        archive.conn.execute(f"delete from {table}")
    for key, (_, each) in reversed(list(zip(keys, pairs, strict=True))):
        record(archive, key, each)
    assert content(archive) == forward
    assert [c[1] for c in forward["changes"]].count("revised_text") == 2


def test_search_follows_the_reading_shown(archive: Archive, capture: Capture, reading: Reading) -> None:
    record(archive, capture(b"1"), reading)
    assert search(archive, "复议") == search(archive, "白岩") == [1]
    text = replace(reading.sections[0], text="本年度行政诉讼2件。")
    record(archive, capture(b"2"), replace(reading, sections=(text,), content_sha256="d" * 64))
    assert search(archive, "复议") == []
    assert search(archive, "诉讼") == [1]
    archive.conn.execute("insert into reports_fts (reports_fts) values ('integrity-check')")


def test_a_page_that_is_no_report_leaves_a_reading_and_no_report(
    archive: Archive, capture: Capture, reading: Reading
) -> None:
    record(archive, capture(), replace(reading, is_report=False))
    assert query.reports(archive) == []
    assert archive.value("select outcome from parses") == "not_report"
    assert pending(archive, PARSER_VERSION) == []


def test_a_report_without_publisher_is_kept_under_its_address(
    archive: Archive, capture: Capture, reading: Reading
) -> None:
    record(archive, capture(), replace(reading, publisher=None))
    (row,) = query.reports(archive)
    assert row["provisional"] and row["publisher"] is None


def test_a_failure_is_an_issue_with_its_address(archive: Archive, capture: Capture) -> None:
    key = capture()
    record_failure(archive, key, PARSER_VERSION, "unreadable", "no document")
    row = archive.rows("select * from issues")[0]
    assert (row["code"], row["address"]) == ("unreadable", "http://baiyan.example/zfxxgk/t20220128_1.html")
    assert pending(archive, PARSER_VERSION) == []
    assert len(pending(archive, str(int(PARSER_VERSION) + 1))) == 1


def test_a_number_that_does_not_fit_is_raised_not_rounded(
    archive: Archive, capture: Capture, reading: Reading
) -> None:
    huge = replace(reading.figures[0], value=10**30, raw="1" + "0" * 30)
    record(archive, capture(), replace(reading, figures=(huge,)))
    row = archive.rows("select * from figures")[0]
    assert (row["value"], row["state"], row["raw"]) == (None, "unreadable", "1" + "0" * 30)
    assert "value_out_of_scale" in [r["code"] for r in archive.rows("select code from issues")]


def test_known_bytes_at_a_known_address_are_not_pending(
    archive: Archive, capture: Capture, reading: Reading
) -> None:
    record(archive, capture(b"same"), reading)
    capture(b"same")
    assert pending(archive, PARSER_VERSION) == []
    capture(b"same", url=URL + "?x=1")
    assert len(pending(archive, PARSER_VERSION)) == 1


def test_sample_is_told_by_the_host(archive: Archive, capture: Capture, reading: Reading) -> None:
    record(archive, capture(url="http://xinxian.sample.localhost:8610/1.html"), reading)
    assert query.reports(archive)[0]["sample"] is True
