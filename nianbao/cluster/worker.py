"""The worker's side: visit a bundle's portals into its shard, in a process that does not outlive the worker.

The network engine starts once a process, so each task has one of its own (`nianbao.cluster.process`).
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crawler import Options, Summary
from nianbao.cluster.bundles import pack, unpack

POLL_SECONDS = 0.2
"""Between two checks whether the worker is being closed."""
SUMMARY = "summary.pickle"
"""Beside the shard: how the visits went."""


class VisitError(Exception):
    """The visit of a bundle broke; the message is one line from the process."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the process is told."""

    homes: tuple[str, ...]
    regions: dict[str, str]
    options: Options


def visit(shard: bytes, order: Order) -> tuple[bytes, Summary]:
    """A task: returns the packed shard after the visits, and how they went.

    :raises VisitError: the process of the visits broke.
    """
    from distributed import get_worker
    from distributed.core import Status

    worker = get_worker()
    return _visit(shard, order, lambda: worker.status not in (Status.running, Status.paused))


def _visit(shard: bytes, order: Order, closing: Callable[[], bool]) -> tuple[bytes, Summary]:
    with tempfile.TemporaryDirectory(prefix="nianbao-") as folder:
        directory = Path(folder) / "shard"
        directory.mkdir()
        unpack(shard, directory)
        command = [sys.executable, "-m", "nianbao.cluster.process", str(directory)]
        with (
            (Path(folder) / "errors").open("w+b") as errors,
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=errors, stderr=errors) as process,
        ):
            assert process.stdin is not None
            pickle.dump(order, process.stdin)
            process.stdin.flush()
            while True:
                try:
                    status = process.wait(POLL_SECONDS)
                    break
                except subprocess.TimeoutExpired:
                    if closing():
                        process.kill()
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip()
        if status:
            raise VisitError(said.splitlines()[-1] if said else f"the process ended with status {status}")
        summary: Summary = pickle.loads((Path(folder) / SUMMARY).read_bytes())
        return pack(directory), summary
