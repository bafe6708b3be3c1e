"""What the coordinator does for a worker that asks: one call at a time, each one short transaction of the archive."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import parsers
from archive import Archive
from archive.crawl import queue, queued
from archive.merge.shard import carve
from archive.schema.migrations import newest
from crawler import Options
from nianbao import __version__
from nianbao.cluster.queue.labels import Own, resolve
from nianbao.cluster.queue.messages import (
    CLOCK_SECONDS,
    DATABASE,
    PROTOCOL,
    Answer,
    Asking,
    Brought,
    Given,
    GivenBack,
    Held,
    How,
    RefusedError,
    Versions,
)
from nianbao.cluster.queue.store import described

WAIT_SECONDS = 5.0
"""Between two questions of a worker for which there is nothing now."""
SHARD_SECONDS = 3600.0
"""A worker fetches its shard at once."""


def versions() -> Versions:
    """What this nianbao is."""
    return Versions(
        protocol=PROTOCOL, nianbao=__version__, parser=parsers.PARSER_VERSION, schema_step=newest()
    )


@dataclass(frozen=True, slots=True)
class Terms:
    """How a run gives its portals out. `term`: so long a worker may be silent."""

    run_id: int
    options: Options
    labels: Own
    term: timedelta
    folder: Path
    """For shards on their way."""
    store: str
    """The name of the store into which workers put what they bring."""


@dataclass(slots=True)
class Desk:
    """Answers workers."""

    archive: Archive
    terms: Terms
    asked: set[str] = field(default_factory=set)
    """Workers that were here."""
    told: set[str] = field(default_factory=set)
    """Workers that know that there is no more to do."""
    _shards: dict[str, str] = field(default_factory=dict)
    """Worker -> the order whose shard is here for it."""

    def ask(self, asking: Asking) -> Answer:
        """A portal for a worker that has none.

        :raises RefusedError: it may not work here.
        """
        self._check(asking)
        label = resolve(asking.labels, self.terms.labels)
        self.asked.add(asking.worker)
        now = self.archive.clock()
        hours = self.terms.options.hours
        if hours is not None and not hours.open(now):
            return Answer(wait=min(3600.0, max(1.0, (hours.opens(now) - now).total_seconds())))
        terms = self.terms
        order = queue.give(
            self.archive, terms.run_id, asking.worker, label.takes, terms.term, terms.options.also_on
        )
        self._forget_shards(asking.worker)
        if order is not None:
            self._shards[asking.worker] = order.name
            return Answer(given=self._given(order))
        if queued.left(self.archive, label.takes):
            return Answer(wait=min(WAIT_SECONDS, terms.term.total_seconds() / 2))
        self.told.add(asking.worker)
        return Answer()

    def renew(self, held: Held) -> bool:
        """Whether the worker may stay at its portal for another term."""
        return queue.renew(self.archive, held.order, held.worker, self.terms.term)

    def bring(self, brought: Brought) -> bool:
        """What a worker brought waits to be merged, where it holds the order. False where that is out with another; what came too
        late, or is told twice, is found in the store or merged already."""
        name = brought.manifest.order
        if queued.host_of(self.archive, name) is None:
            return False
        self._forget_shards(brought.worker)
        said = brought.manifest.model_dump_json()
        return queue.bring(self.archive, name, said, brought.worker) or not queue.is_out(self.archive, name)

    def take_back(self, back: GivenBack) -> bool:
        return queue.give_back(self.archive, back.order, back.worker, back.why)

    def shard(self, order: str) -> Path | None:
        """The shard of an order that is out; None where it is not, or no longer."""
        path = self.terms.folder / order / DATABASE
        return path if path.is_file() else None

    def _forget_shards(self, worker: str) -> None:
        """The shard that the worker had, and those of workers that were not heard of for long."""
        mine = self._shards.pop(worker, None)
        for folder in self.terms.folder.iterdir():
            is_old = time.time() - folder.stat().st_mtime > SHARD_SECONDS
            if is_old or folder.name == mine:
                shutil.rmtree(folder, ignore_errors=True)

    def _check(self, asking: Asking) -> None:
        ours = versions()
        if asking.versions != ours:
            theirs = asking.versions
            raise RefusedError(
                "version",
                f"the coordinator runs nianbao {ours.nianbao} (parsers {ours.parser}, schema {ours.schema_step}), this worker"
                f" {theirs.nianbao} ({theirs.parser}, {theirs.schema_step}): install the same on both",
            )
        apart = asking.now - self.archive.clock().timestamp()
        if abs(apart) > CLOCK_SECONDS:
            raise RefusedError(
                "clock", f"the worker's clock is {apart:+.0f} seconds from the coordinator's: set it (NTP)"
            )

    def _given(self, order: queue.Order) -> Given:
        folder = self.terms.folder / order.name
        folder.mkdir()
        carve(self.archive, [order.portal_id], folder)
        return Given(
            order=order.name,
            home=order.home,
            region=order.region_code,
            how=self._how(order.host),
            term=self.terms.term.total_seconds(),
            shard=described(folder / DATABASE),
            store=self.terms.store,
        )

    def _how(self, host: str) -> How:
        options = self.terms.options
        return How(
            delay=options.delay,
            max_pages=options.max_pages,
            contact=options.contact,
            requisites=options.requisites,
            hours=str(options.hours) if options.hours else None,
            browser=options.browser,
            also_on=tuple(sorted(options.also_on.get(host, ()))),
            recipes=tuple(recipe.to_json() for recipe in options.recipes.get(host, ())),
        )
