"""Worker processes for hostile work: each on its own pipe, within a time and a memory budget, killed when over it.

Not a `ProcessPoolExecutor`: that breaks as a whole when one worker dies and cannot stop a task that runs too long; a
hostile page must cost one failure, nothing more.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Generic, TypeVar

Task = TypeVar("Task")
MORE_TIME = "more time"
"""The word by which a worker asks for more; what became of a task has other names."""
MEMORY_BYTES = 500_000_000
"""What a worker may take beyond the libraries it begins with."""
NICENESS = 5
"""What workers do is heavy, and nobody waits for it as for the process that serves all others."""
MOST_MEMORY_BYTES = 4_000_000_000
"""What work that needs it may allow itself (`allow_most`): models that read pictures map more than they touch."""


@dataclass(frozen=True, slots=True)
class Done(Generic[Task]):
    """A task and what became of it: `outcome` is the worker's word, or "timeout" or "died"."""

    task: Task
    outcome: str
    result: Any


@dataclass(slots=True)
class _Worker(Generic[Task]):
    process: BaseProcess
    pipe: Connection
    task: Task | None = None
    budget: float = 0.0
    deadline: float = 0.0

    def allow(self, seconds: float) -> None:
        """The task has so many seconds from now on."""
        self.budget, self.deadline = seconds, time.monotonic() + seconds


class Workers(Generic[Task]):
    """Runs `work(task) -> (outcome, result)` in other processes. `work` is a function of a module."""

    def __init__(
        self,
        work: Callable[[Task], tuple[str, object]],
        size: int,
        budget: float,
        preload: tuple[str, ...] = (),
        memory: int = MEMORY_BYTES,
    ) -> None:
        """`preload`: modules for a clean server that workers fork from; without them they fork from this process,
        which is quicker and right where it has neither threads nor sockets. `memory`: bytes that a worker may take
        beyond what it begins with."""
        self.size = size
        self._work = work
        self._budget = budget
        self._preload = list(preload)
        self._memory = memory
        self._workers: list[_Worker[Task]] = []
        self._failed: list[Done[Task]] = []

    @property
    def tasks(self) -> list[Task]:
        """What is in hand."""
        return [w.task for w in self._workers if w.task is not None]

    @property
    def free(self) -> bool:
        """Whether another task can be taken."""
        return len(self.tasks) < self.size

    def prepare(self) -> None:
        """Start the server that workers fork from, so that its modules are loaded while other work goes on."""
        if self._preload:
            self._context()
            forkserver.ensure_running()

    def send(self, task: Task) -> None:
        """Give a task to an idle worker; call only while `free`."""
        worker = next((w for w in self._workers if w.task is None), None) or self._start()
        worker.task = task
        worker.allow(self._budget)
        try:
            worker.pipe.send(task)
        except OSError:
            self._give_up(worker, "died", "the process was gone")

    def done(self, timeout: float = 0.0) -> Iterator[Done[Task]]:
        """What has ended, waiting at most `timeout` seconds for the first; the dead and the late are among it."""
        busy = [w for w in self._workers if w.task is not None]
        ready = wait([w.pipe for w in busy], timeout) if busy and not self._failed else []
        for worker in [w for w in busy if w.pipe in ready]:
            yield from self._receive(worker)
        now = time.monotonic()
        for worker in [w for w in self._workers if w.task is not None and now > w.deadline]:
            self._give_up(worker, "timeout", f"it took more than {worker.budget:g} s")
        failed, self._failed = self._failed, []
        yield from failed

    def close(self) -> None:
        """Stop every worker at once."""
        for worker in self._workers:
            worker.pipe.close()
        for worker in self._workers:
            worker.process.terminate()
            worker.process.join()
        self._workers.clear()

    def _receive(self, worker: _Worker[Task]) -> Iterator[Done[Task]]:
        assert worker.task is not None
        try:
            outcome, result = worker.pipe.recv()
            if outcome == MORE_TIME:
                worker.allow(result)
                return
        except (EOFError, OSError):
            worker.process.join()
            self._give_up(worker, "died", f"the process died (exit code {worker.process.exitcode})")
            return
        task, worker.task = worker.task, None
        yield Done(task, outcome, result)

    def _give_up(self, worker: _Worker[Task], outcome: str, message: str) -> None:
        assert worker.task is not None
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()
        self._workers.remove(worker)
        self._failed.append(Done(worker.task, outcome, message))

    def _start(self) -> _Worker[Task]:
        context = self._context()
        ours, theirs = context.Pipe()
        process = context.Process(  # type: ignore[attr-defined]  # every context of the library has it
            target=_serve, args=(theirs, self._work, self._memory), daemon=True
        )
        process.start()
        theirs.close()
        worker: _Worker[Task] = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _context(self) -> BaseContext:
        if not self._preload:
            return multiprocessing.get_context("fork")
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(self._preload)
        return context


_pipe: Connection | None = None
"""In a worker: the way to the process that hands out the work."""


def _serve(pipe: Connection, work: Callable[[Task], tuple[str, object]], memory: int) -> None:
    """A worker: tasks in, (outcome, result) out, until the pipe closes."""
    global _pipe
    _pipe = pipe
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    os.nice(NICENESS)
    begun_with = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (begun_with + memory, begun_with + MOST_MEMORY_BYTES))
    try:
        while True:
            pipe.send(work(pipe.recv()))
    except (EOFError, OSError):
        return


def allow_most(seconds: float) -> None:
    """In a worker: take the larger allowance of memory, and so many seconds, for what follows."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    if _pipe is not None:
        _pipe.send((MORE_TIME, seconds))
