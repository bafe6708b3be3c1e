"""What is sent beside an address: only what that host set, the page that linked, and nothing of it in the archive."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from crawler.visit.session import COOKIES_OF_A_HOST, HOSTS, LONGEST_HEADER, Session, referer
from tests.crawler import child
from tests.crawler.visit.test_faults import LIST, REPORT, Answer, healthy, page

A, B = "http://a.example/x/y.html", "http://b.a.example/x/"
SECRET = "k3yOfTheSession"


def sent(session: Session, url: str) -> str:
    return session.headers(url, None).get("Cookie", "")


@pytest.mark.parametrize(
    ("line", "here", "elsewhere"),
    [
        (b"a=1", "a=1", ""),
        (b"a=1; Domain=.a.example; HttpOnly", "a=1", ""),
        (b"a=1; Path=/x", "a=1", ""),
        (b"a=1; Path=/xy", "", ""),
        (b"a=1; Secure", "", ""),
        (b"a=1; Max-Age=60", "a=1", ""),
        (b"a=1; Max-Age=0", "", ""),
        (b"a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "", ""),
        (b"a=1; Expires=Thu, 01 Jan 99999 00:00:00 GMT", "a=1", ""),
        (b"a=1; Max-Age=nan", "a=1", ""),
        (b'a="q=1"', 'a="q=1"', ""),
        (b"a=", "a=", ""),
        (b"a", "", ""),
        (b"=1", "", ""),
        (b"a=1\r\nHost: b", "", ""),
        (b"a=\xb2", "", ""),
        (b"a=" + b"x" * 1_000_000, "", ""),
    ],
)
def test_what_a_host_set_goes_back_to_it_alone(line: bytes, here: str, elsewhere: str) -> None:
    session = Session()
    session.learn(A, [line])
    assert (sent(session, A), sent(session, B)) == (here, elsewhere)
    assert session.set_by_last == bool(here or b"Path" in line or b"Secure" in line)


def test_a_cookie_is_replaced_and_taken_back() -> None:
    session = Session()
    session.learn(A, [b"a=1", b"b=2; path=/"])
    session.learn(A, [b"a=3"])
    assert sent(session, A) == "a=3; b=2"
    session.learn(A, [b"a=; max-age=-1"])
    assert (sent(session, A), session.set_by_last) == ("b=2", False)


def test_a_jar_is_bounded() -> None:
    session = Session()
    session.learn(A, [b"c%d=%s" % (n, b"x" * 1_000) for n in range(1_000)])
    assert len(sent(session, A)) <= LONGEST_HEADER
    for n in range(1_000):
        session.learn(f"http://h{n}.example/", [b"c=%d" % n])
    assert sent(session, f"http://h{HOSTS - 2}.example/") and not sent(session, f"http://h{HOSTS}.example/")
    small = Session()
    small.learn(A, [b"c%d=1" % n for n in range(1_000)])
    assert sent(small, A).count("=") == COOKIES_OF_A_HOST


@pytest.mark.parametrize(
    ("url", "parent", "said"),
    [
        (A, None, None),
        (A, "http://a.example/list.html#x", "http://a.example/list.html"),
        (A, "http://me:pw@a.example", "http://a.example/"),
        (A, "http://a.example/年报?页=1\r\nX: y", "http://a.example/%E5%B9%B4%E6%8A%A5?%E9%A1%B5=1X:%20y"),
        (A, "http://b.example/list.html", "http://b.example/"),
        ("https://a.example/", "http://a.example/list.html", "http://a.example/"),
        (A, "https://a.example/list.html", None),
        (A, "javascript:void(0)", None),
    ],
)
def test_the_referer_is_that_of_a_browser(url: str, parent: str | None, said: str | None) -> None:
    assert referer(url, parent) == said


def bounce(path: str, sent: dict[str, str]) -> Answer:
    """Every address leads to itself until the cookie comes back."""
    if "seen=" + SECRET in sent.get("Cookie", ""):
        return healthy(path)
    return page("", 302, Location=path, Set_Cookie=f"seen={SECRET}; path=/")


def stubborn(path: str, sent: dict[str, str]) -> Answer:
    """It leads to itself for ever, with a cookie each time."""
    return page("", 302, Location=path, Set_Cookie=f"seen={SECRET}; path=/")


RELOADS = {
    "refreshed": '<meta http-equiv="refresh" content="0">',
    "refreshed_to_itself": '<meta http-equiv="refresh" content="1;url={}">',
    "reloaded": "<script>window.location.reload();</script>",
    "assigned": "<script>location.href = location.href</script>",
}


def loaded_again(name: str, path: str, sent: dict[str, str]) -> Answer:
    """A page that only says to load itself again, until the cookie comes back."""
    if "seen=" + SECRET in sent.get("Cookie", ""):
        return healthy(path)
    return page(RELOADS[name].format(path), Set_Cookie=f"seen={SECRET}; path=/")


def restless(path: str, sent: dict[str, str]) -> Answer:
    """It says so for ever, with a cookie each time."""
    return page(RELOADS["refreshed"], Set_Cookie=f"seen={SECRET}; path=/")


def idle(path: str, sent: dict[str, str]) -> Answer:
    """A page that loads itself again, and sets no cookie."""
    return page(RELOADS["reloaded"])


def linked(path: str, sent: dict[str, str]) -> Answer:
    """The report answers only to whom the list sent."""
    if path == "/1.html" and not sent.get("Referer", "").endswith("/gknb/"):
        return page("gone", 404)
    return healthy(path)


def challenged(path: str, sent: dict[str, str]) -> Answer:
    """A challenge that a cookie alone would answer, at one address."""
    if path == "/1.html" and "clear=" not in sent.get("Cookie", ""):
        return page('<script>$_ts=window["$_ts"]</script>', 412, Set_Cookie="clear=1; path=/")
    return healthy(path)


def chooser(path: str, sent: dict[str, str]) -> Answer:
    """A list of one address: links of years set a cookie, and lead back to it."""
    years = ("2021", "2020", "2019")
    if path.startswith("/pick?y="):
        return page("", 302, Location="/gknb/", Set_Cookie=f"year={path[-4:]}; path=/")
    if path == "/gknb/":
        shown = sent.get("Cookie", "year=2021")[-4:]
        picks = "".join(f'<a href="/pick?y={year}">{year}年</a>' for year in years)
        return page(LIST.replace("2021", shown).replace("/1.html", f"/{shown}.html") + picks)
    return page(REPORT.replace("2021", path[1:5])) if path[1:5] in years else healthy(path)


PORTALS: dict[str, Callable[[str, dict[str, str]], Answer]] = {
    **{f.__name__: f for f in (bounce, stubborn, restless, idle, linked, challenged, chooser)},
    **{name.replace("_", "-"): partial(loaded_again, name) for name in RELOADS},
}
OUTCOMES = {
    "bounce": ("complete", 1),
    "stubborn": ("failed", 0),
    "restless": ("silent", 0),
    "idle": ("silent", 0),
    **{name.replace("_", "-"): ("complete", 1) for name in RELOADS},
    "linked": ("complete", 1),
    "chooser": ("complete", 3),
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        name = (self.headers["Host"] or "").split(".")[0]
        asked: list[tuple[str, str, dict[str, str]]] = self.server.asked  # type: ignore[attr-defined]
        asked.append((name, self.path, dict(self.headers)))
        status, headers, body = page("", 404)
        if self.path != "/robots.txt":
            status, headers, body = PORTALS[name](self.path, dict(self.headers))
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, Any], list[Any]]]:
    """Data, host's first word -> its summary, and (portal, path, headers) of each request."""
    data = tmp_path_factory.mktemp("session")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.asked = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        homes = [f"http://{name}.localhost:{server.server_address[1]}/" for name in PORTALS]
        summary = child.run(data, homes, child.FAST)
        server.shutdown()
        yield data, {p["host"].split(".")[0]: p for p in summary["portals"]}, server.asked  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", OUTCOMES)
def test_a_browser_would_have_read_it(crawled: Any, name: str) -> None:
    portal = crawled[1][name]
    assert (portal["outcome"], portal["reports"]) == OUTCOMES[name], portal


def test_a_redirect_to_itself_is_asked_once_more_only(crawled: Any) -> None:
    asked = [path for name, path, _ in crawled[2] if name == "bounce"]
    assert asked == ["/robots.txt", "/", "/", "/gknb/", "/1.html"]
    asked = [path for name, path, _ in crawled[2] if name == "stubborn"]
    assert asked == ["/robots.txt", "/", "/"]


def test_a_page_that_loads_itself_is_asked_once_more_with_its_cookie_only(crawled: Any) -> None:
    asked = {
        name: [path for at, path, _ in crawled[2] if at == name] for name in ("reloaded", "restless", "idle")
    }
    assert asked["reloaded"] == ["/robots.txt", "/", "/", "/gknb/", "/1.html"]
    assert asked["restless"] == ["/robots.txt", "/", "/"]
    assert asked["idle"] == ["/robots.txt", "/"]


def test_a_challenge_is_not_answered_with_its_cookie(crawled: Any) -> None:
    sent = [headers for name, _, headers in crawled[2] if name == "challenged"]
    assert not any("Cookie" in headers for headers in sent)
    assert crawled[1]["challenged"]["reports"] == 0


def test_no_cookie_is_in_the_archive(crawled: Any) -> None:
    files = [path for path in crawled[0].rglob("*") if path.is_file()]
    assert any(path.suffix == ".gz" for path in files)
    for path in files:
        data = path.read_bytes()
        plain = gzip.decompress(data) if path.suffix == ".gz" else data
        assert SECRET.encode() not in plain and b"set-cookie" not in plain.lower(), path
