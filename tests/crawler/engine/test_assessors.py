"""A page that is slow to look at costs itself, by name; no other portal waits for it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from archive import open_archive
from archive.clock import system_clock
from archive.crawl.frontier import Entry
from archive.store.response import Response
from crawler.discovery.grounds import Grounds
from crawler.engine.assessors import Assessors
from crawler.engine.packing import LARGE_BYTES, MOST_BYTES
from crawler.visit.assess import MOST_CANDIDATES, assess
from crawler.visit.question import Assessment, Question
from parsers.model import Context
from parsers.page.links import MOST_LINKS
from tests.crawler import child
from tests.crawler.visit.test_faults import COLUMN, LIST, REPORT, healthy

URL = "http://www.baiyan.example/1.html"
NAMED = "".join(f'<a href="/{n}.html">白岩县{n}局2021年政府信息公开工作年度报告</a>' for n in range(20_000))
ROW = "<li>" + '<a href="/d.html" class=x1>查看</a>' * 1_000 + "</li>"
HOSTILE = {
    "pictures": REPORT + "<img " * 390_000,
    "sheets": REPORT + "<link " * 64_000,
    "digits": REPORT + "<p>" + "20" * 64_000,
    "letters": REPORT + "<p>" + "a." * 16_000,
    "row": REPORT + ROW,
    "attributes": REPORT + "<a " + " ".join(f"a{n}=1" for n in range(64_000)) + ">",
    "links": COLUMN + NAMED,
    "nested": COLUMN + "<table>" * 90_000,
    "script": COLUMN + "<script>" + "var a = '年" * 40_000 + "</script>",
    "refresh": "<meta " * 100_000,
}
"""Name of a portal -> its page; it is the home page where it is no report."""


def question(body: str, kind: Any = "report") -> Question:
    response = Response(URL, system_clock(), 200, "OK", [], body.encode())
    entry = Entry(1, URL, kind, 90.0, 1, None, None, known=False)
    return Question(response, body.encode(), entry, Context(URL), Grounds("baiyan.example"), frozenset())


def asked(assessors: Assessors, asked_for: Question) -> Assessment:
    """The assessment, with `step` called as the crawl does."""

    async def wait() -> Assessment:
        answer = asyncio.ensure_future(assessors.ask(asked_for))
        while not answer.done():
            assessors.step()
            await asyncio.sleep(0.01)
        return await answer

    return asyncio.run(wait())


def test_a_large_page_is_assessed_elsewhere_as_it_is_in_place() -> None:
    large = question(REPORT + "<p>情况</p>" * LARGE_BYTES)
    assessors = Assessors()
    try:
        assert assessors.at_once(large) is None
        assert asked(assessors, large) == assess(large)
    finally:
        assessors.close()


def test_a_page_over_its_budget_is_named_and_the_next_one_is_looked_at() -> None:
    assessors = Assessors(seconds=0.0)
    try:
        late = asked(assessors, question(REPORT + "<p>情况</p>" * 300_000))
        assert (late.grade.name, late.role) == ("ok", "report")
        assert late.issue is not None and "took more than" in late.issue
    finally:
        assessors.close()


def test_what_is_taken_of_a_page_is_bounded_and_the_cut_is_said() -> None:
    found = assess(question(COLUMN + NAMED, "home"))
    assert len(found.texts) == MOST_LINKS - sum(NAMED.count(f">{link}<") > 1 for link in found.texts)
    assert len(found.discovery.candidates) == MOST_CANDIDATES
    assert found.cut is not None and f"{MOST_LINKS:,}" in found.cut


def test_of_a_long_page_the_start_is_looked_at_and_that_is_said() -> None:
    assessors = Assessors(seconds=120.0)
    try:
        found = asked(
            assessors,
            question(LIST + "<!--" + "x" * MOST_BYTES + "-->" + '<a href="/2.html">2020年年报</a>', "list"),
        )
        assert found.cut is not None and f"{MOST_BYTES:,} bytes" in found.cut
        assert not any(c.url.endswith("/2.html") for c in found.discovery.candidates)
    finally:
        assessors.close()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        name = (self.headers["Host"] or "").split(".")[0]
        status, headers, body = healthy(self.path)
        hostile = HOSTILE.get(name, "")
        if hostile and self.path == ("/1.html" if REPORT in hostile else "/"):
            body = hostile.encode()
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, dict[str, Any]]]]:
    """All hostile portals and a good one, crawled together."""
    data = tmp_path_factory.mktemp("odd")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        homes = [f"http://{name}.localhost:{server.server_address[1]}/" for name in ("good", *HOSTILE)]
        began = time.monotonic()
        summary = child.run(data, homes, {**child.FAST, "max_pages": 40, "timeout": 20.0}, timeout=120)
        assert time.monotonic() - began < 90
        server.shutdown()
    yield data, {p["host"].split(".")[0]: p for p in summary["portals"]}


@pytest.mark.parametrize("name", ["good", *HOSTILE])
def test_every_portal_ends_by_name(crawled: tuple[Path, dict[str, dict[str, Any]]], name: str) -> None:
    found = crawled[1][name]
    assert found["outcome"] not in ("", "interrupted")
    if name == "good" or REPORT in HOSTILE[name]:
        assert (found["outcome"], found["reports"]) == ("complete", 1), found["why"]


def test_a_cut_is_an_issue_of_its_page(crawled: tuple[Path, dict[str, dict[str, Any]]]) -> None:
    with open_archive(crawled[0], read_only=True) as archive:
        said = archive.rows("select message from issues where code = 'links_cut'")
        assert len(said) == 1 and "the first 5,000 links" in said[0]["message"]
