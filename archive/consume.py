"""Parsing captures in worker processes while one writer records the results.

The workers are processes of our own, each on a pipe, and not a `ProcessPoolExecutor`: that breaks as a
whole when one worker dies and cannot stop a task that runs too long, and a hostile page must cost one
issue, nothing more. Nothing is remembered outside the archive: what was handed out and not recorded is
simply pending again.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import deque
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext
from typing import Any

from archive import captures, readings
from archive.captures import Pending
from archive.db import Archive
from archive.warc import DamagedRecord, read_slice

BUDGET_SECONDS = 30.0
"""A page that takes longer is given up: a real report takes well under a second."""
READ_AHEAD = 64


@dataclass(slots=True)
class _Worker:
    process: Any
    pipe: Connection
    task: Pending | None = None
    deadline: float = 0.0


class Parsing:
    """Hands pending captures to workers and records what comes back.

    `step()` never blocks, so the crawl calls it from its event loop; `finish()` blocks until nothing is
    pending.
    """

    def __init__(
        self, archive: Archive, parser: str, *, workers: int | None = None, budget: float = BUDGET_SECONDS
    ) -> None:
        self.archive = archive
        self.parser = parser
        self.read = 0
        """Captures dealt with."""
        self._size = workers or max(1, (os.cpu_count() or 1) - 1)
        self._budget = budget
        self._workers: list[_Worker] = []
        self._waiting: deque[Pending] = deque()
        self._last_id = 0

    def step(self, timeout: float = 0.0) -> int:
        """Record what is ready, replace the dead, hand out more; gives the number recorded."""
        before = self.read
        busy = {w.pipe: w for w in self._workers if w.task}
        for pipe in wait(list(busy), timeout) if busy else ():
            self._receive(busy[pipe])  # type: ignore[index]
        now = time.monotonic()
        for worker in [w for w in self._workers if w.task and now > w.deadline]:
            self._give_up(worker, "timeout", f"parsing took more than {self._budget:g} s")
        self._hand_out()
        return self.read - before

    def finish(self) -> int:
        """Parse all that is pending; gives the number of captures dealt with."""
        before = self.read
        while self._hand_out():
            self.step(timeout=0.2)
        return self.read - before

    def pending(self) -> int:
        """Captures in hand: waiting here or with a worker."""
        return len(self._waiting) + sum(w.task is not None for w in self._workers)

    def close(self) -> None:
        """Stop the workers; what they had in hand is pending again."""
        for worker in self._workers:
            worker.pipe.close()
        for worker in self._workers:
            worker.process.terminate()
            worker.process.join()
        self._workers.clear()
        self._waiting.clear()

    def _hand_out(self) -> bool:
        """Give each idle worker a capture; False when all is done."""
        self._refill()
        for worker in self._workers:
            if worker.task is None and self._waiting:
                self._send(worker, self._waiting.popleft())
        while self._waiting and len(self._workers) < self._size:
            worker = _start()
            self._workers.append(worker)
            self._send(worker, self._waiting.popleft())
        return any(w.task for w in self._workers)

    def _refill(self) -> None:
        if len(self._waiting) >= self._size:
            return
        found = captures.pending(self.archive, self.parser, after=self._last_id, limit=READ_AHEAD)
        in_hand = {(p.address, p.body_sha256) for p in self._waiting}
        in_hand |= {(w.task.address, w.task.body_sha256) for w in self._workers if w.task}
        for capture_id, pending in found:
            self._last_id = capture_id
            if (pending.address, pending.body_sha256) not in in_hand:
                in_hand.add((pending.address, pending.body_sha256))
                self._waiting.append(pending)

    def _send(self, worker: _Worker, task: Pending) -> None:
        worker.task, worker.deadline = task, time.monotonic() + self._budget
        try:
            worker.pipe.send(task)
        except OSError:
            self._give_up(worker, "died", "the parser process was gone")

    def _receive(self, worker: _Worker) -> None:
        task = worker.task
        assert task is not None
        try:
            outcome, result = worker.pipe.recv()
        except (EOFError, OSError):
            worker.process.join()
            self._give_up(worker, "died", f"the parser process died (exit code {worker.process.exitcode})")
            return
        worker.task = None
        self.read += 1
        if outcome == "read":
            readings.record(self.archive, task.key, result)
        else:
            readings.record_failure(self.archive, task.key, self.parser, outcome, result)

    def _give_up(self, worker: _Worker, outcome: str, message: str) -> None:
        assert worker.task is not None
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()
        self._workers.remove(worker)
        self.read += 1
        readings.record_failure(self.archive, worker.task.key, self.parser, outcome, message)


def _context() -> ForkServerContext:
    """Workers fork from a clean server that has imported the parsers, not from a crawl full of sockets."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["parsers", "archive.consume"])
    return context


def _start() -> _Worker:
    context = _context()
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _work(pipe: Connection) -> None:
    """A worker: captures in, (outcome, reading or message) out, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    try:
        while True:
            pipe.send(_parse(pipe.recv()))
    except (EOFError, OSError):
        return


def _parse(task: Pending) -> tuple[str, Any]:
    import parsers

    try:
        data = read_slice(task.warc, task.offset, task.length, task.body_sha256)
        return "read", parsers.parse_report(data, context=task.context, name=task.address)
    except (parsers.Unreadable, DamagedRecord) as error:
        return "unreadable", str(error)
    except (MemoryError, RecursionError) as error:
        return "failed", f"{type(error).__name__} while parsing"
    except Exception as error:  # a page must not end the crawl; what went wrong is an issue with its address
        return "failed", f"{type(error).__name__}: {error}"
