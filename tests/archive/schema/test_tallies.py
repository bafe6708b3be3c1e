"""Sums that triggers keep are what the rows come to, whatever is written, and in an archive that grew up without them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from archive import Archive, open_archive
from archive.coverage import expected
from archive.crawl import frontier, runs
from archive.crawl.frontier import Candidate
from archive.custody.verify_rows import rows
from archive.schema import tallies
from archive.schema.steps.m020_growth import TALLIES
from tests.archive.kept import START, keep
from tests.thinned import thinned

PRESENT = """
select count(*) from expected e where present is not exists (select 1 from publishers p join reports r
    on r.publisher_id = p.id where p.key = e.publisher_key and r.year = e.year and r.reading_id is not null)"""


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """With an address that waits and one that was asked."""
    keep(tmp_path)
    archive = open_archive(tmp_path, lambda: START + timedelta(days=400))
    waiting = runs.portal(archive, "http://www.county0.example/")
    with archive.transaction():
        names = ("a", "b")
        frontier.add(
            archive,
            waiting,
            [Candidate(f"http://www.county0.example/{name}.html", "page", 20, 1) for name in names],
        )
        archive.conn.execute("update frontier set state = 'done' where id = 1")
    yield archive
    archive.close()


def sound(archive: Archive) -> bool:
    return list(tallies.wrong(archive.conn)) == [] and archive.value(PRESENT) == 0


def test_a_crawl_leaves_them_right(archive: Archive) -> None:
    assert sound(archive)
    assert tallies.total(archive.conn, "reports") == archive.value("select count(*) from reports") > 0
    assert {tally.of for tally in TALLIES} > {
        row["of"] for row in archive.rows("select distinct of from tallies")
    }


@pytest.mark.parametrize(
    "sql",
    thinned(
        [
            "update publishers set region_code = '410300'",
            "update publishers set region_code = null",
            "update reports set year = year + 1",
            "update reports set publisher_id = null",
            "update reports set reading_id = null",
            "update changes set confirmed_at = at, kind = 'moved'",
            "update changes set passing = 1",
            "update frontier set state = 'queued'",
            "update expected set region_code = null",
            "delete from changes",
            "delete from expected",
            "insert into issues (key, code, message, address, raised_at) values ('k', 'x', 'y', 'z', '2026-01-01')",
        ],
        every=3,
    ),
)
def test_they_follow_what_is_written(archive: Archive, sql: str) -> None:
    expected.refresh(archive)
    with archive.transaction():
        assert archive.conn.execute(sql).rowcount > 0
        assert sound(archive)


def test_what_is_expected_knows_what_is_there_when_it_is_worked_out_anew(archive: Archive) -> None:
    with archive.transaction():
        archive.conn.execute("delete from expected")
    expected.refresh(archive)
    assert sound(archive)
    assert archive.value("select count(*) from expected where present") > 0


def test_a_sum_that_changed_on_the_disk_is_found(archive: Archive) -> None:
    archive.conn.execute("update tallies set n = n + 1 where of = 'reports'")
    assert [where for where, _ in rows(archive)] == ["table tallies, reports"]
