"""Parsing in worker processes: results by the one writer, and a bad page costs one issue."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

import parsers
from archive import Archive, ParseQueue
from archive.parsing.worker import file_seconds
from archive.reports import query
from archive.store.to_read import Pending, pending
from parsers.model import Context
from samples import SampleServer, truth
from samples.files.docx import write_docx
from tests.archive.conftest import Capture

PARSER = parsers.PARSER_VERSION


@pytest.fixture
def parsing(archive: Archive) -> Iterator[ParseQueue]:
    running = ParseQueue(archive, PARSER, workers=2)
    yield running
    running.close()


def outcomes(archive: Archive) -> list[str]:
    return [r["outcome"] for r in archive.rows("select outcome from parses order by capture_id")]


@pytest.fixture(scope="module")
def page() -> bytes:
    """A report page of the sample portals."""
    import http.client
    from urllib.parse import urlsplit

    address = urlsplit(truth()["reports"][0]["addresses"][0])
    with SampleServer() as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        connection.request("GET", address.path, headers={"Host": address.netloc})
        return connection.getresponse().read()


def test_reports_are_read_and_recorded(
    archive: Archive, capture: Capture, parsing: ParseQueue, page: bytes
) -> None:
    for n in range(5):
        capture(page, url=f"http://a.example/{n}.html")
    assert parsing.finish() == 5
    assert outcomes(archive) == ["read"] * 5
    (report,) = query.reports(archive)
    assert len(report["addresses"]) == 5
    assert parsing.finish() == 0


def test_what_cannot_be_read_is_an_issue(archive: Archive, capture: Capture, parsing: ParseQueue) -> None:
    capture(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), url="http://a.example/p.html")
    capture(b"<p>news</p>", url="http://a.example/n.html")
    parsing.finish()
    assert outcomes(archive) == ["unreadable", "not_report"]
    (issue,) = archive.rows("select code, address from issues where code = 'unreadable'")
    assert issue["address"] == "http://a.example/p.html"


def test_a_damaged_record_is_an_issue(archive: Archive, capture: Capture, parsing: ParseQueue) -> None:
    capture(b"<p>1</p>")
    archive.conn.execute("update captures set offset = offset + 1")
    parsing.finish()
    assert outcomes(archive) == ["unreadable"]


def test_a_page_beyond_its_time_is_given_up(archive: Archive, capture: Capture, page: bytes) -> None:
    capture(page, url="http://a.example/quick.html")
    parsing = ParseQueue(archive, PARSER, workers=1)
    parsing.finish()
    (worker,) = parsing._workers._workers
    os.kill(worker.process.pid, signal.SIGSTOP)  # no page is as sure to take too long
    parsing._workers._budget = 0.2
    capture(page, url="http://a.example/slow.html")
    parsing.finish()
    parsing.close()
    assert outcomes(archive) == ["read", "timeout"]
    assert archive.value("select code from issues") == "parser_timeout"


def test_a_worker_that_dies_costs_one_page(
    archive: Archive, capture: Capture, parsing: ParseQueue, page: bytes
) -> None:
    for n in range(4):
        capture(page, url=f"http://a.example/{n}.html")
    parsing.step()
    victim = parsing._workers._workers[0]
    os.kill(victim.process.pid, signal.SIGKILL)
    parsing.finish()
    assert sorted(outcomes(archive)) in (["died", "read", "read", "read"], ["read"] * 4)
    assert pending(archive, PARSER) == []


def test_stopped_in_the_middle_is_pending_again(archive: Archive, capture: Capture, page: bytes) -> None:
    for n in range(6):
        capture(page, url=f"http://a.example/{n}.html")
    parsing = ParseQueue(archive, PARSER, workers=1)
    while not parsing.read:
        parsing.step(timeout=0.1)
    parsing.close()
    left = len(pending(archive, PARSER))
    assert left == 6 - parsing.read
    again = ParseQueue(archive, PARSER, workers=1)
    assert again.finish() == left
    again.close()


def test_a_file_has_more_time_than_a_page(archive: Archive, capture: Capture, tmp_path: Path) -> None:
    """The worker asks for it once it has seen that the bytes are no page; the budget of pages is spent by then."""
    data = write_docx("白岩县财政局2021年政府信息公开工作年度报告", [])
    capture(data, url="http://a.example/r.docx")
    parsing = ParseQueue(archive, PARSER, workers=1, budget=0.5)
    parsing.step()
    (worker,) = parsing._workers._workers
    while not parsing.read:
        parsing.step(timeout=0.1)
    assert worker.budget == file_seconds(data)
    parsing.close()
    assert outcomes(archive) == ["not_report"]


def test_a_page_comes_before_its_files(archive: Archive, parsing: ParseQueue) -> None:
    page = Pending("p", "http://a.example/1.html", Path(), "1.warc.gz", 0, 0, "0", 0, Context())
    file = Pending("f", "http://a.example/1.pdf", Path(), "1.warc.gz", 0, 0, "1", 0, Context(), page.address)
    other = Pending("o", "http://a.example/2.html", Path(), "1.warc.gz", 0, 0, "2", 0, Context())
    parsing._waiting.extend([file, page, other])
    assert [parsing._next() for _ in range(3)] == [page, file, other]


def test_what_is_large_is_read_when_the_crawl_has_ended(
    archive: Archive, capture: Capture, page: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.parsing.queue.LARGE_BYTES", len(page) + 100)
    capture(page + b" " * 200, url="http://a.example/large.html")
    capture(page, url="http://a.example/small.html")
    parsing = ParseQueue(archive, PARSER, workers=1, beside_a_crawl=True)
    try:
        while parsing.step(timeout=0.1) or parsing.read < 1:
            pass
        assert outcomes(archive) == ["read"] and parsing.pending() == 1
        (read,) = archive.rows("select c.url from parses p join captures c on c.id = p.capture_id")
        assert read["url"].endswith("small.html")
        parsing.take_large()
        assert parsing.finish() == 1 and parsing.pending() == 0
    finally:
        parsing.close()
    assert outcomes(archive) == ["read"] * 2


def test_a_report_that_was_fetched_as_something_else_first_is_read(
    archive: Archive, capture: Capture, parsing: ParseQueue, page: bytes
) -> None:
    """Its own record is a revisit of the other one, which holds the bytes and is no report."""
    capture(page, role="page")
    key = capture(page)
    assert archive.value("select record_type from captures where key = ?", key) == "revisit"
    assert parsing.finish() == 1
    (report,) = query.reports(archive)
    assert len(report["addresses"]) == 1
    capture(page)
    assert parsing.finish() == 0, "a revisit of what is read is not read again"
