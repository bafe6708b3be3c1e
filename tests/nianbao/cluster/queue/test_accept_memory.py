"""However much a worker brings, the coordinator's memory stays small."""

from __future__ import annotations

import os
import re
import shutil
import time
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from archive import open_archive
from archive.clock import system_clock
from archive.crawl import runs
from archive.store.warc import Response
from nianbao.cluster.queue.directory import Directory
from nianbao.cluster.queue.messages import DATABASE, Brought, Given, Manifest, Tally
from nianbao.cluster.queue.store import MANIFEST, described
from tests.capturing import captured
from tests.nianbao.cluster.queue.machines import Machines, Process
from tests.nianbao.cluster.queue.test_refusals import TRUSTED, asking, post
from tests.nianbao.cluster.test_cluster import free_port

MOST_MB = 200
LARGE = (40, 20_000_000)
MANY = (20_000, 1_000)
"""Captures, and bytes of each that no compression makes smaller."""


def peak_mb(process: Process) -> float:
    status = Path(f"/proc/{process.process.pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s*(\d+)", status)
    assert found is not None
    return int(found[1]) / 1024


@pytest.mark.accept
@pytest.mark.parametrize("parse", [(), ("--no-parse",)])
def test_the_coordinator_stays_small(tmp_path: Path, parse: tuple[str, ...]) -> None:
    """800 MB in large records, then 20,000 small records, each from one visit."""
    homes = ["http://large.localhost:9/", "http://many.localhost:9/"]
    with Machines(tmp_path, free_port(), term=3600) as machines:
        coordinator = machines.coordinator(homes, *parse)
        began = peak_mb(coordinator)
        for count, size in (LARGE, MANY):
            bring(machines, tmp_path / f"shard-{count}", count, size)
        peak = began
        is_told = False
        while coordinator.process.poll() is None:
            with suppress(OSError, AssertionError):  # it ends meanwhile
                peak = max(peak, peak_mb(coordinator))
            if not is_told and machines.states() == {"done": 2}:
                is_told = post(machines, "/ask", asking()).json() == {"given": None, "wait": None}
            time.sleep(0.05)
        print(f"\nthe coordinator took {began:.0f} MB at rest, {peak:.0f} MB at most {' '.join(parse)}")
        assert coordinator.wait(900) == 0, coordinator.said()
        assert machines.rows("select count(*) from captures") == [(LARGE[0] + MANY[0],)]
    assert is_told and peak < MOST_MB


def bring(machines: Machines, folder: Path, count: int, size: int) -> None:
    """As a worker does, but that what it visited is made here."""
    given = Given.model_validate(post(machines, "/ask", asking()).json()["given"])
    folder.mkdir()
    shard = httpx.get(f"{machines.url}shard/{given.order}", headers=TRUSTED, timeout=60)
    (folder / DATABASE).write_bytes(shard.content)
    with open_archive(folder) as archive:
        portal = runs.portal(archive, given.home)
        run = runs.start_run(archive, "agent", "test")
        for number in range(count):
            url = f"{given.home}{number}.pdf"
            body = os.urandom(size)
            headers = [("Content-Type", "application/octet-stream")]
            response = Response(url, system_clock(), 200, "OK", headers, body)
            captured(archive, response, "page", run_id=run, portal_id=portal)
    files = [described(path) for path in (folder / DATABASE, *(folder / "warc").iterdir())]
    tally = Tally(outcome="complete", why=None, pages=count, reports=0, new_reports=0, failures=0)
    manifest = Manifest(order=given.order, files=tuple(files), tally=tally)
    store = Directory(machines.store)
    for path in (folder / DATABASE, *(folder / "warc").iterdir()):
        store.put(given.order, path.name, path)
    (folder / MANIFEST).write_text(manifest.model_dump_json())
    store.put(given.order, MANIFEST, folder / MANIFEST)
    shutil.rmtree(folder)
    worker = asking()["worker"]
    brought = Brought(worker=worker, order=given.order, manifest=manifest)
    assert post(machines, "/bring", brought.model_dump(mode="json")).status_code == 200
