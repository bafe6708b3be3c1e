"""Portals that would like to hold a crawl: by their network, their heads, their pages, their links, their robots.txt.

A portal is what it writes on the wire for a path, robots.txt included: pieces of bytes, as slowly as it likes.
"""

from __future__ import annotations

import gzip
import itertools
import json
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.crawler.visit.test_faults import COLUMN, LIST, REPORT, healthy

Wire = Iterable[bytes]
Portal = Callable[[str], Wire]
MANY = "".join(f'<a href="/{n}.html">白岩县{n}局2021年政府信息公开工作年度报告</a>' for n in range(100_000))


def answer(body: str | bytes, status: str = "200 OK", *heads: str) -> Wire:
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", *heads, f"Content-Length: {len(data)}", "Connection: close"]
    return ["\r\n".join(lines).encode("latin-1") + b"\r\n\r\n", data]


def sound(path: str) -> Wire:
    status, _, body = healthy(path)
    return answer(body, str(status) + " -", "Content-Type: text/html; charset=utf-8")


def report_is(body: str | bytes, *heads: str) -> Portal:
    """Sound, but for its one report."""
    return lambda path: answer(body, "200 OK", *heads) if path == "/1.html" else sound(path)


def home_is(body: str | bytes, *heads: str) -> Portal:
    return lambda path: answer(body, "200 OK", *heads) if path == "/" else sound(path)


def everywhere(*wire: bytes) -> Portal:
    return lambda path: sound(path) if path == "/robots.txt" else wire


def stream(pieces: Callable[[], Iterable[bytes]], head: bytes = b"") -> Portal:
    """A head, then pieces without an end."""
    return lambda path: itertools.chain([head or b"HTTP/1.1 200 OK\r\n\r\n"], pieces())


def robots_is(body: bytes | str, status: str = "200 OK") -> Portal:
    return lambda path: answer(body, status) if path == "/robots.txt" else sound(path)


def drip(piece: bytes, pause: float = 0.3) -> Callable[[], Iterator[bytes]]:
    def pieces() -> Iterator[bytes]:
        while True:
            time.sleep(pause)
            yield piece

    return pieces


def pager(word: str) -> Portal:
    """Each page links the next, for ever."""

    def wire(path: str) -> Wire:
        number = int("".join(filter(str.isdigit, path)) or 0)
        if path == "/robots.txt":
            return sound(path)
        links = f'<a href="/list{number + 1}.html">{word}</a><a href="/n{number}.html">{number}年政府信息公开年报</a>'
        return answer(f"<html><body><p>第{number}页</p>{links}</body></html>")

    return wire


def redirects(target: Callable[[str], str], *heads: str) -> Portal:
    def wire(path: str) -> Wire:
        return (
            sound(path) if path == "/robots.txt" else answer("", "302 -", f"Location: {target(path)}", *heads)
        )

    return wire


def bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b"<p>" * 350_000
    return b"".join([*(packer.compress(block) for _ in range(megabytes)), packer.flush()])


def tree(depth: int) -> str:
    return "[" * depth + "1" + "]" * depth


def in_script(code: str) -> Portal:
    """The column is sound, and its script is `code`."""
    return lambda path: answer(LIST + f"<script>{code}</script>") if path == "/gknb/" else sound(path)


def file_is(code: str | bytes) -> Portal:
    """The column is filled by a script of the portal's own, and that is `code`."""
    shell = '<html><body><ul id="rows"></ul><script src="/js/rows.js"></script></body></html>'
    pages = {"/gknb/": shell, "/js/rows.js": code}
    return lambda path: answer(pages[path]) if path in pages else sound(path)


def many(number: int) -> Portal:
    """A column of so many reports, each of which is as slow to look at as a small plain page can be."""
    rows = "".join(
        f'<a href="/r{n}.html">白岩县{n}局2021年政府信息公开工作年度报告</a>' for n in range(number)
    )
    slow = REPORT + '<div onclick="go(\'/a.html\')"><span hidden style="color:#fff">年报</span></div>' * 1_200

    def wire(path: str) -> Wire:
        return (
            answer(f"{LIST}<ul>{rows}") if path == "/gknb/" else answer(slow) if "/r" in path else sound(path)
        )

    return lambda path: sound(path) if path == "/robots.txt" else wire(path)


def forms(number: int) -> str:
    """Lists to choose from, each in a form of its own that is sent at once."""
    options = "".join(f"<option value={n}>20{n % 25:02}年</option>" for n in range(40))
    return (
        f"<form action=/list.jsp><select name=y onchange='this.form.submit()'>{options}</select></form>"
        * number
    )


def in_style(css: str) -> Portal:
    return report_is(f"<style>{css}</style>{REPORT}")


PORTALS: dict[str, Portal] = {
    # the network
    "drip-body": stream(drip(b"<p>")),
    "drip-head": stream(drip(b"X-A: b\r\n"), b"HTTP/1.1 200 OK\r\n"),
    "drip-robots": lambda path: itertools.chain([b"HTTP/1.1 200 OK\r\n\r\n"], drip(b"#")()),
    "silent": lambda path: drip(b"", 1.0)(),
    "endless": stream(lambda: itertools.repeat(b"<p>" * 20_000)),
    "endless-head": stream(lambda: itertools.repeat(b"X: y\r\n" * 1_000), b"HTTP/1.1 200 OK\r\n"),
    "closes": everywhere(),
    "half-a-line": everywhere(b"HTTP/1.1 200"),
    "no-http": everywhere(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "tls-answer": everywhere(b"\x15\x03\x01\x00\x02\x02\x46"),
    "http-9": everywhere(b"HTTP/9.9 999 ?\r\n\r\nx"),
    "continues": everywhere(*itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n", 2_000)),
    "bad-chunks": everywhere(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n"),
    "huge-chunk": everywhere(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nabc"),
    "long-chunk-line": everywhere(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1;" * 500_000),
    "chunks-and-length": everywhere(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    ),
    "length-lies": everywhere(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\nshort"),
    "trailers": everywhere(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
        *itertools.repeat(b"X-T: y\r\n" * 500, 200),
    ),
    "second-answer": lambda path: [b"".join([*sound(path), *sound("/"), *sound("/1.html")])],
    "no-length": lambda path: [b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\n", healthy(path)[2]],
    # heads
    "many-heads": home_is(COLUMN, *(f"X-{n}: {'y' * 60}" for n in range(5_000))),
    "long-head": home_is(COLUMN, "X-Long: " + "y" * 1_000_000),
    "fat-cookie": home_is(COLUMN, "Set-Cookie: a=" + "b" * 1_000_000),
    "many-cookies": lambda path: answer(
        healthy(path)[2], "200 OK", *(f"Set-Cookie: c{n}={'v' * 200}; Path=/" for n in range(1_000))
    ),
    "type-lies": home_is(COLUMN, "Content-Type: application/x-\xff\xfe; charset=\x01none"),
    "rest": lambda path: answer("later", "503 -", "Retry-After: 99999999999999999999"),
    "dated-rest": lambda path: answer("later", "429 -", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT"),
    "cookie-names": lambda path: answer(
        healthy(path)[2], "200 OK", *(f"Set-Cookie: =;;;{';Path=/' * 400}" for _ in range(40))
    ),
    "rest-by-fractions": lambda path: answer("later", "503 -", "Retry-After: 0.0000001"),
    "vouches": lambda path: answer("", "304 -", 'ETag: "x"', "Last-Modified: Thu, 01 Jan 1970 00:00:00 GMT"),
    # compression
    "gzip-bomb": report_is(bomb(1_500), "Content-Encoding: gzip"),
    "bomb-in-bomb": report_is(gzip.compress(bomb(300)), "Content-Encoding: gzip, gzip"),
    "ten-times-packed": report_is(b"x" * 100, "Content-Encoding: " + ", ".join(["gzip"] * 500)),
    "torn-gzip": report_is(gzip.compress(REPORT.encode())[:-9], "Content-Encoding: gzip"),
    "deflate-drip": report_is(
        zlib.compress(b" " * 90_000_000 + REPORT.encode(), 9), "Content-Encoding: deflate"
    ),
    # redirects
    "to-itself": redirects(lambda path: path, "Set-Cookie: a=1"),
    "to-ever-longer": redirects(lambda path: path + "x" * 1_000),
    "in-a-circle": redirects(lambda path: {"/": "/a", "/a": "/b"}.get(path, "/")),
    "to-inside": redirects(lambda path: "http://169.254.169.254/latest/"),
    "to-a-file": redirects(lambda path: "file:///etc/passwd"),
    "to-60-kb": redirects(lambda path: "/" + "y" * 60_000),
    "refresh": home_is('<meta http-equiv=refresh content="0;url=/">' * 20_000),
    # pages
    "pictures": report_is(REPORT + "<img " * 390_000),
    "sheets": report_is(REPORT + "<link " * 64_000),
    "digits": report_is(REPORT + "<p>" + "20" * 64_000),
    "letters": report_is(REPORT + "<p>" + "a." * 16_000),
    "row": report_is(REPORT + "<li>" + '<a href="/d.html" class=x1>查看</a>' * 1_000 + "</li>"),
    "attributes": report_is(REPORT + "<a " + " ".join(f"a{n}=1" for n in range(64_000)) + ">"),
    "fat-attribute": report_is(REPORT + f'<a href="/1.html" title="{"年报" * 2_000_000}">x</a>'),
    "fat-title": home_is(f"<title>{'政府信息公开' * 300_000}</title>{COLUMN}"),
    "fat-link": home_is(f'{COLUMN}<a href="/gk">{"年报" * 1_000_000}</a><a href="/{"a" * 500_000}">年报</a>'),
    "nested": report_is(REPORT + "<table><tr><td>" * 40_000),
    "nested-lists": home_is(COLUMN + "<ul><li>" * 90_000),
    "cells": report_is(REPORT + "<table><tr><td rowspan=65000 colspan=1000>1</td></tr></table>" * 40),
    "comments": report_is(REPORT + "<!--" * 300_000),
    "entities": report_is(REPORT + "&amp;" * 600_000 + "&#x" * 100_000),
    "large": report_is(REPORT + "<p>情况</p>" * 3_000_000),
    "noise": report_is(bytes(range(256)) * 20_000),
    "charset-lies": report_is(REPORT.encode("utf-16"), "Content-Type: text/html; charset=gb2312"),
    "nul": report_is(REPORT.replace("一", "\0" * 5_000)),
    "false-pdf": report_is(b"%PDF-1.7\n" + b"1 0 obj <<" * 50_000, "Content-Type: application/pdf"),
    "false-zip": report_is(b"PK\x03\x04" + b"\xff" * 500_000, "Content-Type: application/zip"),
    "slow-but-plain": many(80),
    "sheet-of-rules": in_style("".join(f".a{n} .b > p:not(.c{n}){{display:none}}" for n in range(9_000))),
    "sheet-never-closed": in_style("/*" * 200_000 + "{" * 200_000),
    "select-in-select": home_is(COLUMN + "<select><option>" * 60_000),
    "deep-inline": report_is(REPORT + "<b><i><u><font color=white>" * 30_000 + "1"),
    # links
    "forms": home_is(COLUMN + forms(150)),
    "base-lies": home_is(
        f'<base href="http://a.example/{"b/../" * 20_000}">{COLUMN}' + '<a href="../x">年报</a>' * 3_000
    ),
    "links": home_is(COLUMN + MANY),
    "pager": pager("下一页"),
    "columns": pager("政府信息公开年报"),
    "ids": lambda path: (
        sound(path)
        if path == "/robots.txt"
        else answer("".join(f'<a href="/{time.time_ns()}{n}.html">政府信息公开年报</a>' for n in range(50)))
    ),
    "frames": home_is("<iframe src=/>" * 20_000 + COLUMN),
    # scripts
    "script-words": in_script("var a = '年" * 40_000),
    "script-tree": in_script("var rows = " + tree(50_000)),
    "script-sums": in_script("var a='/x';" + "a=a+a;" * 5_000 + "location.href=a;"),
    "script-loop": in_script(
        "for(var i=0;i<1e300;i++){document.write('<a href=\"index_'+i+'.html\">'+i+'</a>')}"
    ),
    "script-request": in_script(
        "$.getJSON('/api?page=' + page + '&size=1e309', fill); createPageHTML(1e9,0,'x','y')"
    ),
    "file-bomb": file_is("x=" + "(" * 400_000),
    "file-rows": file_is(
        "var rows=" + json.dumps([{"t": f"白岩县{n}局2021年年报", "u": f"/{n}.html"} for n in range(40_000)])
    ),
    "script-joins": in_script(
        "var a=['年报'];for(var i=0;i<40;i++){a=a.concat(a);document.write(a.join(a))}"
    ),
    "script-calls-itself": in_script(
        "function f(n){return f(n+1)+f(n+2)} f(0); window.onload=function(){f(1)}"
    ),
    "json-tree": lambda path: answer(tree(200_000)) if path == "/1.html" else sound(path),
    # robots.txt
    "robots-delay": robots_is("User-agent: *\nCrawl-delay: 1e309\n"),
    "robots-years": robots_is("User-agent: *\nCrawl-delay: 1000000000\n"),
    "robots-stars": robots_is(
        "User-agent: *\n" + "".join(f"Disallow: /{'*a' * 14}{n}$\n" for n in range(500))
    ),
    "robots-large": robots_is("User-agent: *\nDisallow: /x\n" * 400_000),
    "robots-circle": lambda path: (
        answer("", "302 -", "Location: /robots.txt") if path == "/robots.txt" else sound(path)
    ),
    "robots-packed": lambda path: (
        answer(
            gzip.compress(b"User-agent: *\nDisallow: /x\n" * 2_000_000), "200 OK", "Content-Encoding: gzip"
        )
        if path == "/robots.txt"
        else sound(path)
    ),
    "robots-failing": robots_is("no", "500 -"),
}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        name = (self.headers["Host"] or "").partition(".")[0]
        self.close_connection = True
        portals: dict[str, Portal] = self.server.portals  # type: ignore[attr-defined]
        with suppress(OSError):
            for piece in portals[name](self.path):
                self.wfile.write(piece)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: Any) -> None:
        return


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def handle_error(self, *_: Any) -> None:
        return


@contextmanager
def serve(portals: dict[str, Portal]) -> Iterator[int]:
    """The portals as `<name>.localhost` on the port it gives."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.portals = portals  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
