"""What is public and what is not, and which names mean this machine."""

from __future__ import annotations

import pytest
from scrapy.http import Request

from crawler.resolver import GuardMiddleware, PrivateAddressError, is_local_name, refusal


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "::1",
        "fe80::1%eth0",
    ],
)
def test_not_public(address: str) -> None:
    assert refusal("some.gov.cn", address) is not None


def test_public() -> None:
    assert refusal("some.gov.cn", "93.184.216.34") is None


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://[::1]:8080/x", "https://10.0.0.1/", "http://[::ffff:127.0.0.1]/"]
)
def test_a_redirect_to_a_number_is_refused_too(url: str) -> None:
    with pytest.raises(PrivateAddressError, match="not on the public network"):
        GuardMiddleware(allow_loopback=False).process_request(Request(url))
    GuardMiddleware(allow_loopback=True).process_request(Request(url))


def test_names_under_localhost() -> None:
    assert is_local_name("xinxian.sample.localhost") and is_local_name("localhost")
    assert not is_local_name("localhost.example")
