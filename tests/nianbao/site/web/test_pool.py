"""Work in processes that can be killed: a flood shuts out nobody who comes after it."""

from __future__ import annotations

import asyncio
import os
import time

from nianbao.site.web.pool import BUSY, NICE, Limits, Pool

SLOW, QUICK = 8.0, 0.0


def rest(seconds: float) -> tuple[str, object]:
    """Work of a known length."""
    time.sleep(seconds)
    return "rested", seconds


def test_who_asks_last_is_served_first_and_who_waits_longest_is_sent_away() -> None:
    pool = Pool(rest, Limits(size=1, seconds=20, patience=3.0, waiting=1, memory=200_000_000, prompt=0.2))

    async def flood() -> tuple[list[str], str, float]:
        slow = [asyncio.create_task(pool.ask(SLOW)) for _ in range(4)]
        await asyncio.sleep(0.1)
        began = time.monotonic()
        last = await pool.ask(QUICK)
        waited = time.monotonic() - began
        return [done.outcome for done in await asyncio.gather(*slow)], last.outcome, waited

    try:
        pool.run(QUICK)
        outcomes, last, waited = asyncio.run(flood())
    finally:
        pool.close()
    assert last == "rested" and waited < SLOW
    assert outcomes == [BUSY] * 4, "one is stopped because somebody waits, three are sent away"


def test_work_that_takes_long_yields_and_its_process_is_not_used_again() -> None:
    pool = Pool(niceness, Limits(size=1, seconds=8, patience=6, waiting=3, memory=200_000_000, prompt=1.0))
    try:
        pool.run(0.0)  # the first includes the process's own beginning
        quick, slow, after = (pool.run(seconds).result for seconds in (0.0, 2.0, 0.0))
    finally:
        pool.close()
    assert isinstance(quick, tuple) and isinstance(slow, tuple) and isinstance(after, tuple)
    assert (slow[0], after[0]) == (max(NICE, quick[0]), quick[0])
    assert quick[1] == slow[1] != after[1], "another process"


def niceness(seconds: float) -> tuple[str, object]:
    """The process's niceness at the end of the work, and which it is."""
    time.sleep(seconds)
    return "rested", (os.nice(0), os.getpid())
