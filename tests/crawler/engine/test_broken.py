"""An error that nobody foresaw, in a callback, an errback, a signal handler or a loop: named, and no other portal notices."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from archive import open_archive
from tests.crawler import child
from tests.crawler.visit.test_faults import healthy
from tests.thinned import thinned

PLACES = {
    "callback, before the look": "crawler.engine.spider:context_of",
    "callback, the look": "crawler.engine.assessors:glance",
    "callback, storing": "archive.store.captures:store",
    "callback, recording": "crawler.visit.recorder:Recorder.record",
    "callback, weighing": "crawler.visit.visitor:Visitor.weigh",
    "callback, the next address": "crawler.visit.visitor:Visitor.next",
    "callback, the next request": "crawler.visit.session:Session.headers",
    "errback": "crawler.visit.visitor:Visitor.unanswered",
    "errback after an error": "crawler.visit.visitor:Visitor.broken",
    "begin": "crawler.visit.visitor:Recorder",
    "middleware": "crawler.engine.robots:Robots.robot_parser",
    "middleware, parsing": "crawler.engine.robots:Robots._parse_robots",
    "signal, request": "crawler.engine.throttle:Throttle.requested",
    "signal, answer": "crawler.engine.throttle:Throttle.downloaded",
    "signal, robots": "crawler.engine.throttle:Throttle.robots",
    "signal, raw answer": "crawler.engine.raw_response:as_response",
    "worker, given out": "archive.workers:Workers.send",
}
LARGE = "<p>情况</p>" * 40_000


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        if self.path == "/robots.txt":
            status, headers, body = 200, {}, b"User-agent: *\nCrawl-delay: 0\n"
        else:
            status, headers, body = healthy(self.path)
        if self.path == "/gknb/":
            body += LARGE.encode()  # too large to be plain
        if self.path == "/1.html" and "broken" in (self.headers["Host"] or ""):
            self.close_connection = True  # no answer: the errback's turn
            return
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.mark.parametrize("place", thinned(PLACES, 6))
def test_it_is_named_and_the_good_portal_is_read(place: str, port: int, tmp_path: Path) -> None:
    homes = [f"http://{name}.localhost:{port}/" for name in ("broken", "good")]
    command = [sys.executable, "-m", "tests.crawler.engine.breaking", PLACES[place], str(tmp_path)]
    command += [json.dumps({**child.LOOPBACK, "timeout": 10.0}), *homes]
    done = subprocess.run(command, cwd=child.ROOT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    summary = json.loads(done.stdout)
    portals = {p["host"].partition(".")[0]: p for p in summary["portals"]}
    assert not summary["stopped"]
    assert (portals["good"]["outcome"], portals["good"]["reports"]) == ("complete", 1)
    broken = portals["broken"]
    assert broken["outcome"] not in ("", None, "interrupted") and broken["why"], broken
    with open_archive(tmp_path, read_only=True) as archive:
        assert archive.value("select count(*) from parses") == 1, "what the good portal published is read"
        assert archive.value("select count(*) from visits where outcome is null or ended_at is null") == 0
