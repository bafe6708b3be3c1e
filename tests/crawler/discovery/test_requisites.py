"""The pictures and style sheets of report pages: which, how many, and that a page is believed without them."""

from __future__ import annotations

import threading
import zlib
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from archive import open_archive
from archive.crawl.frontier import Entry
from archive.store.captures import body
from crawler.discovery.requisites import OF_A_PAGE, requisites
from crawler.page.page import Page
from nianbao.site.proof import requisites as stored
from nianbao.site.proof import sanitize
from parsers.model import Context
from parsers.page.outline import outline
from tests.crawler import child

URL = "http://www.baiyan.example/nb/1.html"
TITLE = "白岩县人民政府2021年政府信息公开工作年度报告"
PARTS = "<p>一、总体情况</p><p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p><p>第二十条第（一）项</p>"


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", (1).to_bytes(4) * 2 + b"\x08\x00\x00\x00\x00")
    + _chunk(b"IDAT", zlib.compress(b"\x00\x00"))
    + _chunk(b"IEND", b"")
)
HEAD = '<link rel="stylesheet" href="/css/a.css"><link rel="icon" href="/favicon.ico"><script src="/a.js"></script>'
IMAGES = '<img src="../img/seal.png"><img src="/img/gone.png"><img src="data:image/png;base64,AA=="><img>'


def report(number: int = 1) -> str:
    head = f"<meta charset=utf-8><title>{TITLE}</title>{HEAD}"
    return f"<html><head>{head}</head><body><h1>{TITLE}</h1>{PARTS}{IMAGES}<p>{number}</p></body></html>"


def asked(html: str) -> list[str]:
    entry = Entry(1, URL, "report", 95.0, 3, None, TITLE, False)
    page = Page(URL, entry, html.encode(), outline(html.encode(), Context(URL)))
    found = requisites(page)
    assert {c.kind for c in found} <= {"requisite"}
    return [c.url.removeprefix("http://www.baiyan.example") for c in found]


def test_sheets_and_pictures_and_no_script() -> None:
    assert asked(report()) == ["/css/a.css", "/img/seal.png", "/img/gone.png"]


def test_only_report_pages_have_requisites() -> None:
    assert asked(f"<html><head>{HEAD}</head><body><p>要闻</p>{IMAGES}</body></html>") == []


def test_not_every_picture() -> None:
    many = "".join(f'<img src="/{n}.png">' for n in range(100))
    assert len(asked(report().replace("<p>1</p>", many))) == OF_A_PAGE


class Handler(BaseHTTPRequestHandler):
    asked: ClassVar[Counter[str]] = Counter()

    def do_GET(self) -> None:
        self.asked[self.path] += 1
        lists = "".join(
            f'<a href="/nb/{n}.html">{TITLE.replace("2021", str(n))}</a>' for n in range(2019, 2023)
        )
        pages = {
            "/": '<html><body><a href="/nb/">政府信息公开年报</a></body></html>'.encode(),
            "/nb/": f"<title>政府信息公开年报</title>{lists}".encode(),
            "/css/a.css": b"p { color: red }",
            "/img/seal.png": PNG,
        }
        year = self.path[4:8]
        found = report().replace("2021", year).encode() if year.isdigit() else pages.get(self.path)
        self.send_response(404 if found is None else 200)
        self.end_headers()
        self.wfile.write(found or b"gone")

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def home() -> Iterator[str]:
    Handler.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://baiyan.localhost:{server.server_address[1]}/"
        server.shutdown()


def test_once_a_portal_and_the_page_looks_like_itself(home: str, tmp_path: Path) -> None:
    for _ in range(2):
        summary = child.run(tmp_path, [home], {**child.FAST, "requisites": True})
        (portal,) = summary["portals"]
        assert (portal["outcome"], portal["failures"]) == ("complete", 0)
    wanted = ("/css/a.css", "/img/seal.png", "/img/gone.png", "/a.js", "/favicon.ico")
    assert [Handler.asked[path] for path in wanted] == [1, 1, 1, 0, 0]
    with open_archive(tmp_path, read_only=True) as archive:
        roles = dict(
            archive.rows(
                "select address, role from captures where address like '%a.css' or role = 'requisite'"
            )
        )
        assert sorted(a.rpartition("/")[2] for a in roles) == ["a.css", "seal.png"]
        row = archive.row("select * from captures where role = 'report' limit 1")
        assert row is not None
        found = stored.places(archive.conn, dict(row), body(archive, row["key"]))
        shown = stored.load(found, tmp_path / "warc")
        assert list(shown.pictures) == ["../img/seal.png"] and len(shown.sheets) == 1
        page = sanitize.page(body(archive, row["key"]), None, None, shown)
    assert 'src="data:image/png;base64,iVBOR' in page.html and "gone.png" not in page.html
    assert page.styled and "h1" in page.html


def test_without_the_switch_none_is_asked_for(home: str, tmp_path: Path) -> None:
    child.run(tmp_path, [home], child.FAST)
    assert not Handler.asked["/img/seal.png"]
