"""Taken down: the bytes and their text are gone from every file, the tombstone stays, all else is as it was."""

from __future__ import annotations

import gzip
import io
from datetime import timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive import Archive, open_archive
from archive.crawl import frontier, runs
from archive.crawl.frontier import Candidate
from archive.custody.takedown import NothingToTakeDown, take_down
from archive.custody.verify import verify
from archive.exchange.ingest import take_in
from archive.merge.merge import merge
from archive.reports import query
from archive.search import match_query
from archive.store import captures, erasure
from archive.store.captures import TakenDown
from tests.archive.kept import COUNTIES, START, body_of, keep, read_all, store, url_of

REASON = "决定书〔2026〕1号"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    keep(tmp_path / "data")
    return tmp_path / "data"


def records(data: Path) -> dict[str, tuple[str, bytes]]:
    """Record id -> (type, whole content) of every record of every WARC file, read by warcio."""
    found = {}
    for path in sorted((data / "warc").iterdir()):
        for record in ArchiveIterator(io.BytesIO(path.read_bytes())):
            found[record.rec_headers.get_header("WARC-Record-ID")] = (
                record.rec_type,
                record.raw_stream.read(),
            )
    return found


def everything(data: Path) -> bytes:
    """All that the directory says: WARC records in the plain, the database."""
    plain = b"".join(gzip.decompress(path.read_bytes()) for path in (data / "warc").iterdir())
    with open_archive(data) as archive:
        archive.conn.execute("vacuum")
        archive.checkpoint()
    return plain + (data / "nianbao.db").read_bytes()


def search(archive: Archive, text: str) -> list[str]:
    sql = "select key from reports where id in (select rowid from reports_fts where reports_fts match ?)"
    return [row["key"] for row in archive.rows(sql, match_query(text))]


def test_an_address(data: Path) -> None:
    before = records(data)
    with open_archive(data) as archive:
        assert take_down(archive, url_of(0), REASON).captures == 2
        assert search(archive, COUNTIES[0]) == [] and len(search(archive, COUNTIES[1])) == 1
        assert COUNTIES[0] + "人民政府" not in {r["publisher"] for r in query.reports(archive)}
        for row in archive.rows("select key from captures where url = ?", url_of(0)):
            with pytest.raises(TakenDown, match="决定书"):
                captures.body(archive, row["key"])
        assert read_all(archive) == 0
        assert list(verify(archive, everything=True)) == []
    after = records(data)
    gone = {i for i, (kind, _) in before.items() if i not in after}
    assert sorted(before[i][0] for i in gone) == ["response", "revisit"]
    assert all(after[i] == before[i] for i in before.keys() - gone)
    stones = [content.decode() for kind, content in after.values() if kind == "metadata"]
    assert len(stones) == 2 and all(REASON in stone for stone in stones)
    assert f"{COUNTIES[0]}人民政府2021年政府信息公开工作年度报告".encode() not in everything(data)


def test_a_key_and_again(data: Path) -> None:
    with open_archive(data) as archive:
        key = archive.value("select key from captures where url = ? order by id", url_of(1))
        assert take_down(archive, key, REASON).captures == 1
        with pytest.raises(NothingToTakeDown):
            take_down(archive, key, REASON)
        assert len(search(archive, COUNTIES[1])) == 1
        assert archive.value("select count(*) from changes where kind = 'revised_figures'") == 0


def test_two_of_one_file_stay_down_while_the_other_archive_is_written(tmp_path: Path) -> None:
    """The other archive goes on with the file that two captures were taken down of here, each for a reason of its own."""
    ours, at = tmp_path / "ours", START
    with open_archive(tmp_path / "other", lambda: START) as other:
        keys = [store(other, url_of(n), body_of(n), at + timedelta(days=n)) for n in range(2)]
        with open_archive(ours, lambda: START) as archive:
            merge(archive, other.data_dir, trusted=True)
            for key, reason in zip(keys, ("one", "two"), strict=True):
                take_down(archive, key, reason)
        third = store(other, url_of(2), body_of(2), at + timedelta(days=2))
        with open_archive(ours, lambda: START) as archive:
            merge(archive, other.data_dir, trusted=True)
            for key, reason in zip(keys, ("one", "two"), strict=True):
                with pytest.raises(TakenDown, match=reason):
                    captures.body(archive, key)
            assert captures.body(archive, third) == body_of(2)
            assert list(verify(archive, everything=True)) == []
    for path in (ours / "warc").iterdir():
        kept = gzip.decompress(path.read_bytes())
        assert body_of(0) not in kept and body_of(1) not in kept


def test_a_merge_does_not_bring_it_back(data: Path, tmp_path: Path) -> None:
    with open_archive(tmp_path / "other") as other:
        merge(other, data, trusted=True)
    with open_archive(data) as archive:
        take_down(archive, url_of(0), REASON)
        merge(archive, tmp_path / "other", trusted=True)
        assert search(archive, COUNTIES[0]) == []
        assert list(verify(archive, everything=True)) == []
    with open_archive(tmp_path / "other") as other:
        merge(other, data, trusted=True)
        assert search(other, COUNTIES[0]) == []
        assert list(verify(other, everything=True)) == []
        assert other.value("select count(*) from tombstones") == 2


def test_killed_before_the_old_file_was_deleted(data: Path) -> None:
    paths = {path.name: path.read_bytes() for path in (data / "warc").iterdir()}
    with open_archive(data) as archive:
        take_down(archive, url_of(0), REASON)
        gone = paths.keys() - {path.name for path in (data / "warc").iterdir()}
        for name in gone:
            (data / "warc" / name).write_bytes(paths[name])
        erasure.note(archive, gone)
    with open_archive(data) as archive:
        assert not gone & {path.name for path in (data / "warc").iterdir()}
        assert archive.value("select count(*) from captures") == 5
    assert not (data / erasure.NOTE).exists()


def test_only_files_that_no_capture_is_in_are_deleted(data: Path) -> None:
    outside = data.parent / "thesis.warc.gz"
    outside.write_bytes(b"mine")
    with open_archive(data) as archive:
        held = [path.name for path in archive.warcs.directory.iterdir()]
        names = [*held, "../../thesis.warc.gz", str(outside), "", ".", "..", "../nianbao.db"]
        erasure.note(archive, names)
    with open_archive(data) as archive:
        assert [path.name for path in archive.warcs.directory.iterdir()] == held
        assert list(verify(archive)) == []
    assert outside.read_bytes() == b"mine"


def test_no_crawl_asks_again(data: Path) -> None:
    with open_archive(data) as archive:
        portal = runs.portal(archive, url_of(0))
        other = url_of(1)
        with archive.transaction():
            frontier.add(archive, portal, [Candidate(url_of(n), "report", 50, 1) for n in (0, 1)])
        take_down(archive, url_of(0), REASON)
        with archive.transaction():
            archive.conn.execute("delete from frontier where address = ?", (url_of(0),))
            again = [Candidate(url_of(0), "report", 90, 1)]
            frontier.add(archive, portal, again)
        frontier.requeue(archive, portal, report_days=0)
        entry = frontier.take(archive, portal, set())
        assert entry is not None and entry.url == other
        assert frontier.take(archive, portal, {entry.id}) is None


def test_what_was_taken_down_is_not_brought_back(data: Path, tmp_path: Path) -> None:
    saved = tmp_path / "again.html"
    saved.write_bytes(body_of(0))
    with open_archive(data) as archive:
        take_down(archive, url_of(0), REASON)
        taken = take_in(archive, saved)
        assert (taken.new, taken.known) == (0, 0)
        assert "taken down" in taken.left_out.told()[0]
