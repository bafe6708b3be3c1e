"""The loopback server: one port for the portals (told apart by Host), another for the truth and the log."""

import hashlib
import itertools
import json
import threading
import time
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from samples.model import Stage
from samples.places import places, story
from samples.portals import sites
from samples.site import Page, Site
from samples.truth import truth

Headers = dict[str, str]


@dataclass
class Hit:
    """One request as the server saw it; `concurrent` counts the host's open requests, itself included."""

    host: str
    path: str
    at: float
    concurrent: int
    user_agent: str
    status: int = 0


class SampleServer:
    """The sample portals, as a context manager: bound on construction, serving after `start`.

    `stage` says on which side of their story the portals stand, and may be set while they serve. `copies` gives every portal that many names (copy1-…), for measuring; their absolute links lead to the original.
    """

    def __init__(self, port: int = 0, truth_port: int = 0, copies: int = 1, stage: Stage = "settled") -> None:
        self.stage: Stage = stage
        self.log: list[Hit] = []
        self._lock = threading.Lock()
        self._open: dict[str, int] = {}
        self._visits = itertools.count(100_001)
        self._threads: list[threading.Thread] = []
        self._portals = _Server(("127.0.0.1", port), _PortalHandler, self)
        try:
            self._truth = _Server(("127.0.0.1", truth_port), _TruthHandler, self)
        except OSError:
            self._portals.server_close()
            raise
        self.port: int = self._portals.server_address[1]
        self.truth_port: int = self._truth.server_address[1]
        names = [f"copy{n}-{host}" if n else host for n in range(copies) for host in sites()]
        self.homes = [f"http://{name}:{self.port}/" for name in names]

    @property
    def changing(self) -> tuple[str, tuple[date, date]]:
        """The home of the portal that changes, and on which days the demonstration visits it before and after."""
        told = story()
        host = places()[told["late"].split("/")[0]].host
        first, second = told["visited"]
        return f"http://{host}:{self.port}/", (first, second)

    def start(self) -> None:
        """Serve both ports in background threads."""
        for server in (self._portals, self._truth):
            thread = threading.Thread(
                target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
            )
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Stop serving and give the ports back."""
        for server in (self._portals, self._truth):
            if self._threads:
                server.shutdown()
            server.server_close()
        for thread in self._threads:
            thread.join(timeout=5)
        self._threads.clear()

    def __enter__(self) -> "SampleServer":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def opened(self, host: str, path: str, user_agent: str) -> Hit:
        """Write a request into the log."""
        with self._lock:
            self._open[host] = self._open.get(host, 0) + 1
            hit = Hit(host, path, time.time(), self._open[host], user_agent)
            self.log.append(hit)
        return hit

    def closed(self, hit: Hit) -> None:
        """The answer to a request has been written."""
        with self._lock:
            self._open[hit.host] -= 1

    def living(self, body: bytes) -> bytes:
        """Fill in what changes on each fetch: counter, clock, session, and the port this server has."""
        if b"@@" not in body:
            return body
        visits = next(self._visits)
        session = hashlib.md5(str(visits).encode(), usedforsecurity=False).hexdigest().upper()
        marks = {
            b"@@VISITS@@": str(visits).encode(),
            b"@@NOW@@": datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f").encode(),
            b"@@SESSION@@": session.encode(),
            b"@@PORT@@": f":{self.port}".encode(),
        }
        for mark, value in marks.items():
            body = body.replace(mark, value)
        return body


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], handler: type["_Handler"], room: SampleServer) -> None:
        self.room = room
        super().__init__(address, handler)


class _Handler(BaseHTTPRequestHandler):
    """Writes head and body in one piece: two small writes would wait for each other on a kept connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 30
    server: _Server

    def answer(self, status: int, headers: Headers, body: bytes) -> None:
        """Send one response."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and status != HTTPStatus.NOT_MODIFIED:
            self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """The log is kept in memory, not on standard error."""


class _PortalHandler(_Handler):
    def do_GET(self) -> None:
        host = self.headers.get("Host", "").partition(":")[0].lower()
        room = self.server.room
        hit = room.opened(host, self.path, self.headers.get("User-Agent", ""))
        try:
            hit.status, headers, body = self._response(host)
            self.answer(hit.status, headers, body)
        finally:
            room.closed(hit)

    do_HEAD = do_GET  # noqa: N815 (named by http.server)

    def _response(self, host: str) -> tuple[int, Headers, bytes]:
        portals = sites(self.server.room.stage)
        site = portals.get(host) or portals.get(host.partition("-")[2])
        if site is None:
            return 404, {"Content-Type": "text/plain"}, b"no such portal"
        path = _plain(site, self.path)
        if path in site.redirects:
            return 301, {"Location": site.redirects[path]}, b""
        page = site.pages.get(path)
        if page is None:
            body = (
                "<html><head><title>404</title></head><body>404 Not Found 页面不存在</body></html>".encode()
            )
            return 404, {"Content-Type": "text/html; charset=utf-8"}, body
        headers = {"Content-Type": page.content_type, **page.headers, **_validators(site, page)}
        if _unchanged(self.headers, headers):
            return 304, headers, b""
        return page.status, headers, self.server.room.living(site.body(page))


class _TruthHandler(_Handler):
    def do_GET(self) -> None:
        if self.path == "/truth.json":
            found: Any = truth()
        elif self.path == "/log.json":
            found = [asdict(hit) for hit in list(self.server.room.log)]
        else:
            self.answer(404, {}, b"")
            return
        body = json.dumps(found, ensure_ascii=False).encode()
        self.answer(200, {"Content-Type": "application/json; charset=utf-8"}, body)


def _plain(site: Site, target: str) -> str:
    """The key of the page asked for: no session id, parameters in any order or ignored."""
    # A target that begins with // would be read as a host, so it is given one.
    parts = urlsplit(f"http://any{target}")
    path = parts.path.partition(";jsessionid=")[0]
    query = urlencode(sorted(parse_qsl(parts.query)))
    return f"{path}?{query}" if f"{path}?{query}" in site.pages else path


def _validators(site: Site, page: Page) -> Headers:
    headers: Headers = {}
    if page.status == HTTPStatus.OK and "etag" in site.validators:
        headers["ETag"] = site.etag(page)
    if page.status == HTTPStatus.OK and "modified" in site.validators:
        headers["Last-Modified"] = format_datetime(page.modified, usegmt=True)
    return headers


def _unchanged(asked: Any, headers: Headers) -> bool:
    """Does the client hold this very page? A tag decides where there is one, else the date."""
    if tag := asked.get("If-None-Match"):
        return headers.get("ETag") in [part.strip() for part in tag.split(",")]
    since = asked.get("If-Modified-Since")
    if not since or "Last-Modified" not in headers:
        return False
    try:
        return parsedate_to_datetime(headers["Last-Modified"]) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False
