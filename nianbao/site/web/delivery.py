"""Answers on their way: a reader who takes little for long is hung up on, and so is the oldest where they fill the memory.

A body goes on in pieces, each when the one before it was taken, so that what waits is known and can be let go.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from nianbao.site.web.datasette_types import App, Message, Receive, Send

GRACE, LEAST = 30.0, 50_000
"""Seconds, and then bytes a second, in which an answer is to be taken."""
MOST_BYTES = 150_000_000
"""Of bodies that wait to be taken, together."""
PIECE = 65_536


@dataclass(eq=False, slots=True)
class _Delivery:
    """One answer: bytes of it that wait, seconds that were waited, bytes that were taken; `cut` once it was given up."""

    send: Send
    waits: int = 0
    taken: int = 0
    seconds: float = 0.0
    cut: bool = False
    limit: asyncio.Timeout | None = None

    async def hand_on(self, message: Message) -> None:
        """Send it in time, or not at all: then uvicorn ends the connection, for the answer is not whole."""
        if self.cut:
            return
        began = time.monotonic()
        try:
            async with asyncio.timeout(GRACE + self.taken / LEAST - self.seconds) as self.limit:
                await self.send(message)
        except TimeoutError:
            self.cut = True
        self.limit = None
        self.seconds += time.monotonic() - began

    def give_up(self) -> None:
        self.cut = True
        if self.limit is not None:
            self.limit.reschedule(asyncio.get_running_loop().time())


def delivered(app: App) -> App:
    """The application with an end to each delivery."""
    under_way: dict[_Delivery, None] = {}

    def make_room(size: int) -> None:
        """Give up the oldest ones until so many bytes more may wait."""
        waiting = sum(one.waits for one in under_way)
        for one in list(under_way):
            if waiting + size <= MOST_BYTES:
                return
            waiting -= one.waits
            del under_way[one]
            one.give_up()

    async def wrapped(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        mine = _Delivery(send)

        async def in_pieces(message: Message) -> None:
            body = message.get("body", b"")
            if len(body) <= PIECE:
                await mine.hand_on(message)
                return
            make_room(len(body))
            under_way[mine], mine.waits = None, len(body)
            try:
                for start in range(0, len(body), PIECE):
                    piece = body[start : start + PIECE]
                    more = start + PIECE < len(body) or message.get("more_body", False)
                    await mine.hand_on({**message, "body": piece, "more_body": more})
                    mine.taken += len(piece)
            finally:
                mine.waits = 0
                under_way.pop(mine, None)

        await app(scope, receive, in_pieces)

    return wrapped
