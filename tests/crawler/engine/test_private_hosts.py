"""What is public and what is not, and which names mean this machine."""

from __future__ import annotations

from typing import Any

import pytest
from scrapy.http import Request
from scrapy.resolver import dnscache
from twisted.internet.error import DNSLookupError
from twisted.internet.task import Clock

from crawler.engine.private_hosts import (
    GuardedResolver,
    GuardMiddleware,
    PrivateAddressError,
    is_local_name,
    refusal,
    refused,
)


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


class Inline(Clock):
    """A reactor without threads: what is handed to its pool runs at once."""

    def getThreadPool(self) -> Inline:  # noqa: N802 (named by Twisted)
        return self

    def callInThreadWithCallback(self, done: Any, work: Any, *values: Any) -> None:  # noqa: N802
        done(True, work(*values))

    def callFromThread(self, call: Any, *values: Any) -> None:  # noqa: N802
        call(*values)


def test_a_name_is_checked_at_each_resolution(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server may answer with a public address first and with ours next (DNS rebinding)."""
    answers = iter(["93.184.216.34", "127.0.0.1"])
    monkeypatch.setattr("socket.gethostbyname", lambda name: next(answers))
    resolver = GuardedResolver(Inline(), 0, 5.0)
    found: list[Any] = []
    for _ in range(2):
        dnscache.clear()
        resolver.getHostByName("rebinding.example", (1,)).addBoth(found.append)
    assert found[0] == "93.184.216.34"
    assert isinstance(found[1].value, DNSLookupError)
    assert "not on the public network" in str(refused("http://rebinding.example/"))
