"""A worker's time is the processor's: what waits is not late, what works too long is; what it took of memory it gives back."""

from __future__ import annotations

import time
from typing import Any

from archive.malloc import held_bytes
from archive.workers import Done, Workers

LARGE = 400_000


def sleep(seconds: float) -> tuple[str, float]:
    time.sleep(seconds)
    return "slept", seconds


def burn(seconds: float) -> tuple[str, float]:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return "burnt", seconds


def hold(number: int) -> tuple[str, int]:
    """Many small pieces, of which the first and the last are kept: the heap has a hole between them."""
    pieces = [bytes(200) for _ in range(number)]
    kept.extend((pieces[0], pieces[-1]))
    return "held", held_bytes()


kept: list[bytes] = []


def one(workers: Workers[Any], task: Any) -> Done[Any]:
    workers.send(task)
    while not (done := list(workers.done(0.05))):
        pass
    return done[0]


def test_who_waits_is_not_late() -> None:
    workers: Workers[float] = Workers(sleep, 1, 0.3, patience=10.0)
    try:
        done = one(workers, 0.9)
    finally:
        workers.close()
    assert (done.outcome, done.result) == ("slept", 0.9)
    assert done.seconds < 0.3


def test_who_waits_for_ever_is_late_in_the_end() -> None:
    workers: Workers[float] = Workers(sleep, 1, 0.1, patience=3.0)
    try:
        began = time.monotonic()
        done = one(workers, 60.0)
    finally:
        workers.close()
    assert done.outcome == "timeout" and "more than 0.1 s" in done.result
    assert time.monotonic() - began < 10


def test_who_works_too_long_is_late_and_its_work_is_counted() -> None:
    workers: Workers[float] = Workers(burn, 1, 0.5, patience=100.0)
    try:
        short, long = one(workers, 0.2), one(workers, 60.0)
    finally:
        workers.close()
    assert short.outcome == "burnt" and 0.1 <= short.seconds < 0.5
    assert long.outcome == "timeout" and 0.5 <= long.seconds < 5


def test_a_large_task_leaves_a_small_worker() -> None:
    workers: Workers[int] = Workers(hold, 1, 60.0)
    try:
        most = one(workers, LARGE).result
        after = one(workers, 1).result
    finally:
        workers.close()
    assert most - after > 0.7 * 200 * LARGE
