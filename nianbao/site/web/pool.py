"""Processes that can be killed, for what others wrote: questions of visitors, published files.

Each piece of work has a process to itself within limits of time and memory. The newest waits least, and whoever waits
shortens the time of what is under way, so that one bad file or question keeps nobody else long.
"""

from __future__ import annotations

import asyncio
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from archive.workers import Done, Workers

Task = TypeVar("Task")
BUSY, TIMEOUT, DIED, MEMORY = "busy", "timeout", "died", "memory"
"""What became of work that was not done; `MEMORY` is the word of the worker itself."""
PRELOAD = (
    "nianbao.site.sql.preload",
    "nianbao.site.proof.work",
    "nianbao.site.take.work",
    "nianbao.site.charts.work",
)
LOOK = 0.1
"""Seconds between two looks at whether somebody waits."""
NICE = 10
"""Readers of our own pages come first."""


@dataclass(slots=True)
class _Turn(Generic[Task]):
    """One who waits for a worker."""

    called: threading.Event = field(default_factory=threading.Event)
    worker: Workers[Task] | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds`: of one piece of work. `patience`: the same while somebody waits. `waiting`: how many may wait.
    `memory`: bytes beyond what a process begins with. `prompt`: seconds for which work does not yield to readers of
    our own pages; what takes longer yields, and costs its process, which could not come back from that: for processes
    that begin quickly."""

    size: int
    seconds: float
    patience: float
    waiting: int
    memory: int
    prompt: float = 0.0


class Pool(Generic[Task]):
    """Runs `work(task) -> (outcome, result)`, a function of a module, in `limits.size` processes. For any thread."""

    def __init__(self, work: Callable[[Task], tuple[str, object]], limits: Limits) -> None:
        self.limits = limits
        self._lock = threading.Lock()
        self._idle: list[Workers[Task]] = [
            Workers(work, 1, limits.seconds, PRELOAD, limits.memory, 0 if limits.prompt else NICE)
            for _ in range(limits.size)
        ]
        self._all = tuple(self._idle)
        self._waiting: list[_Turn[Task]] = []
        self._threads = ThreadPoolExecutor(limits.size + limits.waiting)
        self._closed = False

    async def ask(self, task: Task) -> Done[Task]:
        """What became of the task; `BUSY` for who waits longest where too many wait."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._run, self._turn(), task)

    def run(self, task: Task) -> Done[Task]:
        """As `ask`, waiting in this thread."""
        return self._run(self._turn(), task)

    def warm(self, task: Task) -> None:
        """Have every process that is idle do a task, one after the other, so that none begins while somebody waits for it."""
        for worker in self._all:
            with self._lock:
                if self._closed or worker not in self._idle:
                    continue
                self._idle.remove(worker)
            try:
                self._finished(worker, task)
            finally:
                self._give(worker)

    def close(self) -> None:
        """End every process; what is under way is given up."""
        self._closed = True
        self._threads.shutdown(cancel_futures=True)
        for worker in self._all:
            worker.close()

    def _finished(self, worker: Workers[Task], task: Task) -> Done[Task]:
        worker.send(task)
        began, yields = time.monotonic(), not self.limits.prompt
        while not self._closed:
            for done in worker.done(LOOK):
                if done.outcome == MEMORY or (yields and self.limits.prompt):
                    worker.close()  # what it took is given back
                return done
            if not yields and time.monotonic() > began + self.limits.prompt:
                yields = True
                worker.renice(NICE)
            if self._waiting and time.monotonic() > began + self.limits.patience:
                worker.close()  # it may be asked again when nobody waits
                return Done(task, BUSY, f"it took more than {self.limits.patience:g} s while others waited")
        worker.close()
        return Done(task, DIED, "the site is being closed")

    def _turn(self) -> _Turn[Task]:
        """A turn with a worker, or one that waits. Where too many wait, who asked first is sent away: a flood shuts out
        nobody who comes after it."""
        turn: _Turn[Task] = _Turn()
        with self._lock:
            if self._idle:
                turn.worker = self._idle.pop()
                return turn
            if len(self._waiting) >= self.limits.waiting:
                self._waiting.pop(0).called.set()
            self._waiting.append(turn)
        return turn

    def _run(self, turn: _Turn[Task], task: Task) -> Done[Task]:
        worker = turn.worker or self._waited(turn)
        if worker is None:
            return Done(task, BUSY, "too many wait")
        try:
            return self._finished(worker, task)
        finally:
            self._give(worker)

    def _waited(self, turn: _Turn[Task]) -> Workers[Task] | None:
        if not turn.called.wait(2 * self.limits.seconds):
            with self._lock:
                if turn in self._waiting:
                    self._waiting.remove(turn)
        return turn.worker

    def _give(self, worker: Workers[Task]) -> None:
        with self._lock:
            if self._waiting:
                turn = self._waiting.pop()
                turn.worker = worker
                turn.called.set()
            else:
                self._idle.append(worker)


@contextmanager
def last_resort(seconds: float) -> Iterator[None]:
    """In a worker: the system ends the process by itself if nobody else does, also within one long function."""
    signal.alarm(int(seconds) + 3)
    try:
        yield
    finally:
        signal.alarm(0)
