"""HTTP connections that nobody can hold for long: one who sends or reads too slowly is hung up on.

Leaned on, and held by tests: uvicorn calls these methods of its protocol, whose `conn` is the state of h11.
"""

from __future__ import annotations

import asyncio
import resource
from typing import Literal, TypedDict

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0
"""For the head of a request, from its connection on or from its first byte."""
READ_SECONDS = 30.0
"""For a reader who has stopped taking what is sent."""
KEEP_ALIVE_SECONDS = 5
MOST, FILES = 2000, 8192
"""Connections at once, and files that the process asks the system for."""
RESERVED = 256
"""Files that are no connections."""
_waiting: dict[PatientProtocol, None] = {}
"""Connections without a request in hand, the one that has waited longest first."""


def limit() -> int:
    """How many connections there may be, after asking the system for as many files as it grants."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return min(MOST, max(soft, wanted) - RESERVED)


class PatientProtocol(H11Protocol):
    """uvicorn's own with an end to each wait. Above the limit the connection that has waited longest goes."""

    most = MOST
    _head: asyncio.TimerHandle | None = None
    _reader: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        super().connection_made(transport)
        self._wait()
        if len(self.connections) > self.most and (oldest := next(iter(_waiting), None)):
            _waiting.pop(oldest)
            oldest.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._met()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._met()
        elif self._head is None:
            self._wait()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.conn.their_state is h11.SEND_BODY:  # it was answered before it was sent: nobody reads on
            self.transport.close()
        elif self.conn.their_state is h11.IDLE:
            _waiting[self] = None

    def pause_writing(self) -> None:
        super().pause_writing()
        self._reader = self.loop.call_later(READ_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._reader is not None:
            self._reader.cancel()
            self._reader = None

    def _wait(self) -> None:
        """The head of a request is due."""
        _waiting[self] = None
        self._head = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _met(self) -> None:
        _waiting.pop(self, None)
        if self._head is not None:
            self._head.cancel()
            self._head = None


class Options(TypedDict):
    """What we set of `uvicorn.Config`."""

    http: type[PatientProtocol]
    ws: Literal["none"]
    limit_concurrency: int
    timeout_keep_alive: int


def options() -> Options:
    """For `uvicorn.Config`."""
    most = limit()
    protocol = type("LimitedProtocol", (PatientProtocol,), {"most": most})
    return {
        "http": protocol,
        "ws": "none",
        "limit_concurrency": most + 64,
        "timeout_keep_alive": KEEP_ALIVE_SECONDS,
    }
