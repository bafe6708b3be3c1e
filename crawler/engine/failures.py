"""Why there was no answer, in a line for people: the network's own words are many lines, or none."""

from __future__ import annotations

from collections.abc import Iterator

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadTimeoutError,
    StopDownload,
)
from twisted.internet import error as network

LONGEST = 160
_NAMES: tuple[tuple[type[BaseException], str], ...] = (
    (network.DNSLookupError, "no such host"),
    (CannotResolveHostError, "no such host"),
    (network.ConnectionRefusedError, "connection refused"),
    (network.TimeoutError, "no answer in time"),
    (DownloadTimeoutError, "no answer in time"),
    (network.ConnectionLost, "connection lost"),
    (network.ConnectionDone, "connection closed without an answer"),
    (SSL.Error, "TLS failed"),
    (DownloadCancelledError, "body too large"),
    (StopDownload, "too many large answers at once"),
)


def reason(error: BaseException) -> str:
    """`what happened: the network's words`. Named after the innermost error that has a name."""
    chain = list(_chain(error))
    named = ((name, found) for found in reversed(chain) for kind, name in _NAMES if isinstance(found, kind))
    name, told = next(named, (type(chain[-1]).__name__, chain[-1]))
    text = " ".join(_words(told).split()).rstrip(".")[:LONGEST]
    return f"{name}: {text}" if text else name


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it wraps (`reasons`, or the cause it was raised from), outermost first."""
    while error is not None:
        yield error
        reasons = getattr(error, "reasons", None)
        error = getattr(reasons[-1], "value", reasons[-1]) if reasons else error.__cause__


def _words(error: BaseException) -> str:
    """OpenSSL's errors are lists of (library, function, reason)."""
    if isinstance(error, SSL.Error) and error.args and isinstance(error.args[0], list):
        return "; ".join(str(part[-1]) for part in error.args[0])
    return str(error)
