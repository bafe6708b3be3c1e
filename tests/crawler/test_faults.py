"""What goes wrong at one portal gets its right name there, and leaves the others unharmed."""

from __future__ import annotations

import gzip
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from archive import Archive
from tests.crawler import child

COLUMN = '<html><body><a href="/gknb/">政府信息公开年报</a></body></html>'
LIST = (
    "<html><head><title>政府信息公开年报</title></head><body>"
    '<a href="/1.html">白岩县人民政府2021年政府信息公开工作年度报告</a></body></html>'
)
REPORT = (
    "<html><head><title>白岩县人民政府2021年政府信息公开工作年度报告</title></head><body>"
    "<p>一、总体情况</p><p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p>"
    "<p>四、政府信息公开行政复议、行政诉讼情况</p><p>五、存在的主要问题及改进情况</p><p>六、其他需要报告的事项</p"
    ">"
    "</body></html>"
)
Answer = tuple[int, dict[str, str], bytes]


def page(text: str, status: int = 200, **headers: str) -> Answer:
    return status, {k.replace("_", "-"): v for k, v in headers.items()}, text.encode()


def healthy(path: str) -> Answer:
    pages = {"/": COLUMN, "/gknb/": LIST, "/1.html": REPORT}
    return page(pages[path]) if path in pages else page("gone", 404)


def torn(path: str) -> Answer:
    if path != "/1.html":
        return healthy(path)
    return 200, {"Content-Encoding": "gzip"}, gzip.compress(REPORT.encode())[:-20]


def short(path: str) -> Answer:
    return page(REPORT, Content_Length=str(10**6)) if path == "/1.html" else healthy(path)


FAULTS: dict[str, Callable[[str], Answer]] = {
    "healthy": healthy,
    "circle": lambda path: page("", 302, Location=path + "x" if len(path) < 40 else "/"),
    "self": lambda path: page("", 302, Location=path),
    "away": lambda path: page("", 301, Location="http://elsewhere.example/"),
    "storm": lambda path: page("busy", 500),
    "tired": lambda path: page("come back later", 503, Retry_After="86400"),
    "challenged": lambda path: page('<script>$_ts=window["$_ts"]</script>', 412),
    "walled": lambda path: page("<title>403 Forbidden</title>", 403),
    "forbidden": lambda path: page("User-agent: *\nDisallow: /") if path == "/robots.txt" else page(COLUMN),
    "torn": torn,
    "short": short,
    "reset": lambda path: (0, {}, b""),
    "garbage": lambda path: (200, {}, bytes(range(256)) * 40),
    "empty": lambda path: page(""),
}
OUTCOMES = {
    "healthy": "complete",
    "circle": "failed",
    "self": "failed",
    "away": "moved",
    "storm": "failed",
    "tired": "blocked",
    "challenged": "blocked",
    "walled": "blocked",
    "forbidden": "refused",
    "torn": "silent",
    "short": "silent",
    "reset": "unreachable",
    "garbage": "silent",
    "empty": "failed",
    "closed": "unreachable",
    "nowhere": "unreachable",
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        name = (self.headers["Host"] or "").split(".")[0]
        status, headers, body = FAULTS[name](self.path)
        if self.path == "/robots.txt" and name != "forbidden":
            status, headers, body = 404, {}, b""
        if not status:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
            return
        self.send_response(status)
        for key, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = "Content-Length" in headers

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()


@pytest.fixture(scope="module")
def closed_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])


@pytest.fixture(scope="module")
def crawled(
    port: int, closed_port: int, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, dict[str, Any]]]:
    """Every fault at once: (data, host's first word -> its summary)."""
    data = tmp_path_factory.mktemp("faults")
    homes = [f"http://{name}.localhost:{port}/" for name in FAULTS]
    homes += [f"http://closed.localhost:{closed_port}/", "http://nowhere.invalid/"]
    summary = child.run(data, homes, child.FAST)
    return data, {p["host"].split(".")[0]: p for p in summary["portals"]}


@pytest.mark.parametrize(("name", "outcome"), OUTCOMES.items())
def test_each_fault_under_its_name(
    crawled: tuple[Path, dict[str, dict[str, Any]]], name: str, outcome: str
) -> None:
    portal = crawled[1][name]
    assert portal["outcome"] == outcome, portal
    assert outcome == "complete" or portal["why"]


def test_the_others_are_unharmed(crawled: tuple[Path, dict[str, dict[str, Any]]]) -> None:
    assert crawled[1]["healthy"]["reports"] == 1
    assert crawled[1]["healthy"]["failures"] == 0


def test_a_body_cut_short_is_kept_and_not_believed(crawled: tuple[Path, dict[str, dict[str, Any]]]) -> None:
    with Archive.open(crawled[0], read_only=True) as archive:
        rows = archive.rows("select grade from captures where address = 'http://short.localhost/1.html'")
        assert [r["grade"] for r in rows] == ["truncated", "truncated"]
        assert archive.value("select code from issues where address = 'http://short.localhost/1.html'")


def test_no_private_address_without_permission(port: int, tmp_path: Path) -> None:
    homes = [
        f"http://healthy.localhost:{port}/",
        f"http://127.0.0.1:{port}/",
        "http://[::1]/",
        "http://10.0.0.1/",
    ]
    summary = child.run(tmp_path, homes, {"delay": 0.0})
    assert {p["outcome"] for p in summary["portals"]} == {"refused"}
    assert all("public network" in p["why"] for p in summary["portals"])
    with Archive.open(tmp_path, read_only=True) as archive:
        assert archive.value("select count(*) from captures") == 0
