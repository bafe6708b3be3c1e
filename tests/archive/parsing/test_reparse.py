"""A newer parser over stored captures: what it says the same is not written twice, what turned is told."""

from __future__ import annotations

from pathlib import Path

import pytest

import parsers
from archive import Archive, open_archive
from archive.parsing.reparse import reparse, turned, unread
from archive.store import to_read
from tests.archive.dumps import dump
from tests.archive.kept import keep, url_of

VERSION = parsers.PARSER_VERSION


@pytest.fixture
def data(tmp_path: Path) -> Path:
    keep(tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def old(data: Path) -> Path:
    """An archive that an older version of the parsers read."""
    with open_archive(data) as archive, archive.transaction() as conn:
        conn.execute("update readings set parser = '0', key = key || '0'")
        conn.execute("update parses set parser = '0'")
        conn.execute("update changes set parser = '0'")
    return data


def counts(archive: Archive) -> dict[str, int]:
    return {
        t: archive.value(f"select count(*) from {t}") for t in ("readings", "figures", "parses", "changes")
    }


def test_what_reads_as_before_is_not_written_again(old: Path) -> None:
    with open_archive(old) as archive:
        before = counts(archive)
        assert reparse(archive, VERSION, workers=2) == 4
        after = counts(archive)
        assert after == {**before, "parses": before["parses"] + 4}
        assert list(turned(archive, VERSION)) == []
        assert reparse(archive, VERSION) == 0
        assert to_read.count_pending(archive, VERSION) == 0


def test_a_second_run_writes_nothing(old: Path) -> None:
    with open_archive(old) as archive:
        reparse(archive, VERSION, workers=2)
        said, changed = dump(archive), archive.conn.total_changes
        assert reparse(archive, VERSION) == 0
        assert archive.conn.total_changes == changed and dump(archive) == said


def test_what_turned_is_told(old: Path) -> None:
    with open_archive(old) as archive:
        with archive.transaction() as conn:  # the older parser read a 7 where 31 stands, and another year
            conn.execute("update figures set value = 7 where reading_id = 1 and value = 31")
            conn.execute("update readings set report_year = 2020 where id = 1")
        reparse(archive, VERSION, workers=1)
        (difference,) = turned(archive, VERSION)
    assert difference["address"] == url_of(0).replace("www.", "")
    assert difference["facts"] == {"report_year": [2020, 2021]}
    assert difference["from"] == "0"
    assert {tuple(cell[0][:2]) for cell in difference["cells"].values()} == {("value", 7)}


def test_a_better_parser_is_no_change_of_the_page(old: Path) -> None:
    with open_archive(old) as archive:
        before = archive.rows("select key, kind from changes order by key")
        with archive.transaction() as conn:
            conn.execute("update figures set value = 7 where reading_id = 1 and value = 31")
        reparse(archive, VERSION, workers=1)
        assert [tuple(r) for r in archive.rows("select key, kind from changes order by key")] == [
            tuple(r) for r in before
        ]


def test_damaged_rows_are_read_again(data: Path) -> None:
    with open_archive(data) as archive:
        said = dump(archive)
        with archive.transaction() as conn:
            conn.execute("update figures set value = 77 where value = 31")
            conn.execute("update sections set text = '不'")
            conn.execute("insert into reports_fts (reports_fts) values ('delete-all')")
        unread(archive, VERSION)
        reparse(archive, VERSION, workers=2)
        after = dump(archive)
    for table in ("figures", "sections", "checks", "reports", "search", "versions"):
        assert after[table] == said[table], table
