"""The coordinator as a worker sees it: questions that are asked again while it is away, and answers that are checked."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from nianbao.cluster.queue.messages import (
    LARGEST_MESSAGE,
    LARGEST_SHARD,
    Answer,
    Asking,
    Brought,
    File,
    GivenBack,
    Held,
    Refused,
    RefusedError,
)
from nianbao.cluster.queue.store import written_as

TIMEOUT = httpx.Timeout(30.0, connect=10.0)
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
ANSWER_SECONDS = 60.0
CHUNK = 1 << 16
REFUSALS = (401, 403, 413, 422)
AWAY = (429, 500, 502, 503, 504)
"""Said by a coordinator that cannot answer now, and by a proxy that does not reach it."""
Found = TypeVar("Found")


class GoneError(Exception):
    """The coordinator was away for longer than the worker waits; the message is one line."""


class LostError(Exception):
    """The order is no longer this worker's."""


class Remote:
    """A coordinator at an address. `patience`: so many seconds it may be away."""

    def __init__(self, url: str, token: str, patience: float, away: Callable[[str], None]) -> None:
        self._url = url.rstrip("/")
        self._patience = patience
        self._away = away
        self._client = httpx.Client(
            headers={"Authorization": f"Bearer {token}"}, timeout=TIMEOUT, follow_redirects=False
        )

    def __enter__(self) -> Remote:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def ask(self, asking: Callable[[], Asking]) -> Answer:
        """What there is to do; asked again while the coordinator is away, each time with the clock of that moment."""
        return self._patiently(lambda: Answer.model_validate_json(self._post("/ask", asking())))

    def renew(self, held: Held) -> None:
        """Tell that the worker is at its portal, once.

        :raises LostError: it must leave.
        :raises httpx.TransportError: the coordinator is away.
        """
        self._post("/renew", held)

    def bring(self, brought: Brought) -> None:
        """Report what stands in the store."""
        self._patiently(lambda: self._post("/bring", brought))

    def give_back(self, back: GivenBack) -> None:
        """Leave the portal to others; by the worker's end, where the coordinator is away."""
        self._post("/back", back)

    def fetch_shard(self, order: str, shard: File, target: Path, seconds: float) -> None:
        """What is known of the portal, on disk as it comes, each time within so many seconds.

        :raises LostError: it is no longer there, or is not what the order says.
        """
        if shard.size > LARGEST_SHARD:
            raise LostError(f"the shard of {order} is too large")
        self._patiently(lambda: self._fetch(order, shard, target, seconds))

    def _fetch(self, order: str, shard: File, target: Path, seconds: float) -> None:
        with self._client.stream("GET", f"{self._url}/shard/{order}") as answer, target.open("wb") as file:
            if answer.status_code != httpx.codes.OK:
                _wrong(answer.status_code, b"")
            if not written_as(_chunks(answer, seconds), file, shard):
                raise LostError(f"the shard of {order} is not what the order says")

    def _post(self, path: str, message: BaseModel) -> bytes:
        request = {"content": message.model_dump_json(), "headers": {"Content-Type": "application/json"}}
        with self._client.stream("POST", f"{self._url}{path}", **request) as answer:  # type: ignore[arg-type]
            body = b""
            for data in _chunks(answer, ANSWER_SECONDS):
                body += data
                if len(body) > LARGEST_MESSAGE:
                    raise httpx.ReadError("the answer is too long")
        if answer.status_code != httpx.codes.OK:
            _wrong(answer.status_code, body)
        return body

    def _patiently(self, task: Callable[[], Found]) -> Found:
        """:raises GoneError: the coordinator was away too long."""
        began, pause = time.monotonic(), FIRST_PAUSE
        while True:
            try:
                return task()
            except ValidationError:
                raise RefusedError("message", f"what answers at {self._url} is no coordinator") from None
            except httpx.TransportError as error:
                why = str(error) or type(error).__name__
            left = began + self._patience - time.monotonic()
            if left <= 0:
                raise GoneError(
                    f"the coordinator at {self._url} did not answer for {self._patience:.0f} seconds ({why}):"
                    " start it again, then this worker"
                )
            if pause == FIRST_PAUSE:
                self._away(why)
            time.sleep(min(left, pause * random.uniform(0.5, 1.0)))
            pause = min(2 * pause, LONGEST_PAUSE)


def _chunks(answer: httpx.Response, seconds: float) -> Iterator[bytes]:
    """:raises httpx.ReadTimeout: it came too slowly, however much came each time."""
    end = time.monotonic() + seconds
    for data in answer.iter_raw(CHUNK):
        yield data
        if time.monotonic() > end:
            raise httpx.ReadTimeout("the answer took too long")


def _wrong(status: int, body: bytes) -> None:
    """:raises LostError: 410. :raises RefusedError: it will not be otherwise. :raises httpx.TransportError: it may be later."""
    if status == httpx.codes.GONE:
        raise LostError("the lease was lost")
    if status in REFUSALS:
        try:
            said = Refused.model_validate_json(body)
        except ValidationError:  # a proxy says so, or somebody else
            raise _nobody(status) from None
        raise RefusedError(said.refused, "".join(c for c in said.message if c.isprintable()))
    if status in AWAY:
        raise httpx.ReadError(f"it answered with status {status}")
    raise _nobody(status)


def _nobody(status: int) -> RefusedError:
    return RefusedError(
        "message", f"there is no coordinator at this address: it answered with status {status}"
    )
