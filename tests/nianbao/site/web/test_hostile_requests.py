"""Requests that no browser sends: heads, methods and bytes. Each has an answer below 500, at once, and leaves nothing at work."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import quote, urlsplit

import pytest
from datasette.utils.asgi import Request

from nianbao.site.proof import sanitize, shown
from nianbao.site.proof.work import Proof, Task
from nianbao.site.web import posted, web
from tests.nianbao.site.building import Built
from tests.nianbao.site.conftest import Get
from tests.serving import Site, running

NO_SITE = SimpleNamespace(urls=SimpleNamespace(path=str))
PATHS = ("/", "/changes.atom", "/nianbao/reports.json", "/-/nianbao/example.ipynb")
COOKIES = {
    "backslashes": b'nianbao_language="' + b"\\" * 50_000 + b'"',
    "quotes": b'a="' + b'\\"' * 25_000 + b'"',
    "octal": b'a="' + b"\\012" * 12_000 + b'"',
    "no text": b"\xff\xfe=\xff",
    "many": b"a=b; " * 10_000,
    "short": b'a="\\"; ds_actor=zzz',
    "names": b"; ".join(b"a%d=b" % number for number in range(1_500)),
    "no name": b"nianbao_language=en ====; ====; ds_actor=x ====",
}


@pytest.fixture(scope="module")
def server(built: Built) -> Iterator[Site]:
    with running(built.data) as found:
        asked(found, "/nianbao.json?sql=select+1")
        yield found


def asked(
    site: Site, path: str, method: str = "GET", headers: dict[str, bytes] | None = None
) -> tuple[int, float]:
    """Status and seconds."""
    line = http.client.HTTPConnection(urlsplit(site.address).netloc, timeout=60)
    began = time.monotonic()
    line.request(method, path, headers=headers or {})
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.status, time.monotonic() - began


@pytest.mark.parametrize("name", COOKIES)
def test_a_cookie_costs_nothing(server: Site, name: str) -> None:
    """Python reads backslashes in cookies in time by the square of their number: 60 KB of them took 15 s of everybody's."""
    before = server.work()
    for path in PATHS:
        assert asked(server, path, headers={"Cookie": COOKIES[name]})[0] == 200
    assert server.work() - before < 5


def test_a_good_cookie_is_read(server: Site) -> None:
    line = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=60)
    line.request("GET", "/", headers={"Cookie": "a=b; nianbao_language=en"})
    assert 'lang="en"' in line.getresponse().read().decode()


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "PROPFIND", "render"]
)
def test_no_method_is_an_error_of_ours(server: Site, built: Built, method: str) -> None:
    capture = next(iter(built.capture.values()))
    for path in (
        "/",
        "/nianbao",
        "/nianbao/reports",
        "/nianbao/reports/1.json",
        f"/-/raw/{capture}",
        "/-/logout",
    ):
        assert asked(server, path, method)[0] < 500, path


@pytest.mark.parametrize(
    "head",
    [
        b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /nianbao?\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: \xff\xfe\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-Nianbao-Language: \xff\r\n\r\n",
        b"GET http://y/nianbao HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET * HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /nianbao/%E5%B9%B4.json HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /nianbao/~ff~fe.json HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
def test_no_head_is_an_error_of_ours(server: Site, head: bytes) -> None:
    parts = urlsplit(server.address)
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as line:
        line.sendall(head)
        answer = line.recv(100)
    assert not answer or (answer.startswith(b"HTTP/1.1 ") and answer[9:10] in b"234"), answer
    assert asked(server, "/")[0] == 200


MANY = "&".join(f"p{number}=1" for number in range(6_000))
LARGE = {
    f"/search?{MANY}": 414,
    f"/nianbao?sql=select+1&{MANY}": 414,
    f"/nianbao/reports.json?{MANY}": 414,
    f"/-/static/app.css?{MANY}": 414,
    f"/nosuch?{MANY}": 414,
    f"/report/{'a' * 60_000}": 414,
    f"/coverage?year={'%22' * 1_000}": 414,
    f"/nianbao/reports?{'_facet=form&' * 60}": 400,
    f"/nianbao/reports?{'&' * 60}": 400,
}


@pytest.mark.parametrize("path", LARGE, ids=lambda path: path[:24])
def test_many_parameters_hold_up_nobody(server: Site, path: str) -> None:
    """2,000 parameters took a minute of everybody's."""
    with ThreadPoolExecutor(20) as pool:
        under_way = [pool.submit(asked, server, path) for _ in range(20)]
        status, seconds = asked(server, "/robots.txt")
        found = {one.result()[0] for one in under_way}
    assert (status, found) == (200, {LARGE[path]})
    assert seconds < 5


def test_a_question_with_many_parameters_that_is_refused_holds_up_nobody(server: Site) -> None:
    """The refusal is a page made in the site's own process."""
    endless = quote("with recursive a(x) as (select 1 union all select x + 1 from a) select max(x) from a")
    path = f"/nianbao?sql={endless}&" + "&".join(f"p{number}=1" for number in range(48))
    before = server.work()
    assert asked(server, path)[0] == 400
    assert server.work() - before < 10


def test_links_of_a_page_repeat_its_address_in_linear_time() -> None:
    """Each link of a page of a thousand links asked Datasette for the parameters, which read the whole query again."""
    request = Request.fake(
        "/coverage?" + "&".join(f"p{number}=1" for number in range(5_000)) + "&page=2&q=%E5%B9%B4"
    )
    began = time.process_time()
    sibling = cast(Callable[..., str], web.words_of(cast(Any, NO_SITE), cast(Any, request))["sibling"])
    assert sibling(page=3, lang="en").endswith("p4999=1&page=3&q=%E5%B9%B4&lang=en")
    assert "page" not in sibling(page=None) and sibling(q="")[-7:] == "&page=2"
    assert time.process_time() - began < 2


@pytest.mark.parametrize("name", ["Host", "X-Nianbao-Language"])
def test_a_long_header_is_repeated_in_no_entry(server: Site, name: str) -> None:
    parts = urlsplit(server.address)
    lines = {"Host": b"x", name: b"x" * 30_000}
    head = b"".join(b"%b: %b\r\n" % (n.encode(), v) for n, v in lines.items())
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as line:
        line.sendall(b"GET /sitemap.xml HTTP/1.1\r\nConnection: close\r\n" + head + b"\r\n")
        answer = b"".join(iter(lambda: line.recv(65_536), b""))
    assert answer[9:12] == (b"431" if name == "Host" else b"200") and b"x" * 1_000 not in answer


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 20_000)),
        ("application/x-www-form-urlencoded", b"a=\xff"),
        ("application/x-www-form-urlencoded", b"csrftoken=%E5%B9%B4"),
        ("application/x-www-form-urlencoded", b"a" * 200_000),
        ("multipart/form-data; boundary=x", b"--x\r\n" * 15_000),
        ("multipart/form-data", b"x"),
    ],
)
def test_what_is_posted_to_any_page_is_bounded_and_no_error_of_ours(
    server: Site, kind: str, body: bytes
) -> None:
    for path in ("/search", "/nianbao", "/alerts", "/-/static/app.css"):
        line = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=60)
        heads = {"Content-Type": kind, "Cookie": "ds_csrftoken=a", "X-CSRFToken": "\xe9"}
        line.request("POST", path, body, heads)
        assert 200 <= line.getresponse().status < 500, path
        line.close()


def test_a_body_in_small_pieces_takes_linear_time() -> None:
    pieces = iter(range(90_000))

    async def receive() -> dict[str, object]:
        return {"body": b"x", "more_body": next(pieces) < 89_999}

    began = time.process_time()
    assert asyncio.run(posted.body(receive)) == b"x" * 90_000
    assert time.process_time() - began < 5


@pytest.mark.parametrize("shape", ["array", "arrayfirst", "objects", "arrays"])
def test_lines_of_json_are_json(get: Get, shape: str) -> None:
    """`_nl` is sent as plain text, like a CSV: commas and quotes in it are its own."""
    sql = "select 'a,\"b' as x, '=1' as y union all select 'c', 'd'"
    text = get("/nianbao.json", params={"sql": sql, "_shape": shape, "_nl": "on"}).text
    if shape == "array":
        rows = [json.loads(line) for line in text.splitlines()]
        assert rows == [{"x": 'a,"b', "y": "=1"}, {"x": "c", "y": "d"}]
    else:
        assert json.loads(text)


def test_what_is_kept_of_proofs_counts_what_was_asked() -> None:
    """Visitors choose the place they ask for: 60 KB of it, thousands of times."""
    kept = shown._Kept()
    for number in range(1500):
        kept.keep(Task("db", "key", at=f"{number}" + "x" * 60_000), Proof(sanitize.Page("", False)))
    assert len(kept._proofs) * 120_000 < 1.1 * shown.KEPT_BYTES


def test_others_keep_what_may_be_taken_down_for_an_hour_at_most(get: Get, built: Built) -> None:
    capture = next(iter(built.capture.values()))
    for path in ("/", f"/report/{built.whole}", f"/-/snapshot/{capture}", f"/-/snapshot/{capture}/page",
                 f"/-/raw/{capture}", "/changes.atom", f"/search?q={quote('年报')}"):  # fmt: skip
        said = get(path).headers.get("cache-control", "max-age=0")
        assert int(said.rpartition("max-age=")[2].partition(",")[0]) <= 3600, path
        assert "immutable" not in said
