"""What comes back with a shard is what a visit to its portal brings, or it is not merged."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import ArchiveError, open_archive
from archive.merge import shard
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
def visited(tmp_path: Path) -> Path:
    with open_archive(tmp_path / "shard", fixed_clock) as archive:
        headers = [("Content-Type", "text/html")]
        captured(archive, Response(f"http://{HOST}/a/1.html", START, 200, "OK", headers, b"<p>1</p>"))
    return tmp_path / "shard"


def test_what_a_visit_brings(visited: Path) -> None:
    shard.check(visited, "baiyan.example")


@pytest.mark.parametrize("fault", FAULTS)
def test_what_no_visit_brings(visited: Path, fault: str) -> None:
    with open_archive(visited, fixed_clock) as archive:
        archive.conn.executescript(fault)
    with pytest.raises(ArchiveError, match=FAULTS[fault]):
        shard.check(visited, "baiyan.example")


def test_what_is_no_database(visited: Path) -> None:
    for content in (b"", b"x" * 5000, (visited / "nianbao.db").read_bytes()[:5000]):
        (visited / "nianbao.db").write_bytes(content)
        with pytest.raises(ArchiveError, match=r"damaged|tables and views"):
            shard.check(visited, "baiyan.example")
