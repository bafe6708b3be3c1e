"""Requests that no browser sends: heads, methods and bytes. Each has an answer below 500, at once, and leaves nothing at work."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest

from nianbao.site.proof import sanitize, shown
from nianbao.site.proof.work import Proof, Task
from tests.nianbao.site.building import Built
from tests.nianbao.site.conftest import Get
from tests.serving import Site, running

PATHS = ("/", "/changes.atom", "/nianbao/reports.json", "/-/nianbao/example.ipynb")
COOKIES = {
    "backslashes": b'nianbao_language="' + b"\\" * 50_000 + b'"',
    "quotes": b'a="' + b'\\"' * 25_000 + b'"',
    "octal": b'a="' + b"\\012" * 12_000 + b'"',
    "no text": b"\xff\xfe=\xff",
    "many": b"a=b; " * 10_000,
    "short": b'a="\\"; ds_actor=zzz',
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
