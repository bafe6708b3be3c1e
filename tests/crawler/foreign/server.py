"""The foreign farm on loopback: one port, the portals told apart by the Host header, every request in a log."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from tests.crawler.foreign.farm import Farm
from tests.crawler.foreign.web import PORT, Reply, asked

_MISSING = Reply("<html><head><title>404</title></head><body>404 Not Found</body></html>", 404)


@dataclass
class Hit:
    """One request as the server saw it; `open` counts the requests of its host that were open, itself included."""

    host: str
    method: str
    path: str
    body: str
    at: float
    open: int
    agent: str
    cookie: str
    referer: str
    status: int = 0


class ForeignServer:
    """A farm, served from construction to the end of the `with`; `homes`, `log`."""

    def __init__(self, farm: Farm, port: int = 0) -> None:
        self.farm = farm
        self.log: list[Hit] = []
        self._open: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.room = self
        self.port: int = self._server.server_address[1]
        self.homes = [p.absolute("/").replace(PORT, f":{self.port}") for p in farm.portals]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> ForeignServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    def opened(self, hit: Hit) -> None:
        """Write a request into the log."""
        with self._lock:
            self._open[hit.host] += 1
            hit.open = self._open[hit.host]
            self.log.append(hit)

    def closed(self, hit: Hit) -> None:
        """The answer to a request has been written."""
        with self._lock:
            self._open[hit.host] -= 1


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    room: ForeignServer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 30
    server: _Server

    def do_GET(self) -> None:
        room = self.server.room
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode("utf-8", "replace")
        host = self.headers.get("Host", "").partition(":")[0].lower()
        agent, cookie, referer = (self.headers.get(n, "") for n in ("User-Agent", "Cookie", "Referer"))
        hit = Hit(host, self.command, self.path, body, time.time(), 0, agent, cookie, referer)
        room.opened(hit)
        try:
            portal = room.farm.of_host(host)
            request = asked(self.command, self.path, body, hit.cookie, hit.referer)
            reply = (portal.answer(request) if portal else None) or _MISSING
            hit.status = reply.status
            self._send(reply, portal.look.charset if portal else "utf-8")
        finally:
            room.closed(hit)

    do_POST = do_GET  # noqa: N815 (named by http.server)
    do_HEAD = do_GET  # noqa: N815

    def _send(self, reply: Reply, charset: str) -> None:
        own = charset if reply.kind == "text/html" else "utf-8"
        port = f":{self.server.room.port}"
        data = reply.data or reply.body.replace(PORT, port).encode(own, "xmlcharrefreplace")
        self.send_response(reply.status)
        silent = reply.kind == "text/html" and charset != "utf-8"
        self.send_header("Content-Type", reply.kind if silent else f"{reply.kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        for name, value in reply.headers:
            self.send_header(name, value.replace(PORT, port))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)
        self.wfile.flush()

    def log_message(self, *_: Any) -> None:
        """The log is kept in memory."""
