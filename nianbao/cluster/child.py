"""A visit in a process of its own: it ends with whoever began it, and when its time to be at the portal is over.

The network engine starts once a process, so each visit has one (`nianbao.cluster.process`).
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from crawler import Options, Summary
from nianbao.exits import Exit

ORDER, SUMMARY, ERRORS = "order.pickle", "summary.pickle", "errors"
"""Beside the shard: what the process is told, how the visits went, what it said."""


class VisitError(Exception):
    """The visit broke; the message is one line from the process."""


class TimeOverError(VisitError):
    """The process ended itself, as its time at the portal was over."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the process is told. `until`: the instant of `now` at which it must be gone, unless it is told a later one."""

    homes: tuple[str, ...]
    regions: dict[str, str]
    options: Options
    until: float | None = None


def now() -> float:
    """Seconds by a clock that is the same in every process of the machine, and goes on while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class Held:
    """A module of ours as a process of its own, which ends when the pipe to it breaks; a context manager that ends it."""

    def __init__(self, module: str, arguments: Sequence[str], errors: Path) -> None:
        """`errors`: the file for what it says."""
        self._errors = errors
        with errors.open("wb") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                stdin=subprocess.PIPE,
                stdout=said,
                stderr=said,
                process_group=0,  # Ctrl-C is for the worker alone
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        self._process.wait()
        if self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()

    def ended(self, seconds: float) -> bool:
        """Wait so long; whether it has ended."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        """End it at once."""
        if self._process.poll() is None:
            self._process.kill()

    def check(self) -> None:
        """
        :raises TimeOverError: it ended as it was told to.
        :raises VisitError: it broke, or was ended; one line says why.
        """
        status = self._process.returncode
        if status == Exit.STOPPED:
            raise TimeOverError("the lease was lost")
        if status:
            said = self._errors.read_bytes().decode(errors="replace").strip()
            raise VisitError(said.splitlines()[-1] if said else f"the process ended with status {status}")


class Child(Held):
    """A process that visits the portals of an order into the shard at `directory`."""

    def __init__(self, directory: Path, order: Order) -> None:
        self._beside = directory.parent
        (self._beside / ORDER).write_bytes(pickle.dumps(order))
        super().__init__("nianbao.cluster.process", [str(directory)], self._beside / ERRORS)

    def extend(self, until: float) -> None:
        """It may be at the portal until then."""
        assert self._process.stdin is not None
        with suppress(OSError, ValueError):  # it has ended, or has been let go
            os.write(self._process.stdin.fileno(), f"{until}\n".encode())

    def summary(self) -> Summary:
        """How the visits went, of a process that has ended.

        :raises VisitError: it broke, or was ended.
        """
        self.check()
        summary: Summary = pickle.loads((self._beside / SUMMARY).read_bytes())
        return summary
