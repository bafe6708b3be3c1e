"""Parsing captures in worker processes while one writer records the results.

Nothing is remembered outside the archive: what was handed out and not recorded is simply pending again.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable
from typing import Any

from archive.parsing.worker import read_capture
from archive.record import record, record_failure
from archive.store import to_read
from archive.store.db import Archive, ArchiveError
from archive.store.to_read import Pending
from archive.workers import PATIENCE, Workers

BUDGET_SECONDS = 30.0
"""Of the processor. A page that takes longer is given up: a real report takes well under a second."""
READ_AHEAD = 64
LARGE_BYTES = 1_000_000
"""Reading more may take hundreds of megabytes: not beside a crawl, which may hold as much for a page of its own."""


PRELOAD = ("parsers.parse", "archive.parsing.worker", "trafilatura")
"""For the server that the workers fork from."""


def read_apart(tasks: Iterable[Pending], budget: float = BUDGET_SECONDS) -> list[tuple[Pending, str, Any]]:
    """What becomes of captures, one after the other, each read in a process that can be killed: (capture, outcome, result)."""
    workers: Workers[Pending] = Workers(read_capture, 1, budget, PRELOAD, patience=PATIENCE)
    found = []
    try:
        for task in tasks:
            workers.send(task)
            while not (done := list(workers.done(timeout=1.0))):
                pass
            found += [(d.task, d.outcome, d.result) for d in done]
    finally:
        workers.close()
    return found


class Recorder:
    """Writes down what was read of captures, wherever it was read."""

    def __init__(self, archive: Archive, parser: str) -> None:
        self._archive, self._parser = archive, parser
        self.read = 0
        """Captures dealt with."""
        self._put_off, self._why = 0, ""
        """Of these, those that stay pending, and why the last one does."""

    def record(self, task: Pending, outcome: str, result: Any) -> None:
        """What became of a capture, as a worker said it (`archive.parsing.worker`)."""
        if outcome == "unreached":
            self.put_off(task, str(result))
            return
        self.read += 1
        if outcome == "read":
            record(self._archive, task.key, result)
        else:
            record_failure(self._archive, task.key, self._parser, outcome, result)

    def put_off(self, task: Pending, why: str) -> None:
        """A capture could not be read now: nothing is said of it, and it stays pending."""
        self.read += 1
        self._put_off, self._why = self._put_off + 1, f"{task.address}: {why}"

    def check(self) -> None:
        """:raises ArchiveError: captures stay pending that were to be read."""
        if self._put_off:
            raise ArchiveError(
                f"{self._put_off} captures were not read, since they cannot be read now ({self._why}): run it again then"
            )


class ParseQueue:
    """Hands pending captures to workers and records what comes back.

    `step()` never blocks, so the crawl calls it from its event loop; `finish()` blocks until nothing is
    pending.
    """

    def __init__(
        self,
        archive: Archive,
        parser: str,
        *,
        workers: int | None = None,
        budget: float = BUDGET_SECONDS,
        beside_a_crawl: bool = False,
    ) -> None:
        """`beside_a_crawl`: what is large waits until `take_large`."""
        self.archive = archive
        self.parser = parser
        self.recorder = Recorder(archive, parser)
        size = workers or max(1, (os.cpu_count() or 1) - 1)
        self._workers: Workers[Pending] = Workers(read_capture, size, budget, PRELOAD, patience=PATIENCE)
        self._waiting: deque[Pending] = deque()
        self._puts_off = beside_a_crawl
        self._large: list[Pending] = []
        """Put off, and the files of their pages: a page is recorded first."""
        self._unrecorded: list[Pending] = []
        self._last_id = 0

    @property
    def read(self) -> int:
        """Captures dealt with."""
        return self.recorder.read

    def step(self, timeout: float = 0.0) -> int:
        """Replace the dead, hand out more, record what is ready meanwhile; returns the number recorded."""
        before = self.read
        ready = list(self._workers.done(timeout))
        self._unrecorded = [done.task for done in ready]
        self._hand_out()
        for done in ready:
            self.recorder.record(done.task, done.outcome, done.result)
        self._unrecorded = []
        self._hand_out()
        return self.read - before

    def finish(self) -> int:
        """Parse all that is pending; returns the number of captures dealt with."""
        before = self.read
        while self._hand_out():
            self.step(timeout=0.2)
        return self.read - before

    def take_large(self) -> None:
        """The crawl has ended: what was put off is read too."""
        self._puts_off = False
        self._waiting.extend(self._large)
        self._large = []

    def pending(self) -> int:
        """Captures in hand: waiting here or with a worker."""
        return len(self._waiting) + len(self._large) + len(self._workers.tasks)

    def close(self) -> None:
        """Stop the workers; what they had in hand is pending again."""
        self._workers.close()
        self._waiting.clear()

    def _hand_out(self) -> bool:
        """Give each idle worker a capture, a file only when its page is recorded; False when all is done."""
        self._refill()
        while self._workers.free and (task := self._next()) is not None:
            self._workers.send(task)
        return bool(self._workers.tasks)

    def _next(self) -> Pending | None:
        """The first waiting capture whose page is not in hand; the first of all where nothing else would go on."""
        busy = self._workers.tasks
        in_hand = {task.address for task in (*busy, *self._waiting, *self._unrecorded)}
        task = next((p for p in self._waiting if p.page not in in_hand), None)
        if task is None and self._waiting and not busy and not self._unrecorded:
            task = self._waiting[0]
        if task is not None:
            self._waiting.remove(task)
        return task

    def _refill(self) -> None:
        if len(self._waiting) >= self._workers.size:
            return
        found = to_read.pending(self.archive, self.parser, after=self._last_id, limit=READ_AHEAD)
        in_hand = {(p.address, p.body_sha256) for p in (*self._waiting, *self._large)}
        in_hand |= {(t.address, t.body_sha256) for t in (*self._workers.tasks, *self._unrecorded)}
        for capture_id, pending in found:
            self._last_id = capture_id
            if (pending.address, pending.body_sha256) not in in_hand:
                in_hand.add((pending.address, pending.body_sha256))
                (self._large if self._is_put_off(pending) else self._waiting).append(pending)

    def _is_put_off(self, pending: Pending) -> bool:
        return self._puts_off and (
            pending.body_bytes > LARGE_BYTES or any(pending.page == page.address for page in self._large)
        )
