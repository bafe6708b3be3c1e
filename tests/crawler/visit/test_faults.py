"""What goes wrong at one portal gets its right name there, and leaves the others unharmed."""

from __future__ import annotations

import gzip
import itertools
import random
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from archive import open_archive
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


def calendar(path: str) -> Answer:
    """Each month of a diary links the next, in the words of a column and in those of a pager, for ever."""
    if not path.startswith("/gknb/?"):
        return healthy(path) if path != "/" else page(COLUMN.replace("/gknb/", "/gknb/?month=1"))
    month = int(path.partition("=")[2])
    links = f'<a href="/gknb/?month={month + 1}">下一页</a><a href="/gknb/?month={month + 2}">政府信息公开年报</a>'
    return page(
        f"<html><body><p>2021年{month}月</p>{links}<a href='/n/{month}.html'>{month}</a></body></html>"
    )


def session(path: str) -> Answer:
    """The server writes a new session into every link."""
    plain = path.partition(";")[0]
    status, headers, body = healthy(plain)
    number = f"{random.randrange(16**16):016X}".encode()
    return status, headers, re.sub(rb'href="([^"]+)"', rb'href="\1;jsessionid=' + number + b'"', body)


def changing(path: str) -> Answer:
    status, headers, body = healthy(path)
    return status, headers, body.replace(b"</body>", f"<p>浏览次数：{time.time_ns()}</p></body>".encode())


def sent_home(path: str) -> Answer:
    return healthy(path) if path != "/1.html" else page("", 302, Location="/")


def says_404(path: str) -> Answer:
    return healthy(path) if path != "/1.html" else page("<title>提示</title><p>您访问的页面不存在</p>")


def title(number: int) -> str:
    return f"白岩县人民政府{2000 + number}年政府信息公开工作年度报告"


def listed(numbers: Iterable[int], beside: str = "") -> Answer:
    rows = "".join(f'<li><a href="/{n}.html">{title(n)}</a></li>' for n in numbers)
    return page(
        f"<html><head><title>政府信息公开年报</title></head><body><ul>{rows}</ul>{beside}</body></html>"
    )


def repeated(path: str) -> Answer:
    """The server shows its second page for the third as well: three of nine rows are never seen."""
    if not path.startswith("/gknb/"):
        return page(REPORT.replace("2021", f"20{path[1:3]}")) if path[1:3].isdecimal() else healthy(path)
    asked = int(path.partition("=")[2] or 1)
    pager = "共9条 " + " ".join(f'<a href="/gknb/?page={n}">{n}</a>' for n in (1, 2, 3))
    return listed([n + 10 * min(asked, 2) for n in range(3)], pager)


def of_bodies(path: str) -> Answer:
    """One of two bodies has a list that fails."""
    lists = {"/gknb/": '<a href="/gknb/czj/">财政局</a> <a href="/gknb/jyj/">教育局</a>', "/gknb/czj/": LIST}
    if path == "/gknb/jyj/":
        return page("HTTP Status 500", 500)
    return page(f"<html><body>{lists[path]}</body></html>") if path in lists else healthy(path)


def tip(path: str) -> Answer:
    """What stands behind the title of a report is none."""
    if path == "/gknb/":
        return listed((20, 21))
    told = "<title>提示</title><p>该信息正在整理，敬请关注。</p>"
    return healthy({"/21.html": "/1.html"}.get(path, path)) if path != "/20.html" else page(told)


def captcha(path: str) -> Answer:
    return (
        healthy(path) if path != "/1.html" else page("<title>安全验证</title><p>请输入验证码后继续访问</p>")
    )


STREAMS: dict[str, Callable[[], Iterator[bytes]]] = {
    "drip": lambda: (time.sleep(0.3) or b"<p>" for _ in itertools.count()),
    "endless": lambda: itertools.repeat(b"<p>" * 100_000),
}
FAULTS: dict[str, Callable[[str], Answer]] = {
    "healthy": healthy,
    "circle": lambda path: page("", 302, Location=path + "x" if len(path) < 40 else "/"),
    "longer": lambda path: page("", 302, Location=path + "x" * 1_500),
    "self": lambda path: page("", 302, Location=path),
    "away": lambda path: page("", 301, Location="http://elsewhere.example/"),
    "storm": lambda path: page("busy", 500),
    "tired": lambda path: page("come back later", 503, Retry_After="86400"),
    "dated": lambda path: page("come back later", 503, Retry_After="Fri, 31 Dec 2100 23:59:59 GMT"),
    "challenged": lambda path: page('<script>$_ts=window["$_ts"]</script>', 412),
    "walled": lambda path: page("<title>403 Forbidden</title>", 403),
    "forbidden": lambda path: page("User-agent: *\nDisallow: /") if path == "/robots.txt" else page(COLUMN),
    "torn": torn,
    "short": short,
    "reset": lambda path: (0, {}, b""),
    "garbage": lambda path: (200, {}, bytes(range(256)) * 40),
    "empty": lambda path: page(""),
    "calendar": calendar,
    "session": session,
    "changing": changing,
    "home": sent_home,
    "says404": says_404,
    "repeated": repeated,
    "bodies": of_bodies,
    "tip": tip,
    "captcha": captcha,
    "heads": healthy,
    **dict.fromkeys(STREAMS, healthy),
}
OUTCOMES = {
    "healthy": ("complete", None),
    "circle": ("failed", "in a circle"),
    "longer": ("failed", None),
    "self": ("failed", "in a circle"),
    "away": ("moved", "leads to http://elsewhere.example/"),
    "storm": ("failed", "status 500"),
    "tired": ("blocked", "86400 s of rest"),
    "dated": ("blocked", "s of rest"),
    "challenged": ("blocked", "challenge"),
    "walled": ("blocked", "status 403"),
    "forbidden": ("refused", "robots.txt"),
    "torn": ("silent", "compression"),
    "short": ("silent", "stated length"),
    "reset": ("unreachable", "connection lost"),
    "garbage": ("failed", "encoding"),
    "empty": ("failed", "no body"),
    "calendar": ("budget", "pages"),
    "session": ("complete", None),
    "changing": ("complete", None),
    "home": ("silent", None),
    "says404": ("silent", None),
    "repeated": ("partial", "2 of 3 pages"),
    "bodies": ("partial", "/gknb/jyj/: status 500"),
    "tip": ("partial", "none that can be read"),
    "captcha": ("silent", "安全验证"),
    "drip": ("unreachable", "no answer in time"),
    "endless": ("unreachable", "body too large"),
    "heads": ("unreachable", "the head has more than"),
    "closed": ("unreachable", "connection refused"),
    "nowhere": ("unreachable", "no such host"),
    "plain": ("unreachable", "TLS failed"),
}
"""Portal -> outcome of its visit, and what the reason says."""
GRADES = {
    "http://torn.localhost/1.html": "truncated",
    "http://short.localhost/1.html": "truncated",
    "http://home.localhost/1.html": "home",
    "http://says404.localhost/1.html": "soft_404",
    "http://captcha.localhost/1.html": "challenge",
}
PATIENCE = {**child.FAST, "timeout": 3.0, "max_pages": 60}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        name = (self.headers["Host"] or "").split(".")[0]
        if name in STREAMS and self.path != "/robots.txt":
            self._stream(STREAMS[name]())
            return
        status, headers, body = FAULTS[name](self.path)
        if self.path == "/robots.txt" and name != "forbidden":
            status, headers, body = 404, {}, b""
        if name == "heads" and self.path != "/robots.txt":
            self.close_connection = True
            with suppress(OSError):
                self.wfile.writelines(
                    itertools.chain([b"HTTP/1.1 200 OK\r\nX: y\r\n"], itertools.repeat(b" x\r\n" * 9_000))
                )
            return
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

    def _stream(self, parts: Iterator[bytes]) -> None:
        """A body without an end, until the other side has had enough."""
        self.send_response(200)
        self.end_headers()
        self.close_connection = True
        with suppress(OSError):
            for part in parts:
                self.wfile.write(part)

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
    homes += [f"https://plain.localhost:{port}/"]
    summary = child.run(data, homes, PATIENCE)
    assert summary["seconds"] < 60
    assert summary["peak_mb"] < 400
    return data, {p["host"].split(".")[0]: p for p in summary["portals"]}


@pytest.mark.parametrize(("name", "outcome", "why"), [(n, *o) for n, o in OUTCOMES.items()])
def test_each_fault_under_its_name(
    crawled: tuple[Path, dict[str, dict[str, Any]]], name: str, outcome: str, why: str | None
) -> None:
    portal = crawled[1][name]
    assert portal["outcome"] == outcome, portal
    assert why is None or why in (portal["why"] or ""), portal


@pytest.mark.parametrize("name", ["session", "changing"])
def test_what_changes_on_each_fetch_is_one_page(
    crawled: tuple[Path, dict[str, dict[str, Any]]], name: str
) -> None:
    assert (crawled[1][name]["pages"], crawled[1][name]["reports"]) == (3, 1)


def test_the_others_are_unharmed(crawled: tuple[Path, dict[str, dict[str, Any]]]) -> None:
    assert crawled[1]["healthy"]["reports"] == 1
    assert crawled[1]["healthy"]["failures"] == 0


@pytest.mark.parametrize(("address", "grade"), GRADES.items())
def test_what_is_no_report_is_kept_and_not_believed(
    crawled: tuple[Path, dict[str, dict[str, Any]]], address: str, grade: str
) -> None:
    with open_archive(crawled[0], read_only=True) as archive:
        assert {
            r["grade"] for r in archive.rows("select grade from captures where address = ?", address)
        } == {grade}
        assert archive.value("select code from issues where address = ?", address) == grade


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
    with open_archive(tmp_path, read_only=True) as archive:
        assert archive.value("select count(*) from captures") == 0
