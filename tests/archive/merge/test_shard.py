"""What comes back with a shard is what a visit to its portal brings, or it is not merged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import Archive, ArchiveError, open_archive
from archive.keys import key
from archive.merge import shard
from archive.merge.merge import merge
from archive.store.captures import capture_key
from archive.store.response import Response
from tests.archive.merge.test_merge import START, fixed_clock
from tests.capturing import captured

HOST = "www.baiyan.example"
ENDLESS = (
    "with recursive c(x) as (select 1 union all select x + 1 from c) select x as name from c where x < 0"
)
FAULTS = {
    "create view more as select 1": "tables and views",
    f"drop table _sqlite_migrations; create view _sqlite_migrations as {ENDLESS}": "tables and views",
    f"drop table frontier; create view frontier as {ENDLESS}": "tables and views",
    "create trigger more after insert on runs begin delete from captures; end": "tables and views",
    "create virtual table more using fts5(x)": "tables and views",
    "create table more (x)": "tables and views",
    "pragma writable_schema = on; update sqlite_master set sql = 'x' where name = 'runs'": "it is damaged",
    "insert into tombstones (key, capture_key, url, address, body_sha256, reason, taken_down_at, warc)"
    " values ('t', 'c', 'u', 'u', '0', 'r', '2026-01-01T00:00:00Z', '')": "rows in tombstones",
    "insert into decisions (key, kind, subject_key, verdict, at, by) values ('d', 'issue', 's', 'confirm', '2026', 'me')": "rows in decisions",
    "insert into portals (key, host, home) values ('p', 'other.example', 'http://other.example/')": "another portal",
}


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[Archive]:
    """The coordinator's archive."""
    with open_archive(tmp_path / "ours", fixed_clock) as archive:
        yield archive


@pytest.fixture
def visited(tmp_path: Path) -> Path:
    with open_archive(tmp_path / "shard", fixed_clock) as archive:
        headers = [("Content-Type", "text/html")]
        captured(archive, Response(f"http://{HOST}/a/1.html", START, 200, "OK", headers, b"<p>1</p>"))
    return tmp_path / "shard"


def test_what_a_visit_brings(visited: Path, ours: Archive) -> None:
    shard.check(visited, "baiyan.example", ours)


@pytest.mark.parametrize("fault", FAULTS)
def test_what_no_visit_brings(visited: Path, ours: Archive, fault: str) -> None:
    with open_archive(visited, fixed_clock) as archive:
        archive.conn.executescript(fault)
    with pytest.raises(ArchiveError, match=FAULTS[fault]):
        shard.check(visited, "baiyan.example", ours)


def test_what_is_no_database(visited: Path, ours: Archive) -> None:
    for content in (b"", b"x" * 5000, (visited / "nianbao.db").read_bytes()[:5000]):
        (visited / "nianbao.db").write_bytes(content)
        with pytest.raises(ArchiveError, match=r"damaged|tables and views"):
            shard.check(visited, "baiyan.example", ours)


def put(archive: Archive, table: str, **row: object) -> None:
    """A row that a worker wrote by hand."""
    names = ", ".join(row)
    archive.conn.execute(
        f"insert into {table} ({names}) values ({', '.join('?' * len(row))})", tuple(row.values())
    )


def portal(archive: Archive, host: str) -> int:
    put(archive, "portals", key=key("portal", host), host=host, home=f"http://{host}/")
    return int(archive.value("select id from portals where host = ?", host))


def entry(portal_id: int, address: str, **changed: object) -> dict[str, object]:
    row = {"key": key("frontier", address), "portal_id": portal_id, "url": address, "address": address}
    return {**row, "kind": "report", "score": 50, "depth": 1, "added_at": "2026-01-01T00:00:00Z", **changed}


def endpoint(portal_id: int, address: str) -> dict[str, object]:
    row = {"key": key("endpoint", address), "portal_id": portal_id, "url": address, "address": address}
    seen = {"first_seen": "2026-01-01T00:00:00Z", "last_seen": "2026-09-01T00:00:00Z"}
    return {**row, **seen, "family": "learned", "kind": "column"}


THEIRS = "http://liuwa.example/zfxxgk/1.html"


@pytest.fixture
def victim(ours: Archive) -> Archive:
    """The coordinator's archive, which knows another portal than the order's."""
    with ours.transaction():
        other = portal(ours, "liuwa.example")
        portal(ours, "baiyan.example")
        put(ours, "frontier", **entry(other, THEIRS))
        put(ours, "endpoints", **endpoint(other, THEIRS))
    headers = [("Content-Type", "text/html")]
    captured(ours, Response(THEIRS, START, 200, "OK", headers, b"<p>ours</p>"), portal_id=other)
    return ours


def forged(row: dict[str, object], what: str) -> dict[str, object]:
    """The row of a capture of another portal, as a worker may bring it."""
    if what == "body":
        return {**row, "body_sha256": "f" * 64}
    if what == "why":
        return {**row, "why": "zzzz"}
    if what == "own url":
        return {**row, "url": f"http://{HOST}/", "address": "http://baiyan.example/"}
    if what == "brought":
        row = {**row, "url": f"http://{HOST}/", "address": "http://baiyan.example/", "source": "{}"}
    if what == "3000":
        at = "3000-01-01T00:00:00.000000Z"
        row = {**row, "url": f"http://{HOST}/", "address": "http://baiyan.example/", "fetched_at": at}
    if what == "anew":
        row = {**row, "body_sha256": "f" * 64}
    return {**row, "key": capture_key(*(str(row[name]) for name in ("url", "fetched_at", "body_sha256")))}


@pytest.mark.parametrize("what", ["body", "why", "own url", "same", "anew", "brought", "3000"])
def test_a_capture_of_another_portal(visited: Path, victim: Archive, what: str) -> None:
    """By its own key, which is public, or as a new one: nothing of another portal comes with a visit."""
    row = dict(victim.rows("select * from captures")[0])
    del row["id"]
    with open_archive(visited, fixed_clock) as shard_archive, shard_archive.transaction():
        row["portal_id"] = portal(shard_archive, "baiyan.example")
        put(shard_archive, "captures", **forged(row, what))
    with pytest.raises(ArchiveError, match="it has rows in captures"):
        shard.check(visited, "baiyan.example", victim)


@pytest.mark.parametrize("table", ["frontier", "endpoints"])
def test_addresses_of_another_portal(visited: Path, victim: Archive, table: str) -> None:
    with open_archive(visited, fixed_clock) as archive, archive.transaction():
        row = (entry if table == "frontier" else endpoint)(portal(archive, "baiyan.example"), THEIRS)
        put(archive, table, **row)
    with pytest.raises(ArchiveError, match=f"rows in {table} of another portal"):
        shard.check(visited, "baiyan.example", victim)


@pytest.mark.parametrize("also_on", [(), ("liuwa.example",)])
def test_a_host_that_was_admitted(visited: Path, victim: Archive, also_on: tuple[str, ...]) -> None:
    """What another portal has there stays that portal's; what is new is this one's."""
    with open_archive(visited, fixed_clock) as archive, archive.transaction():
        mine = portal(archive, "baiyan.example")
        put(archive, "frontier", **entry(mine, THEIRS, done_at="2026-09-01T00:00:00Z", state="done"))
        put(archive, "endpoints", **endpoint(mine, THEIRS))
        put(archive, "frontier", **entry(mine, "http://liuwa.example/new.html"))
    if not also_on:
        with pytest.raises(ArchiveError, match="of another portal"):
            shard.check(visited, "baiyan.example", victim)
        return
    tables = ("frontier", "endpoints")
    before = [tuple(row) for table in tables for row in victim.rows(f"select * from {table} order by id")]
    shard.check(visited, "baiyan.example", victim, also_on)
    merge(victim, visited, trusted=True)
    after = [tuple(row) for table in tables for row in victim.rows(f"select * from {table} order by id")]
    assert [row for row in after if row in before] == before and len(after) == len(before) + 1


RUN = {"key": "a" * 32, "started_at": "2026-01-01T00:00:00Z", "user_agent": "x", "software": "y"}


@pytest.mark.parametrize("changed", [{"user_agent": "zzz"}, {"ended_at": "9"}, {"started_at": "2027"}])
def test_a_run_that_is_here(visited: Path, victim: Archive, changed: dict[str, object]) -> None:
    with victim.transaction():
        put(victim, "runs", **RUN, ended_at="2026-01-02T00:00:00Z", outcome="complete")
    with open_archive(visited, fixed_clock) as archive, archive.transaction():
        put(archive, "runs", **{**RUN, **changed})
    with pytest.raises(ArchiveError, match="rows in runs"):
        shard.check(visited, "baiyan.example", victim)


@pytest.mark.parametrize("table", ["visits", "visit_claims", "sightings", "issues", "frontier"])
def test_keys_that_do_not_derive(visited: Path, victim: Archive, table: str) -> None:
    with open_archive(visited, fixed_clock) as archive, archive.transaction():
        mine = portal(archive, "baiyan.example")
        at = "2026-01-01T00:00:00Z"
        own = entry(mine, "http://baiyan.example/1.html")
        put(archive, "runs", **RUN)
        visit = key("visit", RUN["key"], key("portal", "baiyan.example"))
        forged_rows: dict[str, dict[str, object]] = {
            "visits": {"run_id": 1, "portal_id": mine, "started_at": at},
            "visit_claims": {"visit_id": 1, "kind": "list", "address": "x", "url": "x", "seen": 0, "state": "read"},
            "sightings": {"frontier_id": 1, "list": "x", "route": "list"},
            "issues": {"capture_id": 1, "code": "c", "message": "m", "address": "x", "raised_at": at},
            "frontier": own,
        }  # fmt: skip
        if table == "visit_claims":
            put(archive, "visits", key=visit, **forged_rows["visits"])
        if table == "sightings":
            put(archive, "frontier", **own)
        put(archive, table, **{**forged_rows[table], "key": "b" * 32})
    with pytest.raises(ArchiveError, match=f"rows in {table} whose keys"):
        shard.check(visited, "baiyan.example", victim)


@pytest.mark.parametrize("value", [b"\x00", 7, "http://[", "x"])
def test_columns_of_odd_types(visited: Path, victim: Archive, value: object) -> None:
    with open_archive(visited, fixed_clock) as archive, archive.transaction():
        archive.conn.execute("update captures set url = ?", (value,))
    with pytest.raises(ArchiveError):
        shard.check(visited, "baiyan.example", victim)
