"""What belongs to a portal: its own host, and of an admitted one no more than its column."""

from __future__ import annotations

import pytest

from archive.crawl.frontier import Kind
from crawler.discovery.grounds import Grounds

OWN = "http://www.baiyan.example/gk/"
BY_PATH = "http://gk.upper.example/col/81/index.html"
BY_AREA = "http://gk.upper.example/open/list.do?area=7731&page=1"


@pytest.mark.parametrize(
    ("at", "url", "kind", "admitted"),
    [
        (OWN, "http://xxgk.baiyan.example/nb/", "guess", True),
        (OWN, BY_PATH, "list", True),
        (OWN, BY_PATH, "guess", False),
        (OWN, "http://gk.other.example/col/81/", "list", False),
        (OWN, "http://gk.upper.example.evil.example/", "report", False),
        (BY_PATH, "http://gk.upper.example/col/81/2024/", "list", True),
        (BY_PATH, "http://gk.upper.example/col/82/", "list", False),
        (BY_PATH, "http://gk.upper.example/", "page", False),
        (BY_PATH, "http://gk.upper.example/art/7.html", "report", True),
        (BY_PATH, "http://gk.third.example/art/7.html", "report", False),
        (BY_AREA, "http://gk.upper.example/open/list.do?area=7731&page=2", "more", True),
        (BY_AREA, "http://gk.upper.example/open/unit.do?area=7731&unit=5", "list", True),
        (BY_AREA, "http://gk.upper.example/open/list.do?area=7732&page=1", "list", False),
        (BY_AREA, OWN, "page", True),
    ],
)
def test_of_an_admitted_host_only_the_column_is_read(at: str, url: str, kind: Kind, admitted: bool) -> None:
    assert Grounds("baiyan.example", {"gk.upper.example"}).admits(url, kind, at) is admitted


def test_without_admission_another_host_is_left_alone() -> None:
    assert not Grounds("baiyan.example").admits(BY_PATH, "list", OWN)
