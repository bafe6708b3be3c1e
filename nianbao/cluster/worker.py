"""The worker's side of Dask: visit a bundle's portals into its shard, in a process that does not outlive the worker."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from crawler import Summary
from nianbao.cluster.bundles import pack, unpack
from nianbao.cluster.child import Child, Order

POLL_SECONDS = 0.2
"""Between two checks whether the worker is being closed."""


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
        with Child(directory, order) as child:
            while not child.ended(POLL_SECONDS):
                if closing():
                    child.kill()
            summary = child.summary()
        return pack(directory), summary
