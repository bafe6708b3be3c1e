"""How long we wait, whom we slow down for, and how the farm's own log saw it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.robotstxt import PythonRobotParser
from scrapy.spiders import Spider

from crawler.engine.throttle import SLOWER, Throttle, retry_after
from crawler.visit.budget import Limits, Spending
from crawler.visit.origins import Origins
from samples import Hit
from samples.farm import FarmServer
from tests.crawler import child

GRAIN = 0.005
"""Seconds by which two clocks may differ over a delay."""
SERVER_SAYS = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


def response(**headers: str) -> Response:
    return Response("http://a.example/", headers={k.replace("_", "-"): v for k, v in headers.items()})


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        (format_datetime(SERVER_SAYS + timedelta(seconds=90), usegmt=True), 90.0),
        (format_datetime(SERVER_SAYS - timedelta(days=1), usegmt=True), 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    """A date counts from the server's own clock, which may be years off."""
    date = format_datetime(SERVER_SAYS, usegmt=True)
    assert retry_after(response(Retry_After=value, Date=date)) == seconds


def test_retry_after_without_a_clock() -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    assert 50 < (retry_after(response(Retry_After=until)) or 0) <= 60
    assert retry_after(response()) is None


def test_a_wall_slows_its_host_and_its_neighbours_once() -> None:
    manners = Throttle(Crawler(Spider, {"DOWNLOAD_DELAY": 3.0, "USER_AGENT": "nianbao"}))
    for _ in range(2):
        manners.slow_down("a.gov.cn", {"b.gov.cn", "c.gov.cn"})
    floors = [manners.floor(f"{name}.gov.cn") for name in "abcd"]
    assert floors == [3.0 * SLOWER**2, 3.0 * SLOWER, 3.0 * SLOWER, 3.0]


def test_a_delay_holds_below_its_host_too() -> None:
    manners = Throttle(Crawler(Spider, {"DOWNLOAD_DELAY": 3.0, "USER_AGENT": "nianbao"}))
    parser = PythonRobotParser(b"User-agent: *\nCrawl-delay: 9\n", Spider("any"))
    manners.robots(parser, Request("http://www.a.gov.cn/robots.txt"))
    names = ("a.gov.cn", "www.a.gov.cn", "xxgk.a.gov.cn", "b.gov.cn", "xa.gov.cn")
    assert [manners.floor(name) for name in names] == [9.0, 9.0, 9.0, 3.0, 3.0]


def test_one_redirect_a_host_teaches_its_spelling() -> None:
    origins = Origins()
    origins.learn("http://a.gov.cn/x?y=1", "https://www.a.gov.cn/x?y=1")
    assert origins.apply("http://a.gov.cn/z/?q#f") == "https://www.a.gov.cn/z/?q#f"
    assert origins.apply("http://b.gov.cn/") == "http://b.gov.cn/"
    origins.forget()
    assert origins.apply("http://a.gov.cn/z/") == "http://a.gov.cn/z/"


def test_a_redirect_to_another_page_teaches_nothing() -> None:
    origins = Origins()
    origins.learn("http://a.gov.cn/", "https://a.gov.cn/index.html")
    assert origins.apply("http://a.gov.cn/x") == "http://a.gov.cn/x"


@pytest.mark.parametrize(
    ("limits", "beyond"),
    [
        (Limits(2, 10**9, 60.0), "2 pages"),
        (Limits(9, 1_500_000, 60.0), "1.5 MB"),
        (Limits(9, 10**9, 0.0), "0 minutes"),
        (Limits(9, 10**9, 60.0, looking=5.0), "5 s of looking at pages"),
        (Limits(9, 10**9, 60.0), None),
    ],
)
def test_what_a_visit_may_cost(limits: Limits, beyond: str | None) -> None:
    spending = Spending(limits)
    spending.took(2_000_000)
    spending.looked(6.0)
    assert spending.beyond(2) == beyond


class Tired(FarmServer):
    """A farm whose first portal asks for a second of rest at every seventh request."""

    REST = 1.0

    def __init__(self, seed: int, portals: int) -> None:
        super().__init__(seed, portals)
        handler = self._portals.RequestHandlerClass
        room = self

        class Resting(handler):  # type: ignore[misc,valid-type]
            def _response(self, host: str) -> tuple[int, dict[str, str], bytes]:
                asked = sum(h.host == host for h in room.log)
                if host == room.farm.hosts[0] and asked % 7 == 0 and self.path != "/robots.txt":
                    return 503, {"Retry-After": str(int(Tired.REST))}, b"later"
                answer: tuple[int, dict[str, str], bytes] = super()._response(host)
                return answer

        self._portals.RequestHandlerClass = Resting


@pytest.fixture(scope="module")
def farm_log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Tired, list[Hit]]]:
    """A short polite crawl of a farm, with the delays that its portals ask for."""
    with Tired(71, 6) as farm:
        options = {**child.LOOPBACK, "max_pages": 25, "parse": False}
        child.run(Path(tmp_path_factory.mktemp("farm")), farm.homes, options, timeout=300)
        yield farm, list(farm.log)


def _by_host(log: list[Hit]) -> dict[str, list[Hit]]:
    found: dict[str, list[Hit]] = {}
    for hit in log:
        found.setdefault(hit.host.partition(":")[0], []).append(hit)
    return found


def _robots(farm: FarmServer, host: str) -> dict[str, str]:
    """The lines of a portal's robots.txt, which not every portal has."""
    site = farm.farm.of_host(host)
    answer = site.answer("/robots.txt", {}) if site else None
    lines = answer.body.decode().splitlines() if answer else []
    return dict(line.split(": ", 1) for line in lines)


def test_the_farm_saw_one_request_at_a_time_and_every_delay(farm_log: tuple[Tired, list[Hit]]) -> None:
    farm, log = farm_log
    kept = 0
    for host, hits in _by_host(log).items():
        assert hits[0].path == "/robots.txt"
        assert max(h.concurrent for h in hits) == 1
        robots = _robots(farm, host)
        if robots and len(hits) > 1:
            kept += 1
            assert min(b.at - a.at for a, b in pairwise(hits)) >= float(robots["Crawl-delay"]) - GRAIN, host
    assert kept > 1


def test_the_farm_saw_no_forbidden_path(farm_log: tuple[Tired, list[Hit]]) -> None:
    farm, log = farm_log
    for host, hits in _by_host(log).items():
        robots = _robots(farm, host)
        if robots:
            assert not [h.path for h in hits if h.path.startswith(robots["Disallow"])]


def test_the_farm_saw_retry_after_kept(farm_log: tuple[Tired, list[Hit]]) -> None:
    farm, log = farm_log
    hits = _by_host(log)[farm.farm.hosts[0]]
    waits = [b.at - a.at for a, b in pairwise(hits) if a.status == 503]
    assert waits and min(waits) >= Tired.REST - GRAIN
