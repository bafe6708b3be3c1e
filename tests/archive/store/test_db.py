"""Opening: what is no archive is said in one line, and two writers take turns."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from archive import Archive, ArchiveError, open_archive
from archive.crawl import endpoints, frontier, runs
from archive.crawl.frontier import Candidate
from archive.schema import functions
from archive.store.db import DB_NAME
from tests.archive.conftest import TickingClock


def failure(data: Path, *, read_only: bool = False) -> str:
    with pytest.raises(ArchiveError) as raised:
        open_archive(data, read_only=read_only)
    message = str(raised.value)
    assert "\n" not in message
    return message


def test_nothing_there(tmp_path: Path) -> None:
    assert "no archive" in failure(tmp_path, read_only=True)


def test_not_a_database(tmp_path: Path) -> None:
    (tmp_path / DB_NAME).write_bytes(b"hello" * 100)
    assert "not an archive" in failure(tmp_path)


def test_another_database(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / DB_NAME).executescript("create table shopping (item)")
    assert "other database" in failure(tmp_path)
    assert "other database" in failure(tmp_path, read_only=True)


def test_a_newer_schema(archive: Archive) -> None:
    archive.conn.execute(
        "insert into _sqlite_migrations (migration_set, name, applied_at) values ('nianbao',"
        " 'm999_later', '')"
    )
    assert "newer" in failure(archive.data_dir)


def test_a_file_where_the_directory_should_be(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    assert "cannot open" in failure(tmp_path / "data")


def test_locked(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.store.db.LOCK_SECONDS", 0.05)
    with open_archive(archive.data_dir) as other, archive.transaction():
        archive.conn.execute("insert into regions (code, name) values ('1', 'x')")
        with pytest.raises(sqlite3.OperationalError, match="locked"), other.transaction():
            pass


def test_a_failed_transaction_leaves_nothing(archive: Archive) -> None:
    with pytest.raises(RuntimeError), archive.transaction():
        archive.conn.execute("insert into regions (code, name) values ('1', 'x')")
        raise RuntimeError
    assert archive.value("select count(*) from regions") == 0


def test_opening_twice_changes_nothing(archive: Archive) -> None:
    schema = "select type, name, sql from sqlite_master order by type, name"
    before = [tuple(r) for r in archive.rows(schema)]
    with open_archive(archive.data_dir) as again:
        assert [tuple(r) for r in again.rows(schema)] == before
        assert again.value("pragma journal_mode") == "wal"


class TestFrontier:
    """Best first, each address once, and an entry stays queued until it is settled."""

    HOME = "http://www.baiyan.example/"

    @pytest.fixture
    def portal(self, archive: Archive) -> int:
        return runs.portal(archive, self.HOME)

    @pytest.fixture
    def run(self, archive: Archive) -> int:
        return runs.start_run(archive, "agent", "software")

    def queue(self, archive: Archive, portal: int, *links: tuple[str, float]) -> int:
        with archive.transaction():
            candidates = [Candidate(self.HOME + u, "page", score, 1) for u, score in links]
            return len(frontier.add(archive, portal, candidates))

    def order(self, archive: Archive, portal: int) -> list[str]:
        busy: set[int] = set()
        found = []
        while entry := frontier.take(archive, portal, busy):
            busy.add(entry.id)
            found.append(entry.url.removeprefix(self.HOME))
        return found

    def test_best_first(self, archive: Archive, portal: int) -> None:
        self.queue(archive, portal, ("a", 40), ("b", 95), ("c", 40), ("d", 60))
        assert self.order(archive, portal) == ["b", "d", "a", "c"]

    def test_an_address_once_with_its_best_score(self, archive: Archive, portal: int) -> None:
        assert self.queue(archive, portal, ("a", 40), ("b", 50)) == 2
        assert self.queue(archive, portal, ("a?", 90), ("b", 10)) == 0
        assert self.order(archive, portal) == ["a", "b"]

    def test_settled_is_not_taken_again(self, archive: Archive, portal: int, run: int) -> None:
        self.queue(archive, portal, ("a", 40), ("b", 50))
        entry = frontier.take(archive, portal, set())
        assert entry is not None
        with archive.transaction():
            frontier.finish(archive, entry.id, "done", run)
        assert self.order(archive, portal) == ["a"]

    def test_a_finished_portal_opens_with_home_lists_and_failures(
        self, archive: Archive, portal: int, run: int, clock: TickingClock
    ) -> None:
        with archive.transaction():
            frontier.add(archive, portal, [Candidate(self.HOME, "home", 100, 0)])
        self.queue(archive, portal, ("list", 90), ("failed", 95), ("done", 50))
        with archive.transaction():
            for row in archive.rows("select id, url from frontier"):
                state: frontier.State = "failed" if row["url"].endswith("failed") else "done"
                frontier.finish(archive, row["id"], state, run)
            listing = frontier.Entry(0, self.HOME + "list", "list", 90, 1, None, None, False)
            endpoints.note(archive, portal, listing, "generic", "list")
        frontier.requeue(archive, portal, report_days=7)
        assert self.order(archive, portal) == ["", "list", "failed"]

    def test_what_fails_again_and_again_is_left_alone(self, archive: Archive, portal: int, run: int) -> None:
        self.queue(archive, portal, ("a", 40))
        for _ in range(frontier.MAX_TRIES):
            (row,) = archive.rows("select id from frontier")
            with archive.transaction():
                frontier.finish(archive, row["id"], "failed", run)
            frontier.requeue(archive, portal, report_days=7)
        assert self.order(archive, portal) == []

    def test_a_portal_that_answers_elsewhere_keeps_its_keys(self, archive: Archive, portal: int) -> None:
        self.queue(archive, portal, ("a/b.html?x=1", 40))
        keys = [r["key"] for r in archive.rows("select key from frontier")]
        assert runs.portal(archive, "https://baiyan.example:8443/") == portal
        (row,) = archive.rows("select key, url from frontier")
        assert ([row["key"]], row["url"]) == (keys, "https://baiyan.example:8443/a/b.html?x=1")


def test_ctrl_c_within_a_function_of_ours_is_ctrl_c(tmp_path: Path) -> None:
    """SQLite tells it as an error of the function; a command that was stopped is not one whose archive is broken."""

    def pressed(*_: object) -> int:
        raise KeyboardInterrupt

    with open_archive(tmp_path) as archive:
        functions.register(archive.conn, "pressed", -1, pressed)
        with pytest.raises(KeyboardInterrupt), archive.transaction() as conn:
            conn.execute("select pressed()").fetchall()
        with pytest.raises(sqlite3.OperationalError), archive.transaction() as conn:
            conn.execute("select * from nowhere")
        assert not archive.conn.in_transaction
