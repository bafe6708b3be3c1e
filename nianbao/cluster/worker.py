"""The worker's side of Dask: what a task names lies in a directory that archive and workers share, and what it makes is put there. Nothing of
it travels through the scheduler.

The work itself is done in a process that does not outlive the worker, and on the worker's own disk: SQLite over a network is slow and unsafe.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from crawler import Summary
from nianbao.cluster.child import Child, Order

POLL_SECONDS = 0.2
"""Between two checks whether the worker is being closed."""
SHARD, BACK, MARK = "shard", "back", "mark"
"""In the folder of a task: what it begins with, what it brings. In the folder of a run: what shows that a worker sees it."""

TASKS, READ = "captures", "read"
"""Endings of the two files of a batch of captures."""


def sees(folder: str, mark: str) -> bool:
    """Whether this machine sees the directory of a run, and what the archive wrote there."""
    try:
        return (Path(folder) / MARK).read_text(encoding="ascii") == mark and os.access(folder, os.W_OK)
    except (OSError, ValueError):
        return False


def visit(folder: str, order: Order) -> Summary:
    """A task: visit the portals of an order; its shard stands in the folder, and what becomes of it is put beside it.

    :raises VisitError: the process of the visits broke.
    """
    return _visit(Path(folder), order, closing())


def closing() -> Callable[[], bool]:
    """Tells whether the worker of this task is being closed."""
    from distributed import get_worker
    from distributed.core import Status

    worker = get_worker()
    return lambda: worker.status not in (Status.running, Status.paused)


def _visit(folder: Path, order: Order, is_closing: Callable[[], bool]) -> Summary:
    with tempfile.TemporaryDirectory(prefix="nianbao-") as here:
        directory = Path(here) / SHARD
        shutil.copytree(folder / SHARD, directory)
        with Child(directory, order) as child:
            while not child.ended(POLL_SECONDS):
                if is_closing():
                    child.kill()
            summary = child.summary()
        _bring(directory, folder / BACK)
    return summary


def _bring(made: Path, target: Path) -> None:
    """Put what was made in its place, whole or not at all; of a task that was given out twice the first one stays."""
    part = target.with_name(f"{BACK}-{secrets.token_hex(8)}.part")
    try:
        shutil.copytree(made, part)
        if not target.exists():
            part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)
