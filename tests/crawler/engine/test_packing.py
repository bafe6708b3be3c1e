"""A large answer waits on disk, and is recorded and looked at as a small one is."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from archive import open_archive
from archive.clock import system_clock
from archive.crawl.frontier import Entry
from archive.store import captures
from archive.store.response import Response, decode
from archive.store.warc_reading import read_slice
from crawler.discovery.grounds import Grounds
from crawler.engine.assessors import Assessors, _Lane
from crawler.engine.packing import LARGE_BYTES, MOST_BYTES, Packing, small_body
from crawler.visit.assess import assess
from crawler.visit.question import Assessment, Question
from parsers.model import Context
from tests.capturing import captured
from tests.crawler.engine.test_assessors import asked
from tests.crawler.visit.test_faults import REPORT

URL = "http://www.baiyan.example/1.html"
PAGE = (REPORT + "<p>情况</p>" * LARGE_BYTES).encode()
BODIES = {
    "plain": (PAGE, None),
    "packed": (gzip.compress(PAGE), "gzip"),
    "torn": (gzip.compress(PAGE)[:-9], "gzip"),
    "bomb": (zlib.compress(bytes(90_000_000), 9), "deflate"),
    "twice": (gzip.compress(gzip.compress(PAGE)), "gzip, gzip"),
}


def answer(name: str, form: str | None = None) -> Response:
    body, encoding = BODIES[name]
    headers = [("Content-Encoding", encoding)] if encoding else []
    return Response(URL, system_clock(), 200, "OK", headers, body, form=form)


def question(raw: Response, body: bytes, host: str = "baiyan.example") -> Question:
    entry = Entry(1, URL, "report", 90.0, 1, None, None, known=False)
    return Question(raw, body, entry, Context(URL), Grounds(host), frozenset())


def packed(folder: Path, raw: Response) -> tuple[Question, Assessment | None]:
    async def pack() -> tuple[Question, Assessment | None]:
        packing = Packing(folder)
        path = packing.put(raw)
        return await packing.pack(question(replace(raw, body=b""), b""), path)

    return asyncio.run(pack())


@pytest.mark.parametrize("form", [None, "column=7"])
@pytest.mark.parametrize("name", BODIES)
def test_it_is_recorded_as_a_small_one(name: str, form: str | None, tmp_path: Path) -> None:
    raw = answer(name, form)
    body = decode(raw.body, raw.header("content-encoding"))
    assert small_body(raw) is None
    found, _ = packed(tmp_path, raw)
    assert found.large is not None and not found.body and not found.response.body
    assert found.wire_bytes == len(raw.body)
    with open_archive(tmp_path / "data") as archive:
        ours = captures.store_packed(archive, found.response, found.large.record).slice
        theirs = captures.store(archive, raw).slice
        assert (ours.body_sha256, ours.body_bytes) == (theirs.body_sha256, theirs.body_bytes)
        assert ours.offset + ours.length <= theirs.offset
        for place in (ours, theirs):
            kept = read_slice(
                archive.warcs.directory, place.warc, place.offset, place.length, place.body_sha256
            )
            assert kept == body
    found.large.discard()
    assert not [path for path in tmp_path.iterdir() if path.is_file()]


def test_the_same_bytes_are_recorded_once(tmp_path: Path) -> None:
    raw = answer("packed")
    found, _ = packed(tmp_path, raw)
    assert found.large is not None
    with open_archive(tmp_path / "data") as archive:
        captured(archive, raw, context=Context(URL))
        assert captures.store_packed(archive, found.response, found.large.record).record_type == "revisit"


def test_it_is_looked_at_as_a_small_one(tmp_path: Path) -> None:
    raw = answer("packed")
    found, glanced = packed(tmp_path, raw)
    assert glanced is None
    assessors = Assessors()
    try:
        assert asked(assessors, found) == assess(question(raw, PAGE))
    finally:
        assessors.close()


def test_what_a_glance_tells_needs_no_look(tmp_path: Path) -> None:
    found, glanced = packed(tmp_path, answer("torn"))
    assert glanced is not None and glanced.grade.name == "truncated"
    assert found.large is not None


def test_of_a_very_large_page_the_start_is_kept_to_be_looked_at(tmp_path: Path) -> None:
    raw = replace(answer("plain"), body=b"<p>" + b"x" * MOST_BYTES)
    found, _ = packed(tmp_path, raw)
    assert found.large is not None and found.cut is not None
    assert found.large.body.stat().st_size == MOST_BYTES
    assert found.large.record.body_bytes == len(raw.body)


@pytest.mark.parametrize("encoding", [None, "identity", "gzip", "deflate"])
def test_a_small_answer_stays_in_memory(encoding: str | None) -> None:
    text = REPORT.encode()
    body = {"gzip": gzip.compress, "deflate": zlib.compress}.get(encoding or "", bytes)(text)
    headers = [("Content-Encoding", encoding)] if encoding else []
    assert small_body(Response(URL, system_clock(), 200, "OK", headers, body)) == text


def test_the_portal_that_took_least_has_its_turn() -> None:
    lane: _Lane = Assessors()._plain
    for host, spent in (("heavy.example", 9.0), ("light.example", 0.1), ("new.example", 0.0)):
        lane.wait(question(answer("plain"), b"", host), spent)
    turns = [found.grounds.host for _ in range(3) if (found := lane.next())]
    assert turns == ["new.example", "light.example", "heavy.example"]


@pytest.mark.parametrize("name", BODIES)
def test_what_is_no_page_is_recorded_as_beside_the_crawl(name: str, tmp_path: Path) -> None:
    raw = answer(name)
    with open_archive(tmp_path) as archive:
        here = captures.store(archive, raw)
        there, begins = asyncio.run(Packing(tmp_path).store(archive, raw, 1_000))
        assert here.slice.body_sha256 == there.slice.body_sha256
        assert here.body[:1_000] == begins
        kept = read_slice(
            archive.data_dir / "warc",
            there.slice.warc,
            there.slice.offset,
            there.slice.length,
            there.slice.body_sha256,
        )
    assert kept == here.body
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} <= {
        "nianbao.db",
        "nianbao.db-wal",
        "nianbao.db-shm",
    }
