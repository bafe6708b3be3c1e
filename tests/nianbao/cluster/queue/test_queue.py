"""A coordinator and workers: the archive is that of one process, whatever dies."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawler import child
from tests.crawler.stage import Stage, column, report
from tests.nianbao.cluster.queue.machines import Machines
from tests.nianbao.cluster.test_cluster import content, free_port


def test_the_archive_of_one_process(tmp_path: Path) -> None:
    with Stage().portal(range(2021, 2025)) as stage, Machines(tmp_path, free_port()) as machines:
        homes = [stage.url, stage.url.replace("baiyan", "heiyan")]
        child.run(tmp_path / "one", homes, {**child.FAST, "parse": False})
        coordinator = machines.coordinator(homes, "--no-parse")
        workers = [machines.worker() for _ in range(2)]
        assert coordinator.wait() == 0, coordinator.said()
        assert [worker.wait() for worker in workers] == [0, 0]
        assert content(machines.data) == content(tmp_path / "one")
        assert machines.rows("select 1 from leases") == machines.rows("select 1 from queue") == []
        assert machines.rows("select outcome from runs where software like '%queue%'") == [("complete",)]
        assert machines.visits() == []


@pytest.mark.accept
def test_portals_go_where_their_label_says(tmp_path: Path) -> None:
    """By region as the registry knows it, by a label of one's own, by host; a worker whose label nobody has ends at once."""
    with Stage().portal([2024]) as stage, Machines(tmp_path, free_port()) as machines:
        codes = {"baiyan": "411523", "heiyan": "410781", "luyan": "130102", "qingyan": "130104"}
        homes = {name: stage.url.replace("baiyan", name) for name in (*codes, "hongyan")}
        for name, code in codes.items():
            added = machines.start(
                *("portals", "add", "--code", code, "--url", homes[name], "--body", name),
                *("--note", "a portal of a test", "--data", str(machines.data)),
            )
            assert added.wait() == 0, added.said()
        (machines.data / "nianbao.toml").write_text(
            '[labels]\nnorth = ["河北", "tianjin"]\n', encoding="utf-8"
        )
        coordinator = machines.coordinator([*homes.values()], "--no-parse")
        labels = {"henan": "baiyan heiyan", "north": "luyan qingyan", "hongyan.localhost": "hongyan"}
        workers = {label: machines.worker("--label", label) for label in labels}
        second = machines.worker("--label", "4115", "--label", "4107")
        idle = machines.worker("--label", "guangdong")
        assert coordinator.wait() == 0, coordinator.said()
        assert [worker.wait() for worker in (*workers.values(), second, idle)] == [0] * 5
        for label, worker in workers.items():
            assert worker.visited() <= {f"{name}.localhost" for name in labels[label].split()}, worker.said()
        assert second.visited() <= {"baiyan.localhost", "heiyan.localhost"}
        assert idle.said() == "no more to do after 0 visits\n"
        visits = machines.rows("select count(*) from visits where outcome is not null group by portal_id")
        assert visits == [(1,)] * 5


@pytest.mark.accept
def test_what_the_next_run_asks_and_what_is_read(tmp_path: Path) -> None:
    """A portal that is known is updated as it would be by one process: its lists, and what is new. Reports are read at home."""
    with Stage().portal([2022, 2023]) as stage, Machines(tmp_path, free_port()) as machines:
        for again in (False, True):
            stage.pages |= {"/gknb/": column([2022, 2023, 2024]), "/2024.html": report(2024)} if again else {}
            stage.paths()
            coordinator = machines.coordinator([stage.url])
            worker = machines.worker()
            assert (coordinator.wait(), worker.wait()) == (0, 0), coordinator.said()
        assert sorted(stage.paths()) == sorted(["/", "/gknb/", "/2024.html"])
        assert machines.rows("select year from reports order by 1") == [(2022,), (2023,), (2024,)]
        manifests = list((machines.data / "manifests").iterdir())
        assert len(manifests) == 2
        verified = machines.start("verify", "--data", str(machines.data))
        assert verified.wait() == 0, verified.said()
