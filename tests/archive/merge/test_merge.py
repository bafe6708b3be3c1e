"""Any split of a crawl's output over several archives, merged in any order, twice, is the undivided archive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import Archive, ArchiveError, open_archive, refresh
from archive.merge.merge import merge
from archive.merge.rules import known_tables
from archive.record import record, record_failure
from archive.store import captures, to_read
from archive.store.response import Response
from parsers import PARSER_VERSION
from parsers.model import Issue, Reading
from tests.archive.conftest import READING
from tests.archive.dumps import dump, tables
from tests.capturing import captured

START = datetime(2026, 1, 31, 16, 30, tzinfo=UTC)
HOSTS = ("baiyan", "liuwa")
Fetch = tuple[int, int, int, int]
"""Host, page, body, archive. Bodies 2n and 2n + 1 say the same in other bytes; body 5 cannot be read."""


def fixed_clock() -> datetime:
    return START


def read(url: str, body: int) -> Reading:
    """What a parser would make of a body: a page of its own text, its locators where that body has its cells."""
    content = body // 2
    first = replace(READING.figures[0], value=content, raw=str(content), locator=f"html:/{body}")
    return replace(
        READING,
        publisher=f"{url.split('.')[1]}人民政府",
        report_year=2020 + int(url[-6]),
        is_report=body != 4,
        sections=(replace(READING.sections[0], text=f"白岩县收到复议{content}件。"),),
        figures=(first, *READING.figures[1:]),
        issues=(Issue("date_uncertain", f"body {body}", f"html:/{body}"),),
        content_sha256=f"{content:064d}",
    )


def store(archive: Archive, fetch: Fetch, number: int) -> None:
    host, page, body, _ = fetch
    url = f"http://www.{HOSTS[host]}.example/a/{page}.html"
    at = START + timedelta(seconds=number)
    headers = [("Content-Type", "text/html")]
    captured(archive, Response(url, at, 200, "OK", headers, f"<p>{body}</p>".encode()))


def parse(archive: Archive) -> None:
    bodies = {f"<p>{body}</p>".encode(): body for body in range(6)}
    for _, pending in to_read.pending(archive, PARSER_VERSION, limit=1000):
        body = bodies[captures.body(archive, pending.key)]
        if body == 5:
            record_failure(archive, pending.key, PARSER_VERSION, "unreadable", "no document")
        else:
            record(archive, pending.key, read(pending.context.url or "", body))


def fill(data: Path, fetches: list[tuple[int, Fetch]]) -> Path:
    """An archive of these fetches at their instants, each parsed at once."""
    with open_archive(data, fixed_clock) as archive:
        for number, fetch in fetches:
            store(archive, fetch, number)
            parse(archive)
        refresh.refresh_stale(archive)
    return data


fetch = st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(0, 5), st.integers(0, 4))


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(fetch, min_size=1, max_size=12), st.permutations(range(5)))
def test_any_split_in_any_order_twice(fetches: list[Fetch], order: list[int]) -> None:
    numbered = list(enumerate(fetches))
    with TemporaryDirectory() as folder:
        base = Path(folder)
        whole = fill(base / "whole", numbered)
        shards = [fill(base / f"shard{n}", [f for f in numbered if f[1][3] == n]) for n in range(5)]
        with open_archive(base / "united", fixed_clock) as united:
            for n in (*order, *reversed(order)):
                merge(united, shards[n], trusted=True)
            for row in united.rows("select key from captures"):
                captures.body(united, row["key"])
            united.conn.execute("insert into reports_fts (reports_fts) values ('integrity-check')")
            with open_archive(whole, fixed_clock) as undivided:
                ours, theirs = dump(united), dump(undivided)
                for table in theirs:
                    assert ours[table] == theirs[table], table


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Archive, Path]]:
    """An archive of two captures, and the directory of another with three."""
    fetches: list[tuple[int, Fetch]] = [(n, (0, n % 2, n, 0)) for n in range(4)]
    other = fill(tmp_path / "other", fetches[1:])
    fill(tmp_path / "ours", fetches[:2])
    with open_archive(tmp_path / "ours", fixed_clock) as archive:
        yield archive, other


def test_a_second_merge_touches_nothing(pair: tuple[Archive, Path]) -> None:
    archive, other = pair
    first = merge(archive, other, trusted=True)
    assert (first.captures, first.reports) == (2, 0) and first.touched == 2
    again = merge(archive, other, trusted=True)
    assert (again.captures, again.reports, again.touched) == (0, 0, 0)


def test_the_other_is_only_read(pair: tuple[Archive, Path]) -> None:
    archive, other = pair
    with open_archive(other, read_only=True) as before:
        said = dump(before)
    merge(archive, other, trusted=True)
    with open_archive(other, read_only=True) as after:
        assert dump(after) == said


def test_bytes_are_copied(pair: tuple[Archive, Path]) -> None:
    archive, other = pair
    merge(archive, other, trusted=True)
    for path in (other / "warc").iterdir():
        ours = archive.warcs.directory / path.name
        assert not ours.samefile(path) and ours.read_bytes() == path.read_bytes()


def test_two_files_of_one_name(pair: tuple[Archive, Path]) -> None:
    archive, other = pair
    (theirs,) = (other / "warc").iterdir()
    (ours,) = archive.warcs.directory.iterdir()
    with open_archive(other) as opened, opened.transaction():
        opened.conn.execute("update captures set warc = ?", (ours.name,))
    theirs.rename(theirs.parent / ours.name)
    merge(archive, other, trusted=True)
    assert len(list(archive.warcs.directory.iterdir())) == 2
    for row in archive.rows("select key from captures"):
        captures.body(archive, row["key"])
    merge(archive, other, trusted=True)
    assert len(list(archive.warcs.directory.iterdir())) == 2


def test_a_copy_follows_a_file_that_grows(pair: tuple[Archive, Path]) -> None:
    archive, other = pair
    with open_archive(other, fixed_clock) as living:
        for number in (10, 11):
            store(living, (1, 0, 3, 0), number)
            merge(archive, other, trusted=True)
            for row in archive.rows("select key from captures"):
                captures.body(archive, row["key"])
    assert archive.value("select count(*) from captures") == 6


def test_a_record_that_recovery_took_in_is_judged_by_the_merge(pair: tuple[Archive, Path]) -> None:
    archive, other = pair
    merge(archive, other, trusted=True)
    with archive.transaction():
        archive.conn.execute("update captures set grade = 'unjudged', why = 'killed' where id = 3")
    merge(archive, other, trusted=True)
    assert archive.value("select count(*) from captures where grade <> 'ok'") == 0


def test_itself(pair: tuple[Archive, Path]) -> None:
    archive, _ = pair
    with pytest.raises(ArchiveError, match="name another one"):
        merge(archive, archive.data_dir, trusted=True)


def test_nothing_there(pair: tuple[Archive, Path], tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no archive"):
        merge(pair[0], tmp_path / "nowhere", trusted=True)


def test_bytes_that_are_gone(pair: tuple[Archive, Path]) -> None:
    archive, other = pair
    for path in (other / "warc").iterdir():
        path.unlink()
    with pytest.raises(ArchiveError, match="mend it and merge again"):
        merge(archive, other, trusted=True)
    assert archive.value("select count(*) from captures") == 2


def test_every_table_is_merged(archive: Archive) -> None:
    assert set(tables(archive)) == known_tables()
