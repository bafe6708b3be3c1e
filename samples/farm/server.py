"""The farm on loopback: the samples' server with portals that come from a seed."""

import json
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from samples.farm.farm import Farm
from samples.farm.site import Answer, Query, Site, tag
from samples.server import SampleServer, _PortalHandler, _TruthHandler

_MISSING = "<html><head><title>404</title></head><body>404 Not Found 页面不存在</body></html>".encode()
_WALLS = {
    "412": (
        412,
        b'<html><head><script>$_ts=window["$_ts"];if(!$_ts)$_ts={};$_ts.nsd=51743;</script></head></html>',
    ),
    "521": (521, b"<script>document.cookie='__jsl_clearance_s=17;path=/';location.reload()</script>"),
    "403": (403, "<html><head><title>403 Forbidden</title></head><body>访问被拦截</body></html>".encode()),
}


class FarmServer(SampleServer):
    """`portals` portals of a seed, as a context manager; `homes`, `truth()`, `log`, `evolve(step)`."""

    def __init__(
        self, seed: int, portals: int = 30, port: int = 0, truth_port: int = 0, redesign: bool = False
    ) -> None:
        super().__init__(port, truth_port)
        self.farm = Farm(seed, portals, redesign)
        self._portals.RequestHandlerClass = _FarmHandler
        self._truth.RequestHandlerClass = _FarmTruthHandler
        self.homes = [f"http://{host}:{self.port}/" for host in self.farm.hosts]

    def __enter__(self) -> "FarmServer":
        self.start()
        return self

    def truth(self) -> dict[str, Any]:
        """What a perfect crawl would find now."""
        return self.farm.truth()

    def evolve(self, step: int) -> dict[str, Any]:
        """Publishes 25 reports, revises 10, moves one portal to other software, blocks one; says which."""
        return self.farm.evolve(step)


class _FarmHandler(_PortalHandler):
    def do_POST(self) -> None:  # noqa: N802 (named by http.server)
        """Some lists answer to POST only; a form counts as further parameters."""
        self.do_GET()

    def _response(self, host: str) -> tuple[int, dict[str, str], bytes]:
        room = self.server.room
        assert isinstance(room, FarmServer)
        site = room.farm.of_host(host)
        if site is None:
            return 404, {"Content-Type": "text/plain"}, b"no such portal"
        wall = room.farm.wall(host)
        if wall:
            status, body = _WALLS[wall]
            return status, {"Content-Type": "text/html"}, body
        path, query = self._asked()
        return self._send(site, site.answer(path, query))

    def _asked(self) -> tuple[str, Query]:
        # A target that begins with // would be read as a host, so it is given one.
        parts = urlsplit(f"http://any{self.path}")
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        if self.command == "POST":
            length = int(self.headers.get("Content-Length") or 0)
            query |= dict(parse_qsl(self.rfile.read(length).decode("utf-8", "replace")))
            query["method"] = "POST"
        query.pop("jsessionid", None)
        return parts.path.partition(";jsessionid=")[0], query

    def _send(self, site: Site, answer: Answer | None) -> tuple[int, dict[str, str], bytes]:
        if answer is None:
            return 404, {"Content-Type": "text/html; charset=utf-8"}, _MISSING
        headers = {"Content-Type": answer.content_type}
        if answer.location:
            return answer.status, {**headers, "Location": answer.location}, b""
        if b"@@VISITS@@" not in answer.body and site.place.crawl_delay < 0.2:
            headers["ETag"] = tag(answer.body)
            if headers["ETag"] == self.headers.get("If-None-Match"):
                return 304, headers, b""
        return answer.status, headers, self.server.room.living(answer.body)


class _FarmTruthHandler(_TruthHandler):
    def do_GET(self) -> None:  # noqa: N802 (named by http.server)
        room = self.server.room
        assert isinstance(room, FarmServer)
        if self.path == "/truth.json":
            found: Any = room.truth()
        elif self.path == "/log.json":
            found = [asdict(hit) for hit in list(room.log)]
        else:
            self.answer(404, {}, b"")
            return
        body = json.dumps(found, ensure_ascii=False).encode()
        self.answer(200, {"Content-Type": "application/json; charset=utf-8"}, body)
