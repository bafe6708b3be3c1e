"""The archive's side: give out bundles, take shards back, and go on when a scheduler is lost."""

from __future__ import annotations

import contextlib
import logging
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import distributed
from distributed.comm import CommClosedError

import parsers
from archive import Archive, ParseQueue
from archive.crawl import leases, runs
from archive.merge.merge import merge
from archive.merge.shard import carve
from crawler import BUSY, Options, PortalSummary, Summary
from crawler.run import user_agent
from nianbao.cluster.bundles import Bundle, bundled, pack, unpack
from nianbao.cluster.worker import Order, visit

CONNECTING = 10.0
"""Seconds for one try to reach the scheduler."""
PATIENCE = 600.0
"""Seconds that a lost scheduler is waited for."""
TRIES = 3
"""How often a bundle is given out before its portals count as interrupted."""
STEP_SECONDS = 0.5
SOFTWARE = "nianbao (cluster)"
_SUMS = ("pages", "reports_found", "new_reports", "failures")


@dataclass(frozen=True, slots=True)
class Place:
    """Where to work: a scheduler's address, or so many processes of this machine."""

    scheduler: str | None = None
    workers: int = 1


@dataclass(slots=True)
class _Work:
    """What is out, what is not, and what came back."""

    waiting: deque[Bundle]
    out: dict[Any, Bundle] = field(default_factory=dict)
    tries: dict[Bundle, int] = field(default_factory=dict)
    portals: list[PortalSummary] = field(default_factory=list)
    sums: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_SUMS, 0))


def crawl_on(
    archive: Archive, homes: list[str], options: Options, regions: Mapping[str, str], place: Place
) -> Summary:
    """Visit portals as `crawler.crawl` does, on a cluster. Raises ArchiveError as that does."""
    started = time.monotonic()
    ids = list(dict.fromkeys(runs.portal(archive, h, region_code=regions.get(h)) for h in homes))
    run_id = runs.start_run(archive, user_agent(options.contact), SOFTWARE)
    with archive.transaction():
        free = leases.acquire(archive, run_id, ids)
    rows = [archive.rows("select id, host, home from portals where id = ?", i)[0] for i in ids]
    work = _Work(deque())
    work.portals += [
        _unvisited(r["host"], BUSY, "another crawl is there") for r in rows if r["id"] not in free
    ]
    parsing = ParseQueue(archive, parsers.PARSER_VERSION, workers=options.workers) if options.parse else None
    runner = _Runner(archive, run_id, options, dict(regions), place, work, parsing)
    try:
        stopped = runner.run([(r["id"], r["host"], r["home"]) for r in rows if r["id"] in free])
    finally:
        if parsing is not None:
            parsing.close()
        with archive.transaction():
            for portal_id in free:
                leases.release(archive, portal_id)
        runs.finish_run(archive, run_id, "complete")
    archive.checkpoint()
    read = parsing.read if parsing is not None else 0
    return Summary(
        work.portals, **work.sums, parsed=read, seconds=time.monotonic() - started, stopped=stopped
    )


class _Runner:
    def __init__(
        self,
        archive: Archive,
        run_id: int,
        options: Options,
        regions: dict[str, str],
        place: Place,
        work: _Work,
        parsing: ParseQueue | None,
    ) -> None:
        self._archive = archive
        self._run_id = run_id
        self._options = options
        self._regions = regions
        self._place = place
        self._work = work
        self._parsing = parsing
        self._renew_at = time.monotonic() + leases.RENEWAL_SECONDS

    def run(self, portals: list[tuple[int, str, str]]) -> bool:
        """Until every bundle is back; gives whether a person stopped it, or no scheduler came back."""
        lost_at: float | None = None
        bundles: list[Bundle] | None = None
        try:
            while bundles is None or self._work.waiting:
                try:
                    with _client(self._place) as client:
                        if bundles is None:
                            bundles = bundled(portals, _places(client))
                            self._work.waiting.extend(bundles)
                        lost_at = None
                        self._drive(client)
                except (_LostError, distributed.CancelledError, CommClosedError):
                    self._take_back()
                    lost_at = lost_at or time.monotonic()
                    if time.monotonic() - lost_at > PATIENCE:
                        return self._give_up("no scheduler answered any more")
                    self._wait(STEP_SECONDS)
            if self._parsing is not None:
                self._parsing.finish()
        except KeyboardInterrupt:
            return self._give_up("stopped before the portal was done")
        return any(portal.outcome == "interrupted" for portal in self._work.portals)

    def _drive(self, client: distributed.Client) -> None:
        """Give out and take in until nothing is left."""
        while self._work.waiting or self._work.out:
            while self._work.waiting and len(self._work.out) < 2 * _places(client):
                self._give_out(client, self._work.waiting.popleft())
            with contextlib.suppress(TimeoutError):
                distributed.wait(list(self._work.out), timeout=STEP_SECONDS, return_when="FIRST_COMPLETED")
            if client.status != "running":
                raise _LostError
            for future in [f for f in self._work.out if f.status != "pending"]:
                self._take_in(future)
            self._wait(0.0)

    def _give_out(self, client: distributed.Client, bundle: Bundle) -> None:
        tries = self._work.tries[bundle] = self._work.tries.get(bundle, 0) + 1
        homes = tuple(home for _, home in bundle.portals)
        regions = {home: self._regions[home] for home in homes if home in self._regions}
        order = Order(homes, regions, replace(self._options, parse=False))
        with tempfile.TemporaryDirectory(prefix="nianbao-") as folder:
            carve(self._archive, [portal_id for portal_id, _ in bundle.portals], Path(folder))
            shard = pack(Path(folder))
        name = f"{homes[0]} (+{len(homes) - 1})" if len(homes) > 1 else homes[0]
        future = client.submit(visit, shard, order, key=f"{name} {self._run_id}/{tries}", pure=False)
        self._work.out[future] = bundle

    def _take_in(self, future: Any) -> None:
        bundle = self._work.out.pop(future)
        if future.status in ("cancelled", "lost"):
            self._work.waiting.append(bundle)
            raise _LostError
        if future.status == "error":
            if self._work.tries[bundle] < TRIES:
                self._work.waiting.append(bundle)
            else:
                self._leave(bundle, str(future.exception()))
            return
        shard, summary = future.result()
        with tempfile.TemporaryDirectory(prefix="shard-", dir=self._archive.data_dir) as folder:
            unpack(shard, Path(folder))
            merge(self._archive, Path(folder))
        self._work.portals += summary.portals
        for name in _SUMS:
            self._work.sums[name] += getattr(summary, name)
        with self._archive.transaction():
            for portal_id, _ in bundle.portals:
                leases.release(self._archive, portal_id)

    def _wait(self, seconds: float) -> None:
        """Keep the leases, read what came back, and let some time pass."""
        time.sleep(seconds)
        if time.monotonic() > self._renew_at:
            self._renew_at = time.monotonic() + leases.RENEWAL_SECONDS
            leases.renew(self._archive, self._run_id)
        if self._parsing is not None:
            self._parsing.step()

    def _take_back(self) -> None:
        """What is out with a lost scheduler is given out again; that is no fault of the bundle."""
        for bundle in self._work.out.values():
            self._work.tries[bundle] -= 1
            self._work.waiting.append(bundle)
        self._work.out.clear()

    def _give_up(self, why: str) -> bool:
        self._take_back()
        while self._work.waiting:
            self._leave(self._work.waiting.popleft(), why)
        return True

    def _leave(self, bundle: Bundle, why: str) -> None:
        for portal_id, _ in bundle.portals:
            host = self._archive.value("select host from portals where id = ?", portal_id)
            self._work.portals.append(_unvisited(host, "interrupted", why))


class _LostError(Exception):
    """The scheduler is gone, and with it what it had."""


@contextlib.contextmanager
def _client(place: Place) -> Iterator[distributed.Client]:
    for name in ("distributed", "distributed.client", "tornado"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if place.scheduler is not None:
        try:
            client = distributed.Client(place.scheduler, timeout=CONNECTING)
        except OSError as error:
            raise _LostError from error
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


def _places(client: distributed.Client) -> int:
    """How many tasks run at once; one where no worker has come yet."""
    return sum(client.nthreads().values()) or 1


def _unvisited(host: str, outcome: str, why: str) -> PortalSummary:
    return PortalSummary(host, outcome, why, 0, 0, 0, 0)
