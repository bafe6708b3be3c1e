"""Captures read by the workers of a scheduler of Dask, by reference: what is to be read and what was read lie in a directory that all share.

The bytes are read from `warc/` of the archive, which the workers see too, or from the object store to which its files moved. Each capture is
read in a process that can be killed, as ever. Only the archive's own process records what they read.
"""

from __future__ import annotations

import contextlib
import pickle
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import distributed
from distributed.comm import CommClosedError

from archive import Archive, ArchiveError, refresh
from archive.parsing.queue import Recorder
from archive.store import to_read
from archive.store.scratch import scratch
from archive.store.to_read import Pending
from nianbao.cluster.child import ERRORS, Held
from nianbao.cluster.dask import PATIENCE, LostError, Place, check_seen, connected, places
from nianbao.cluster.worker import POLL_SECONDS, READ, TASKS, closing

BATCH = 200
"""Captures that a task reads: some ten seconds."""
TRIES = 3
"""How often a batch is given out before it stays for another call."""
STEP_SECONDS = 0.2
Progress = Callable[[int, int], None]


def read_on(archive: Archive, parser: str, place: Place, progress: Progress | None = None) -> int:
    """Read every capture that this version of the parsers has not read, as `archive.parsing.reparse.reparse` does; returns how many.

    :raises ArchiveError: no scheduler answers, its workers do not see the archive, or some captures were not read; all others were.
    """
    total = to_read.count_pending(archive, parser)
    if not total:
        return 0
    with scratch(archive.data_dir) as folder:
        reading = _Reading(archive, parser, folder.absolute(), place)
        for files in (False, True):  # a page is recorded before the files that it links
            reading.run(files=files, progress=progress and (lambda done: progress(done, total)))
    refresh.refresh_stale(archive, parser)
    reading.recorder.check()
    return reading.recorder.read


class _Reading:
    def __init__(self, archive: Archive, parser: str, folder: Path, place: Place) -> None:
        self.recorder = Recorder(archive, parser)
        self._archive, self._parser, self._folder, self._place = archive, parser, folder, place
        self._numbers = 0
        self._again: deque[int] = deque()
        self._out: dict[Any, int] = {}
        self._tries: Counter[int] = Counter()

    def run(self, *, files: bool, progress: Callable[[int], None] | None) -> None:
        """Until all pages are recorded, or all files (`files`)."""
        batches, lost_at = self._batches(files), None
        more = True
        while more or self._again or self._out:
            try:
                with connected(self._place) as client:
                    check_seen(client, self._folder)
                    lost_at = None
                    while more or self._again or self._out:
                        more = self._give_out(client, batches) and more
                        self._collect(client)
                        if progress:
                            progress(self.recorder.read)
            except (LostError, distributed.CancelledError, CommClosedError) as error:
                self._again.extend(self._out.values())
                self._tries.subtract(self._out.values())  # a lost scheduler is no try of a batch
                self._out.clear()
                lost_at = lost_at or time.monotonic()
                if time.monotonic() - lost_at > PATIENCE:
                    raise ArchiveError(
                        f"no scheduler answers at {self._place.scheduler}: the same command goes on"
                    ) from error
                time.sleep(STEP_SECONDS)

    def _batches(self, files: bool) -> Iterator[int]:
        """Batches of what is pending; each is written down when it is asked for."""
        after, batch, in_hand = 0, list[Pending](), set[tuple[str, str]]()
        while found := to_read.pending(self._archive, self._parser, after=after, limit=BATCH):
            after = found[-1][0]
            for _, task in found:
                if bool(task.page) == files and (task.address, task.body_sha256) not in in_hand:
                    in_hand.add((task.address, task.body_sha256))
                    batch.append(replace(task, directory=task.directory.absolute()))
            if len(batch) >= BATCH:
                yield self._written(batch)
                batch = []
        if batch:
            yield self._written(batch)

    def _written(self, batch: list[Pending]) -> int:
        self._numbers += 1
        (self._folder / f"{self._numbers}.{TASKS}").write_bytes(pickle.dumps(batch))
        return self._numbers

    def _give_out(self, client: distributed.Client, batches: Iterator[int]) -> bool:
        """One batch for each place where work is done, no more; returns whether there may be more to give out."""
        while len(self._out) < places(client):
            number = self._again.popleft() if self._again else next(batches, None)
            if number is None:
                return False
            self._tries[number] += 1
            key = f"read {self._folder.name}/{number}/{self._tries[number]}"
            self._out[client.submit(read_batch, str(self._folder), number, key=key, pure=False)] = number
        return True

    def _collect(self, client: distributed.Client) -> None:
        with contextlib.suppress(TimeoutError, ValueError):  # none is out
            distributed.wait(list(self._out), timeout=STEP_SECONDS, return_when="FIRST_COMPLETED")
        if client.status != "running":
            raise LostError
        for future in [f for f in self._out if f.status != "pending"]:
            number = self._out.pop(future)
            if future.status in ("cancelled", "lost"):
                self._again.append(number)
                raise LostError
            if future.status == "error":
                self._broke(number, future.exception())
            else:
                self._record(number)

    def _broke(self, number: int, error: BaseException) -> None:
        if self._tries[number] < TRIES:
            self._again.append(number)
            return
        for task in pickle.loads((self._folder / f"{number}.{TASKS}").read_bytes()):
            self.recorder.put_off(task, f"the workers could not read it: {error}")

    def _record(self, number: int) -> None:
        path = self._folder / f"{number}.{READ}"
        for task, outcome, result in pickle.loads(path.read_bytes()):
            self.recorder.record(task, outcome, result)
        path.unlink()
        (self._folder / f"{number}.{TASKS}").unlink()
        self._archive.trim_log()


def read_batch(folder: str, number: int) -> None:
    """A task: read the captures of a batch in a process that ends with the worker.

    :raises VisitError: the process broke.
    """
    is_closing = closing()
    with (
        tempfile.TemporaryDirectory(prefix="nianbao-") as here,
        Held("nianbao.cluster.reading_process", [folder, str(number)], Path(here) / ERRORS) as process,
    ):
        while not process.ended(POLL_SECONDS):
            if is_closing():
                process.kill()
        process.check()
