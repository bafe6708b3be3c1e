"""A delivery to a webhook, signed as Standard Webhooks (https://www.standardwebhooks.com) has it.

The address is resolved once, judged and then connected to as a number, so that no second answer of a resolver leads elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import socket
import ssl
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx

from archive.history.channels import Channel, secret_bytes
from crawler.engine.private_hosts import is_public

SECONDS, MOST_NUMBERS = 10.0, 4
"""For each connection and each part of the answer; how many of the host's addresses are tried."""


class WebhookError(Exception):
    """The address took nothing; the message is one line that says why."""


def send(channel: Channel, body: bytes, now: datetime) -> None:
    """Post it; any status of 2xx has taken it, a redirect has not.

    :raises WebhookError: it was not taken.
    """
    headers = {"Content-Type": "application/json", "User-Agent": "nianbao", **signed(channel, body, now)}
    try:
        status = _posted(channel.url, _numbers(channel), body, headers)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        raise WebhookError(f"{type(error).__name__}: {error}".splitlines()[0]) from None
    if not 200 <= status < 300:
        raise WebhookError(f"it answered {status}")


def _posted(url: str, numbers: list[str], body: bytes, headers: dict[str, str]) -> int:
    """The status of the first of these numbers that can be connected to; nothing of the answer's body is read."""
    parts = urlsplit(url)
    host = {"Host": parts.netloc.rpartition("@")[2]}
    extensions = {"sni_hostname": parts.hostname}  # whose certificate it must be
    tls = ssl.create_default_context()
    with httpx.Client(trust_env=False, follow_redirects=False, timeout=SECONDS, verify=tls) as client:
        for left, number in enumerate(numbers, 1 - len(numbers)):
            at = parts._replace(netloc=number).geturl()
            try:
                with client.stream(
                    "POST", at, content=body, headers=headers | host, extensions=extensions
                ) as answer:
                    return answer.status_code
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if not left:
                    raise
    raise OSError("its name has no address")


def signed(channel: Channel, body: bytes, now: datetime) -> dict[str, str]:
    """The headers that prove who sent it and when. The id is the body's own: a delivery that is sent again is known by it."""
    delivery, at = f"msg_{hashlib.sha256(body).hexdigest()[:32]}", str(int(now.timestamp()))
    return {
        "webhook-id": delivery,
        "webhook-timestamp": at,
        "webhook-signature": signature(channel.secret or "", delivery, at, body),
    }


def signature(secret: str, delivery: str, at: str, body: bytes) -> str:
    """HMAC-SHA256 of id, time (seconds since 1970) and body."""
    mac = hmac.digest(secret_bytes(secret), b".".join((delivery.encode(), at.encode(), body)), "sha256")
    return f"v1,{base64.b64encode(mac).decode()}"


def _numbers(channel: Channel) -> list[str]:
    """The addresses that the host has as numbers, each with its port.

    :raises WebhookError: one leads to the operator's own network, which was not allowed.
    """
    parts = urlsplit(channel.url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    numbers = [str(entry[4][0]).partition("%")[0] for entry in found][:MOST_NUMBERS]
    if not channel.is_private and not all(is_public(ip_address(number)) for number in numbers):
        raise WebhookError("its address is not on the public network (private = true permits it)")
    return [f"[{number}]:{port}" if ":" in number else f"{number}:{port}" for number in numbers]
