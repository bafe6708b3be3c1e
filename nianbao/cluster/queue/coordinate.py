"""The coordinator: it keeps the queue of a run, and merges what workers bring.

Two threads: workers are answered in one (`nianbao.cluster.queue.service`), in the other visits are merged and reports read. All that
must outlive them stands in the archive and in the store.
"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import uvicorn
from pydantic import ValidationError

from archive import Archive, ArchiveError
from archive.crawl import leases, queue, queued
from archive.crawl.queued import Ended
from archive.merge import shard
from archive.merge.merge import merge
from archive.store.scratch import scratch
from crawler import Options, PortalSummary, Summary
from crawler.run import Run, crawl_run
from nianbao import connections
from nianbao.cluster.queue.desk import Terms
from nianbao.cluster.queue.labels import Own
from nianbao.cluster.queue.messages import DATABASE, LARGEST_VISIT, Manifest
from nianbao.cluster.queue.service import Service
from nianbao.cluster.queue.store import Store, StoreError, UnusableError

SOFTWARE = "nianbao (queue)"
LOCK = "coordinator.lock"
STEP_SECONDS = 0.2
SEARCH_SECONDS = 30.0
"""Between two looks into the store for visits whose report was lost; a term, where that is shorter."""
FAREWELL_SECONDS = 45.0
"""At the end workers are told so that ask within this time; it is longer than their longest pause. Two terms, where those are shorter."""
TROUBLE_SECONDS = 5.0
"""Until what went wrong is tried again."""
NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class Place:
    """Where workers find the coordinator and what they need. `term`: seconds that a worker may be silent."""

    host: str
    port: int
    token: str
    store: Store
    labels: Own = field(default_factory=dict)
    term: float = leases.TERM.total_seconds()


@dataclass(frozen=True, slots=True)
class Ears:
    """Whom the coordinator tells: `ready` its address; `came` how a portal's visit went; `unusable` what was brought and why it was
    not merged; `trouble` what cannot be used now, each time it changes."""

    ready: Callable[[str], None]
    came: Callable[[PortalSummary], None]
    unusable: Callable[[str], None]
    trouble: Callable[[str], None]


def coordinate(
    archive: Archive, homes: list[str], options: Options, regions: Mapping[str, str], place: Place, ears: Ears
) -> Summary:
    """Give out the portals of the queue and of `homes` until all are done, or until somebody stops it; the same call goes on.

    :raises ArchiveError: as `crawler.crawl`; another coordinator has this archive; the address is taken.
    :raises StoreError: the store cannot be used.
    """
    with _alone(archive.data_dir), _bound(place.host, place.port) as bound:
        place.store.check()
        place.store.sweep()
        continues = queued.unfinished_run(archive)
        wanted = queued.still_to_visit(archive, homes)
        with crawl_run(archive, wanted, options, regions, software=SOFTWARE, continues=continues) as run:
            queued.fill(archive, run.id, run.portal_ids)
            try:
                with scratch(archive.data_dir) as folder:
                    term = timedelta(seconds=place.term)
                    terms = Terms(run.id, options, place.labels, term, folder, place.store.mark())
                    with _served(archive, terms, place, bound, ears) as service:
                        _Coordinator(archive, run, place, service, ears, options.also_on).run()
            except KeyboardInterrupt:
                run.stopped = True
            portals = [_summary(host, ended) for host, ended in queued.outcomes(archive)]
        if not run.stopped:
            queued.empty(archive)
    run.stopped = run.stopped or any(portal.outcome == queued.INTERRUPTED for portal in portals)
    return run.summary(portals)


class _Coordinator:
    def __init__(
        self,
        archive: Archive,
        run: Run,
        place: Place,
        service: Service,
        ears: Ears,
        also_on: Mapping[str, Collection[str]],
    ) -> None:
        """`also_on`: host of a portal -> other hosts that were admitted for it."""
        self._archive = archive
        self._also_on = also_on
        self._run = run
        self._store = place.store
        self._search_every = min(SEARCH_SECONDS, place.term)
        self._farewell = min(FAREWELL_SECONDS, 2 * place.term)
        self._service = service
        self._ears = ears
        self._renew_at = self._search_at = 0.0
        self._later: dict[str, float] = {}
        self._trouble: str | None = None

    def run(self) -> None:
        """Until every portal is done, and the workers know."""
        while True:
            counts = queued.counts(self._archive)
            if not (counts.waiting or counts.out or counts.brought):
                break
            self._step()
        workers = queued.workers(self._archive)
        end = time.monotonic() + self._farewell
        while self._service.untold(workers) and time.monotonic() < end:
            time.sleep(STEP_SECONDS)
        self._search_last()

    def _search_last(self) -> None:
        """A visit that was lost, and made again by another, is kept too, and what was kept is removed from the store, which may
        have been away for a moment; where it stays away, that is told."""
        end = time.monotonic() + self._farewell
        while True:
            try:
                return self._search()
            except StoreError as error:
                if time.monotonic() >= end:
                    return self._ears.trouble(str(error))
            time.sleep(STEP_SECONDS)

    def _step(self) -> None:
        at = time.monotonic()
        if at >= self._renew_at:
            self._renew_at = at + leases.RENEWAL_SECONDS
            leases.renew(self._archive, self._run.id)
        trouble = self._service.problem
        try:
            if at >= self._search_at:
                self._search_at = at + self._search_every
                self._search()
            merged = self._merge_next(at)
        except StoreError as error:
            trouble, merged = str(error), False
        if trouble is not None and trouble != self._trouble:
            self._ears.trouble(trouble)
        self._trouble = trouble
        read = self._run.parsing.step() if self._run.parsing is not None else 0
        if not (merged or read):
            time.sleep(STEP_SECONDS)

    def _search(self) -> None:
        """Visits that stand in the store, whole, and that nobody reported: their worker, or the way to it, was lost."""
        reported = set(queue.brought(self._archive))
        for name in self._store.sealed():
            if name in reported or queued.host_of(self._archive, name) is None:
                continue
            try:
                said = self._store.manifest(name)
                manifest = Manifest.model_validate_json(said)
            except (UnusableError, ValidationError):
                self._set_aside(name, f"the manifest of {name} is none")
                continue
            if not queue.bring(self._archive, name, manifest.model_dump_json()) and not queue.is_out(
                self._archive, name
            ):
                self._take(name, manifest)  # its portal is done by another visit, or of an earlier run

    def _merge_next(self, at: float) -> bool:
        """Merge the first visit that waits, and whose turn has not just failed; whether there was one."""
        for name in queue.brought(self._archive):
            if at >= self._later.get(name, 0.0):
                self._later[name] = at + TROUBLE_SECONDS
                said = queue.manifest_of(self._archive, name)
                self._take(name, Manifest.model_validate_json(said))
                self._later.pop(name)
                return True
        return False

    def _take(self, name: str, manifest: Manifest) -> None:
        try:
            if manifest.order != name:
                raise UnusableError(f"the manifest of {name} is of another order")
            with scratch(self._archive.data_dir) as folder:
                self._fetch(manifest, folder)
                self._merge(folder, name)
        except UnusableError as error:
            self._set_aside(name, str(error))
            return
        ended = manifest.tally.ended()
        queue.finish(self._archive, name, ended)
        self._store.remove(name)
        self._ears.came(_summary(queued.host_of(self._archive, name) or name, ended))

    def _fetch(self, manifest: Manifest, folder: Path) -> None:
        (folder / "warc").mkdir()
        names = [file.name for file in manifest.files]
        if names.count(DATABASE) != 1 or len(set(names)) != len(names):
            raise UnusableError(f"the manifest of {manifest.order} has not one database, or a file twice")
        if sum(file.size for file in manifest.files) > LARGEST_VISIT:
            raise UnusableError(f"what {manifest.order} brought is too large")
        for file in manifest.files:
            target = folder / file.name if file.name == DATABASE else folder / "warc" / file.name
            self._store.fetch(manifest.order, file, target)

    def _merge(self, folder: Path, name: str) -> None:
        try:
            host = queued.host_of(self._archive, name) or ""
            shard.check(folder, host, self._archive, self._also_on.get(host, ()))
            merge(self._archive, folder, trusted=True)
        except ArchiveError as error:
            if isinstance(error.__cause__, OSError) and error.__cause__.errno in NO_SPACE:
                raise
            raise UnusableError(f"what was brought cannot be merged: {error}") from error

    def _set_aside(self, name: str, why: str) -> None:
        queue.refuse(self._archive, name, why)
        self._store.set_aside(name)
        self._ears.unusable(why)


def _summary(host: str, ended: Ended) -> PortalSummary:
    return PortalSummary(
        host, ended.outcome, ended.why, ended.pages, ended.reports, ended.new_reports, ended.failures
    )


@contextmanager
def _served(
    archive: Archive, terms: Terms, place: Place, bound: socket.socket, ears: Ears
) -> Iterator[Service]:
    """Answer workers in a thread, until the end of the context."""
    service = Service(archive.data_dir, archive.clock, terms, place.token)
    config = uvicorn.Config(
        service,
        log_level="critical",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=5,
        **connections.options(),
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([bound],), daemon=True)
    thread.start()
    try:
        while thread.is_alive() and not server.started:
            time.sleep(0.02)
        shown = f"[{place.host}]" if ":" in place.host else place.host
        ears.ready(f"http://{shown}:{bound.getsockname()[1]}/")
        yield service
    finally:
        server.should_exit = True
        thread.join()
        service.close()


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    """The kernel's lock on a file, which ends with its process, however that ends."""
    held = os.open(data_dir / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise ArchiveError(f"another coordinator has the archive {data_dir}: stop it first") from None
    finally:
        os.close(held)


@contextmanager
def _bound(host: str, port: int) -> Iterator[socket.socket]:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        bound = socket.socket(family, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except (OSError, OverflowError) as error:
        raise ArchiveError(
            f"cannot serve on {host}:{port}: {getattr(error, 'strerror', None) or error}"
        ) from error
    with bound:
        yield bound
