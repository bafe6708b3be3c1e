"""The scripted portals on loopback, told apart by host, with a log of what each was asked and whether two requests met."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from urllib.parse import parse_qsl, urlsplit

MODULES = Path(__file__).parent / "node_modules"
LIBRARIES = {
    "jquery.js": "jquery/dist/jquery.min.js",
    "vue.js": "vue/dist/vue.global.prod.js",
    "layui.js": "layui/dist/layui.js",
    "table.js": "bootstrap-table/dist/bootstrap-table.min.js",
    "axios.js": "axios/dist/axios.min.js",
    "vue2.js": "vue2/dist/vue.min.js",
    "element.js": "element-ui/lib/index.js",
    "ztree.js": "@ztree/ztree_v3/js/jquery.ztree.all.min.js",
}
ROBOTS = "User-agent: *\nDisallow: /secret/\n"


@dataclass(frozen=True)
class Asked:
    """A request. `sent`: parameters of the query and of a urlencoded body; `body` as it came."""

    path: str
    sent: dict[str, str]
    body: str
    headers: dict[str, str]

    def number(self, name: str, default: int = 1) -> int:
        value = self.sent.get(name, "")
        return int(value) if value.isdecimal() else default


@dataclass(frozen=True)
class Hit:
    """A request that came. `open`: how many of its host were open then."""

    host: str
    path: str
    agent: str
    open: int
    at: float
    """Seconds of the server's clock."""


Answer = Callable[[Asked], object]
"""A text of HTML, a value for JSON, or None for 403."""


@dataclass
class Scripted:
    """A portal: pages by path, answers by path, and the paths of its reports."""

    pages: dict[str, str] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    reports: set[str] = field(default_factory=set)
    moved: dict[str, str] = field(default_factory=dict)
    """Path -> where it leads."""


@dataclass
class World:
    port: int
    log: list[Hit] = field(default_factory=list)


@contextmanager
def serve(portals: dict[str, Scripted]) -> Iterator[World]:
    """The portals as `<name>.scripted.localhost`."""
    world, opened, lock = World(0), Counter[str](), Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer("")

        def do_POST(self) -> None:
            self.answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def answer(self, body: str) -> None:
            host = self.headers["Host"].partition(":")[0]
            with lock:
                opened[host] += 1
                world.log.append(
                    Hit(host, self.path, self.headers["User-Agent"] or "", opened[host], time.monotonic())
                )
            try:
                found = _found(portals[host.partition(".")[0]], self.path, body, dict(self.headers))
            finally:
                with lock:
                    opened[host] -= 1
            self.send(*found)

        def send(self, status: int, media_type: str, text: str) -> None:
            data = text.encode()
            self.send_response(status)
            head = (
                ("Location", media_type)
                if status == 302
                else ("Content-Type", f"{media_type}; charset=utf-8")
            )
            self.send_header(*head)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        world.port = server.server_address[1]
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield world
        server.shutdown()


def _found(portal: Scripted, target: str, body: str, headers: dict[str, str]) -> tuple[int, str, str]:
    parts = urlsplit(target)
    if parts.path == "/robots.txt":
        return 200, "text/plain", ROBOTS
    if parts.path.startswith("/lib/"):
        return 200, "text/javascript", (MODULES / LIBRARIES[parts.path[5:]]).read_text(encoding="utf-8")
    if parts.path in portal.answers:
        sent = dict(parse_qsl(parts.query)) | ({} if body.startswith("{") else dict(parse_qsl(body)))
        found = portal.answers[parts.path](Asked(parts.path, sent, body, headers))
        if found is None:
            return 403, "text/html", "<html><body>forbidden</body></html>"
        if isinstance(found, str):
            return 200, "text/javascript" if found.startswith("cb") else "text/html", found
        return 200, "application/json", json.dumps(found)
    if parts.path in portal.moved:
        return 302, portal.moved[parts.path], ""
    text = portal.pages.get(parts.path)
    return (404, "text/html", "<html>404</html>") if text is None else (200, "text/html", text)
