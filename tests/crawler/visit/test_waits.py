"""What a portal may make a crawl wait for, and what it may not: robots.txt, headers, and Ctrl-C at any wait."""

from __future__ import annotations

import gzip
import signal
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from archive import open_archive
from tests.crawler import child
from tests.crawler.visit.test_faults import healthy

DELAYS = ("1000000000", "1e400", "nan", "inf", "121", "99999999999999999999")
ROBOTS: dict[str, tuple[int, str]] = {
    **{f"delay{n}": (200, f"User-agent: *\nCrawl-delay: {asked}\n") for n, asked in enumerate(DELAYS)},
    "negative": (200, "User-agent: *\nCrawl-delay: -5\n"),
    "word": (200, "User-agent: *\nCrawl-delay: soon\n"),
    "failing": (503, "busy"),
    "walled": (521, "<script>document.cookie='__jsl_clearance_s=1'</script>"),
    "gone": (410, "User-agent: *\nDisallow: /"),
    "denied": (403, "User-agent: *\nDisallow: /"),
    "page": (200, "<!DOCTYPE html><html><body>Disallow: /</body></html>"),
    "binary": (200, "\x00\xff" * 4000),
    "good": (404, ""),
    "packed": (200, "User-agent: *\nCrawl-delay: 500\n"),
    "packedlarge": (200, "User-agent: *\nCrawl-delay: 500\n" + "# 0123456789\n" * 30_000),
}
NAMES = (
    "Retry-After",
    "Date",
    "Content-Type",
    "ETag",
    "Last-Modified",
    "Set-Cookie",
    "Location",
    "Content-Encoding",
)
VALUES = ("\xb2", "", "x" * 60_000, "9" * 400, "-1", "nan", "Fri, 01 Jan 99999 00:00:00 GMT", "\x7f\x01")
HEADERS = {f"h{n}v{m}": (name, value) for n, name in enumerate(NAMES) for m, value in enumerate(VALUES)}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        name = (self.headers["Host"] or "").split(".")[0]
        asked: dict[str, list[str]] = self.server.asked  # type: ignore[attr-defined]
        asked.setdefault(name, []).append(self.path)
        if name == "slow" and self.path != "/robots.txt":
            time.sleep(20)
        if self.path == "/robots.txt":
            status, text = ROBOTS.get(name, (404, ""))
            headers, body = {"Content-Type": "text/plain"}, text.encode("latin-1")
            if name.startswith("packed"):
                headers, body = {**headers, "Content-Encoding": "gzip"}, gzip.compress(body)
        else:
            status, headers, body = healthy(self.path)
            if name in HEADERS:
                headers = {**headers, HEADERS[name][0]: HEADERS[name][1]}
        lines = [f"HTTP/1.0 {status} x", *(f"{key}: {value}" for key, value in headers.items())]
        self.wfile.write("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture(scope="module")
def server() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as found:
        found.asked = {}  # type: ignore[attr-defined]
        threading.Thread(target=found.serve_forever, args=(0.05,), daemon=True).start()
        yield found
        found.shutdown()


def home(server: ThreadingHTTPServer, name: str) -> str:
    return f"http://{name}.localhost:{server.server_address[1]}/"


@pytest.fixture(scope="module")
def crawled(
    server: ThreadingHTTPServer, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, dict[str, Any]], dict[str, list[str]]]:
    """Every robots.txt and every header at once: host's first word -> its summary, and what it was asked."""
    data = tmp_path_factory.mktemp("waits")
    homes = [home(server, name) for name in (*ROBOTS, *HEADERS)]
    summary = child.run(data, homes, {**child.LOOPBACK, "timeout": 10.0, "max_pages": 40}, timeout=300)
    return {p["host"].split(".")[0]: p for p in summary["portals"]}, server.asked  # type: ignore[attr-defined]


@pytest.mark.parametrize("number", range(len(DELAYS)))
def test_a_delay_that_nobody_waits_for_is_obeyed_by_asking_nothing(crawled: Any, number: int) -> None:
    portals, asked = crawled
    assert portals[f"delay{number}"]["outcome"] == "blocked"
    said = float(DELAYS[number]) if DELAYS[number][0].isdigit() else float("inf")
    assert f"robots.txt asks for {said:g} s" in portals[f"delay{number}"]["why"]
    assert asked[f"delay{number}"] == ["/robots.txt"]


@pytest.mark.parametrize("name", ["packed", "packedlarge"])
def test_rules_hold_however_they_are_packed(crawled: Any, name: str) -> None:
    portals, asked = crawled
    assert portals[name]["outcome"] == "blocked" and "500 s" in portals[name]["why"]
    assert asked[name] == ["/robots.txt"]


def test_a_host_whose_rules_cannot_be_read_is_asked_nothing_else(crawled: Any) -> None:
    portals, asked = crawled
    assert portals["failing"]["outcome"] == "unreachable" and "503" in portals["failing"]["why"]
    assert asked["failing"] == ["/robots.txt"]
    assert portals["walled"]["outcome"] == "blocked" and "status 521: a script" in portals["walled"]["why"]
    assert asked["walled"] == ["/robots.txt"]


@pytest.mark.parametrize("name", ["negative", "word", "gone", "denied", "page", "binary", "good"])
def test_without_rules_everything_is_allowed(crawled: Any, name: str) -> None:
    assert (crawled[0][name]["outcome"], crawled[0][name]["reports"]) == ("complete", 1)


def test_rules_that_are_a_web_page_are_said_to_be_none(crawled: Any) -> None:
    assert "web page" in crawled[0]["page"]["why"]


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_of_any_kind_ends_in_a_named_outcome(crawled: Any, name: str) -> None:
    assert crawled[0][name]["outcome"] not in ("", "interrupted")
    assert crawled[0]["good"]["outcome"] == "complete"


@pytest.mark.parametrize("wait", ["delay", "answer"])
def test_ctrl_c_ends_any_wait(tmp_path: Path, server: ThreadingHTTPServer, wait: str) -> None:
    options = {**child.LOOPBACK, "delay": 100.0 if wait == "delay" else 0.0, "timeout": 100.0}
    name = "idle" if wait == "delay" else "slow"
    asked: dict[str, list[str]] = server.asked  # type: ignore[attr-defined]
    with child.start(tmp_path, [home(server, name)], options) as process:
        while process.poll() is None and len(asked.get(name, [])) < (1 if wait == "delay" else 2):
            time.sleep(0.1)  # the wait begins behind robots.txt, or in the answer of the home page
        time.sleep(1)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        assert time.monotonic() - began < 10
    with open_archive(tmp_path, read_only=True) as archive:
        assert archive.value("select outcome from visits") == "interrupted"
