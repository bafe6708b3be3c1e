"""A scheduler of Dask and its workers, as far as all work on them needs it."""

from __future__ import annotations

import contextlib
import logging
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import distributed

from archive import ArchiveError
from nianbao.cluster.worker import MARK, sees

CONNECTING = 10.0
"""Seconds for one try to reach the scheduler."""
PATIENCE = 600.0
"""Seconds that a lost scheduler is waited for."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to work: a scheduler's address, or so many processes of this machine."""

    scheduler: str | None = None
    workers: int = 1


class LostError(Exception):
    """The scheduler is gone, and with it what it had."""


@contextlib.contextmanager
def connected(place: Place) -> Iterator[distributed.Client]:
    """A client of the scheduler; of one with processes of this machine, where a place names none.

    :raises LostError: the scheduler does not answer.
    """
    for name in ("distributed", "distributed.client", "tornado"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if place.scheduler is not None:
        try:
            client = distributed.Client(place.scheduler, timeout=CONNECTING)
        except OSError as error:
            raise LostError from error
        with client:
            yield client
        return
    with (
        distributed.LocalCluster(
            n_workers=place.workers, threads_per_worker=1, processes=True, silence_logs=logging.CRITICAL
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def places(client: distributed.Client) -> int:
    """How many tasks run at once; one where no worker has come yet."""
    return sum(client.nthreads().values()) or 1


def check_seen(client: distributed.Client, folder: Path) -> None:
    """Write a mark into the directory that archive and workers hand their work to each other in, and ask every worker for it.

    :raises ArchiveError: one does not see it.
    """
    mark = secrets.token_hex(16)
    (folder / MARK).write_text(mark, encoding="ascii")
    blind = sorted(name for name, seen in client.run(sees, str(folder), mark).items() if not seen)
    if blind:
        raise ArchiveError(
            f"{len(blind)} workers do not see the directory {folder.parent} as this machine does ({blind[0]}): mount it there, or use"
            " `nianbao coordinate`, which needs a store alone"
        )
