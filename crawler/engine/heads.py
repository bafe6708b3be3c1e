"""Heads of answers are read to a bound: Twisted reads them for as long as lines come, and keeps each."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from twisted.protocols.basic import LineReceiver
from twisted.web._newclient import HEADER, STATUS, HTTPClientParser, ParseError

LONGEST_HEAD = 512_000
"""Bytes that an answer, interim ones before it included, may take before its body begins."""


_seen: WeakKeyDictionary[HTTPClientParser, int] = WeakKeyDictionary()
"""Bytes of the head that each parser has read."""


def bound_heads() -> None:
    """From now on an answer whose head does not end fails, and its connection is given up."""
    HTTPClientParser.dataReceived = _received  # type: ignore[method-assign]


def _received(parser: HTTPClientParser, data: bytes) -> None:
    if parser.state in (STATUS, HEADER):
        seen = _seen.get(parser, 0)
        if seen > LONGEST_HEAD:
            raise ParseError(f"the head has more than {LONGEST_HEAD:,} bytes", b"")  # type: ignore[no-untyped-call]
        _seen[parser] = seen + len(data)
    LineReceiver.dataReceived(parser, data)  # type: ignore[no-untyped-call]
