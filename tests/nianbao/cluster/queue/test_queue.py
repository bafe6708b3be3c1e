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
    """Ten workers, three labels: a region as the registry knows it, a label of one's own, a host. Two labels together, and one that no portal has."""
    with Stage().portal([2024]) as stage, Machines(tmp_path, free_port()) as machines:
        henan = {"baiyan": "411523", "heiyan": "410781", "dongyan": "410102", "xiyan": "410103"}
        north = {"luyan": "130102", "qingyan": "130104", "nanyan": "120101", "beiyan": "130105"}
        homes = {name: stage.url.replace("baiyan", name) for name in (*henan, *north, "hongyan")}
        for name, code in (henan | north).items():
            added = machines.start(
                *("portals", "add", "--code", code, "--url", homes[name], "--body", name),
                *("--note", "a portal of a test", "--data", str(machines.data)),
            )
            assert added.wait() == 0, added.said()
        (machines.data / "nianbao.toml").write_text(
            '[labels]\nnorth = ["河北", "tianjin"]\n', encoding="utf-8"
        )
        coordinator = machines.coordinator([*homes.values()], "--no-parse")
        labels = {"henan": (henan, 4), "north": (north, 4), "hongyan.localhost": (["hongyan"], 2)}
        workers = [
            (names, machines.worker("--label", label))
            for label, (names, n) in labels.items()
            for _ in range(n)
        ]
        second = machines.worker("--label", "4115", "--label", "4107")
        idle = machines.worker("--label", "guangdong")
        assert coordinator.wait() == 0, coordinator.said()
        assert [worker.wait() for worker in (*(w for _, w in workers), second, idle)] == [0] * 12
        for names, worker in workers:
            assert worker.visited() <= {f"{name}.localhost" for name in names}, worker.said()
        assert second.visited() <= {"baiyan.localhost", "heiyan.localhost"}
        assert idle.said() == "no more to do after 0 visits\n"
        visits = machines.rows("select count(*) from visits where outcome is not null group by portal_id")
        assert visits == [(1,)] * 9


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
