"""A worker, the coordinator, the way between them and the object store, each lost at 40 moments that nobody chose."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from archive import open_archive
from archive.custody.manifest import read
from archive.custody.verify import verify
from tests.crawler import child
from tests.crawler.stage import Stage
from tests.nianbao.cluster.queue.machines import Machines, Process, wait_until
from tests.nianbao.cluster.queue.wire import Wire
from tests.nianbao.cluster.test_cluster import captured, content, free_port, manifests
from tests.object_store import Server, serving

MOMENTS = int(os.environ.get("MOMENTS", "40"))
PORTALS, WORKERS, TERM = 9, 3, 40.0
COMMAND = ("--no-parse", "--delay", "0.05")


@dataclass
class Round:
    """One run in which things die until it is over."""

    machines: Machines
    homes: list[str]
    wire: Wire
    rng: random.Random
    server: Server | None = None
    """Of the object store, where there is one."""
    lost: Counter[str] = field(default_factory=Counter)
    """Visits that may have been lost, by what was."""
    workers: list[Process] = field(default_factory=list)
    all_workers: list[Process] = field(default_factory=list)

    def play(self, wanted: Counter[str]) -> None:
        """Until all portals are done; `wanted` counts down."""
        self.coordinator = self.machines.coordinator(self.homes, *COMMAND)
        for _ in range(WORKERS):
            self.hire()
        while self.coordinator.process.poll() is None:
            time.sleep(self.rng.uniform(0.3, 6))
            kinds = [kind for kind in wanted if wanted[kind] > 0]
            if kinds and self.coordinator.process.poll() is None:
                kind = self.rng.choice(kinds)
                getattr(self, f"lose_{kind}")()
                wanted[kind] -= 1
                print(kind[0], end="", flush=True)
        assert self.coordinator.wait() == 0, self.coordinator.said()
        self.wire.mend()
        for worker in self.workers:
            assert worker.wait(300) in (0, 6), worker.said()

    def hire(self) -> None:
        self.workers.append(self.machines.worker("--patience", "60", url=self.wire.url))
        self.all_workers.append(self.workers[-1])

    def lose_worker(self) -> None:
        worker = self.workers.pop(self.rng.randrange(len(self.workers)))
        worker.kill()
        self.lost["worker"] += 1
        self.hire()

    def lose_coordinator(self) -> None:
        since = time.monotonic()
        self.coordinator.kill()
        self.coordinator = self.machines.coordinator(self.homes, *COMMAND)
        self._was_away("coordinator", time.monotonic() - since)

    def lose_way(self) -> None:
        since = time.monotonic()
        self.wire.cut()
        time.sleep(self.rng.choice((0.05, 0.05, 1.0, 1.0, 1.0, 5.0, 5.0, TERM)) * self.rng.uniform(0.5, 1.3))
        self.wire.mend()
        self._was_away("way", time.monotonic() - since)

    def lose_store(self) -> None:
        """Nothing is to be asked again: what was visited waits where it was fetched."""
        assert self.server is not None
        wait_until(lambda: all("visiting " in w.said() or w.process.poll() is not None for w in self.workers))
        self.server.kill()  # a worker that begins without a store ends with one line, as it should
        time.sleep(self.rng.choice((0.0, 0.5, 2.0, 6.0)) * self.rng.uniform(0.5, 1.3))
        self.server.start()

    def _was_away(self, what: str, seconds: float) -> None:
        """Whoever was not heard for most of a term may have left its portal."""
        self.lost[what] += WORKERS if seconds > 0.4 * TERM else 0


@pytest.mark.accept
@pytest.mark.parametrize("kinds", [("worker", "coordinator", "way"), ("store",)])
def test_whatever_dies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kinds: tuple[str, ...]) -> None:
    seed = int(os.environ.get("SEED", time.time()))
    print(f"\nSEED={seed}")
    rng, wanted = random.Random(seed), Counter(dict.fromkeys(kinds, MOMENTS))
    with ExitStack() as stack:
        stage = stack.enter_context(Stage(pause=0.02).portal(range(2019, 2025)))
        server = stack.enter_context(serving(tmp_path / "buckets", monkeypatch)) if "store" in kinds else None
        homes = [stage.url.replace("baiyan", f"p{n}") for n in range(PORTALS)]
        child.run(tmp_path / "one", homes, {**child.FAST, "parse": False})
        one = content(tmp_path / "one")
        once = Counter((headers["Host"], path) for path, headers in stage.asked)
        for number in range(1000):
            if not +wanted:
                break
            folder = tmp_path / f"round-{number}"
            folder.mkdir()
            stage.asked.clear()
            bucket = f"s3://bucket/{number}" if server else ""
            with Machines(folder, free_port(), TERM, bucket) as machines, Wire(machines.port) as wire:
                played = Round(machines, homes, wire, rng, server)
                played.play(wanted)
                check(machines, stage, once, one, played)
            store = server.folder / "bucket" / str(number) if server else machines.store
            assert list(store.glob("*/manifest.json")) == []
            print(f"\nround {number}: {dict(played.lost)} visits may have been lost; left {dict(+wanted)}")


def check(
    machines: Machines, stage: Stage, once: Counter[tuple[str, str]], one: object, played: Round
) -> None:
    """Nothing is lost or doubled, no more was asked again than was lost, no host saw two visitors, and the archive proves itself."""
    assert content(machines.data) == one
    assert stage.most_at_once == 1
    assert machines.rows("select 1 from leases") == machines.rows("select 1 from queue") == []
    asked = Counter((headers["Host"], path) for path, headers in stage.asked)
    assert asked.keys() == once.keys()
    begun = sum(worker.said().count("visiting ") for worker in played.all_workers)
    assert begun <= PORTALS + sum(played.lost.values())
    assert max(asked.values()) <= 1 + sum(played.lost.values())
    with open_archive(machines.data) as archive:
        assert list(verify(archive)) == []
        chained = [name for _, lines in map(read, manifests(machines.data)) for name in captured(lines)]
        assert sorted(chained) == sorted(row["key"] for row in archive.rows("select key from captures"))
