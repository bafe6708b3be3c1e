"""How long a file may be read: a small one cannot hold a worker, a long scan has its time."""

from __future__ import annotations

import time

import pytest

from archive.parsing.worker import FILE_SECONDS, file_seconds
from archive.workers import Workers, allow_most

PAGE = b"<</Type /Page /Parent 2 0 R>>"


@pytest.mark.parametrize(
    ("data", "least", "most"),
    [
        (b"x" * 526, 5, 20),
        (b"%PDF" + b"x" * 2_800, 5, 20),
        (b"%PDF" + PAGE * 100, 5, 20),  # 3 KB that claim a hundred pages
        (b"%PDF" + PAGE * 30 + b"x" * 900_000, 300, FILE_SECONDS),
        (b"x" * 64_000_000, FILE_SECONDS, FILE_SECONDS),
    ],
)
def test_the_budget_follows_size_and_pages(data: bytes, least: float, most: float) -> None:
    assert least <= file_seconds(data) <= most


def spin(task: bytes) -> tuple[str, float]:
    allow_most(file_seconds(task) / 10)
    while True:
        time.sleep(0.01)


def test_a_worker_is_killed_when_it_is_over() -> None:
    """A tenth of what a file of 3 KB has, to keep the test short."""
    workers: Workers[bytes] = Workers(spin, 1, 30.0)
    start = time.monotonic()
    try:
        workers.send(b"x" * 3_000)
        while not (done := list(workers.done(0.1))):
            assert time.monotonic() - start < 10
    finally:
        workers.close()
    assert done[0].outcome == "timeout"
