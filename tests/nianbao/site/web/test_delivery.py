"""Large answers and readers who take little: an end to each delivery, and room for the next one."""

from __future__ import annotations

import asyncio

import pytest

from nianbao.site.web import delivery
from nianbao.site.web.datasette_types import App, Message

SIZE = 20_000_000
START: Message = {"type": "http.response.start", "status": 200, "headers": []}


async def large(scope: Message, receive: object, send: object) -> None:
    await send(START)  # type: ignore[operator]
    await send({"type": "http.response.body", "body": b"x" * SIZE})  # type: ignore[operator]


async def taken(app: App, pause: float, most: int = SIZE) -> int:
    """Bytes that a reader gets who waits `pause` seconds before each piece, and takes no more once `most` are there."""
    have, ended = 0, False

    async def send(message: Message) -> None:
        nonlocal have, ended
        if have >= most:
            await asyncio.Event().wait()
        await asyncio.sleep(pause)
        have += len(message.get("body", b""))
        ended = message["type"] == "http.response.body" and not message.get("more_body")

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    await asyncio.wait_for(app({"type": "http"}, receive, send), 60)
    assert ended == (have == SIZE), "an answer that is not whole does not end as one that is"
    return have


def test_a_quick_reader_gets_all_of_it_in_pieces() -> None:
    assert asyncio.run(taken(delivery.delivered(large), 0)) == SIZE


@pytest.mark.parametrize(("pause", "most"), [(0.0, 1_000_000), (0.1, SIZE)])
def test_who_takes_too_little_is_given_up(monkeypatch: pytest.MonkeyPatch, pause: float, most: int) -> None:
    monkeypatch.setattr(delivery, "GRACE", 0.3)
    monkeypatch.setattr(delivery, "LEAST", 10_000_000)
    assert asyncio.run(taken(delivery.delivered(large), pause, most)) < SIZE


def test_the_oldest_makes_room_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many hold an answer, whoever comes next gets the whole of one."""
    monkeypatch.setattr(delivery, "MOST_BYTES", 3 * SIZE)

    async def all_of_them() -> list[int]:
        app = delivery.delivered(large)
        slow = []
        for _ in range(10):
            slow.append(asyncio.create_task(taken(app, 0, 1_000_000)))
            await asyncio.sleep(0.05)
        assert await taken(app, 0) == SIZE
        ended = [task for task in slow if task.done()]
        assert len(ended) == 8, "two of them and the next one are as much as there may be"
        for task in slow:
            task.cancel()
        return [task.result() for task in ended]

    assert max(asyncio.run(all_of_them())) < SIZE
