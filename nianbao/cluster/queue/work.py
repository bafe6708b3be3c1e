"""A worker: it fetches one portal at a time, visits it, puts what came into the store, and reports it."""

from __future__ import annotations

import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import httpx
from pydantic import ValidationError

from archive.clock import Clock, system_clock
from archive.urls import host
from crawler import Options, PortalSummary
from crawler.page.any_recipe import of_json
from crawler.page.recipe import RecipeError
from crawler.schedule.hours import Hours
from nianbao.cluster.child import Child, Order, TimeOverError, VisitError, now
from nianbao.cluster.queue.desk import versions
from nianbao.cluster.queue.messages import (
    DATABASE,
    Asking,
    Brought,
    Given,
    GivenBack,
    Held,
    How,
    Manifest,
    RefusedError,
    Tally,
)
from nianbao.cluster.queue.remote import LostError, Remote
from nianbao.cluster.queue.store import MANIFEST, Store, StoreError, described

POLL_SECONDS = 0.2
RENEWALS = 10
"""Of a lease in its term."""
MARGIN = 0.2
"""Share of the term before whose end the visit stops where nobody renewed it."""
STORE_SECONDS = 3.0
"""Until a store that cannot be used is tried again."""
MB = 1_000_000
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Place:
    """Where and how a worker works. `room`: bytes that must be free before a visit; `patience`: seconds that the coordinator may be
    away."""

    url: str
    token: str
    store: Store
    labels: tuple[str, ...] = ()
    room: int = 2_000 * MB
    patience: float = 600.0
    allow_loopback: bool = False
    clock: Clock = system_clock


@dataclass(frozen=True, slots=True)
class Ears:
    """Whom a worker tells what it does: `began` a portal's host; `ended` how its visit went; `left` a portal's host and why it was
    given up; `away` why the coordinator does not answer, `trouble` why the store cannot be used, once each time."""

    began: Callable[[str], None]
    ended: Callable[[PortalSummary], None]
    left: Callable[[str, str], None]
    away: Callable[[str], None]
    trouble: Callable[[str], None]


def work(place: Place, ears: Ears) -> int:
    """Until there is no more to do; returns the number of visits.

    :raises RefusedError: it may not work there, or cannot.
    :raises GoneError: the coordinator is away; what was visited waits in the store.
    :raises StoreError: the store cannot be used.
    """
    name = f"worker {secrets.token_hex(8)}"
    visits = 0
    place.store.check()
    with Remote(place.url, place.token, place.patience, ears.away) as remote:
        while True:
            asked_at = now()
            answer = remote.ask(lambda: _when_it_can(place, ears, lambda: _asking(place, name)))
            if answer.given is not None:
                with tempfile.TemporaryDirectory(prefix="nianbao-") as folder:
                    visits += _Visit(place, ears, remote, name, answer.given, asked_at).run(Path(folder))
            elif answer.wait is not None:
                time.sleep(answer.wait)
            else:
                return visits


def _asking(place: Place, name: str) -> Asking:
    """The question for a portal, where there is room for one."""
    here = tempfile.gettempdir()
    for where, free in ((here, shutil.disk_usage(here).free), (place.store.place, place.store.free())):
        if free is not None and free < place.room:
            raise RefusedError(
                "room",
                f"{where} has {free // MB} MB free, a visit may need {place.room // MB}: make room, set TMPDIR, or give --room",
            )
    return Asking(worker=name, labels=place.labels, versions=versions(), now=place.clock().timestamp())


def _when_it_can(place: Place, ears: Ears, task: Callable[[], Found]) -> Found:
    """Do what needs the store, again and again where it is away.

    :raises StoreError: it was away for as long as the coordinator may be.
    """
    began = time.monotonic()
    is_told = False
    while True:
        try:
            return task()
        except StoreError as error:
            if time.monotonic() - began > place.patience:
                raise
            if not is_told:
                ears.trouble(str(error))
            is_told = True
            time.sleep(STORE_SECONDS)


class _Visit:
    """One order, from its shard to its report."""

    def __init__(
        self, place: Place, ears: Ears, remote: Remote, name: str, given: Given, asked_at: float
    ) -> None:
        self._place = place
        self._ears = ears
        self._remote = remote
        self._given = given
        self._held = Held(worker=name, order=given.order)
        self._until = asked_at + (1 - MARGIN) * given.term
        self._host = host(given.home)

    def run(self, folder: Path) -> bool:
        """Whether the visit was brought home."""
        shard = folder / "shard"
        shard.mkdir()
        store = self._place.store
        try:
            if not _when_it_can(self._place, self._ears, lambda: store.is_that_of(self._given.store)):
                raise RefusedError(
                    "store",
                    f"{store.place} is not the coordinator's store: name the directory that both reach",
                )
            self._remote.fetch_shard(
                self._given.order, self._given.shard, shard / DATABASE, self._until - now()
            )
            self._ears.began(self._host)
            self._visit(shard)
            return True
        except LostError as error:
            self._ears.left(self._host, str(error))
        except VisitError as error:
            self._ears.left(self._host, str(error))
            self._give_back(None if isinstance(error, TimeOverError) else str(error)[:500])
        except BaseException:
            self._give_back(None)
            raise
        return False

    def _visit(self, shard: Path) -> None:
        order = self._order()
        with _Heartbeat(self._remote, self._held, self._given.term, self._until) as heart:
            with Child(shard, order) as child:
                heart.tell = child.extend
                while not child.ended(POLL_SECONDS):
                    if heart.lost:
                        child.kill()
                if heart.lost:
                    raise LostError("the lease was lost")
                summary = child.summary().portals[0]
            manifest = self._stored(shard, summary)
        self._ears.ended(summary)
        self._remote.bring(Brought(**self._held.model_dump(), manifest=manifest))

    def _order(self) -> Order:
        """What the process is told.

        :raises VisitError: the order makes no sense.
        """
        given = self._given
        try:
            options = _options(given.how, self._host, self._place.allow_loopback)
        except (ValueError, RecipeError) as error:
            raise VisitError(f"the order makes no sense: {error}") from None
        regions = {given.home: given.region} if given.region else {}
        return Order((given.home,), regions, options, self._until)

    def _stored(self, shard: Path, summary: PortalSummary) -> Manifest:
        """Put what came into the store, the manifest last.

        :raises VisitError: it is nothing that a manifest may say.
        """
        files = [shard / DATABASE, *sorted((shard / "warc").glob("*.warc.gz"))]
        try:
            manifest = self._manifest(files, summary)
        except ValidationError as error:
            wrong = error.errors(include_input=False, include_url=False)[0]["msg"]
            raise VisitError(f"what was visited makes no manifest: {wrong}") from None
        said = shard.parent / MANIFEST
        said.write_text(manifest.model_dump_json(), encoding="utf-8")
        for path in (*files, said):
            self._put(path)
        return manifest

    def _manifest(self, files: list[Path], summary: PortalSummary) -> Manifest:
        tally = Tally(
            outcome=summary.outcome,  # type: ignore[arg-type]  # checked by the message
            why=summary.why[:2000] if summary.why else None,
            pages=summary.pages,
            reports=summary.reports,
            new_reports=summary.new_reports,
            failures=summary.failures,
        )
        return Manifest(order=self._given.order, files=tuple(map(described, files)), tally=tally)

    def _put(self, path: Path) -> None:
        store = self._place.store
        _when_it_can(self._place, self._ears, lambda: store.put(self._given.order, path.name, path))

    def _give_back(self, why: str | None) -> None:
        """Where the coordinator does not hear it, the lease ends by itself."""
        with suppress(httpx.HTTPError, LostError, RefusedError):
            self._remote.give_back(GivenBack(**self._held.model_dump(), why=why))


def _options(how: How, portal: str, allow_loopback: bool) -> Options:
    return Options(
        allow_loopback=allow_loopback,
        delay=how.delay,
        max_pages=how.max_pages,
        contact=how.contact,
        requisites=how.requisites,
        hours=Hours.parse(how.hours) if how.hours else None,
        browser=how.browser,
        also_on={portal: frozenset(how.also_on)} if how.also_on else {},
        recipes={portal: tuple(map(of_json, how.recipes))} if how.recipes else {},
        parse=False,
    )


class _Heartbeat:
    """Renews the lease of an order while the portal is visited, and tells the visitor until when it may stay."""

    def __init__(self, remote: Remote, held: Held, term: float, until: float) -> None:
        self.until = until
        self.lost = False
        self.tell: Callable[[float], None] = lambda until: None
        self._remote = remote
        self._held = held
        self._term = term
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> _Heartbeat:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._over.wait(self._term / RENEWALS):
            asked_at = now()
            try:
                self._remote.renew(self._held)
            except httpx.HTTPError:
                continue  # it may be back before the term is over
            except (LostError, RefusedError):
                self.lost = True
                return
            self.until = asked_at + (1 - MARGIN) * self._term
            self.tell(self.until)
