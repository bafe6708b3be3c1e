"""In the site's process: what workers made of captures, kept for a while; files that cannot be shown are kept as such."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from dataclasses import replace
from functools import cache

from archive.store.warc_reading import DamagedRecord
from nianbao.site.proof import sanitize, work
from nianbao.site.proof.work import DAMAGED, SHOWN, Proof, Task
from nianbao.site.web.pool import BUSY, DIED, Limits, Pool

LIMITS = Limits(size=2, seconds=work.SECONDS, patience=1.0, waiting=16, memory=300_000_000, prompt=0.2)
KEPT_BYTES, KEPT_SECONDS = 48_000_000, 600.0


class Busy(Exception):  # noqa: N818 - said to readers, not an error of the program
    """Too many files are being shown; the same address will do in a moment."""


class _Kept:
    """The newest proofs by task, up to so many bytes."""

    def __init__(self) -> None:
        self._proofs: OrderedDict[Task, tuple[float, Proof]] = OrderedDict()
        self._bytes = 0

    def get(self, task: Task) -> Proof | None:
        made, proof = self._proofs.get(task, (0.0, None))
        return proof if proof and time.monotonic() - made < KEPT_SECONDS else None

    def keep(self, task: Task, proof: Proof) -> None:
        self._forget(task)
        self._proofs[task] = time.monotonic(), proof
        self._bytes += _size(task, proof)
        while self._bytes > KEPT_BYTES or len(self._proofs) > 5000:
            self._forget(next(iter(self._proofs)))

    def _forget(self, task: Task) -> None:
        _, old = self._proofs.pop(task, (0.0, None))
        self._bytes -= _size(task, old) if old else 0


def _size(task: Task, proof: Proof) -> int:
    """What is kept of it: visitors choose what they ask for at length."""
    return len(proof.page.html) + 2 * (len(task.at) + len(task.fact))


@cache
def pool() -> Pool[Task]:
    """The workers of this process; they know nothing of the site."""
    return Pool(work.show, LIMITS)


_kept = _Kept()
_under_way: dict[tuple[int, Task], asyncio.Task[Proof]] = {}


async def proof(task: Task) -> Proof:
    """The capture as it is shown; a page of `how` none says why it cannot be.

    :raises DamagedRecord: the bytes are not there.
    :raises Busy: too many wait.
    """
    if found := _kept.get(task):
        return found
    key = id(asyncio.get_running_loop()), task
    if key not in _under_way:
        _under_way[key] = asyncio.create_task(_made(task))
        _under_way[key].add_done_callback(lambda _: _under_way.pop(key, None))
    return await asyncio.shield(_under_way[key])


async def save(task: Task) -> None:
    """Have the bytes written to `task.save_as`; errors as of `proof`, and `DamagedRecord` for what takes too much."""
    outcome, result = await _asked(task)
    if outcome != SHOWN:
        raise DamagedRecord(str(result))


async def _made(task: Task) -> Proof:
    _, result = await _asked(task)
    made = result if isinstance(result, Proof) else Proof(_not_shown(str(result)), task.at)
    _kept.keep(task, made)
    if task.fact:
        _kept.keep(replace(task, at=made.at, fact=""), made)
    return made


async def _asked(task: Task) -> tuple[str, object]:
    done = await pool().ask(task)
    if done.outcome == BUSY:
        raise Busy
    if done.outcome == DAMAGED:
        raise DamagedRecord(str(done.result))
    return done.outcome, "what reads it broke down" if done.outcome == DIED else done.result


def _not_shown(why: str) -> sanitize.Page:
    return sanitize.Page(sanitize.EMPTY, False, "none", "", why=why)
