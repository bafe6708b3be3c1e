"""What is posted: read within bounds, and as a form."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from urllib.parse import parse_qsl

from nianbao.site.web.datasette_types import Message, Receive, Request

BODY_BYTES, BODY_SECONDS = 100_000, 10.0
"""Of what is posted."""
FIELDS = 20
HONEYPOT = "website"
"""A field that people do not see: who fills it in is a program, and is thanked like anybody."""


async def body(receive: Receive) -> bytes | None:
    """What was posted; None for more than is let in, or for one that is still coming after a while."""
    found = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while len(found) <= BODY_BYTES:
                message = await receive()
                found += message.get("body", b"")
                if not message.get("more_body"):
                    return bytes(found) if len(found) <= BODY_BYTES else None
    except TimeoutError:
        pass
    return None


def form(posted: bytes) -> dict[str, str] | None:
    """Name -> the last value of that name; None for what is no form."""
    try:
        pairs = parse_qsl(
            posted.decode(),
            keep_blank_values=True,
            strict_parsing=True,
            max_num_fields=FIELDS,
            errors="strict",
        )
    except ValueError:
        return None
    return dict(pairs)


def again(read: bytes, receive: Receive) -> Receive:
    """What gives a body that was read to whoever reads it next."""
    events = iter([{"type": "http.request", "body": read, "more_body": False}])

    async def replayed() -> Message:
        return next(events, None) or await receive()

    return replayed


class Rate:
    """So many times in so many seconds for each of the newest `most` names; nothing of them outlives the process."""

    def __init__(
        self, times: int, seconds: float, most: int = 10_000, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._times, self._seconds, self._most, self._now = times, seconds, most, now
        self._seen: OrderedDict[str, list[float]] = OrderedDict()

    def allows(self, name: str) -> bool:
        """Whether this name may once more, which then counts."""
        now = self._now()
        recent = [at for at in self._seen.pop(name, []) if at > now - self._seconds]
        is_allowed = len(recent) < self._times
        self._seen[name] = [*recent, now] if is_allowed else recent
        if len(self._seen) > self._most:
            self._seen.popitem(last=False)
        return is_allowed


def may(request: Request, rate: Rate) -> bool:
    """Whether who asks may send once more; of IPv6 a network of 64 bits is one visitor. Behind a web server on this machine
    all come from one address: there the limits of what is sent count alone."""
    host = str((request.scope.get("client") or ("",))[0])
    try:
        found = ip_address(host.partition("%")[0])
    except ValueError:
        return True
    name = str(found) if found.version == 4 else str(ip_network((found, 64), strict=False))
    return found.is_loopback or rate.allows(name)
