"""A portal on loopback whose pages a test sets and changes, and which remembers what it was asked."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

Answer = tuple[int, dict[str, str], str]
_FILLER = "".join(f"<p>第{n}条 栏目说明文字，供读者了解本栏目的内容和用法。</p>" for n in range(12))


def html(title: str, body: str) -> str:
    """A page with enough text to be none of the thin ones."""
    return (
        f"<html><head><meta charset=utf-8><title>{title}</title></head><body><h1>{title}</h1>{body}{_FILLER}"
    )


def report(year: int, organ: str = "白岩县财政局") -> str:
    """A report by its headings; its figures are no matter here."""
    headings = (
        "总体情况",
        "主动公开政府信息情况",
        "收到和处理政府信息公开申请情况",
        "行政复议、行政诉讼情况",
    )
    sections = "".join(f"<h2>{n}</h2><p>{organ}{year}年情况。</p>" for n in headings)
    return html(f"{organ}{year}年政府信息公开工作年度报告", sections)


def column(years: Iterable[int], title: str = "政府信息公开年报") -> str:
    """A list of reports at `/<year>.html`."""
    lines = (
        f"<li><a href='/{y}.html'>白岩县财政局{y}年政府信息公开工作年度报告</a> {y + 1}-01-20</li>"
        for y in years
    )
    return html(title, f"<ul>{''.join(lines)}</ul>")


def home(column_path: str = "/gknb/") -> str:
    """A home page with a menu; the column of reports is one of its links."""
    others = "".join(f"<a href='/{n}/'>{n}</a>" for n in ("首页", "要闻", "互动", "服务", "数据"))
    return html("白岩县人民政府", f"{others}<a href='{column_path}'>政府信息公开年报</a>")


@dataclass
class Stage:
    """`pages`: path -> page or answer; what is not there is 404. `asked`: paths with their headers, robots.txt aside."""

    pages: dict[str, str | Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    etags: bool = False
    """Answer with validators, and with 304 to them."""
    pause: float = 0.0
    """Seconds that each page takes."""
    most_at_once: int = 0
    """Requests that one host had open, at most."""
    held: threading.Event | None = None
    """Where it is given, a page is answered once it is set."""

    open: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def portal(self, years: Iterable[int]) -> Stage:
        """A small sound portal."""
        years = list(years)
        self.pages |= {"/": home(), "/gknb/": column(years), **{f"/{y}.html": report(y) for y in years}}
        return self

    def paths(self) -> list[str]:
        """What was asked since the last call."""
        found = [path for path, _ in self.asked]
        self.asked.clear()
        return found

    @property
    def url(self) -> str:
        return f"http://baiyan.localhost:{self.server.server_address[1]}/"

    def __enter__(self) -> Stage:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self.server.stage = self  # type: ignore[attr-defined]
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.shutdown()
        self.server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        stage: Stage = self.server.stage  # type: ignore[attr-defined]
        host = self.headers.get("Host", "")
        with stage.lock:
            stage.open[host] += 1
            stage.most_at_once = max(stage.most_at_once, stage.open[host])
        try:
            time.sleep(stage.pause)
            self._answer(stage)
        finally:
            with stage.lock:
                stage.open[host] -= 1

    def _answer(self, stage: Stage) -> None:
        if self.path == "/robots.txt":
            self._send(404, {}, "")
            return
        stage.asked.append((self.path, dict(self.headers)))
        if stage.held is not None:
            stage.held.wait(60)
        page = stage.pages.get(self.path, (404, {}, "404 Not Found"))
        status, headers, body = page if isinstance(page, tuple) else (200, {}, page)
        if stage.etags and status == 200:
            headers = {**headers, "ETag": f'"{hash(body)}"'}
            if self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, ""
        self._send(status, headers, body)

    def _send(self, status: int, headers: dict[str, str], body: str) -> None:
        data = body.encode()
        self.send_response(status)
        for name, value in ({"Content-Type": "text/html; charset=utf-8"} | headers).items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        return
