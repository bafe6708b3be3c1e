"""The server: names, headers, traps, both ports."""

import http.client
import json
import threading
import time
from urllib.parse import urlsplit

import pytest

from samples import SampleServer, truth
from samples.model import SAMPLE_INVENTED, SAMPLE_PUBLISHED
from samples.places import places

from .conftest import Get

HOSTS = [place.host for place in places().values()]


def _split(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.netloc, parts.path


@pytest.mark.parametrize("host", HOSTS)
def test_robots_and_unknown_paths(get: Get, host: str) -> None:
    status, _, body = get(host, "/robots.txt")
    assert status == 200
    assert b"Crawl-delay: 0." in body
    disallowed = body.decode().partition("Disallow: ")[2].strip()
    assert disallowed.encode() in b"".join(get(host, p)[2] for p in ("/", "/hcx/index.shtml"))
    assert get(host, "/no/such/page.html")[0] == 404
    assert get("nobody.sample.localhost", "/")[0] == 404


@pytest.mark.parametrize(
    "report", truth()["reports"], ids=lambda r: f"{r['portal']}/{r['publisher']}/{r['report_year']}"
)
def test_every_report_is_served_and_says_it_is_a_sample(get: Get, report: dict[str, object]) -> None:
    addresses = report["addresses"]
    assert isinstance(addresses, list)
    for address in addresses:
        status, _, body = get(*_split(address))
        text = body.decode("gb18030" if b"charset=gb2312" in body[:400] else "utf-8")
        assert status == 200
        assert str(report["title"]) in text
        assert (SAMPLE_PUBLISHED if report["sample"] == "published" else SAMPLE_INVENTED) in text
        assert 30_000 < len(body) < 130_000


def test_gbk_column(get: Get) -> None:
    host = "luanchuan.sample.localhost"
    old = [r for r in truth()["reports"] if "/165/" in r["addresses"][0]]
    assert old
    for path in ("/html/1//2/151/165/index.html", _split(old[0]["addresses"][0])[1]):
        status, headers, body = get(host, path)
        assert (status, headers["content-type"]) == (200, "text/html")
        assert b"charset=gb2312" in body
        assert "年度报告" in body.decode("gbk")
        with pytest.raises(UnicodeDecodeError):
            body.decode("utf-8")


def test_validators(get: Get) -> None:
    _, headers, _ = get("xinxian.sample.localhost", "/")
    assert get("xinxian.sample.localhost", "/", If_None_Match=headers["etag"])[0] == 304
    assert get("xinxian.sample.localhost", "/", If_None_Match='"other"')[0] == 200
    _, headers, _ = get("luanchuan.sample.localhost", "/")
    assert "etag" not in headers
    assert get("luanchuan.sample.localhost", "/", If_Modified_Since=headers["last-modified"])[0] == 304
    for host in ("weihui.sample.localhost", "pingyin.sample.localhost"):
        assert not {"etag", "last-modified"} & set(get(host, "/")[1])


def test_traps(get: Get) -> None:
    hazards = truth()["hazards"]
    for address in hazards["soft_404"]:
        status, _, body = get(*_split(address))
        assert status == 200
        assert "您访问的页面不存在或已被删除" in body.decode()
    for address in hazards["challenge"]:
        status, _, body = get(*_split(address))
        assert status == 412
        assert b"$_ts" in body
        assert len(body) < 3000
    assert all(get(*_split(address))[0] == 404 for address in hazards["not_found"])
    assert min(len(hazards[kind]) for kind in ("soft_404", "challenge", "not_found")) >= 1


def test_counter_clock_and_session_change(get: Get) -> None:
    pingyin, weihui = "pingyin.sample.localhost", "weihui.sample.localhost"
    assert get(pingyin, "/")[2] != get(pingyin, "/")[2]
    address = next(
        r["addresses"][0]
        for r in truth()["reports"]
        if r["portal"] == "weihui" and "scjg" in r["addresses"][0]
    )
    path = _split(address)[1]
    assert get(weihui, f"{path};jsessionid=0A1B2C")[2] == get(weihui, path)[2]


def test_redirects(get: Get) -> None:
    status, headers, _ = get("xinxian.sample.localhost", "/zfxxgk/zfxxgknb")
    assert (status, headers["location"]) == (301, "/zfxxgk/zfxxgknb/")
    assert (
        b"location.replace" in get("huachuan.sample.localhost", "/hcx/c100025/redirect_firstChannel.shtml")[2]
    )


def test_truth_stands_on_its_own_port(server: SampleServer, get: Get) -> None:
    assert get(HOSTS[0], "/truth.json")[0] == 404
    connection = http.client.HTTPConnection("127.0.0.1", server.truth_port, timeout=10)
    connection.request("GET", "/truth.json")
    assert json.loads(connection.getresponse().read()) == truth()
    connection.request("GET", "/log.json")
    log = json.loads(connection.getresponse().read())
    connection.close()
    assert {"host", "path", "at", "concurrent", "status", "user_agent"} == set(log[0])
    assert log[-1]["path"] == "/truth.json"
    assert log[-1]["status"] == 404


def test_concurrency_is_counted() -> None:
    with SampleServer() as server:
        first = server.opened("a", "/1", "")
        assert server.opened("a", "/2", "").concurrent == 2
        assert server.opened("b", "/3", "").concurrent == 1
        server.closed(first)
        assert server.opened("a", "/4", "").concurrent == 2


def test_ports_are_given_back() -> None:
    before = threading.active_count()
    server = SampleServer()
    server.start()
    port = server.port
    server.stop()
    again = SampleServer(port)
    again.stop()
    assert again.port == port
    assert threading.active_count() <= before + 1


def test_speed(server: SampleServer, get: Get) -> None:
    get(HOSTS[0], "/zfxxgk/zfxxgknb/")
    start = time.perf_counter()
    for _ in range(200):
        get(HOSTS[0], "/zfxxgk/zfxxgknb/")
    assert 200 / (time.perf_counter() - start) > 150  # some 1,500 a second on an idle machine
