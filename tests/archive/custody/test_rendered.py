"""A document that a browser rendered: a record of its own that names its page, read, verified, merged, exported and taken down with it."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive import Archive, open_archive, refresh
from archive.clock import day
from archive.custody.takedown import take_down
from archive.custody.verify import verify
from archive.exchange.ingest import take_in
from archive.exchange.wacz import captures_of_report, write_wacz
from archive.merge.merge import merge
from archive.reports import query
from archive.store import captures
from archive.store.response import Response
from parsers.model import Context
from tests.archive.kept import START, body_of, edited, read_all, url_of
from tests.capturing import captured

SHELL = b"<html><head><title>x</title></head><body><div id=app></div><script>load()</script></body></html>"
_STANDING = (
    "select record_type from captures where key not in (select capture_key from tombstones) order by id"
)
NOW = START + timedelta(days=40)


def page(archive: Archive, days: int) -> str:
    """The page that holds no word, fetched on a day; gives its key."""
    headers = [("Content-Type", "text/html")]
    answer = Response(url_of(0), START + timedelta(days=days), 200, "OK", headers, SHELL)
    return captured(archive, answer, role="page")


def render(archive: Archive, shell: str, body: bytes, days: int) -> str:
    source = captures.full(archive, captures.by_key(archive.conn, shell))
    stored = captures.store_rendered(archive, source, body, START + timedelta(days=days, seconds=9))
    context = Context(url=url_of(0), fetched_on=day(stored.response.fetched_at))
    with archive.transaction():
        made = captures.insert(
            archive, stored, run_id=None, portal_id=None, grade="ok", why=None, role="report", context=context, page_key=source["key"]
        )  # fmt: skip
    key: str = archive.value("select key from captures where id = ?", made)
    return key


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A page rendered, the same page a month later, and rendered again to the same."""
    with open_archive(tmp_path / "data", lambda: NOW) as archive:
        for days in (0, 30):
            render(archive, page(archive, days), body_of(0), days)
        read_all(archive)
        refresh.refresh_stale(archive)
    return tmp_path / "data"


def _report(archive: Archive) -> str:
    (report,) = query.reports(archive)
    key: str = report["key"]
    return key


def test_it_is_read_and_proven(data: Path) -> None:
    with open_archive(data) as archive:
        rows = archive.rows("select * from captures order by id")
        assert [row["record_type"] for row in rows] == ["response", "conversion", "revisit", "conversion"]
        assert {row["page_key"] for row in rows} == {None, rows[0]["key"]}
        assert rows[1]["address"] == rows[0]["address"]
        assert captures.body(archive, rows[1]["key"]) == body_of(0)
        assert captures.body(archive, rows[2]["key"]) == SHELL
        assert archive.value("select count(*) from figures where state = 'value'") > 5
        assert [row["kind"] for row in archive.rows("select kind from changes")] == ["new"]
        assert list(verify(archive, everything=True)) == []
        (name,) = {row["warc"] for row in rows}
        found = [
            (record.rec_type, record.rec_headers.get_header("WARC-Refers-To"), record.http_headers)
            for record in ArchiveIterator(io.BytesIO((data / "warc" / name).read_bytes()))
        ]
    assert ("conversion", rows[0]["record_id"], None) in found


def test_damage_is_found(data: Path) -> None:
    conn = edited(data)
    conn.execute("update captures set record_id = 'urn:uuid:0' where record_type = 'response'")
    conn.commit()
    conn.close()
    with open_archive(data) as archive:
        said = " ".join(map(str, verify(archive)))
    assert "page_key" in said


def test_it_goes_with_itspage(data: Path) -> None:
    with open_archive(data) as archive:
        page = archive.value("select key from captures where record_type = 'response'")
        assert take_down(archive, page, "reason").captures == 4
        assert query.reports(archive) == []
        assert read_all(archive) == 0
        assert list(verify(archive, everything=True)) == []


@pytest.mark.parametrize("mine", [True, False])
def test_it_comes_over(mine: bool, data: Path, tmp_path: Path) -> None:
    with open_archive(tmp_path / "ours", lambda: NOW) as archive:
        merge(archive, data, trusted=mine)
        read_all(archive)
        refresh.refresh_stale(archive)
        pages = archive.rows("select page_key from captures where record_type = 'conversion'")
        (page,) = archive.rows("select key from captures where record_type = 'response'")
        assert {row["page_key"] for row in pages} == {page["key"]} and len(pages) == 2
        assert len(query.reports(archive)) == 1
        assert list(verify(archive, everything=True)) == []


def test_what_was_taken_down_elsewhere(data: Path, tmp_path: Path) -> None:
    """Another archive took the page down, and never had what was rendered of it."""
    with open_archive(tmp_path / "other", lambda: NOW) as archive:
        take_down(archive, page(archive, 0), "reason")
    with open_archive(data) as archive:
        merge(archive, tmp_path / "other", trusted=True)
        assert archive.value("select count(*) from tombstones") == 3
        assert [row["record_type"] for row in archive.rows(_STANDING)] == ["revisit"]
        assert query.reports(archive) == []


def test_as_a_web_archive(data: Path, tmp_path: Path) -> None:
    with open_archive(data) as archive:
        rows = captures_of_report(archive, _report(archive))
        assert write_wacz(archive, rows, tmp_path / "r.wacz", title="t", created="2026-01-01T00:00:00Z") == 4
    with open_archive(tmp_path / "again", lambda: NOW) as archive:
        taken = take_in(archive, tmp_path / "r.wacz")
        assert (taken.new, taken.left_out.lines) == (4, [])
        read_all(archive)
        refresh.refresh_stale(archive)
        assert len(query.reports(archive)) == 1
        assert archive.value("select count(distinct page_key) from captures") == 1
        assert list(verify(archive, everything=True)) == []
