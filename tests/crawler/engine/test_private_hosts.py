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
        "224.0.0.1",
        "239.255.255.250",
        "255.255.255.255",
        "100.64.0.1",
        "198.18.0.1",
        "240.0.0.1",
        "::",
        "ff02::1",
        "ff0e::1",
        "fc00::1",
        "fd12:3456::1",
        "2001:db8::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:224.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b:1::c0a8:101",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
        "2001:0:7f00:1::1",
    ],
)
def test_not_public(address: str) -> None:
    assert refusal("some.gov.cn", address) is not None


@pytest.mark.parametrize(
    "address",
    [
        "93.184.216.34",
        "2606:2800:220:1::1",
        "64:ff9b::5db8:d822",
        "2002:5db8:d822::1",
        "::ffff:93.184.216.34",
    ],
)
def test_public(address: str) -> None:
    assert refusal("some.gov.cn", address) is None


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
