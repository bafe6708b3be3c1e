"""The frame of a WARC record: where its head ends, how long it says that its content is, and whether that is so."""

from __future__ import annotations

import re
from dataclasses import dataclass

MARK = b"WARC/"
END = b"\r\n\r\n"
MAX_HEAD = 100_000
"""Bytes of a record's own head; addresses are long, not that long."""
MAX_HTTP_HEAD = 200_000
"""Bytes of the head of an answer: no server sends more, each row keeps it, and warcio cuts longer lines without a word."""
_LENGTH = re.compile(rb"\r?\ncontent-length[ \t]*:[ \t]*([0-9]{1,15})[ \t]*\r?\n", re.I)
_TYPE = re.compile(rb"\r?\nwarc-type[ \t]*:[ \t]*([a-z]{1,20})[ \t]*\r?\n", re.I)
_HEAD = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True)
class Frame:
    """`content`: where the content begins; `length`: of the content, as the head says; `kind`: the WARC-Type."""

    content: int
    length: int
    kind: str

    @property
    def end(self) -> int:
        """Where the content ends; two line ends follow."""
        return self.content + self.length


def frame(data: bytes) -> Frame:
    """The frame of the record that begins these bytes, of which the first `MAX_HEAD` are enough. Raises ValueError."""
    if not data.startswith(MARK):
        raise ValueError("no WARC record begins here")
    end = _HEAD.search(data, 0, MAX_HEAD)
    if end is None:
        raise ValueError("the head of the record does not end")
    head = data[: end.end()]
    length, kind = _LENGTH.search(head), _TYPE.search(head)
    if length is None or kind is None:
        raise ValueError("the head of the record says no Content-Length or no WARC-Type")
    return Frame(end.end(), int(length[1]), kind[1].decode("ascii").lower())


def check_whole(plain: bytes) -> None:
    """These bytes are one record, as long as its head says. Raises ValueError."""
    found = frame(plain[:MAX_HEAD])
    if plain[found.end :] != END:
        raise ValueError(
            f"the record says {found.length} bytes, {max(0, len(plain) - found.content - 4)} stand there"
        )


def check_http_head(plain: bytes) -> None:
    """The answer in a record has a head of at most `MAX_HTTP_HEAD` bytes. Raises ValueError."""
    found = frame(plain[:MAX_HEAD])
    is_answer = found.kind in ("response", "revisit") and found.length > MAX_HTTP_HEAD
    if is_answer and _HEAD.search(plain, found.content, found.content + MAX_HTTP_HEAD) is None:
        raise ValueError(f"its HTTP head has more than {MAX_HTTP_HEAD} bytes")
