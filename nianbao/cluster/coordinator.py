"""The archive's side: submit bundles, merge their shards, and go on when a scheduler is lost."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import distributed
from distributed.comm import CommClosedError

from archive import Archive
from archive.crawl import leases
from archive.merge.merge import merge
from archive.merge.shard import carve
from archive.store.scratch import scratch
from crawler import Options, PortalSummary, Summary
from crawler.run import Run, crawl_run
from nianbao.cluster.bundles import Bundle, bundled
from nianbao.cluster.child import Order
from nianbao.cluster.dask import PATIENCE, LostError, Place, check_seen, connected, places
from nianbao.cluster.worker import BACK, SHARD, visit

TRIES = 3
"""How often a bundle is submitted before its portals count as interrupted."""
STEP_SECONDS = 0.5
SOFTWARE = "nianbao (cluster)"


def crawl_on(
    archive: Archive, homes: list[str], options: Options, regions: Mapping[str, str], place: Place
) -> Summary:
    """Visit portals as `crawler.crawl` does, on a cluster.

    :raises ArchiveError: as `crawler.crawl`.
    """
    with (
        crawl_run(archive, homes, options, regions, software=SOFTWARE) as run,
        scratch(archive.data_dir) as folder,
    ):
        coordinator = _Coordinator(archive, run, options, regions, place, folder.absolute())
        coordinator.run()
        run.stopped = any(portal.outcome == "interrupted" for portal in coordinator.portals)
    return run.summary(coordinator.portals)


class _Coordinator:
    """Bundles that wait, those that are out with the scheduler, and how the portals of the others went."""

    def __init__(
        self,
        archive: Archive,
        run: Run,
        options: Options,
        regions: Mapping[str, str],
        place: Place,
        folder: Path,
    ) -> None:
        """`folder`: what workers and archive hand to each other lies there."""
        self.portals: list[PortalSummary] = []
        self._archive = archive
        self._run = run
        self._options = replace(options, parse=False)
        self._regions = regions
        self._place = place
        self._folder = folder
        self._open = dict.fromkeys(run.portal_ids)
        """Portals of which nothing is known yet."""
        self._waiting: deque[Bundle] = deque()
        self._out: dict[Any, tuple[Bundle, Path]] = {}
        self._tries: Counter[Bundle] = Counter()
        self._renew_at = time.monotonic() + leases.RENEWAL_SECONDS

    def run(self) -> None:
        """Until every bundle is back, a person stops it, or no scheduler answers any more."""
        try:
            if not self._run_bundles():
                self._interrupted([*self._open], "no scheduler answered any more")
        except KeyboardInterrupt:
            self._interrupted([*self._open], "stopped before the portal was done")

    def _run_bundles(self) -> bool:
        """Until every bundle is back; False where a lost scheduler did not come back in time."""
        bundled_once = False
        lost_at: float | None = None
        while self._waiting or not bundled_once:
            try:
                with connected(self._place) as client:
                    check_seen(client, self._folder)
                    if not bundled_once:
                        self._waiting.extend(bundled(self._leased(), places(client)))
                        bundled_once = True
                    lost_at = None
                    self._exchange(client)
            except (LostError, distributed.CancelledError, CommClosedError):
                self._recall()
                lost_at = lost_at or time.monotonic()
                if time.monotonic() - lost_at > PATIENCE:
                    return False
                self._wait(STEP_SECONDS)
        return True

    def _leased(self) -> list[tuple[int, str, str]]:
        """Id, host and home of the portals of this run."""
        sql = "select id, host, home from portals where id = ?"
        return [tuple(self._archive.rows(sql, portal_id)[0]) for portal_id in self._run.portal_ids]

    def _exchange(self, client: distributed.Client) -> None:
        """Submit bundles and collect their shards until none is left."""
        while self._waiting or self._out:
            while self._waiting and len(self._out) < places(client):
                self._submit(client, self._waiting.popleft())
            with contextlib.suppress(TimeoutError):
                distributed.wait(list(self._out), timeout=STEP_SECONDS, return_when="FIRST_COMPLETED")
            if client.status != "running":
                raise LostError
            for future in [f for f in self._out if f.status != "pending"]:
                self._collect(future)
            self._wait(0.0)

    def _submit(self, client: distributed.Client, bundle: Bundle) -> None:
        self._tries[bundle] += 1
        homes = tuple(home for _, home in bundle.portals)
        regions = {home: self._regions[home] for home in homes if home in self._regions}
        order = Order(homes, regions, self._options)
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        (folder / SHARD).mkdir()
        carve(self._archive, [portal_id for portal_id, _ in bundle.portals], folder / SHARD)
        name = f"{homes[0]} (+{len(homes) - 1})" if len(homes) > 1 else homes[0]
        key = f"{name} {self._run.id}/{self._tries[bundle]}"
        self._out[client.submit(visit, str(folder), order, key=key, pure=False)] = bundle, folder

    def _collect(self, future: Any) -> None:
        """Merge the shard of a bundle; one that broke is tried again."""
        bundle, folder = self._out.pop(future)
        if future.status in ("cancelled", "lost"):
            self._waiting.append(bundle)
            raise LostError
        if future.status == "error":
            if self._tries[bundle] < TRIES:
                self._waiting.append(bundle)
            else:
                self._interrupted([portal_id for portal_id, _ in bundle.portals], str(future.exception()))
            return
        summary = future.result()
        merge(self._archive, folder / BACK, trusted=True)
        shutil.rmtree(folder, ignore_errors=True)
        self.portals += summary.portals
        with self._archive.transaction():
            for portal_id, _ in bundle.portals:
                leases.release(self._archive, portal_id)
                self._open.pop(portal_id, None)

    def _wait(self, seconds: float) -> None:
        """Keep the leases, parse what came back, and let some time pass."""
        time.sleep(seconds)
        if time.monotonic() > self._renew_at:
            self._renew_at = time.monotonic() + leases.RENEWAL_SECONDS
            leases.renew(self._archive, self._run.id)
        if self._run.parsing is not None:
            self._run.parsing.step()

    def _recall(self) -> None:
        """What is out with a lost scheduler is submitted again; that counts as no try of the bundle."""
        for bundle, _ in self._out.values():
            self._tries[bundle] -= 1
            self._waiting.append(bundle)
        self._out.clear()

    def _interrupted(self, portal_ids: list[int], why: str) -> None:
        for portal_id in portal_ids:
            self._open.pop(portal_id, None)
            host = self._archive.value("select host from portals where id = ?", portal_id)
            self.portals.append(PortalSummary(host, "interrupted", why))
