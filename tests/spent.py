"""What a process and all that it began spend: memory, what several share counted once, and processor time."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from typing import Any

STEP = 0.1
"""Seconds between two samples."""


def tree(root: int) -> Iterator[int]:
    """A process and all below it."""
    yield root
    with suppress(OSError):
        for task in Path(f"/proc/{root}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from tree(int(child))


def memory_mb(pid: int) -> float:
    """Proportional set size: a page that n processes share counts as 1/n in each."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def work(pid: int) -> float:
    """Seconds of processor time so far."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def name(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return ""


@dataclass
class Spent:
    """Sampled while it runs. `peak`: MB of each process, as `name pid`, when all together had most."""

    peak: dict[str, float] = field(default_factory=dict)
    work: dict[str, float] = field(default_factory=dict)
    """Seconds of processor time of each process, as far as they were seen."""
    _last: float = 0.0

    @property
    def peak_mb(self) -> float:
        return sum(self.peak.values())

    def sample(self, root: int) -> None:
        """A child between its fork and its exec borrows its parent's memory and counts it twice: what two samples in a
        row saw is what was held."""
        held = {}
        for pid in tree(root):
            told = f"{name(pid)} {pid}"
            held[told] = memory_mb(pid)
            self.work[told] = work(pid)
        total = sum(held.values())
        if min(total, self._last) > self.peak_mb:
            self.peak = held
        self._last = total


def watched(process: Popen[Any], most_seconds: float) -> Spent:
    """Wait for its end.

    :raises TimeoutError: it runs longer.
    """
    spent, until = Spent(), time.monotonic() + most_seconds
    while process.poll() is None:
        if time.monotonic() > until:
            raise TimeoutError(f"it does not end within {most_seconds:g} s")
        spent.sample(process.pid)
        time.sleep(STEP)
    return spent
