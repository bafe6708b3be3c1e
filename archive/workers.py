"""Worker processes for hostile work: each on its own pipe, within a time and a memory budget, killed when over it.

A budget of time counts the processor's, so that a busy machine costs no task its result; by the clock a task may take
`patience` times as long.

Not a `ProcessPoolExecutor`: that breaks as a whole when one worker dies and cannot stop a task that runs too long; a
hostile page must cost one failure, nothing more.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Generic, TypeVar

from archive.malloc import give_back, held_bytes

Task = TypeVar("Task")
MORE_TIME = "more time"
"""The word by which a worker asks for more; what became of a task has other names."""
MEMORY_BYTES = 500_000_000
"""What a worker may take beyond the libraries it begins with."""
PIPE_BYTES = 400_000
"""What a pipe to a worker is to hold, if the system lets it: tasks that wait there."""
NICENESS = 5
"""Of workers whose work nobody waits for as for the process that serves all others."""
PATIENCE = 4.0
"""Times its budget that a task may take by the clock, where nobody waits for it."""
GROWN_BYTES = 16_000_000
"""What a worker may keep of the memory that its tasks took, before it gives back what is free of it."""
MOST_MEMORY_BYTES = 4_000_000_000
"""What work that needs it may allow itself (`allow_most`): models that read pictures map more than they touch."""


@dataclass(frozen=True, slots=True)
class Done(Generic[Task]):
    """A task and what became of it: `outcome` is the worker's word, or "timeout" or "died". `seconds`: of the processor."""

    task: Task
    outcome: str
    result: Any
    seconds: float = 0.0


@dataclass(slots=True)
class _Worker(Generic[Task]):
    process: BaseProcess
    pipe: Connection
    tasks: deque[Task] = field(default_factory=deque)
    """The first is under way, the others wait in its pipe."""
    budget: float = 0.0
    begun: float = 0.0
    spent: float = 0.0
    """Processor time of the process when its task began."""

    def allow(self, seconds: float) -> None:
        """The task has so many seconds from now on."""
        self.budget, self.begun, self.spent = seconds, time.monotonic(), _work(self.process)

    def seconds(self) -> float:
        """Processor time of the task so far."""
        return max(0.0, _work(self.process) - self.spent)

    def is_late(self, now: float, patience: float) -> bool:
        """Whether the task has used up its budget, or taken `patience` times as long by the clock."""
        taken = now - self.begun
        return taken > self.budget and (taken > patience * self.budget or self.seconds() >= self.budget)


class Workers(Generic[Task]):
    """Runs `work(task) -> (outcome, result)` in other processes. `work` is a function of a module."""

    def __init__(
        self,
        work: Callable[[Task], tuple[str, object]],
        size: int,
        budget: float,
        preload: tuple[str, ...] = (),
        memory: int = MEMORY_BYTES,
        nice: int = NICENESS,
        patience: float = 1.0,
        begins: Callable[[Connection], None] = lambda pipe: None,
        ends: Callable[[Connection], None] = lambda pipe: None,
    ) -> None:
        """`preload`: modules for a clean server that workers fork from; without them they fork from this process,
        which is quicker and right where it has neither threads nor sockets. `memory`: bytes that a worker may take
        beyond what it begins with. `budget`: seconds of the processor for a task, and with `patience` times as many by the
        clock its end. `begins`, `ends`: told of each worker's pipe after it is opened and before it is
        closed, for who wants to hear at once that something is done."""
        self.size = size
        self._work = work
        self._budget = budget
        self._preload = list(preload)
        self._memory, self._nice, self._patience = memory, nice, patience
        self._begins, self._ends = begins, ends
        self._workers: list[_Worker[Task]] = []
        self._failed: list[Done[Task]] = []
        self.pipe_bytes = 0
        """What the pipe to a worker holds."""

    @property
    def tasks(self) -> list[Task]:
        """What is in hand."""
        return [task for worker in self._workers for task in worker.tasks]

    @property
    def free(self) -> bool:
        """Whether another task would be begun at once."""
        return len(self._workers) < self.size or not all(w.tasks for w in self._workers)

    def prepare(self) -> None:
        """Start the server that workers fork from, so that its modules are loaded while other work goes on."""
        if self._preload:
            self._context()
            forkserver.ensure_running()

    def send(self, task: Task) -> None:
        """Give a task to an idle worker. Where none is `free` it waits in the pipe of one, so that the worker goes on
        without a pause; all that is in hand must fit into `pipe_bytes` then, or this process would wait.
        """
        worker = min(self._workers, key=lambda w: len(w.tasks), default=None)
        if worker is None or (worker.tasks and len(self._workers) < self.size):
            worker = self._start()
        worker.tasks.append(task)
        if len(worker.tasks) == 1:
            worker.allow(self._budget)
        try:
            worker.pipe.send(task)
        except OSError:
            self._give_up(worker, "died", "the process was gone")
        except BaseException:  # it cannot be sent at all
            worker.tasks.pop()
            raise

    def done(self, timeout: float = 0.0) -> Iterator[Done[Task]]:
        """What has ended, waiting at most `timeout` seconds for the first; the dead and the late are among it."""
        busy = [w for w in self._workers if w.tasks]
        ready = wait([w.pipe for w in busy], timeout) if busy and not self._failed else []
        for worker in [w for w in busy if w.pipe in ready]:
            yield from self._receive(worker)
        now = time.monotonic()
        for worker in [w for w in self._workers if w.tasks and w.is_late(now, self._patience)]:
            self._give_up(worker, "timeout", f"it took more than {worker.budget:g} s")
        failed, self._failed = self._failed, []
        yield from failed

    def renice(self, nice: int) -> None:
        """Let what is under way yield to others from now on; a process cannot take that back."""
        for worker in self._workers:
            with suppress(ProcessLookupError):
                os.setpriority(os.PRIO_PROCESS, worker.process.pid or 0, nice)

    def close(self) -> None:
        """Stop every worker at once."""
        for worker in self._workers:
            self._ends(worker.pipe)
            worker.pipe.close()
        for worker in self._workers:
            worker.process.terminate()
            worker.process.join()
        self._workers.clear()

    def _receive(self, worker: _Worker[Task]) -> Iterator[Done[Task]]:
        try:
            outcome, result = worker.pipe.recv()
            if outcome == MORE_TIME:
                worker.allow(result)
                return
        except (EOFError, OSError):
            worker.process.join()
            self._give_up(worker, "died", f"the process died (exit code {worker.process.exitcode})")
            return
        task, seconds = worker.tasks.popleft(), worker.seconds()
        if worker.tasks:
            worker.allow(self._budget)
        yield Done(task, outcome, result, seconds)

    def _give_up(self, worker: _Worker[Task], outcome: str, message: str) -> None:
        """The task that was under way has failed; what waited behind it is given to another worker."""
        seconds = worker.seconds()
        self._ends(worker.pipe)
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()
        self._workers.remove(worker)
        failed, *waiting = worker.tasks
        self._failed.append(Done(failed, outcome, message, seconds))
        for task in waiting:
            self.send(task)

    def _start(self) -> _Worker[Task]:
        context = self._context()
        ours, theirs = context.Pipe()
        self.pipe_bytes = _widened(ours)
        process = context.Process(  # type: ignore[attr-defined]  # every context of the library has it
            target=_serve, args=(theirs, self._work, self._memory, self._nice), daemon=True
        )
        process.start()
        theirs.close()
        worker: _Worker[Task] = _Worker(process, ours)
        self._workers.append(worker)
        self._begins(ours)
        return worker

    def _context(self) -> BaseContext:
        if not self._preload:
            return multiprocessing.get_context("fork")
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(self._preload)
        return context


def _widened(pipe: Connection) -> int:
    """Let a pipe hold more; returns how many bytes it holds at the least."""
    with socket.socket(fileno=os.dup(pipe.fileno())) as end:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, PIPE_BYTES // 2)  # the system doubles it
        return end.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)


def _work(process: BaseProcess) -> float:
    """Seconds of the processor that a process has used; 0 where it is gone."""
    try:
        with open(f"/proc/{process.pid}/stat", "rb", buffering=0) as stat:  # noqa: PTH123 - asked twice a task
            fields = stat.read().rpartition(b")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


_pipe: Connection | None = None
"""In a worker: the way to the process that hands out the work."""


def _serve(pipe: Connection, work: Callable[[Task], tuple[str, object]], memory: int, nice: int) -> None:
    """A worker: tasks in, (outcome, result) out, until the pipe closes."""
    global _pipe
    _pipe = pipe
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.nice(nice)
    begun_with = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    held_at_first = held_bytes()
    resource.setrlimit(resource.RLIMIT_AS, (begun_with + memory, begun_with + MOST_MEMORY_BYTES))
    try:
        while True:
            pipe.send(work(pipe.recv()))
            if held_bytes() > held_at_first + GROWN_BYTES:
                give_back()
    except (EOFError, OSError):
        return


def allow_most(seconds: float) -> None:
    """In a worker: take the larger allowance of memory, and so many seconds, for what follows."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    if _pipe is not None:
        _pipe.send((MORE_TIME, seconds))
