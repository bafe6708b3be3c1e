"""A stranger's archive: what its bytes bear out comes over, what it merely says does not; nothing of it leads out of our folder."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import parsers
from archive import ArchiveError, open_archive, refresh
from archive.custody.verify import verify
from archive.keys import key
from archive.merge import takedowns
from archive.merge.foreign_database import ForeignDatabase
from archive.merge.merge import Merged, merge
from archive.parsing.reparse import reparse
from archive.review import items
from archive.store import captures
from archive.store.captures import capture_key
from archive.store.response import Response
from archive.store.scratch import scratch
from archive.store.warc import Warcs
from archive.store.warc_reading import read_member
from tests.archive.kept import START, body_of, edited, keep, read_all, store, url_of
from tests.archive.store.test_warc_files import NAMES

NOW = START + timedelta(days=3)
Edit = Callable[[sqlite3.Connection, Path], None]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`other`: a stranger's archive of three counties. `ours`: the report of the first one, fetched a day later."""
    place = tmp_path_factory.mktemp("made")
    keep(place / "other")
    with open_archive(place / "ours", lambda: NOW) as archive:
        store(archive, url_of(0), body_of(0, 34), START + timedelta(days=1))
        read_all(archive)
        refresh.refresh_stale(archive)
    return place


@pytest.fixture
def other(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made / "other", tmp_path / "other"))


@pytest.fixture
def ours(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made / "ours", tmp_path / "ours"))


def edit(data: Path, *statements: str) -> None:
    conn = edited(data)
    for statement in statements:
        conn.execute(statement)
    conn.commit()
    conn.close()


def bring(data: Path, other: Path) -> Merged:
    """As the command does it: merge, then read."""
    with open_archive(data, lambda: NOW) as archive:
        found = merge(archive, other)
        reparse(archive, parsers.PARSER_VERSION, workers=1)
        assert list(verify(archive, everything=True)) == []
    return found


def left(data: Path, other: Path) -> Merged:
    """A merge that is expected to bring nothing."""
    with open_archive(data, lambda: NOW) as archive:
        return merge(archive, other)


def value(data: Path, sql: str) -> object:
    with open_archive(data, read_only=True) as archive:
        return archive.value(sql)


def own_rows(data: Path) -> list[tuple[object, ...]]:
    """What is ours, in every table that a stranger must not change."""
    with open_archive(data, read_only=True) as archive:
        found = [tuple(r) for r in archive.rows("select * from captures where origin is null order by id")]
        for table in (
            "runs",
            "visits",
            "portals",
            "regions",
            "frontier",
            "endpoints",
            "decisions",
            "tombstones",
            "announced",
        ):
            found += [tuple(r) for r in archive.rows(f"select * from {table} order by 1")]
        shown = "select r.key, r.first_seen, r.reading_id, r.title, n.first_seen, n.last_seen from reports r join renditions n on n.report_id = r.id"
        found += [
            tuple(r)
            for r in archive.rows(
                f"{shown} where n.address in (select address from captures where origin is null)"
            )
        ]
    return found


def test_what_it_shows_is_read_here(tmp_path: Path, other: Path) -> None:
    edit(other, "update figures set value = value + 7000, raw = null")
    found = bring(tmp_path / "new", other)
    assert (found.captures, found.left_out.count) == (5, 0)
    sql = "select count(*) from report_figures where value >= 7000 and field = 't3.new_received.total'"
    assert value(tmp_path / "new", sql) == 0 and value(tmp_path / "new", "select count(*) from reports") == 3
    assert value(tmp_path / "new", "select group_concat(distinct origin) from captures") == "other"
    again = bring(tmp_path / "new", other)
    assert (again.captures, again.left_out.count) == (0, 0)


def test_ours_stays_ours(ours: Path, other: Path) -> None:
    before = own_rows(ours)
    bring(ours, other)
    assert own_rows(ours) == before
    assert (
        value(ours, "select count(*) from captures") == 6 and value(ours, "select count(*) from reports") == 3
    )
    assert value(ours, "select count(*) from changes where report_id = 1") == 1


def test_the_order_does_not_matter_for_what_is_shown(tmp_path: Path, ours: Path, other: Path) -> None:
    bring(ours, other)
    bring(tmp_path / "late", other)
    with open_archive(tmp_path / "late", lambda: NOW) as archive:
        store(archive, url_of(0), body_of(0, 34), START + timedelta(days=1))
        read_all(archive)
        refresh.refresh_stale(archive)
    sql = "select group_concat(x, ' ') from (select r.key || r.first_seen || n.first_seen || n.last_seen || (select value from report_figures where report = r.key and field = 't3.new_received.total') as x from reports r join renditions n on n.report_id = r.id order by 1)"
    assert value(ours, sql) == value(tmp_path / "late", sql)


def test_the_folder_is_only_read(ours: Path, other: Path) -> None:
    before = {
        p: (p.read_bytes() if p.is_file() else b"", p.stat().st_mtime_ns) for p in [other, *other.rglob("*")]
    }
    bring(ours, other)
    assert {
        p: (p.read_bytes() if p.is_file() else b"", p.stat().st_mtime_ns) for p in [other, *other.rglob("*")]
    } == before


@pytest.mark.parametrize("name", [*NAMES, "evil.warc.gz"])
@pytest.mark.parametrize("table", ["captures", "tombstones"])
def test_names_of_files(tmp_path: Path, ours: Path, other: Path, table: str, name: str) -> None:
    """Every column that names a file, every value that leads out: left out, named, and nothing is touched."""
    target = tmp_path / "canary.warc.gz"
    (tmp_path / "thesis.txt").write_bytes(b"thesis" * 150)
    target.write_bytes(next((other / "warc").iterdir()).read_bytes())
    (other / "warc" / "evil.warc.gz").symlink_to("../../thesis.txt")
    name = name.replace("/ABSOLUTE", str(target))
    conn = edited(other)
    if table == "captures":
        conn.execute("update captures set warc = ?, offset = id + 1000000, length = id", (name,))
    else:
        values = ("t", "none", "http://x/", "http://x/", "00", "x", "2020-01-01T00:00:00Z", name)
        conn.execute(
            "insert into tombstones (key, capture_key, url, address, body_sha256, reason, taken_down_at, warc) values (?, ?, ?, ?, ?, ?, ?, ?)",
            values,
        )
    conn.commit()
    conn.close()
    before, canaries = own_rows(ours), (target.read_bytes(), (tmp_path / "thesis.txt").read_bytes())
    found = left(ours, other)
    open_archive(ours, lambda: NOW).close()
    assert found.left_out.count == (5 if table == "captures" else 1)
    assert own_rows(ours) == before
    assert (target.read_bytes(), (tmp_path / "thesis.txt").read_bytes()) == canaries
    assert not any(p.is_symlink() for p in ours.rglob("*"))


def test_a_pipe_does_not_hang(ours: Path, other: Path) -> None:
    for path in (other / "warc").iterdir():
        path.unlink()
        os.mkfifo(path)
    found = left(ours, other).left_out
    assert found.count == 5 and "no regular file" in found.lines[0]


@pytest.mark.parametrize("what", ["link", "pipe", "folder"])
def test_a_database_that_is_no_file(tmp_path: Path, ours: Path, other: Path, what: str) -> None:
    path = other / "nianbao.db"
    path.rename(tmp_path / "kept.db")
    if what == "link":
        path.symlink_to(tmp_path / "kept.db")
    elif what == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir()
    with (
        open_archive(ours, lambda: NOW) as archive,
        pytest.raises(ArchiveError, match=r"cannot read|no archive at"),
    ):
        merge(archive, other)


_ROWS = {
    "status": ("update captures set status = 'abc'", "status is no number"),
    "blob": ("update captures set url = x'00'", "url is no text"),
    "address": ("update captures set address = 'http://elsewhere.example/'", "is not that of"),
    "host": (
        "update captures set url = replace(url, 'county', 'evil'), address = replace(address, 'county', 'evil')",
        "key does not derive",
    ),
    "key": ("update captures set key = 'aa' || substr(key, 3)", "key does not derive"),
    "offset": ("update captures set offset = offset + 1", "offset"),
    "length": ("update captures set length = length - 1", "gzip member"),
    "negative": ("update captures set offset = -id", "offset is no number"),
    "huge": ("update captures set length = 1 << 60", "length is no number"),
    "record_id": ("update captures set record_id = 'x'", "the row says record_id"),
    "form": ("update captures set fetched_at = 'yesterday'", "is no instant"),
    "null": ("update captures set warc = char(0) || id", "cannot be printed"),
}


@pytest.mark.parametrize("what", _ROWS)
def test_rows_that_contradict_themselves(ours: Path, other: Path, what: str) -> None:
    sql, said = _ROWS[what]
    edit(
        other,
        "pragma ignore_check_constraints = on",
        sql if what != "offset" else "update captures set offset = offset + 10000000 + id",
    )
    found = left(ours, other)
    assert found.captures == 0 and found.left_out.count == 5
    assert said in found.left_out.lines[0] or what == "offset"


def rekey(data: Path, change: Callable[[str], str]) -> None:
    conn = edited(data)
    for row in conn.execute("select id, url, fetched_at, body_sha256 from captures").fetchall():
        at = change(row[2])
        conn.execute(
            "update captures set fetched_at = ?, key = ? where id = ?",
            (at, capture_key(row[1], at, row[3]), row[0]),
        )
    conn.commit()
    conn.close()


@pytest.mark.parametrize(
    ("year", "said"),
    [("2020", "the record"), ("1995", "first web page"), ("2999", "tomorrow"), ("0000", "no instant")],
)
def test_instants_that_the_record_does_not_bear_out(ours: Path, other: Path, year: str, said: str) -> None:
    rekey(other, lambda at: year + at[4:])
    before = own_rows(ours)
    found = left(ours, other)
    assert found.captures == 0 and said in found.left_out.lines[0]
    assert own_rows(ours) == before


def test_views_triggers_and_virtual_tables(ours: Path, other: Path) -> None:
    edit(
        other,
        "create table real as select * from captures",
        "drop table captures",
        "create view captures as select * from real",
    )
    with open_archive(ours, lambda: NOW) as archive, pytest.raises(ArchiveError, match="no table captures"):
        merge(archive, other)
    edit(other, "drop view captures", "create virtual table captures using fts5 (key)")
    with open_archive(ours, lambda: NOW) as archive, pytest.raises(ArchiveError, match="no table captures"):
        merge(archive, other)
    edit(other, "drop table captures", "create table captures (key text, url as (hex(key)))")
    with open_archive(ours, lambda: NOW) as archive, pytest.raises(ArchiveError, match="no column"):
        merge(archive, other)


def test_a_log_beside_the_database(ours: Path, other: Path, tmp_path: Path) -> None:
    conn = edited(other)
    conn.execute("pragma wal_autocheckpoint = 0")
    conn.execute("update captures set why = 'late'")
    conn.commit()
    shutil.copytree(other, tmp_path / "living")
    conn.close()
    assert (tmp_path / "living" / "nianbao.db-wal").stat().st_size
    found = bring(ours, tmp_path / "living")
    assert found.captures == 5 and sorted(p.name for p in (tmp_path / "living").glob("nianbao.db*"))[:1] == [
        "nianbao.db"
    ]


def test_decisions_and_visits_of_a_stranger_stay_there(ours: Path, other: Path) -> None:
    edit(
        other,
        "insert into decisions (key, kind, subject_key, verdict, \"by\", at) values ('d', 'check', 's', 'dismissed', 'x', '2026-01-01T00:00:00Z')",
    )
    left(ours, other)
    assert value(ours, "select count(*) from decisions") == 0 == value(ours, "select count(*) from visits")


def _stone(capture: str, url: str) -> str:
    address = url.replace("www.", "")
    return (
        "insert into tombstones (key, capture_key, url, address, body_sha256, reason, taken_down_at, warc) values"
        f" ('{key('tombstone', capture)}', '{capture}', '{url}', '{address}', '{'0' * 64}', '[red]order', '2026-01-01T00:00:00Z', 'x.warc.gz')"
    )


def test_a_takedown_waits_for_a_person(ours: Path, other: Path) -> None:
    mine = str(value(ours, "select key from captures"))
    edit(other, _stone(mine, url_of(0)))
    before = own_rows(ours)
    assert bring(ours, other).takedowns == 1
    assert own_rows(ours) == before
    with open_archive(ours, lambda: NOW) as archive:
        waiting = items.find_takedowns(archive.conn, mine)
        assert [(i.report, i.publisher, i.message) for i in waiting] == [(mine, "other", "[red]order")]
        assert captures.body(archive, mine) == body_of(0, 34)
        takedowns.confirm(archive, waiting, note="right", by="me")
        with pytest.raises(captures.TakenDown, match="order"):
            captures.body(archive, mine)
        with pytest.raises(items.NotFoundError):
            items.find_takedowns(archive.conn, mine)
        assert list(verify(archive, everything=True)) == []


def test_what_was_taken_down_here_does_not_come_back(ours: Path, other: Path) -> None:
    from archive.custody.takedown import take_down

    bring(ours, other)
    with open_archive(ours, lambda: NOW) as archive:
        take_down(archive, url_of(2), "order")
        assert merge(archive, other).captures == 0


def test_a_killed_merge_goes_on(ours: Path, other: Path) -> None:
    """A record that was copied and has no row yet is the stranger's; the next merge judges it."""
    with open_archive(other, lambda: NOW) as theirs:
        row = theirs.rows("select * from captures order by id desc limit 1")[0]
        member = read_member(other / "warc", row["warc"], row["offset"], row["length"])
    writer = Warcs(ours / "warc", lambda: NOW, origin="other")
    writer.append(member)
    writer.close()
    sql = "select grade || ' ' || role || ' ' || origin from captures where source is not null"
    open_archive(ours, lambda: NOW).close()
    assert value(ours, f"{sql} limit 1") == "unjudged page other"
    bring(ours, other)
    assert value(ours, f"{sql} and key = '{row['key']}'") == "ok report other"


def test_what_a_killed_merge_was_reading_goes_with_the_next_writer(
    ours: Path, other: Path, tmp_path: Path
) -> None:
    """Their database is copied beside ours where a log lies there: it holds the text of pages, ours taken down among them."""
    conn = edited(other)
    conn.execute("pragma wal_autocheckpoint = 0")
    conn.execute("update captures set why = 'late'")
    conn.commit()
    shutil.copytree(other, tmp_path / "living")
    conn.close()
    process = multiprocessing.get_context("fork").Process(target=killed, args=(ours, tmp_path / "living"))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    (left,) = ours.glob("scratch-*")
    assert (left / "nianbao.db").stat().st_size
    open_archive(ours, read_only=True).close()
    assert left.exists()
    (ours / "scratch-link").symlink_to(other)
    open_archive(ours, lambda: NOW).close()
    assert not left.exists() and (other / "nianbao.db").exists()
    with scratch(ours) as held:
        open_archive(ours, lambda: NOW).close()
        assert held.exists(), "it belongs to one who lives"
    assert not held.exists()


def killed(ours: Path, source: Path) -> None:
    """A merge that is killed at the first row it reads."""
    ForeignDatabase.rows = lambda *_: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[assignment,return-value,method-assign]
    bring(ours, source)


def test_a_forged_capture_lends_no_validators(ours: Path) -> None:
    """A 304 vouches for what the server gave, and for nothing that somebody brought."""
    headers = [("Content-Type", "text/html"), ("ETag", '"v2"')]
    forged = Response(url_of(0), NOW, 200, "OK", headers, body_of(0, 9023))
    with open_archive(ours, lambda: NOW) as archive:
        stored = captures.store(archive, forged)
        with archive.transaction():
            captures.insert(
                archive,
                stored,
                run_id=None,
                portal_id=None,
                grade="ok",
                why=None,
                role="report",
                context=captures.Context(url=url_of(0)),
                source=captures.brought("x"),
            )
        assert captures.validators(archive, url_of(0)).headers == {}
        first = archive.value("select key from captures order by id")
        answer = Response(url_of(0), NOW + timedelta(hours=1), 304, "Not Modified", [], b"")
        seen = captures.store(archive, answer, first)
        assert seen.slice.body_sha256 == archive.value(
            "select body_sha256 from captures where key = ?", first
        )


def test_instants_are_text_of_one_form() -> None:
    assert datetime.fromisoformat("2026-01-31T16:30:00.000000Z") == START


@pytest.mark.parametrize("what", ["key", "reason"])
def test_takedowns_that_would_fill_the_memory(ours: Path, other: Path, what: str) -> None:
    """Rows that are refused leave nothing behind, however large they are, and none is left out unsaid."""
    edit(
        other,
        "pragma ignore_check_constraints = on",
        "insert into tombstones (key, capture_key, url, address, body_sha256, reason, taken_down_at, warc)"
        " with recursive c(x) as (select 1 union all select x + 1 from c limit 30)"
        f" select 'k' || x, {'x || hex(zeroblob(450000))' if what == 'key' else 'x'}, 'u', 'a', 'b',"
        f" {'hex(zeroblob(450000))' if what == 'reason' else '1'}, '2020-01-01T00:00:00Z', 'w' from c",
    )
    found = left(ours, other)
    assert found.takedowns == 0 and found.left_out.count == 30


def test_a_definition_that_only_looks_like_a_table(ours: Path, other: Path) -> None:
    """A module is no table, whatever comments stand in its definition."""
    edit(
        other,
        "pragma writable_schema = on",
        "delete from sqlite_master where tbl_name = 'captures'",
        "insert into sqlite_master values ('table', 'captures', 'captures', 0,"
        " 'create/**/virtual table captures using fts5(key, url)')",
    )
    with open_archive(ours, lambda: NOW) as archive, pytest.raises(ArchiveError, match="is not an archive"):
        merge(archive, other)


def test_nothing_is_chosen_by_an_index_of_theirs(ours: Path, other: Path) -> None:
    """Indexes of a stranger can lead in circles: they are not used."""
    edit(other, "create index theirs on captures (record_type, length(hex(url)))")
    assert left(ours, other).captures == 5
