"""Who may not work is told so in one line, and by the exit status."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from archive.clock import system_clock
from nianbao.cluster.queue.desk import versions
from nianbao.cluster.queue.directory import Directory
from nianbao.cluster.queue.messages import CLOCK_SECONDS, LARGEST_MESSAGE, RefusedError
from nianbao.cluster.queue.work import Ears, Place, work
from tests.crawler.stage import Stage
from tests.nianbao.cluster.queue.machines import TOKEN, Machines
from tests.nianbao.cluster.test_cluster import free_port

NOBODY = "http://nobody.localhost:9/"
DEAF = Ears(*[lambda *_: None] * 5)


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    with Machines(tmp_path_factory.mktemp("refusals"), free_port()) as machines:
        machines.coordinator([NOBODY])
        yield machines


def refused(machines: Machines, status: int, *more: str, url: str | None = None) -> str:
    worker = machines.worker(*more, url=url)
    assert worker.wait() == status, worker.said()
    said = worker.said().strip()
    assert said.startswith("nianbao: ") and "\n" not in said, said
    return said


def test_another_token(machines: Machines, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("f" * 32)
    assert "token is missing or wrong" in refused(machines, 2, "--token-file", str(tmp_path / "token"))


def test_no_token_a_short_one_an_unreadable_one(machines: Machines, tmp_path: Path) -> None:
    (tmp_path / "short").write_text("secret")
    (tmp_path / "empty").write_text("\n")
    assert "no line of 16 to 500" in refused(machines, 2, "--token-file", str(tmp_path / "short"))
    assert "there is no token" in refused(machines, 2, "--token-file", str(tmp_path / "empty"))
    assert "cannot be read" in refused(machines, 2, "--token-file", str(tmp_path / "none"))
    store = str(tmp_path / "store")
    nobody = machines.start("coordinate", NOBODY, "--data", str(tmp_path / "a"), "--store", store)
    assert nobody.wait() == 2
    assert "there is no token" in nobody.said()


def test_a_label_that_nobody_knows(machines: Machines) -> None:
    assert "no region is called atlantis" in refused(machines, 2, "--label", "atlantis")


@pytest.mark.accept
def test_no_room(machines: Machines) -> None:
    assert "MB free, a visit may need" in refused(machines, 3, "--room", "999999999")


@pytest.mark.accept
def test_a_store_that_cannot_be(machines: Machines, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "store cannot be used" in refused(machines, 3, "--store", str(tmp_path / "file" / "store"))
    assert "not the coordinator's store" in refused(machines, 3, "--store", str(tmp_path / "another"))


@pytest.mark.accept
def test_nobody_there_and_somebody_else(machines: Machines) -> None:
    away = machines.worker("--patience", "1", url=f"http://127.0.0.1:{free_port()}/")
    assert away.wait() == 6
    assert "did not answer for 1 seconds" in away.said()
    with Stage().portal([2024]) as stage:
        assert "no coordinator" in refused(
            machines, 3, url=stage.url.replace("baiyan.localhost", "127.0.0.1")
        )
    for url in (
        "ftp://x/",
        "http://",
        "http://x\x1b[2J/",
        "http://xn--\u2603..example/",
        "http://x:99999/",
        "http://[/",
    ):
        assert "no address of a coordinator" in refused(machines, 2, url=url)
    said = refused(machines, 2, url="http://me:secret@127.0.0.1/")
    assert "no address of a coordinator" in said
    assert "secret" not in said


@pytest.mark.accept
@pytest.mark.parametrize("apart", [-1, 1])
def test_a_wrong_clock(machines: Machines, apart: int) -> None:
    later = timedelta(seconds=apart * (CLOCK_SECONDS + 30))
    store = Directory(machines.store)
    place = Place(machines.url, TOKEN, store, room=1, clock=lambda: system_clock() + later)
    with pytest.raises(RefusedError, match="seconds from the coordinator's") as error:
        work(place, DEAF)
    assert error.value.code == "clock"


def test_another_version(machines: Machines) -> None:
    for name in ("nianbao", "parser", "schema_step"):
        answer = post(machines, "/ask", asking(versions={**versions().model_dump(), name: "0"}))
        assert answer.status_code == 403
        assert answer.json()["refused"] == "version"
        assert "install the same on both" in answer.json()["message"]


@pytest.mark.accept
def test_a_second_coordinator(machines: Machines) -> None:
    second = machines.start(
        *("coordinate", NOBODY, "--data", str(machines.data), "--store", str(machines.store)),
        *("--token-file", str(machines.folder / "token"), "--port", "0"),
    )
    assert second.wait() == 3
    assert "another coordinator has the archive" in second.said()


@pytest.mark.accept
def test_what_is_no_message(machines: Machines) -> None:
    for body in (b"", b"{", b"[]", b"{}", b"\xff", b'{"worker": 1}', b"[" * 100_000):
        for path in ("/ask", "/renew", "/bring", "/back"):
            assert httpx.post(f"{machines.url}{path[1:]}", content=body, headers=TRUSTED).status_code == 422
    assert post(machines, "/ask", {**asking(), "more": 1}).status_code == 422
    long = httpx.post(f"{machines.url}ask", content=b" " * (LARGEST_MESSAGE + 1), headers=TRUSTED)
    assert long.status_code == 413
    for path in ("", "ask", "nianbao.db", "orders"):
        assert httpx.get(f"{machines.url}{path}", headers=TRUSTED).status_code == 404
    for name in ("../nianbao.db", "..%2f..%2fnianbao.db", "0123456789ab-0123456789ab-1", "%00"):
        assert httpx.get(f"{machines.url}shard/{name}", headers=TRUSTED).status_code in (404, 410)


def test_without_the_token_nothing(machines: Machines) -> None:
    for headers in (
        {},
        {"Authorization": TOKEN},
        {"Authorization": "Bearer x"},
        {"Authorization": "Basic eA=="},
    ):
        for path in ("ask", "shard/0123456789ab-0123456789ab-1", "x"):
            answer = httpx.post(f"{machines.url}{path}", json=asking(), headers=headers)
            assert answer.status_code == 401


@pytest.mark.accept
def test_an_order_that_is_another_workers(machines: Machines) -> None:
    held = {"worker": "worker 0123456789abcdef", "order": "0123456789ab-0123456789ab-1"}
    tally = dict.fromkeys(("pages", "reports", "new_reports", "failures"), 0)
    file = {"name": "nianbao.db", "size": 1, "sha256": "0" * 64}
    manifest = {
        "order": held["order"],
        "files": [file],
        "tally": {**tally, "outcome": "complete", "why": None},
    }
    assert post(machines, "/renew", held).status_code == 410
    assert post(machines, "/back", {**held, "why": None}).status_code == 410
    assert post(machines, "/bring", {**held, "manifest": manifest}).status_code == 410
    for name in ("../nianbao.db", "/etc/passwd", "a/b.warc.gz", "nianbao.db-wal", "x.warc.gz\n", "..warc.gz"):
        wrong = {**manifest, "files": [{**file, "name": name}]}
        assert post(machines, "/bring", {**held, "manifest": wrong}).status_code == 422, name


TRUSTED = {"Authorization": f"Bearer {TOKEN}"}


def asking(**changed: Any) -> dict[str, Any]:
    said = {"worker": "worker 0123456789abcdef", "labels": [], "now": time.time()}
    return {**said, "versions": versions().model_dump(), **changed}


def post(machines: Machines, path: str, message: dict[str, Any]) -> httpx.Response:
    return httpx.post(f"{machines.url}{path[1:]}", json=message, headers=TRUSTED, timeout=30)
