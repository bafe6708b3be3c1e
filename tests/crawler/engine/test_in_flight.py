"""Many portals that send large answers at the same moment take no more memory than a few."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from tests.crawler import child
from tests.crawler.visit.test_faults import healthy

HOSTS = 8
FIRST, REST = b" " * 10_000_000, b" " * 20_000_000
"""Together with what comes of the others more than may be on its way at once; one alone is taken."""


class Handler(BaseHTTPRequestHandler):
    """`large…` answers every page slowly enough for the others to have begun; `good` is a portal."""

    asked: ClassVar[Counter[str]] = Counter()
    begun = threading.Barrier(HOSTS)

    def do_GET(self) -> None:
        host = (self.headers["Host"] or "").partition(".")[0]
        self.asked[host + self.path] += 1
        if host == "good" or self.path == "/robots.txt":
            status, headers, body = healthy(self.path)
            self._head(status, len(body), headers.get("Content-Type", "text/html"))
            self.wfile.write(body)
            return
        self._head(200, len(FIRST) + len(REST), "text/html")
        with suppress(OSError):
            self.wfile.write(FIRST)
            with suppress(threading.BrokenBarrierError):
                self.begun.wait(5)
            self.wfile.write(REST)

    def _head(self, status: int, length: int, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        self.send_header("Content-Type", kind)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_what_is_too_much_together_is_asked_again_later(port: int, tmp_path: Path) -> None:
    names = [f"large{n}" for n in range(HOSTS)]
    homes = [f"http://{name}.localhost:{port}/" for name in (*names, "good")]
    summary = child.run(tmp_path, homes, child.FAST)
    outcomes = {p["host"].partition(".")[0]: p["outcome"] for p in summary["portals"]}
    assert outcomes.pop("good") == "complete"
    assert set(outcomes.values()) <= {"silent", "unreachable", "failed"}
    asked = [Handler.asked[f"{name}/"] for name in names]
    assert sum(asked) > HOSTS, "nothing was given up, so nothing was tried"
    assert summary["peak_mb"] < 450
