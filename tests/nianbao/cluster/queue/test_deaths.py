"""A worker, the coordinator or the way between them is lost: at most one portal's visit is asked again, nothing is lost or doubled."""

from __future__ import annotations

import json
import shutil
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawler import child
from tests.crawler.stage import Stage, column, report
from tests.nianbao.cluster.queue.machines import Machines, wait_until
from tests.nianbao.cluster.queue.wire import Wire
from tests.nianbao.cluster.test_cluster import content, free_port

YEARS = range(2019, 2025)
SLOWLY = ("--no-parse", "--delay", "0.2")


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage().portal(YEARS) as stage:
        yield stage


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    with Machines(tmp_path, free_port()) as machines:
        yield machines


def settled(machines: Machines, stage: Stage, homes: list[str]) -> None:
    """Nothing is left over, and the archive is that of one process."""
    asked = list(stage.asked)
    child.run(machines.folder / "one", homes, {**child.FAST, "parse": False})
    stage.asked[:] = asked
    assert content(machines.data) == content(machines.folder / "one")
    assert machines.rows("select 1 from leases") == machines.rows("select 1 from queue") == []
    assert machines.visits() == []


def most_asked(stage: Stage) -> int:
    return max(Counter((headers["Host"], path) for path, headers in stage.asked).values())


def test_a_worker_is_killed_in_its_visit(machines: Machines, stage: Stage) -> None:
    homes = [stage.url, stage.url.replace("baiyan", "heiyan")]
    coordinator = machines.coordinator(homes, *SLOWLY)
    first = machines.worker()
    wait_until(lambda: len(stage.asked) >= 3)
    first.kill()
    seen = len(stage.asked)
    second = machines.worker()
    assert coordinator.wait() == 0, coordinator.said()
    assert second.wait() == 0, second.said()
    assert len(stage.asked) > seen
    assert most_asked(stage) <= 2
    settled(machines, stage, homes)


@pytest.mark.accept
def test_the_coordinator_is_killed_and_the_same_command_goes_on(machines: Machines, stage: Stage) -> None:
    """The worker stays at its portal; what is done is not asked again."""
    machines.term = 60
    homes = [stage.url, stage.url.replace("baiyan", "heiyan")]
    coordinator = machines.coordinator(homes, *SLOWLY)
    worker = machines.worker()
    wait_until(lambda: machines.states().get("done") and len(stage.asked) >= 13)
    coordinator.kill()
    again = machines.coordinator([], *SLOWLY)
    assert again.wait() == 0, again.said()
    assert worker.wait() == 0, worker.said()
    assert "portals wait from before" in again.said() or "portal waits from before" in again.said()
    assert most_asked(stage) == 1
    assert machines.rows("select outcome from runs where software like '%queue%'") == [("complete",)]
    settled(machines, stage, homes)


@pytest.mark.accept
def test_the_way_is_cut_and_what_was_visited_is_found_in_the_store(machines: Machines, stage: Stage) -> None:
    """The lease holds to the end of the visit, the report does not come through, the worker gives up: nothing is asked again."""
    machines.term = 40
    with Wire(machines.port) as wire:
        coordinator = machines.coordinator([stage.url], *SLOWLY)
        worker = machines.worker("--patience", "1", url=wire.url)
        wait_until(lambda: len(stage.asked) >= 3)
        wire.cut()
        assert worker.wait() == 6, worker.said()
        assert "did not answer" in worker.said()
        assert coordinator.wait() == 0, coordinator.said()
    assert most_asked(stage) == 1
    settled(machines, stage, [stage.url])


@pytest.mark.accept
def test_the_way_is_cut_for_longer_than_the_term(machines: Machines, stage: Stage) -> None:
    """The visit stops before another worker may come, which then asks all of it; the worker that lost it goes on when the way is mended."""
    stage.pages |= {f"/{y}.html": report(y) for y in range(1950, 2025)} | {
        "/gknb/": column(range(1950, 2025))
    }
    with Wire(machines.port) as wire:
        coordinator = machines.coordinator([stage.url], *SLOWLY)
        first = machines.worker(url=wire.url)
        wait_until(lambda: len(stage.asked) >= 3)
        wire.cut()
        wait_until(lambda: "the lease was lost" in first.said(), 30)
        seen = len(stage.asked)
        assert machines.states() == {"out": 1}
        second = machines.worker()
        wait_until(lambda: len(stage.asked) > seen)
        wire.mend()
        assert coordinator.wait() == 0, coordinator.said()
        assert (first.wait(), second.wait()) == (0, 0), first.said()
    assert most_asked(stage) <= 2
    settled(machines, stage, [stage.url])


@pytest.mark.accept
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_worker_that_is_stopped_gives_its_portal_back(
    machines: Machines, stage: Stage, sent: signal.Signals
) -> None:
    machines.term = 600
    coordinator = machines.coordinator([stage.url], *SLOWLY)
    first = machines.worker()
    wait_until(lambda: len(stage.asked) >= 3)
    first.process.send_signal(sent)
    assert first.wait() == 6, first.said()
    assert machines.states() == {"waiting": 1}
    second = machines.worker()
    assert coordinator.wait() == 0, coordinator.said()
    assert second.wait() == 0
    settled(machines, stage, [stage.url])


@pytest.mark.accept
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_the_coordinator_is_stopped_and_goes_on(
    machines: Machines, stage: Stage, sent: signal.Signals
) -> None:
    """The worker keeps its lease meanwhile."""
    machines.term = 60
    homes = [stage.url, stage.url.replace("baiyan", "heiyan")]
    coordinator = machines.coordinator(homes, *SLOWLY)
    worker = machines.worker()
    wait_until(lambda: len(stage.asked) >= 3)
    coordinator.process.send_signal(sent)
    assert coordinator.wait() == 6, coordinator.said()
    assert machines.rows("select outcome from runs where software like '%queue%'") == [("interrupted",)]
    assert len(machines.rows("select 1 from leases")) == 1
    again = machines.coordinator(homes, *SLOWLY)
    assert again.wait() == 0, again.said()
    assert worker.wait() == 0, worker.said()
    assert most_asked(stage) == 1
    assert machines.rows("select outcome from runs where software like '%queue%'") == [("complete",)]
    settled(machines, stage, homes)


@pytest.mark.accept
def test_what_was_brought_is_not_what_it_should_be(machines: Machines, stage: Stage) -> None:
    """Set aside, told, and asked again."""
    machines.term = 60
    coordinator = machines.coordinator([stage.url], "--no-parse")
    worker = machines.worker()
    wait_until(lambda: list(stage.asked))
    coordinator.process.send_signal(signal.SIGSTOP)
    wait_until(lambda: list(machines.store.glob("*/manifest.json")))
    [folder] = machines.visits()
    manifest = json.loads((folder / "manifest.json").read_text())
    size = next(file["size"] for file in manifest["files"] if file["name"] == "nianbao.db")
    (folder / "nianbao.db").write_bytes(b"x" * size)
    coordinator.process.send_signal(signal.SIGCONT)
    assert coordinator.wait() == 0, coordinator.said()
    assert worker.wait() == 0, worker.said()
    assert "another SHA-256" in coordinator.said()
    [aside] = machines.visits()
    assert aside.name.startswith("refused-")
    shutil.rmtree(aside)
    assert most_asked(stage) == 2
    settled(machines, stage, [stage.url])


@pytest.mark.accept
def test_the_coordinator_is_killed_when_all_is_done(machines: Machines, stage: Stage) -> None:
    """What is left of the run is made up for: reports are read, the manifest is written, nothing is asked."""
    coordinator = machines.coordinator([stage.url])
    worker = machines.worker()
    wait_until(lambda: machines.states() == {"done": 1})
    coordinator.kill()
    again = machines.coordinator([])
    assert again.wait() == 0, again.said()
    assert worker.wait() == 0, worker.said()
    assert most_asked(stage) == 1
    assert machines.rows("select outcome from runs where software like '%queue%'") == [("complete",)]
    assert machines.rows("select 1 from queue") == []
    assert len(machines.rows("select 1 from reports")) == len(YEARS)
    assert len(machines.rows("select 1 from manifests")) == 1
