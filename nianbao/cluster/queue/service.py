"""The coordinator on the network: HTTP with JSON, for those who know the token. TLS is the business of the proxy before it.

    POST /ask, /renew, /bring, /back     messages of `nianbao.cluster.queue.messages`
    GET  /shard/ORDER                    what is known of the portal

Statuses: 200; 401 no token or a wrong one; 403 refused, the reason in the answer; 404; 410 the order is no longer the worker's;
413, 422 no such message; 503 the archive cannot be used now.
"""

from __future__ import annotations

import asyncio
import hmac
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from archive import ArchiveError, open_archive
from archive.clock import Clock
from archive.crawl.queued import is_order
from nianbao.cluster.queue.desk import Desk, Terms
from nianbao.cluster.queue.messages import (
    LARGEST_MESSAGE,
    Asking,
    Brought,
    GivenBack,
    Held,
    Refused,
    RefusedError,
)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Answered = tuple[int, str]
Found = TypeVar("Found")
CHUNK = 1 << 16
BODY_SECONDS = 30.0
WRONG_TOKEN_SECONDS = 0.5
"""Whoever guesses waits."""


class Service:
    """An ASGI application. Its archive is opened, used and closed in one thread of its own."""

    def __init__(self, data_dir: Path, clock: Clock, terms: Terms, token: str) -> None:
        self._token = token.encode()
        self._thread = ThreadPoolExecutor(1, "desk")
        self._desk = self._thread.submit(lambda: Desk(open_archive(data_dir, clock), terms)).result()
        self.problem: str | None = None
        """Why the archive could not be used the last time."""

    def close(self) -> None:
        self._thread.submit(self._desk.archive.close).result()
        self._thread.shutdown()

    def untold(self, workers: Iterable[str]) -> bool:
        """Whether one of these workers, or of those that asked, was not told that there is no more to do."""
        return not {*workers, *self._desk.asked} <= self._desk.told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if not self._is_known(scope):
            await asyncio.sleep(WRONG_TOKEN_SECONDS)
            why = RefusedError("token", "the token is missing or wrong: give both sides the same file")
            await _send(send, 401, _refused(why))
            return
        path: str = scope["path"]
        if scope["method"] == "GET" and path.startswith("/shard/"):
            await self._shard(path.removeprefix("/shard/"), send)
            return
        handler = self._handlers().get(path) if scope["method"] == "POST" else None
        if handler is None:
            await _send(send, 404, "{}")
            return
        try:
            body = await asyncio.wait_for(_body(receive), BODY_SECONDS)
        except TimeoutError:
            body = None
        if body is None:
            why = RefusedError("message", "the message is too long, or took too long")
            await _send(send, 413, _refused(why))
            return
        await _send(send, *await self._in_thread(handler, body))

    def _is_known(self, scope: Scope) -> bool:
        given = dict(scope["headers"]).get(b"authorization", b"")
        return hmac.compare_digest(given, b"Bearer " + self._token)

    def _handlers(self) -> dict[str, Callable[[bytes], Answered]]:
        desk = self._desk
        return {
            "/ask": lambda body: (200, desk.ask(Asking.model_validate_json(body)).model_dump_json()),
            "/renew": lambda body: _held(desk.renew(Held.model_validate_json(body))),
            "/bring": lambda body: _held(desk.bring(Brought.model_validate_json(body))),
            "/back": lambda body: _held(desk.take_back(GivenBack.model_validate_json(body))),
        }

    async def _in_thread(self, handler: Callable[[bytes], Answered], body: bytes) -> Answered:
        try:
            answer = await self._call(lambda: handler(body))
        except ValidationError as error:
            wrong = error.errors(include_input=False, include_url=False)[0]
            where = ".".join(map(str, wrong["loc"]))
            said = wrong["msg"]
            return 422, _refused(RefusedError("message", f"the message is not understood: {where}: {said}"))
        except RefusedError as error:
            return 403, _refused(error)
        except (ArchiveError, sqlite3.Error, OSError) as error:
            self.problem = str(error)
            return 503, "{}"
        self.problem = None
        return answer

    async def _call(self, task: Callable[[], Found]) -> Found:
        return await asyncio.get_running_loop().run_in_executor(self._thread, task)

    async def _shard(self, order: str, send: Send) -> None:
        path = self._desk.shard(order) if is_order(order) else None
        if path is None:
            await _send(send, 410, "{}")
            return
        with path.open("rb") as file:
            size = str(path.stat().st_size).encode()
            headers = [(b"content-type", b"application/octet-stream"), (b"content-length", size)]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            while data := file.read(CHUNK):
                await send({"type": "http.response.body", "body": data, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def _held(is_held: bool) -> Answered:
    return (200 if is_held else 410), "{}"


def _refused(error: RefusedError) -> str:
    return Refused(refused=error.code, message=str(error)[:1000]).model_dump_json()


async def _body(receive: Receive) -> bytes | None:
    """The whole body; None where it is too long or the other side has gone."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > LARGEST_MESSAGE:
            return None
        if not message.get("more_body"):
            return bytes(body)


async def _send(send: Send, status: int, text: str) -> None:
    body = text.encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
