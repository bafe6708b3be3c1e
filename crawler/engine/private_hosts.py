"""No request reaches a private or loopback address unless the person asked for it.

A name is checked when it is resolved, at each connection, so a redirect or a second resolution cannot
slip by; an address written as a number never gets to the resolver and is checked on the request.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer
from twisted.internet.error import DNSLookupError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred


class PrivateAddressError(IgnoreRequest):
    """The address is not on the public network; the message names host and address."""


def refusal(name: str, address: str) -> PrivateAddressError | None:
    """The error for an address that is not public, None for one that is."""
    if is_public(ipaddress.ip_address(address.partition("%")[0])):
        return None
    return PrivateAddressError(
        f"{name} resolves to {address}, which is not on the public network (--allow-loopback permits it)"
    )


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address is on the public network, the IPv4 address within an IPv6 one too."""
    if address.is_multicast or not address.is_global:
        return False
    return isinstance(address, ipaddress.IPv4Address) or all(map(is_public, _within(address)))


def _within(address: ipaddress.IPv6Address) -> Iterator[ipaddress.IPv4Address]:
    """The IPv4 addresses that an IPv6 address leads to: mapped, compatible, 6to4, Teredo, NAT64 (RFC 4291, 3056, 4380,
    6052, 8215)."""
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    number = int(address)
    if address in _NAT64 or address in _NAT64_LOCAL or number >> 32 == 0:
        yield ipaddress.IPv4Address(number & 0xFFFFFFFF)


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_NAT64_LOCAL = ipaddress.IPv6Network("64:ff9b:1::/48")
_refused: dict[str, PrivateAddressError] = {}
"""Why a name was refused. Twisted turns every failure of a resolver into a bare lookup error."""


def refused(url: str) -> PrivateAddressError | None:
    """Why the host of this address was refused by the resolver, if it was."""
    return _refused.get(urlsplit(url).hostname or "")


def is_local_name(name: str) -> bool:
    """Names under `.localhost` mean this machine (RFC 6761), whatever a resolver says."""
    return name == "localhost" or name.endswith(".localhost")


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver, refusing what is not public."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.allow_loopback = False

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> GuardedResolver:
        resolver = super().from_crawler(crawler, reactor)
        resolver.allow_loopback = crawler.settings.getbool("ALLOW_LOOPBACK")
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802
        if is_local_name(name):
            found: Deferred[str] = defer.succeed("127.0.0.1")
        else:
            found = super().getHostByName(name, timeout)
        return found if self.allow_loopback else found.addCallback(_checked, name)


def _checked(address: str, name: str) -> str:
    error = refusal(name, address)
    if error:
        _refused[name] = error
        raise DNSLookupError(
            str(error)
        )  # what Twisted expects of a resolver; anything else it logs at length
    return address


class GuardMiddleware:
    """Refuses requests to private addresses that are written as numbers."""

    def __init__(self, allow_loopback: bool) -> None:
        self.allow_loopback = allow_loopback

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> GuardMiddleware:
        return cls(crawler.settings.getbool("ALLOW_LOOPBACK"))

    def process_request(self, request: Request, *_: Any) -> None:
        name = urlsplit(request.url).hostname or ""
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return
        error = None if self.allow_loopback else refusal(name, name)
        if error:
            raise error
