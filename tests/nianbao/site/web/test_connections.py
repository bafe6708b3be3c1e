"""Slow and half-open connections end, and take the site from nobody."""

from __future__ import annotations

import http.client
import resource
import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from nianbao import connections
from tests.nianbao.site.building import Built
from tests.serving import Site, running

HEAD_SECONDS = 2
PREPARED = (
    "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (1024, 1024));"
    f"from nianbao import connections; connections.HEAD_SECONDS = {HEAD_SECONDS}"
)
"""A server with few files, which waits for a head less long than it would."""


@pytest.fixture(scope="module")
def server(built: Built) -> Iterator[Site]:
    with running(built.data, PREPARED) as site:
        yield site


def connected(site: Site) -> socket.socket:
    to = urlsplit(site.address)
    return socket.create_connection((str(to.hostname), int(to.port or 0)), timeout=30)


def seconds_of(address: str) -> float:
    began = time.monotonic()
    with urllib.request.urlopen(address, timeout=30) as answer:
        assert answer.status == 200
        answer.read()
    return time.monotonic() - began


def sockets(site: Site) -> int:
    """How many the process that listens has open."""
    found = 0
    for file in Path(f"/proc/{site.pid}/fd").iterdir():
        with suppress(OSError):
            found += str(file.readlink()).startswith("socket:")
    return found


def until_closed(line: socket.socket, drip: bytes = b"") -> float:
    """Seconds until the site has hung up, a byte sent each half second."""
    began = time.monotonic()
    line.settimeout(0.5)
    while time.monotonic() - began < 60:
        with suppress(TimeoutError):
            try:
                if not line.recv(65_536):
                    break
            except ConnectionError:
                break
        with suppress(OSError):
            line.send(drip)
    return time.monotonic() - began


def test_half_open_connections_stop_nobody(server: Site) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4096)), hard))
    seconds_of(server.address + "/")
    with ExitStack() as stack:
        for number in range(1100):
            line = stack.enter_context(connected(server))
            if number % 2:
                line.send(b"GET / HTTP/1.1\r\nHost: x\r\n")
        for _ in range(5):
            assert seconds_of(server.address + "/") < 5
    assert seconds_of(server.address + "/") < 5


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nHost: x\r\nX-A: "])
@pytest.mark.parametrize("drip", [b"", b"a"])
def test_a_head_that_does_not_come_is_waited_for_so_long(server: Site, begun: bytes, drip: bytes) -> None:
    with connected(server) as line:
        line.send(begun)
        assert until_closed(line, drip) < HEAD_SECONDS + 3


def test_the_next_head_on_a_connection_is_waited_for_as_well(server: Site) -> None:
    with connected(server) as line:
        line.send(b"GET /robots.txt HTTP/1.1\r\nHost: x\r\n\r\n")
        assert line.recv(65_536).startswith(b"HTTP/1.1 200")
        line.send(b"GET /rob")
        assert until_closed(line, b"o") < HEAD_SECONDS + 3


def test_a_body_that_does_not_come_is_waited_for_so_long(server: Site) -> None:
    for path in (b"/nianbao", b"/robots.txt"):
        with connected(server) as line:
            line.send(b"POST " + path + b" HTTP/1.1\r\nHost: x\r\nContent-Length: 50000\r\n\r\n")
            assert until_closed(line, b"a") < 2 * connections.HEAD_SECONDS


def test_one_who_does_not_read_is_hung_up_on(built: Built) -> None:
    with running(built.data, "from nianbao import connections; connections.READ_SECONDS = 2") as site:
        sql = "with+recursive+c(x)+as+(select+1+union+all+select+x%2B1+from+c+limit+18)+select+hex(zeroblob(490000))+from+c"
        seconds_of(site.address + "/nianbao.json?sql=select+1")
        time.sleep(connections.KEEP_ALIVE_SECONDS + 1)
        before = sockets(site)
        with connected(site) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            line.send(f"GET /nianbao.json?sql={sql} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            until, held = time.monotonic() + 30, 0
            while time.monotonic() < until and not (held and sockets(site) == before):
                held = max(held, sockets(site) - before)
                time.sleep(0.1)
            assert held == 1 and sockets(site) == before
        assert seconds_of(site.address + "/robots.txt") < 5


def test_keep_alive_still_works(server: Site) -> None:
    line = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=30)
    line.connect()
    kept = line.sock
    for _ in range(3):
        line.request("GET", "/robots.txt")
        answer = line.getresponse()
        assert answer.status == 200 and answer.read()
        assert line.sock is kept
        time.sleep(0.5)
    assert until_closed(kept) < connections.KEEP_ALIVE_SECONDS + 3
